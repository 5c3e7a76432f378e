"""Secrets among the words of a command line: refused with the safe way, and never repeated."""

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


def _refused(ended: Ended, *, seen: bool = True) -> None:
    assert ended.status == 2
    assert ended.out == b""
    assert VALUE not in ended.err
    assert "hush" not in ended.err
    assert "not accepted on the command line" in ended.err
    assert "workbench profiles add NAME" in ended.err
    assert "mode 0600" in ended.err
    assert ("shell's history" in ended.err) is seen
    assert ("as exposed" in ended.err) is seen


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("attached", [True, False], ids=["with =", "as a word"])
def test_an_option_that_hands_over_a_secret_is_refused(install: str, option: str, attached: bool) -> None:
    words = [f"{option}={VALUE}"] if attached else [option, VALUE]
    _refused(command("sign", install, *words))


def test_the_file_of_a_key_may_be_named(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--profile", "sample", f"--client-key={install}")
    assert ended.status == 2
    assert "needs --client-certificate" in ended.err
    _refused(command("send", install, f"--client-keys={VALUE}"))


@pytest.mark.parametrize("words", [*((name,) for name in EVERY), *(("profiles", *words) for words in PROFILES), ()])
def test_it_is_refused_by_every_command(words: tuple[str, ...]) -> None:
    _refused(command(*words, "--secret", VALUE))
    _refused(command(*words, f"--api-key={VALUE}"))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("before", [(), ("sign",), ("profiles", "add", "mine"), ("sign", "--")])
def test_a_variable_given_as_a_word_is_refused(assignment: str, before: tuple[str, ...]) -> None:
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
def test_a_word_too_many_where_values_are_asked_for_may_be_one(words: tuple[str, ...]) -> None:
    ended = command("profiles", *words)
    _refused(ended)
    assert "nexpected argument" in ended.err
    assert ".." not in ended.err


def test_nothing_was_seen_where_nothing_was_given(install: str) -> None:
    _refused(command("sign", install, "--secret"), seen=False)
    _refused(command("sign", install, "--secret="), seen=False)
    _refused(command("sign", install, "WORKBENCH_SECRET="), seen=False)
    _refused(command("profiles", "add", "mine", "--secret", "--fix"), seen=False)


def test_a_program_gets_the_refusal_as_one_json_object(install: str) -> None:
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
def test_a_word_that_is_not_understood_is_not_repeated(words: tuple[str, ...], says: str) -> None:
    ended = command(*words)
    assert ended.status == 2
    assert says in ended.err
    assert VALUE not in ended.err


@pytest.mark.parametrize("words", [("--token", "0" * 64), ("--token", "0" * 64, "--payload-hash", "0" * 40)])
def test_a_token_and_a_hash_to_verify_are_words_like_any_other(install: str, words: tuple[str, ...]) -> None:
    ended = command("verify", install, "--profile", "sample", *words)
    assert ended.status == 1
    assert "not accepted" not in ended.err


@pytest.mark.parametrize("name", ["--secret", "monkey.json", "WORKBENCH_HOME=here"])
def test_a_file_may_be_called_anything_that_is_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("bodies")
    (folder / name).write_bytes(b"{}")
    monkeypatch.chdir(folder)
    ended = command("wire", "--", name)
    assert (ended.status, ended.out) == (0, b"{}")
