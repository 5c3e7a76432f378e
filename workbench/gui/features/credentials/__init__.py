"""The Credentials dock: profiles, the form for one, a rotation under way, and what stands in the way of a good pair.

It knows no service and no keyring. A value is in it only while it is typed, or while it is held to be seen."""
