"""The payloads that are open: opened, shown, rewritten, saved, and kept against a crash."""
