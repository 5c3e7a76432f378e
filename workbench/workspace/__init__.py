"""Payload files, drafts that survive a crash, and settings. Contains no secret.

Import the module you need; the package itself loads nothing.
"""
