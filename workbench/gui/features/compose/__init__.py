"""The open payloads: editor tabs, payload files, templates, autosaved drafts and text transforms."""
