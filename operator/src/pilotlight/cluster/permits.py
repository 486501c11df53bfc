"""Permits for the workers' admin ports: what the operator signs before it gives an order.

The form is the worker's (`pilotlight_worker.permits`); a test holds both together. A permit names
one pod (or one endpoint) and one verb and lives for seconds, so it may travel in plain text:
whoever reads it could only repeat the same order to the same pod.
"""

import base64
import json
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ASK = "ask"
LIFETIME = timedelta(seconds=15)
_VERSION = "v1"
_DOMAIN = b"pilotlight-permit.v1."


def sign_permit(key: Ed25519PrivateKey, *, pod_uid: str, verb: str, now: datetime) -> str:
    """What goes after `Authorization: Bearer` of `POST /<verb>` to this pod; of a smoke test, with
    `ASK`, to any of an endpoint, which is then named instead: `<namespace>/<name>`."""
    issued = now.timestamp()
    payload = {
        "exp": round(issued + LIFETIME.total_seconds(), 3),
        "iat": round(issued, 3),
        "pod": pod_uid,
        "verb": verb,
    }
    text = _encoded(json.dumps(payload, separators=(",", ":")).encode())
    return f"{_VERSION}.{text}.{_encoded(key.sign(_DOMAIN + text.encode()))}"


def public_key_text(key: Ed25519PrivateKey) -> str:
    """An entry of `operatorKeys` in the gate's settings: the raw public key in base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
