"""Who may wake an endpoint that has keys."""

import hashlib
import hmac
from collections.abc import Iterable

_SCHEME = "bearer "


def admitted(authorization: str, keys: Iterable[str]) -> bool:
    """Whether the header carries one of the keys, given as SHA-256 in hexadecimal digits.

    Every key is compared, each in constant time. The worker's gate checks again.
    """
    if authorization[: len(_SCHEME)].lower() != _SCHEME:
        return False
    key = authorization[len(_SCHEME) :].strip()
    digest = hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest()
    found = False
    for known in keys:
        found |= hmac.compare_digest(digest, known)
    return found
