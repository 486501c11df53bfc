"""Permits: a word of the operator that one worker may do one thing, for seconds.

    v1.<payload>.<signature>          both base64url without padding
    payload    {"exp": …, "iat": …, "pod": "<uid>", "verb": "sleep"}     seconds since 1970
               {…, "pod": "<namespace>/<endpoint>", "verb": "ask"}       for a smoke test
    signature  Ed25519 over the ASCII bytes of "pilotlight-permit.v1.<payload>"

Bound to pod and verb, so that a permit for one worker says nothing to another; bound in time, so
that a replay is possible for `LONGEST_SECONDS` + twice `SKEW_SECONDS` at most; and in order, so
that it is one of the newest order only. Where the clocks of two operators differ, the orders of the
one that is behind count once its clock has passed the other's last order. Whoever is refused is not
told why.

A smoke test asks whichever worker the Service chooses, so its permit names the endpoint. Whoever
runs one of its workers could show it to another of them, for seconds.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

LONGEST_SECONDS = 30.0
# Between the clocks of the operator's node and of ours.
SKEW_SECONDS = 10.0
_VERSION = "v1"
_DOMAIN = b"pilotlight-permit.v1."
# A permit has about 230 characters.
_LONGEST_TEXT = 1024


class Verb(StrEnum):
    """What may be ordered."""

    SLEEP = "sleep"
    WAKE = "wake"
    DRAIN = "drain"
    UNDRAIN = "undrain"


ASK = "ask"
"""What no order is: to ask the model, as users do with a key."""


class Refusal(StrEnum):
    """Why an order was not taken: for our own metrics, never for whoever asked."""

    NO_KEY = "no_key"
    NO_UID = "no_uid"
    MALFORMED = "malformed"
    SIGNATURE = "signature"
    POD = "pod"
    VERB = "verb"
    TIME = "time"
    SUPERSEDED = "superseded"


class _Payload(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    exp: float
    iat: float
    pod: str
    verb: str


def refusal(
    permit: str,
    verb: str,
    *,
    keys: Iterable[str],
    pod_uid: str | None,
    now: float,
    newest: float = 0.0,
) -> Refusal | None:
    """Why `permit` does not allow `verb` here and now, or None. `keys` as in the gate's settings;
    `newest`: when the newest one was issued that was taken.

    | | |
    | --- | --- |
    | no key is known, or no uid of our own | refused, whatever is shown |
    | not of this form | malformed |
    | signed by none of the keys | signature; nothing of the payload is believed before this |
    | another pod's, or for another verb | pod, verb |
    | issued later than now + skew, over before now - skew, or valid for too long | time |
    | issued before the newest one that was taken; the same may be repeated | superseded |
    """
    known = [Ed25519PublicKey.from_public_bytes(base64.b64decode(key)) for key in keys]
    if not known:
        return Refusal.NO_KEY
    if pod_uid is None:
        return Refusal.NO_UID
    version, payload, signature = _split(permit)
    if version != _VERSION:
        return Refusal.MALFORMED
    if not any(_signed(key, payload, signature) for key in known):
        return Refusal.SIGNATURE
    try:
        told = _Payload.model_validate_json(_decoded(payload))
    except ValidationError:
        return Refusal.MALFORMED
    if told.pod != pod_uid:
        return Refusal.POD
    if told.verb != verb:
        return Refusal.VERB
    in_time = told.iat - SKEW_SECONDS <= now < told.exp + SKEW_SECONDS
    if not in_time or told.exp - told.iat > LONGEST_SECONDS:
        return Refusal.TIME
    return Refusal.SUPERSEDED if told.iat < newest else None


def issued_at(permit: str) -> float:
    """When one that is not refused was issued."""
    return _Payload.model_validate_json(_decoded(_split(permit)[1])).iat


def _split(permit: str) -> tuple[str, str, bytes]:
    parts = permit.split(".") if len(permit) <= _LONGEST_TEXT and permit.isascii() else []
    if len(parts) != 3:
        return "", "", b""
    return parts[0], parts[1], _decoded(parts[2])


def _signed(key: Ed25519PublicKey, payload: str, signature: bytes) -> bool:
    try:
        key.verify(signature, _DOMAIN + payload.encode())
    except InvalidSignature:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""
