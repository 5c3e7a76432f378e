"""The public sample pair of Kochava's install authentication article, for use with the sandbox only."""

import hmac

from workbench.signing.values import Credentials

SAMPLE = Credentials("F5BF7338-04CA-4E07-97C8-49E20C409E91", "9x6C9uN3c1")


def is_sample(credentials: Credentials) -> bool:
    """Whether either value is that of the sample, so that half a sample is not treated as a real pair."""
    pairs = ((credentials.api_key, SAMPLE.api_key), (credentials.secret, SAMPLE.secret))
    same = [hmac.compare_digest(a.encode("utf-8", "surrogatepass"), b.encode()) for a, b in pairs]
    return any(same)
