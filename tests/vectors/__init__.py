"""Recorded facts to test against: signing vectors and the output of real JSON writers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def vectors() -> list[dict[str, Any]]:
    """Return the 87 signing vectors: name, api_key, secret, body, sha1, token, and what sets them apart."""
    return _read("vectors.json")  # type: ignore[no-any-return]


def php_pairs() -> list[dict[str, str]]:
    """Return 200 inputs with what PHP wrote for them, decoded to arrays and to objects."""
    return _read("php_pairs.json")  # type: ignore[no-any-return]


def serializers() -> dict[str, dict[str, str]]:
    """Return JSON texts as written by the serializers of many languages, by the name of the text."""
    return _read("serializers.json")  # type: ignore[no-any-return]


def _read(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
