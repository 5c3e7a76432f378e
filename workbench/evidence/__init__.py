"""Export formats of an exchange: raw HTTP, curl, HAR, and a bundle that another copy can verify.

Never writes a file, and never contains a credential: secret headers are masked or replaced by variables, and known
secrets in a body are masked, with a note.
"""
