"""Owns what a person works on between two sends: payload files, drafts that survive a crash, settings.

Import the module that has the part wanted; the room itself loads nothing. It never holds a secret.
"""
