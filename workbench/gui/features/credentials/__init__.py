"""The Credentials pane: the list of profiles, the form for one, rotation, and warnings about mistyped values.


The widgets use no service and no keyring. A value is in memory only while it is typed or shown.
"""
