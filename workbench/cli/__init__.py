"""The terminal front end: one module a command, each with `describe(parser)` and `run(options)`.

Standard output carries only data, standard error everything said to a person, and the exit status the
answer (`statuses`). It must never take a secret from the command line, and never import the window.
"""
