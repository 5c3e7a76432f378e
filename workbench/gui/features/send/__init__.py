"""Sending: the request bar, one send, repeat runs."""
