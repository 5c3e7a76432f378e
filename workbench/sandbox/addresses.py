"""The paths of the sandbox: those in Kochava's documentation, and its own."""

TRACK_PATHS = ("/track/json", "/track/json.php")
LINK_PATH = "/v1/cpi/identityLink.php"
REQUESTS_PATH = "/_sandbox/requests"


def is_link(path: str) -> bool:
    """Return whether this is IdentityLink's path, ignoring case; it takes no token."""
    return path.lower() == LINK_PATH.lower()
