"""Owns `workbench history export`: exchanges in the forms that other people and programs read.

It must never put a whole token anywhere unasked, and never half a file.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from workbench.cli import history_lookup, inputs
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import put_bytes, say
from workbench.disk import replace_file
from workbench.evidence import BadBundle, Fingerprints, bundle, curl, har, markdown, raw_http
from workbench.exchange import Exchange
from workbench.operations import pair_fingerprint
from workbench.operations.resend import with_auth_headers
from workbench.operations.run_results import as_csv, as_jsonl
from workbench.redaction import fingerprint
from workbench.signing import Credentials

_WITH_TOKEN = {"raw", "har", "bundle"}
_ONE_ONLY = {"raw", "curl"}


def export(options: Namespace) -> int:
    """Write exchanges in another form."""
    if options.with_token and options.form not in _WITH_TOKEN:
        raise CommandError(
            Status.BAD_INPUT, f"No token stands in {options.form}; --with-token is for raw, har and bundle."
        )
    if options.with_token and options.profile is None:
        raise CommandError(
            Status.BAD_INPUT, "The history holds no whole token; --profile NAME computes it again, from body and pair."
        )
    chosen = _chosen(options)
    if options.form in _ONE_ONLY and len(chosen) > 1:
        raise CommandError(Status.BAD_INPUT, f"{options.form} takes one exchange, and these are {len(chosen):,}.")
    pair = None if options.profile is None else inputs.credentials_of_profile(options.profile)
    if pair is not None:
        chosen = [_restored(each, pair, options) for each in chosen]
    if options.with_token:
        say("workbench: warning: the auth token is in it whole. Whoever has it can send these bytes again, for ever.")
    if options.form == "curl":
        return _put_curl(chosen[0], options)
    _put(_content(chosen, pair, options), options)
    return Status.YES


def _chosen(options: Namespace) -> list[Exchange]:
    with history_lookup.opened() as history:
        found = [history_lookup.exchange(history, word) for word in options.ids]
        if options.run:
            found = [each for one in found for each in history_lookup.run_of(history, one)]
        history_lookup.readable(history)
    return list({each.id: each for each in found}.values())


def _restored(exchange: Exchange, pair: Credentials, options: Namespace) -> Exchange:
    found = with_auth_headers(exchange, pair)
    if found is not None:
        return found
    if not exchange.token_prefix:
        return exchange  # it carried no token
    because = "its body held a secret" if exchange.replaced else "its pair is another; it was rotated since, perhaps"
    if options.with_token:
        raise CommandError(
            Status.BAD_INPUT,
            f"The token of {exchange.id[: history_lookup.SHOWN]} cannot be computed again with {options.profile}: "
            f"{because}.",
        )
    say(f"workbench: warning: {options.profile} did not sign {exchange.id[: history_lookup.SHOWN]}: {because}.")
    return exchange


def _content(chosen: list[Exchange], pair: Credentials | None, options: Namespace) -> bytes:
    token: bool = options.with_token
    match options.form:
        case "raw":
            return raw_http(chosen[0], with_token=token)
        case "har":
            return har(chosen, with_token=token).encode(errors="backslashreplace")
        case "markdown":
            return markdown(chosen).encode(errors="backslashreplace")
        case "csv":
            return as_csv(chosen).encode()
        case "jsonl":
            return as_jsonl(chosen).encode()
        case _:
            try:
                return bundle(chosen, _fingerprints(chosen, pair), with_token=token)
            except BadBundle as bad:
                raise CommandError(Status.BAD_INPUT, f"{bad.says} Nothing was written.") from None


def _fingerprints(chosen: list[Exchange], pair: Credentials | None) -> Fingerprints | None:
    """Return the fingerprints of the pair that signed all of them; None if that is not known."""
    if pair is None or any(each.pair != pair_fingerprint(pair) for each in chosen):
        return None
    return Fingerprints(fingerprint(pair.api_key), fingerprint(pair.secret))


def _put_curl(exchange: Exchange, options: Namespace) -> int:
    made = curl(exchange)
    _put(made.command.encode(), options)
    for note in made.notes:
        say(f"workbench: {note}")
    if options.output is None:
        say(f"It reads the body from a file: workbench history show {exchange.id[:12]} --body > {made.body_name}")
    else:
        path = Path(options.output).absolute().with_name(made.body_name)
        _write(path, made.body, None)
        say(f"The body is in {path}.")
    return Status.YES


def _put(content: bytes, options: Namespace) -> None:
    if options.output is None:
        put_bytes(content)
        return
    path = Path(options.output).absolute()
    _write(path, content, 0o600 if options.with_token else None)
    say(f"{len(content):,} bytes are in {path}.")


def _write(path: Path, content: bytes, mode: int | None) -> None:
    if not path.parent.is_dir():  # a folder that is misspelt is not to be made
        raise CommandError(Status.BAD_INPUT, f"There is no folder {path.parent}; nothing was written.")
    try:
        replace_file(path, content, mode)
    except OSError as trouble:
        raise CommandError(
            Status.BAD_INPUT, f"{path} could not be written ({trouble.strerror or trouble}); nothing was changed there."
        ) from None
