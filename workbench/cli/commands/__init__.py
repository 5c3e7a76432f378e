"""The commands, one module each: `describe` adds the arguments, `run` runs the command and returns the exit status."""
