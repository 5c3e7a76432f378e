"""One module for each command: `describe` adds its arguments, `run` does it and returns the exit status."""
