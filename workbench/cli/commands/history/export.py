"""`workbench history export`: writes exchanges in other formats.

A whole token is written only with `--with-token`, and a file is written completely or not at all.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from workbench.cli import inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.cli.output import put_bytes, say
from workbench.disk import replace_file
from workbench.evidence.bundle import BadBundle, Fingerprints, bundle
from workbench.evidence.curl import curl
from workbench.evidence.har import har
from workbench.evidence.markdown import markdown
from workbench.evidence.raw import raw_http
from workbench.exchange import Exchange
from workbench.operations import pair_fingerprint
from workbench.operations.resend import with_auth_headers
from workbench.operations.run_results import as_csv, as_jsonl
from workbench.redaction import fingerprint
from workbench.signing import Credentials

_FORMATS = ("raw", "curl", "har", "markdown", "bundle", "csv", "jsonl")
_WITH_TOKEN = {"raw", "har", "bundle"}
_ONE_ONLY = {"raw", "curl"}


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
Write exchanges in another format. API key and token are masked or variables. The history
does not contain whole tokens: --with-token computes them again from the body and the
credentials of --profile."""
    parser.epilog = """\
example:
  workbench history export 3f2a91c0 --as curl --output send.sh
  workbench history export 3f2a91c0 last --as har > two.har

exit status: 0 written · 2 invalid usage, or not written · 4 no credentials"""
    parser.add_argument("ids", metavar="ID", nargs="+", help=lookup.ID_HELP)
    parser.add_argument("--as", dest="form", choices=_FORMATS, required=True, help="raw and curl take one exchange")
    parser.add_argument("--run", action="store_true", help="include all exchanges of their repeat runs")
    parser.add_argument("--output", metavar="FILE", help="the file to write (default: standard output)")
    parser.add_argument("--profile", metavar="NAME", help="the credentials that signed, for fingerprints and token")
    parser.add_argument("--with-token", action="store_true", help="include the whole auth token, which never expires")


def run(options: Namespace) -> int:
    """Write exchanges in another format."""
    if options.with_token and options.form not in _WITH_TOKEN:
        raise CommandError(
            ExitCode.USAGE_ERROR, f"{options.form} never contains a token. --with-token is for raw, har and bundle."
        )
    if options.with_token and options.profile is None:
        raise CommandError(
            ExitCode.USAGE_ERROR, "The history contains no whole token. Add --profile NAME to compute it again."
        )
    chosen = _chosen(options)
    if options.form in _ONE_ONLY and len(chosen) > 1:
        raise CommandError(ExitCode.USAGE_ERROR, f"{options.form} takes one exchange, but {len(chosen):,} were given.")
    pair = None if options.profile is None else inputs.credentials_of_profile(options.profile)
    if pair is not None:
        chosen = [_with_auth_headers(each, pair, options) for each in chosen]
    if options.with_token:
        say("workbench: warning: the output contains the whole auth token. Whoever has it can send these bytes again.")
    if options.form == "curl":
        return _put_curl(chosen[0], options)
    _put(_content(chosen, pair, options), options)
    return ExitCode.SUCCESS


def _chosen(options: Namespace) -> list[Exchange]:
    with lookup.opened() as history:
        found = [lookup.exchange(history, word) for word in options.ids]
        if options.run:
            found = [each for one in found for each in lookup.run_of(history, one)]
        lookup.check_readable(history)
    return list({each.id: each for each in found}.values())


def _with_auth_headers(exchange: Exchange, pair: Credentials, options: Namespace) -> Exchange:
    found = with_auth_headers(exchange, pair)
    if found is not None:
        return found
    if not exchange.token_prefix:
        return exchange  # sent without a token
    reason = "its body contained a secret" if exchange.replaced else "it was signed with other credentials"
    if options.with_token:
        raise CommandError(
            ExitCode.USAGE_ERROR,
            f"The token of {exchange.id[: lookup.SHOWN_DIGITS]} cannot be computed with {options.profile}: {reason}.",
        )
    say(f"workbench: warning: {exchange.id[: lookup.SHOWN_DIGITS]} was not signed with {options.profile}: {reason}.")
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
                raise CommandError(ExitCode.USAGE_ERROR, f"{bad} Nothing was written.") from None


def _fingerprints(chosen: list[Exchange], pair: Credentials | None) -> Fingerprints | None:
    """Return the fingerprints of the credentials if they signed all exchanges; None otherwise."""
    if pair is None or any(each.pair != pair_fingerprint(pair) for each in chosen):
        return None
    return Fingerprints(fingerprint(pair.api_key), fingerprint(pair.secret))


def _put_curl(exchange: Exchange, options: Namespace) -> int:
    exported = curl(exchange)
    _put(exported.command.encode(), options)
    for note in exported.notes:
        say(f"workbench: {note}")
    if options.output is None:
        say(f"The command reads a file: workbench history show {exchange.id[:12]} --body > {exported.body_name}")
    else:
        path = Path(options.output).absolute().with_name(exported.body_name)
        _write(path, exported.body, None)
        say(f"The body was written to {path}.")
    return ExitCode.SUCCESS


def _put(content: bytes, options: Namespace) -> None:
    if options.output is None:
        put_bytes(content)
        return
    path = Path(options.output).absolute()
    _write(path, content, 0o600 if options.with_token else None)
    say(f"{len(content):,} bytes were written to {path}.")


def _write(path: Path, content: bytes, mode: int | None) -> None:
    if not path.parent.is_dir():  # may be misspelt, so it is not created
        raise CommandError(ExitCode.USAGE_ERROR, f"There is no folder {path.parent}. Nothing was written.")
    try:
        replace_file(path, content, mode)
    except OSError as error:
        raise CommandError(
            ExitCode.USAGE_ERROR, f"{path} could not be written ({error.strerror or error}). The file is unchanged."
        ) from None
