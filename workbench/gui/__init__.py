"""The window: the only package that uses Qt. It shows values and reports what the user does."""

import builtins

_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401 - see below

# PySide6 replaces `__import__` to support `from __feature__ import …`, and from then on reads the source of every
# imported module to see whether it uses PySide6. This program has no use for it; it would be a tenth of the start and
# 9 MB. (Star imports of PySide6 need the replacement, too.)
builtins.__import__ = _import
