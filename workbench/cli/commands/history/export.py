"""`workbench history export`: writes exchanges in other formats.

A whole token is written only with `--with-token`, and a file is written completely or not at all.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from workbench.cli import inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import put_bytes, report, say, warn
from workbench.disk import replace_file
from workbench.evidence.bundle import BadBundle
from workbench.evidence.curl import curl
from workbench.exchange import Exchange
from workbench.operations.presentation.exports import TOKEN_WARNING, export, saved_text, with_tokens

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
        raise UsageError(f"{options.form} never contains a token. --with-token is for raw, har and bundle.")
    if options.with_token and options.profile is None:
        raise UsageError("The history contains no whole token. Add --profile NAME to compute it again.")
    chosen = _chosen(options)
    if options.form in _ONE_ONLY and len(chosen) > 1:
        raise UsageError(f"{options.form} takes one exchange, but {len(chosen):,} were given.")
    pair = None if options.profile is None else inputs.credentials_of_profile(options.profile)
    if pair is not None:
        chosen, missing = with_tokens(chosen, pair)
        if missing and options.with_token:
            raise UsageError(f"{missing} Nothing was written.")
        if missing:
            warn(missing)
    if options.form == "curl":
        return _put_curl(chosen[0], options)
    try:
        content = export(options.form, chosen, pair, with_token=options.with_token)
    except BadBundle as bad:
        raise UsageError(f"{bad} Nothing was written.") from None
    if options.output is None:
        put_bytes(content)
        if options.with_token:
            warn(TOKEN_WARNING)
    else:
        path = _write(Path(options.output), content, 0o600 if options.with_token else None)
        say(saved_text(str(path), len(chosen), with_token=options.with_token))
    return ExitCode.SUCCESS


def _chosen(options: Namespace) -> list[Exchange]:
    with lookup.opened() as history:
        found = [lookup.exchange(history, word) for word in options.ids]
        if options.run:
            found = [each for one in found for each in lookup.run_of(history, one)]
        lookup.check_readable(history)
    return list({each.id: each for each in found}.values())


def _put_curl(exchange: Exchange, options: Namespace) -> int:
    exported = curl(exchange)
    for note in exported.notes:
        report(note)
    if options.output is None:
        put_bytes(exported.command.encode())
        say(f"The command reads a file: workbench history show {exchange.id[:12]} --body > {exported.body_name}")
    else:
        path = _write(Path(options.output), exported.command.encode())
        say(f"Saved {path} and {_write(path.with_name(exported.body_name), exported.body)}.")
    return ExitCode.SUCCESS


def _write(path: Path, content: bytes, mode: int | None = None) -> Path:
    """Write a file and return its absolute path."""
    path = path.absolute()
    if not path.parent.is_dir():  # may be misspelt, so it is not created
        raise UsageError(f"There is no folder {path.parent}. Nothing was written.")
    try:
        replace_file(path, content, mode)
    except OSError as error:
        raise UsageError(f"{path} could not be written ({error.strerror or error}). The file is unchanged.") from None
    return path
