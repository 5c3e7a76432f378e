"""Modules that are loaded at run time, checked in a new interpreter. The layers are checked by import-linter."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
PACKAGE = ROOT / "workbench"
HEAVY = {"PySide6", "shiboken6", "httpx", "httpcore", "keyring", "secretstorage", "jeepney", "truststore"}
HEADLESS_PACKAGES = sorted({path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"gui"})
# Packages that import only the standard library and this project.
STDLIB_PACKAGES = ["jsontext", "redaction", "signing"]

_SHOW = "\nimport json, sys; sys.stderr.write(chr(10) + json.dumps(sorted(sys.modules)))"


def _loaded_by(script: str, *words: str, stdin: bytes = b"") -> set[str]:
    """Run `script` in a fresh interpreter and return the top-level names of everything it loaded."""
    environ = os.environ | {"WORKBENCH_API_KEY": "a key", "WORKBENCH_SECRET": "a secret"}
    done = subprocess.run(
        [sys.executable, "-c", script + _SHOW, *words], input=stdin, capture_output=True, env=environ, check=True
    )
    modules: list[str] = json.loads(done.stderr.splitlines()[-1])
    return {name.partition(".")[0] for name in modules}


def _imports(path: Path) -> set[str]:
    """Return the top-level names of the modules that one file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_sign_loads_no_qt_httpx_or_keyring() -> None:
    loaded = _loaded_by(
        "from workbench.__main__ import main; import sys; assert main(sys.argv[1:]) == 0", "sign", "-", stdin=b"{}"
    )
    assert "workbench" in loaded
    assert not loaded & (HEAVY | {"asyncio", "h11", "ssl", "sqlite3", "cryptography"})


@pytest.mark.parametrize("package", HEADLESS_PACKAGES)
def test_a_headless_package_loads_no_qt(package: str) -> None:
    assert not _loaded_by(f"import workbench.{package}") & {"PySide6", "shiboken6"}


@pytest.mark.parametrize("package", HEADLESS_PACKAGES)
def test_heavy_libraries_are_loaded_at_first_use(package: str) -> None:
    assert not _loaded_by(f"import workbench.{package}") & HEAVY


@pytest.mark.parametrize("package", STDLIB_PACKAGES)
def test_stdlib_packages_import_only_the_standard_library(package: str) -> None:
    files = sorted((PACKAGE / package).rglob("*.py"))
    assert files
    foreign = {path.name: _imports(path) - sys.stdlib_module_names - {"workbench"} for path in files}
    assert {name: names for name, names in foreign.items() if names} == {}


def test_signing_loads_only_jsontext() -> None:
    script = "import workbench.signing, sys; print([n for n in sys.modules if n.startswith('workbench.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert {name.split(".")[1] for name in ast.literal_eval(done.stdout.decode())} <= {"signing", "jsontext"}


# Each has its reason beside the import: it is expensive and needed later, or available on one system only.
IMPORTED_LATE = {
    "core_file.py",
    "credentials/backends.py",
    "exchange/advice.py",
    "gui/core/embedded_sandbox.py",
    "gui/core/tasks.py",
    "gui/features/send/repeat_run.py",
    "gui/features/send/sender.py",
    "gui/main.py",
    "operations/perform.py",
    "signing/explanation.py",
    "transport/proxies.py",
    "transport/send_progress.py",
}


def _is_late(path: Path) -> bool:
    functions = [each for each in ast.walk(ast.parse(path.read_bytes())) if isinstance(each, _FUNCTIONS)]
    return any(isinstance(node, ast.Import | ast.ImportFrom) for each in functions for node in ast.walk(each))


def test_imports_are_at_the_top_of_the_module() -> None:
    # The terminal imports a command when it is used, and the window a feature when it is built.
    eager = [path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] != "cli"]
    features = set((PACKAGE / "gui" / "features").glob("*/feature.py"))
    late = {path.relative_to(PACKAGE).as_posix() for path in eager if path not in features and _is_late(path)}
    assert late - {"__main__.py"} == IMPORTED_LATE


def test_no_package_has_lazy_attributes() -> None:
    texts = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    assert [
        name for name, text in texts.items() if "\ndef __getattr__(" in text or "TYPE_CHECKING = False" in text
    ] == []
