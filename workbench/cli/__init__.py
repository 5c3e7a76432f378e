"""The terminal front end. Each command is a module of `commands` with `describe(parser)` and `run(options)`.

Standard output carries data only, standard error the messages, and the exit status the result (`exit_codes`). Secrets
are never read from the command line, and the GUI is never imported.
"""
