"""The two commands of a fresh clone: `python3 packaging/bootstrap.py run` and `python3 packaging/bootstrap.py test`.

Owns only the question whether this Python is new enough: this file must be readable by any Python 3, so it has no
function and no newer syntax. What the commands do is in commands.py; the set-up uses the standard library alone.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the reader may run any Python; that is what this line is for
    sys.stderr.write(
        "Payload Workbench needs Python 3.11 or newer and this is %d.%d; nothing was changed. "  # noqa: UP031
        "Run the same command with a newer one, for example: python3.11 packaging/bootstrap.py run\n"
        % (sys.version_info[0], sys.version_info[1])
    )
    sys.exit(2)

import commands

if __name__ == "__main__":
    sys.exit(commands.main(sys.argv[1:]))
