"""Lists the tests that need fork() or pipes with names, for systems without them."""

import os

collect_ignore = [] if hasattr(os, "fork") else ["test_killed.py", "test_special_files.py"]
