"""The paths that Kochava's documentation names and the sandbox answers at. Holds no host, connects nowhere."""

TRACK_PATHS = ("/track/json", "/track/json.php")
LINK_PATH = "/v1/cpi/identityLink.php"
REQUESTS_PATH = "/_sandbox/requests"


def is_link(path: str) -> bool:
    """Say whether this is IdentityLink's path, however its letters are cased: it takes no token."""
    return path.lower() == LINK_PATH.lower()
