"""Prints the tokens of wrong signers in Python as JSON: name -> token."""

import base64
import hashlib
import hmac
import json
import sys
from urllib.parse import urlencode

key, secret, text = sys.argv[1:]
value = json.loads(text)


def sha1(data: str) -> str:
    return hashlib.sha1(data.encode(), usedforsecurity=False).hexdigest()


def token(message: str) -> str:
    return hmac.new(key.encode(), message.encode(), "sha256").hexdigest()


signers = {
    "dumps": token(secret + sha1(json.dumps(value))),
    "file": token(secret + sha1(json.dumps(value) + "\n")),
    "sorted": token(secret + sha1(json.dumps(value, sort_keys=True, indent=2))),
    "dict": token(secret + sha1(str(value))),
    "bytes": token(secret + sha1(repr(text.encode()))),
    "urlencode": token(secret + sha1(urlencode(value))),
    "hash-bytes": token(secret + str(sha1(text).encode())),
    "none": token(f"{None}{sha1(text)}"),
    "base64-token": base64.b64encode(bytes.fromhex(token(secret + sha1(text)))).decode(),
}
sys.stdout.write(json.dumps(signers))
