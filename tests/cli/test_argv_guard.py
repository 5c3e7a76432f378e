"""Secrets on the command line are refused and never repeated."""

import pytest

from tests.cli.running import Ended, command
from workbench.cli import parser

VALUE = "hush/9x6C9uN3c1"
EVERY = [*parser.COMMANDS, *parser.HIDDEN]
PROFILES = [("list",), ("add", "mine"), ("show", "mine"), ("edit", "mine"), ("rotate", "mine"), ("check",)]
OPTIONS = [
    *("--secret", "--api-secret", "--event-secret", "--client-secret", "-secret"),
    *("--key", "--api-key", "--apikey", "--API-KEY", "--kochava-api-key"),
    *("--password", "--signal-password", "--pass", "--user"),
    *("--auth", "--credentials", "--bearer"),
]
ASSIGNMENTS = [
    "WORKBENCH_SECRET={}",
    "WORKBENCH_API_KEY={}",
    "KOCHAVA_SECRET={}",
    "KOCHAVA_ANYTHING={}",
    "kochava_api_key = {}",
    "export MY_SECRET={}",
    "API_KEY={}",
    "Kochava-Api-Key: {}",
    "kochava-auth-token={}",
]


def _refused(ended: Ended, *, exposed: bool = True) -> None:
    assert ended.status == 2
    assert ended.out == b""
    assert VALUE not in ended.err
    assert "hush" not in ended.err
    assert "not accepted on the command line" in ended.err
    assert "workbench profiles add NAME" in ended.err
    assert "mode 0600" in ended.err
    assert ("shell's history" in ended.err) is exposed
    assert ("as exposed" in ended.err) is exposed


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("attached", [True, False], ids=["with =", "as a word"])
def test_an_option_with_a_secret_is_refused(install: str, option: str, attached: bool) -> None:
    words = [f"{option}={VALUE}"] if attached else [option, VALUE]
    _refused(command("sign", install, *words))


def test_client_key_takes_a_file_name(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--profile", "sample", f"--client-key={install}")
    assert ended.status == 2
    assert "needs --client-certificate" in ended.err
    _refused(command("send", install, f"--client-keys={VALUE}"))


@pytest.mark.parametrize("words", [*((name,) for name in EVERY), *(("profiles", *words) for words in PROFILES), ()])
def test_every_command_refuses_a_secret(words: tuple[str, ...]) -> None:
    _refused(command(*words, "--secret", VALUE))
    _refused(command(*words, f"--api-key={VALUE}"))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("before", [(), ("sign",), ("profiles", "add", "mine"), ("sign", "--")])
def test_a_variable_assignment_is_refused(assignment: str, before: tuple[str, ...]) -> None:
    _refused(command(*before, assignment.format(VALUE)))


@pytest.mark.parametrize(
    "words",
    [
        ("add", "mine", VALUE),
        ("add", "mine", "--client", "Acme", "key", VALUE),
        ("rotate", "mine", VALUE),
        ("edit", "mine", "--values", VALUE, VALUE),
        ("rename", "mine", "yours", VALUE),
    ],
)
def test_an_unexpected_argument_of_profiles_may_be_a_secret(words: tuple[str, ...]) -> None:
    ended = command("profiles", *words)
    _refused(ended)
    assert "nexpected argument" in ended.err
    assert ".." not in ended.err


def test_nothing_was_seen_where_nothing_was_given(install: str) -> None:
    _refused(command("sign", install, "--secret"), exposed=False)
    _refused(command("sign", install, "--secret="), exposed=False)
    _refused(command("sign", install, "WORKBENCH_SECRET="), exposed=False)
    _refused(command("profiles", "add", "mine", "--secret", "--fix"), exposed=False)


def test_the_refusal_is_one_json_object_with_json(install: str) -> None:
    ended = command("sign", install, "--secret", VALUE, "--json")
    assert ended.status == 2
    assert "not accepted on the command line" in str(ended.json["error"])
    assert VALUE not in ended.text + ended.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("sign", "body", f"--shade={VALUE}"),
            "no option --shade. If it was given a secret, treat the secret as exposed",
        ),
        (("sign", "body", "--shade", VALUE), "no option --shade"),
        (("sign", "body", f"-x{VALUE}"), "no option -x."),
        (("sign", "body", f"--{VALUE}"), "no such option"),
        (("wire", "body", VALUE), "1 unexpected argument"),
        (("sign", "body", "--wire", VALUE), "invalid choice (choose from "),
        (("sign", "body", f"--json={VALUE}"), "--json: the option takes no value"),
        (("profiles", VALUE), "invalid choice (choose from "),
        (("sandbox", "--port", VALUE), "must be a number"),
        ((VALUE,), "no such command"),
        ((f"-{VALUE}",), "no option -h"),
    ],
)
def test_an_invalid_argument_is_not_repeated(words: tuple[str, ...], says: str) -> None:
    ended = command(*words)
    assert ended.status == 2
    assert says in ended.err
    assert VALUE not in ended.err


@pytest.mark.parametrize("words", [("--token", "0" * 64), ("--token", "0" * 64, "--payload-hash", "0" * 40)])
def test_token_and_hash_of_verify_are_accepted(install: str, words: tuple[str, ...]) -> None:
    ended = command("verify", install, "--profile", "sample", *words)
    assert ended.status == 1
    assert "not accepted" not in ended.err


@pytest.mark.parametrize("name", ["--secret", "monkey.json", "WORKBENCH_HOME=here"])
def test_a_file_name_that_looks_like_an_option_is_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("bodies")
    (folder / name).write_bytes(b"{}")
    monkeypatch.chdir(folder)
    ended = command("wire", "--", name)
    assert (ended.status, ended.out) == (0, b"{}")
