"""`workbench completion`: scripts that work in a shell."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import command
from workbench.cli import parser


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_the_script_contains_every_command_except_the_hidden_one(shell: str) -> None:
    ended = command("completion", shell)
    assert ended.status == 0
    assert ended.err == ""
    assert all(name in ended.text for name in parser.COMMANDS)
    assert "first-minute" not in ended.text


def test_an_unknown_shell_is_refused_with_the_known_ones() -> None:
    ended = command("completion", "cmd")
    assert ended.status == 2
    assert all(shell in ended.err for shell in ("bash", "zsh", "tcsh"))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["workbench", "ver"], ["verify"]),
        (["workbench", "sign", "--w"], ["--wire"]),
        (["workbench", "sign", "--wire", "esc"], ["escape-slashes"]),
        (["workbench", "sign", "pay"], ["payload.json"]),
        (["workbench", "profiles", "rem"], ["remove"]),
        (["workbench", "profiles", "show", "--fi"], ["--fingerprints"]),
        (["workbench", "profiles", "rotate", "mine", "--ba"], ["--back"]),
        (["workbench", "send", "--any-h"], ["--any-host"]),
        (["workbench", "gui", "--pro"], ["--profile"]),
        (["workbench", "history", "exp"], ["export"]),
        (["workbench", "history", "export", "--as", "har"], ["har"]),
        (["workbench", "history", "verify-bundle", "pay"], ["payload.json"]),
        (["workbench", "send", "--ca-file", "pay"], ["payload.json"]),
    ],
    ids=[
        "command",
        "option",
        "choice",
        "file",
        "action",
        "of an action",
        "after a name",
        "send",
        "gui",
        "history",
        "form",
        "bundle",
        "CA file",
    ],
)
def test_bash_completes(tmp_path: Path, typed: list[str], offered: list[str]) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    (tmp_path / "payload.json").write_bytes(b"{}")
    script = tmp_path / "workbench.bash"
    script.write_bytes(command("completion", "bash").out)
    ask = (
        f". {script}; COMP_WORDS=({' '.join(typed)}); COMP_CWORD={len(typed) - 1}; "
        f"COMP_LINE='{' '.join(typed)}'; COMP_POINT=${{#COMP_LINE}}; "
        "_shtab_workbench 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run([bash, "-c", ask], cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert done.stdout.decode().split() == offered
