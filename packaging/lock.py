"""Makes the two lock files again: `python packaging/lock.py` after a change of pyproject.toml's dependencies.

Owns how requirements.txt and requirements-test.txt are written: for every platform, with the hash of every file,
and with no address of any package index, so that each machine uses the index it is set up for.
Needs `uv` on the path or beside the interpreter; the set-up itself (bootstrap.py) never needs it.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNTIME = HERE / "requirements.txt"
TEST = HERE / "requirements-test.txt"


def compile_lock(wanted: list[str], target: Path, *, upgrade: bool, constraint: Path | None = None) -> None:
    """Resolve `wanted` for every platform and Python from 3.11 on, and write `target`.

    Raises:
        subprocess.CalledProcessError: uv found no solution; its own words are on standard error.
    """
    command = [
        shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv",
        *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--output-file", str(target)),
    ]
    if upgrade:
        command.append("--upgrade")
    if constraint:
        command += ["--constraint", str(constraint)]
    subprocess.run([*command, "-"], input="\n".join(wanted).encode(), cwd=HERE, check=True)


def main() -> int:
    """Write both files; with `--upgrade`, to the newest versions that pyproject.toml allows."""
    upgrade = "--upgrade" in sys.argv[1:]
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    compile_lock(runtime, RUNTIME, upgrade=upgrade)
    compile_lock([*runtime, *project["dependency-groups"]["dev"]], TEST, upgrade=upgrade, constraint=RUNTIME)
    for path in (RUNTIME, TEST):
        sys.stdout.write(
            f"{path.name}: {sum('==' in line for line in path.read_text().splitlines())} packages{os.linesep}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
