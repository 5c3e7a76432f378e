"""The window: the only package that uses Qt. It shows values and reports what the user does."""
