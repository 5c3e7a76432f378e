"""Owns `workbench selftest`: the golden vectors, computed on this machine's OpenSSL."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import NotRequired, TypedDict

from workbench.assets import asset
from workbench.cli import inputs
from workbench.cli.exit_codes import Status
from workbench.cli.terminal import put_json, put_row
from workbench.signing import Credentials, sign, verify


class Vector(TypedDict):
    """One golden vector of `resources/vectors/vectors.json`."""

    name: str
    api_key: str
    secret: str
    body: str
    body_bytes: int
    sha1: str
    token: str
    wrong_token: NotRequired[str]


_SHOWN = 10


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Compute the golden vectors (bodies, credentials, and the hash and token they must give)
with the Python and OpenSSL of this machine, and count. Nothing is sent."""
    parser.epilog = """\
example:
  workbench selftest --json

exit status: 0 all passed · 1 some failed, for instance because SHA-1 is blocked here"""
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Check every vector and report."""
    vectors = load_vectors()
    blocked: str | None = None
    failures: list[dict[str, str]] = []
    for vector in vectors:
        try:
            trouble = fault_of(vector)
        except ValueError as refusal:
            blocked = str(refusal)
            trouble = "could not be computed"
        if trouble is not None:
            failures.append({"name": vector["name"], "says": trouble})
    says = (
        None
        if blocked is None
        else (
            f"This machine's OpenSSL refuses SHA-1 ({blocked}), as it does in FIPS mode. "
            "No payload can be signed here until SHA-1 is allowed."
        )
    )
    passed = len(vectors) - len(failures)
    if options.json:
        put_json({"passed": passed, "failed": len(failures), "failures": failures, "openssl": _openssl(), "says": says})
    else:
        put_row("Passed", f"{passed} of {len(vectors)} golden vectors")
        put_row("Failed", str(len(failures)))
        for failure in failures[:_SHOWN]:
            put_row("", f"{failure['name']}: {failure['says']}")
        put_row("OpenSSL", _openssl())
        if says is not None:
            put_row("Blocked", says)
    return Status.NO if failures else Status.YES


def load_vectors() -> list[Vector]:
    """Return the golden vectors."""
    vectors: list[Vector] = json.loads(asset("vectors", "vectors.json").read_bytes())
    return vectors


def fault_of(vector: Vector) -> str | None:
    """Return what is wrong with our computation of one vector, or None.

    Raises:
        ValueError: OpenSSL refuses a hash function.
    """
    body = vector["body"].encode("utf-8")
    credentials = Credentials(vector["api_key"], vector["secret"])
    signature = sign(body, credentials)
    if len(body) != vector["body_bytes"]:
        return f"the body has {len(body)} bytes, not {vector['body_bytes']}"
    if signature.payload_hash != vector["sha1"]:
        return f"the SHA-1 is {signature.payload_hash}, not {vector['sha1']}"
    if signature.auth_token != vector["token"]:
        return f"the token is {signature.auth_token}, not {vector['token']}"
    if not verify(body, credentials, vector["token"]):
        return "the right token was refused"
    wrong = vector.get("wrong_token")
    if wrong is not None and verify(body, credentials, wrong):
        return "a wrong token was accepted"
    return None


def _openssl() -> str:
    try:
        from ssl import OPENSSL_VERSION
    except ImportError:  # a Python built without it hashes by itself
        return "none"
    return OPENSSL_VERSION
