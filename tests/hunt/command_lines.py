"""Every command line that is tried, one per line: its arguments, its input and its exit status.

In the arguments, `{...}` stands for a value that `commands.py` provides: files, addresses, tokens, planted secrets. The
arguments are split before the values are inserted, so a value may contain spaces.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One command line.

    Attributes:
        words: the arguments of `workbench`.
        status: the expected exit status.
        reads: standard input: `lines NAME` (API key and secret of that pair), `json NAME`, `names NAME`
            (KEY=value), `mistakes NAME` (with surrounding spaces and quotes), `extras`, or nothing.
        alone: without credentials in the environment.
        keyring_error: `locked`, `refuses`, `refuses to write` (with values in the message), or empty.
        crashes: an error is forced in the command.
    """

    words: str
    status: int = 0
    reads: str = ""
    alone: bool = False
    keyring_error: str = ""
    crashes: bool = False


_METADATA = (
    "--client Acme --notes ours --partner-id 7 --host 127.0.0.1 --app-guid koacme1 --signal-login a@b.example"
    " --signal-admin-url https://admin.example --signal-ingestion-url https://in.example"
)

_TRANSPORT = (
    "--deadline 5 --connect-within 2 --proxy none --insecure --ca-file {body} --client-certificate {body}"
    " --client-key {body}"
)

COMMANDS: tuple[Run, ...] = (
    Run(f"profiles add kept {_METADATA} --accepted-by-sandbox --keep", reads="lines kept"),
    Run("profiles add spare --keep", reads="json spare"),
    Run("profiles add fixed --fix --not-accepted-by-sandbox", reads="mistakes pasted"),
    Run("profiles add typed", 2, reads="mistakes typed"),
    Run("profiles add typed", 2, reads="lines kept"),
    Run("profiles add typed --notes {refused secret} --keep", 2, reads="lines refused"),
    Run("profiles add typed --keep", 4, reads="lines refused", keyring_error="refuses"),
    Run("profiles add typed --keep", 4, reads="lines refused", keyring_error="refuses to write"),
    Run("profiles add typed --keep", 4, reads="lines refused", keyring_error="locked"),
    Run("profiles add typed --secret {refused secret}", 2),
    Run("profiles add typed {refused secret} {refused API key}", 2, reads="lines refused"),
    Run("KOCHAVA_SECRET={refused secret} sign {body}", 2),
    Run("{refused secret}", 2),
    Run("profiles list"),
    Run("profiles list --json --client Acme"),
    Run("profiles show kept --fingerprints"),
    Run("profiles show kept --json"),
    Run(f"profiles edit kept {_METADATA} --not-accepted-by-sandbox"),
    Run("profiles edit kept --accepted-by-sandbox --signal-values", reads="extras"),
    Run("profiles edit kept --values --keep", reads="lines replaced"),
    Run("profiles edit spare --values --fix", reads="mistakes spare"),
    Run("profiles rotate kept --keep", reads="lines rotated"),
    Run("profiles show kept --fingerprints --json"),
    Run("profiles rotate kept --back"),
    Run("profiles rotate kept --fix", reads="mistakes rotated"),
    Run("profiles rotate kept --finish"),
    Run("profiles rename spare other"),
    Run("profiles check"),
    Run("profiles check kept --json", 4, keyring_error="refuses"),
    Run("profiles remove other"),
    Run("profiles remove other", 2),
    Run("sign {body} --profile kept"),
    Run("sign {body} --wire php --json --profile kept"),
    Run("sign {body}"),
    Run("sign {body}", 4, alone=True),
    Run("sign {body} --profile kept", 4, keyring_error="locked"),
    Run("sign {body} --profile kept", 4, keyring_error="refuses"),
    Run("sign {body} --profile kept", 70, crashes=True),
    Run("wire {body} --wire escape-slashes"),
    Run("verify {body} --token {token} --profile kept"),
    Run("verify {body} --token {wrong} --wire as-typed --json --profile kept", 1),
    Run("verify {body} --token {token} --payload-hash {hash}", 1),
    Run("explain {body} --token {token} --profile kept"),
    Run("explain {body} --token {wrong} --wire as-typed --json --profile kept", 1),
    Run("explain {body} --payload-hash {hash}"),
    Run("explain {body} --token {wrong} --all-profiles", 1),
    Run("explain --cases {body}", 2),
    Run("php {body} --json", 1),
    Run("php {body}", 1),
    Run("send {body} --to sandbox --profile kept"),
    Run("send {body} --to sandbox-identitylink --wire php --json --profile kept", 1),
    Run("send {body} --to {other sandbox} --profile kept", 1),
    Run("send {body} --to {other sandbox} --json", 1),
    Run("send {body} --to {nobody} --profile kept", 3),
    Run("send {body} --to https://a.example/track --profile kept", 2),
    Run("send {other body} --to sandbox --profile kept", 2),
    Run("send {other body} --to {nobody} --any-app --any-host --profile kept", 3),
    Run("send {body} --to {nobody} --profile kept", 70, crashes=True),
    Run("history erase --yes"),  # not last: what is kept is searched
    Run("send {body} --to sandbox --profile kept --dry-run"),
    Run("send {body} --to sandbox --dry-run --json --user-agent Unknown"),
    Run("send {body} --to {other sandbox} --profile kept --verbose --private", 1),
    Run("send {body} --to sandbox --repeat 3 --concurrency 2 --jsonl"),
    Run("send {body} --to sandbox --profile kept --repeat 2 --verbose --new-device"),
    Run(f"send {{body}} --to {{nobody}} --profile kept {_TRANSPORT} --content-type text/plain --no-placeholders", 3),
    Run("send {body} --to {nobody} --profile kept --repeat 2 --rate 9 --stop-at-failure --yes", 3),
    Run("history resend last --private --any-host --any-app --profile kept", 3),
    Run(f"history resend last --dry-run {_TRANSPORT}"),
    Run("history list --run last --limit 1 --jsonl"),
    Run("history export last --run --as jsonl"),
    Run("send {body} --to http://a.invalid/track --any-host --profile kept --proxy {proxy} --verbose", 1),
    Run("history show last --profile kept"),
    Run("send {body} --to {nobody} --proxy http://{refused API key}:{refused secret}@127.0.0.1:9", 2),
    Run("send - --to sandbox --profile kept --verbose", 1, reads="json kept"),
    Run("history show last --profile kept"),
    Run("history show last --json"),
    Run("history show last --body"),
    Run("history show last --response"),
    Run("history resend last", 2),
    Run("wire {body} --wire php --raw"),
    Run("history show last --body --raw"),
    Run("history export last --as raw --raw"),
    *(Run(f"history export last --as {form}") for form in ("raw", "curl", "har", "markdown", "bundle", "csv", "jsonl")),
    Run("send {body} --to {other sandbox} --profile kept --json --verbose", 1),
    Run("history resend last --to sandbox --verbose"),
    Run("history resend last --json"),
    Run("history list"),
    Run("history list kochava_app_id --each --json"),
    Run("history compare last last --json"),
    Run("history note last ours"),
    *(Run(f"history {mark} last{off}") for mark in ("pin", "recorded") for off in ("", " --off")),
    Run("history tag last ours"),
    Run("history tag last ours --off"),
    Run("history prune"),
    Run("history export last --as curl --profile kept --output {export}"),
    Run("history export last --as bundle --profile kept --output {export}"),
    Run("history verify-bundle {export} --profile kept"),
    Run("history verify-bundle {export} --json"),
    Run("history export last --as raw --with-token --profile kept", 4, keyring_error="locked"),
    Run("history show last", 70, crashes=True),
    Run("history usage --json"),
    Run("history erase", 2),
    Run("sandbox --port 0 --profile kept"),
    Run("sandbox --reading php --fault garbage --strict"),
    Run("selftest --json"),
    Run("completion bash"),
    Run("profiles check --repair --json", 70, crashes=True),
    Run("first-minute --picture {picture}"),
    Run("gui {body} --profile kept --picture {picture}"),
)
