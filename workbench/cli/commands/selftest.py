"""`workbench selftest`: computes the golden vectors with the OpenSSL of this machine."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import NotRequired, TypedDict

from workbench.assets import asset
from workbench.cli import inputs
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json, put_row
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
    """Add description, example and arguments to the parser."""
    parser.description = """\
Compute the golden vectors (bodies and credentials with known hash and token) with the
Python and OpenSSL of this machine. Nothing is sent."""
    parser.epilog = """\
example:
  workbench selftest --json

exit status: 0 all passed · 1 some failed, for example because SHA-1 is blocked"""
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Check every vector and print the counts."""
    vectors = load_vectors()
    blocked: str | None = None
    failures: list[dict[str, str]] = []
    for vector in vectors:
        try:
            problem = check_vector(vector)
        except ValueError as refusal:
            blocked = str(refusal)
            problem = "could not be computed"
        if problem is not None:
            failures.append({"name": vector["name"], "says": problem})
    says = (
        None
        if blocked is None
        else (
            f"OpenSSL on this machine refuses SHA-1 ({blocked}), for example in FIPS mode. "
            "No payload can be signed until SHA-1 is allowed."
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
    return ExitCode.NEGATIVE if failures else ExitCode.SUCCESS


def load_vectors() -> list[Vector]:
    """Return the golden vectors."""
    vectors: list[Vector] = json.loads(asset("vectors", "vectors.json").read_bytes())
    return vectors


def check_vector(vector: Vector) -> str | None:
    """Return what is wrong with the computed values of a vector; None if they are correct.

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
        return "the correct token was rejected"
    wrong = vector.get("wrong_token")
    if wrong is not None and verify(body, credentials, wrong):
        return "a wrong token was accepted"
    return None


def _openssl() -> str:
    try:
        from ssl import OPENSSL_VERSION
    except ImportError:  # a Python built without OpenSSL has its own hash functions
        return "none"
    return OPENSSL_VERSION
