"""The paths of the sandbox: those in Kochava's documentation, and its own."""

TRACK_PATHS = ("/track/json", "/track/json/", "/track/json.php")
LINK_PATH = "/v1/cpi/identityLink.php"
REQUESTS_PATH = "/_sandbox/requests"

LIST_KEY_HEADER = "Sandbox-Key"
"""Header with which the list of requests is asked for."""

LIST_KEY_VARIABLE = "WORKBENCH_SANDBOX_KEY"
"""Environment variable with its value. Without one there is no list: other users of the machine could read it."""


def is_link(path: str) -> bool:
    """Return whether this is IdentityLink's path, ignoring case; it takes no token."""
    return path.lower() == LINK_PATH.lower()
