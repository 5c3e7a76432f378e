"""A client that does what Kochava's documented Python sample does: it hashes the JSON text, then posts the dictionary.

Usage: python python_client.py URL API_KEY SECRET FILE   (prints the status and the answer)
The library that the sample uses turns a dictionary into a form, a nested one into its repeated key names; so does this.
"""

import hashlib
import hmac
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

url, api_key, secret, file = sys.argv[1:]
text = Path(file).read_text(encoding="utf-8")
digits = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - the signature's own hash
token = hmac.new(api_key.encode(), (secret + digits).encode(), hashlib.sha256).hexdigest()

fields = [
    (name, each) for name, value in json.loads(text).items() for each in (value if isinstance(value, dict) else [value])
]
headers = {"Kochava-Auth-Token": token, "Kochava-Api-Key": api_key}
posted = urllib.request.Request(url, urllib.parse.urlencode(fields).encode(), headers)  # noqa: S310 - a loopback URL
try:
    with urllib.request.urlopen(posted) as answer:  # noqa: S310
        status, body = answer.status, answer.read()
except urllib.error.HTTPError as refused:
    with refused:
        status, body = refused.code, refused.read()
sys.stdout.write(f"{status}\n{body.decode()}")
