"""Recorded test data: signing vectors and the output of real JSON writers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

_FOLDER = Path(__file__).parent


def vectors() -> list[dict[str, Any]]:
    """Return the 87 signing vectors: name, api_key, secret, body, sha1, token, and what sets them apart."""
    return cast("list[dict[str, Any]]", _read("vectors.json"))


def php_pairs() -> list[dict[str, str]]:
    """Return 200 inputs with what PHP wrote for them, decoded to arrays and to objects."""
    return cast("list[dict[str, str]]", _read("php_pairs.json"))


def serializers() -> dict[str, dict[str, str]]:
    """Return JSON texts as written by the serializers of many languages, by the name of the text."""
    return cast("dict[str, dict[str, str]]", _read("serializers.json"))


def _read(name: str) -> object:
    found: object = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return found
