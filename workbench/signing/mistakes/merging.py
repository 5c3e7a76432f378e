"""Mistakes that a client makes together, by one decision, and that are therefore named as one."""

from __future__ import annotations

from workbench.signing.findings import Mistake

_FIX = (
    "The HMAC key is the API key; the message is the secret directly followed by the SHA-1 of the body in hex digits."
)
_TOGETHER: dict[frozenset[str], Mistake] = {
    frozenset(parts): Mistake(slug, says, _FIX)
    for parts, slug, says in (
        (("hash-skipped", "secret-as-key"), "body-hmac-with-secret",
         "The token is the HMAC of the body with the secret as the key, as webhooks are usually signed."),
        (("hash-skipped", "secret-missing"), "body-hmac-with-api-key",
         "The token is the HMAC of the body with the API key; the secret is missing, and the body was not hashed."),
        (("hash-skipped", "plain-sha256"), "body-and-secret-hashed",
         "The token is the SHA-256 of the secret and the body; there is no HMAC, and the API key was not used."),
        (("hash-skipped", "secret-after-hash"), "body-then-secret",
         "The message is the body followed by the secret, not the secret followed by the hash of the body."),
        (("hash-skipped", "roles-swapped"), "body-and-key-with-secret",
         "The token is the HMAC of API key and body with the secret as the key; the body was not hashed first."),
        (("hash-missing", "secret-as-key"), "nothing-signed",
         "The token is the HMAC of a constant text with the secret as the key; the body is not part of it."),
        (("hmac-go-sum", "hmac-of-nothing"), "hmac-go-sum",
         "The message was passed to Go's Sum, which puts it before the HMAC of nothing; call Write first, then Sum."),
        *((("hash-" + name, "hmac-" + name), "algorithm-" + name,
           f"{title} was used for both digests, in place of SHA-1 for the body and SHA-256 for the HMAC.")
          for name, title in (("md5", "MD5"), ("sha512", "SHA-512"), ("sha384", "SHA-384"), ("sha224", "SHA-224"))),
    )
}  # fmt: skip
_LINE_ENDS = (
    ("final-line-feed", "line-feed", "a line feed at its end (a file, jq, Go's Encoder)"),
    ("final-crlf", "final-crlf", "CRLF at its end (a file on Windows)"),
    ("crlf", "crlf", "CRLF line ends (Windows)"),
)
_NOT_WRITTEN = ("json-string", "json-string-ascii", "json-string-php", "json-string-opened")


def merged(mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """Return the mistakes with those that are one decision as one."""
    found = list(mistakes)
    for together, mistake in _TOGETHER.items():
        if together <= {each.id for each in found}:
            found = [each for each in found if each.id not in together]
            found.append(mistake)
    rewritten = next((each for each in found if each.id.startswith("json-") and each.id not in _NOT_WRITTEN), None)
    for slug, name, says in _LINE_ENDS:
        end = next((each for each in found if each.id == slug), None)
        if rewritten is not None and end is not None:
            whole = Mistake(f"{rewritten.id}+{name}", f"{rewritten.says.rstrip('.')}, and with {says}.", rewritten.fix)
            found = [whole, *(each for each in found if each not in (rewritten, end))]
            rewritten = whole
    for hashed in [each for each in found if each.id.startswith("hash-")]:
        slug = hashed.id.removeprefix("hash-")
        for token in [each for each in found if each.id == f"token-{slug}"]:
            says = hashed.says.replace(
                "The payload hash was put into the message", "Payload hash and token were both written"
            )
            found = [each for each in found if each not in (hashed, token)]
            found.append(Mistake(f"digests-{slug}", says, hashed.fix))
    return tuple(found)
