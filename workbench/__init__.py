"""Payload Workbench: compose, sign, send and verify Kochava server-to-server payloads.

One buffer runs through everything: the bytes that are shown are the bytes that are signed, sent and logged.
"""

__version__ = "0.1.0"
