"""Who may give orders: a row per line of the table in permits.py, signed as the operator signs."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from pilotlight.cluster.permits import LIFETIME, public_key_text, sign_permit
from pilotlight_worker.gate.settings import SettingsFile
from pilotlight_worker.guard import Guard
from pilotlight_worker.permits import LONGEST_SECONDS, SKEW_SECONDS, Refusal, Verb, refusal

# Always the same ones: what is signed with them names tests.
KEY, OTHER_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([it] * 32)) for it in (1, 2))
KEYS = (public_key_text(KEY),)
UID, OTHER_UID = "8c1f6a3e-5a34-4b1c-9b0f-0d6c8e0f4a11", "00000000-5a34-4b1c-9b0f-0d6c8e0f4a11"
NOW = 1_800_000_000.0


def a_permit(
    key: Ed25519PrivateKey = KEY, uid: str = UID, verb: str = "sleep", issued: float = NOW
) -> str:
    return sign_permit(key, pod_uid=uid, verb=verb, now=datetime.fromtimestamp(issued, UTC))


def signed(payload: bytes, key: Ed25519PrivateKey = KEY, version: str = "v1") -> str:
    """Anything at all, with a signature that is right."""
    text = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    signature = key.sign(b"pilotlight-permit.v1." + text.encode())
    return f"{version}.{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def of(**changes: Any) -> str:
    payload = {"exp": NOW + 10, "iat": NOW, "pod": UID, "verb": "sleep", **changes}
    return signed(json.dumps(payload).encode())


def judged(permit: str, now: float = NOW, keys: tuple[str, ...] = KEYS) -> Refusal | None:
    return refusal(permit, Verb.SLEEP, keys=keys, pod_uid=UID, now=now)


def test_what_the_operator_signs_is_taken() -> None:
    assert judged(a_permit()) is None
    assert LIFETIME.total_seconds() <= LONGEST_SECONDS


def test_any_of_the_keys_will_do_while_they_are_exchanged() -> None:
    both = (public_key_text(OTHER_KEY), *KEYS)
    assert judged(a_permit(), keys=both) is None
    assert judged(a_permit(OTHER_KEY), keys=both) is None


def test_without_a_key_or_a_uid_nothing_is_taken() -> None:
    assert judged(a_permit(), keys=()) is Refusal.NO_KEY
    assert refusal(a_permit(), Verb.SLEEP, keys=KEYS, pod_uid=None, now=NOW) is Refusal.NO_UID


@pytest.mark.parametrize(
    ("permit", "why"),
    [
        ("", Refusal.MALFORMED),
        ("v1", Refusal.MALFORMED),
        ("v1..", Refusal.SIGNATURE),
        ("v1.e30.é", Refusal.MALFORMED),
        ("v1." + "A" * 2000 + ".AA", Refusal.MALFORMED),
        (a_permit() + ".x", Refusal.MALFORMED),
        (a_permit().replace("v1.", "v2.", 1), Refusal.MALFORMED),
        (a_permit(OTHER_KEY), Refusal.SIGNATURE),
        (a_permit()[:-4] + "AAA", Refusal.SIGNATURE),
        (signed(b"{}"), Refusal.MALFORMED),
        (signed(b"not json"), Refusal.MALFORMED),
        (of(admin=True), Refusal.MALFORMED),
        (of(exp="soon"), Refusal.MALFORMED),
        (a_permit(uid=OTHER_UID), Refusal.POD),
        (a_permit(verb="wake"), Refusal.VERB),
        (of(exp=NOW + LONGEST_SECONDS + 1), Refusal.TIME),
        (of(exp=float("inf")), Refusal.TIME),
        (of(iat=float("nan")), Refusal.TIME),
    ],
)
def test_everything_else_is_refused(permit: str, why: Refusal) -> None:
    assert judged(permit) is why


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (-SKEW_SECONDS - 0.1, Refusal.TIME),
        (-SKEW_SECONDS, None),
        (LIFETIME.total_seconds() + SKEW_SECONDS - 0.1, None),
        (LIFETIME.total_seconds() + SKEW_SECONDS, Refusal.TIME),
    ],
)
def test_a_permit_lives_for_seconds_and_clocks_may_differ_by_some(
    later: float, why: Refusal | None
) -> None:
    assert judged(a_permit(), now=NOW + later) is why


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_no_text_opens_anything_or_raises(text: str) -> None:
    assert judged(text) is not None
    assert judged(f"v1.{text}.{text}") is not None


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_permit_with_one_bit_changed_is_refused(place: int, bit: int) -> None:
    _, payload, signature = a_permit().split(".")
    for text in (payload, signature):
        raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        raw[place % len(raw)] ^= 1 << bit
        bent = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        assert judged(a_permit().replace(text, bent)) is not None


class Door:
    """A guard over a settings file."""

    def __init__(self, folder: Path, settings: str) -> None:
        self.file = folder / "settings.json"
        self.file.write_text(settings)
        self.refused: list[Refusal] = []
        self.guard = Guard(SettingsFile(self.file), UID, self.refused.append)

    def allows(self, authorization: str) -> bool:
        return self.guard.allows(authorization, Verb.SLEEP)


def fresh(key: Ed25519PrivateKey = KEY) -> str:
    return "Bearer " + sign_permit(key, pod_uid=UID, verb="sleep", now=datetime.now(UTC))


def settings(*keys: Ed25519PrivateKey) -> str:
    return json.dumps({"version": 1, "operatorKeys": [public_key_text(key) for key in keys]})


def test_keys_come_from_the_settings_file_and_count_at_once(tmp_path: Path) -> None:
    door = Door(tmp_path, '{"version": 1}')
    assert not door.allows(fresh())
    for keys in ((KEY,), (KEY, OTHER_KEY), (OTHER_KEY,)):
        door.file.write_text(settings(*keys))
        os.utime(door.file, (1, 1 + len(keys)))
        allowed = (door.allows(fresh(KEY)), door.allows(fresh(OTHER_KEY)))
        assert allowed == (KEY in keys, OTHER_KEY in keys)
    assert set(door.refused) == {Refusal.NO_KEY, Refusal.SIGNATURE}


def test_an_order_that_arrives_after_a_newer_one_is_refused(tmp_path: Path) -> None:
    """It hung on its way, or somebody repeats it; the newest may be repeated."""
    door = Door(tmp_path, settings(KEY))
    older, newer = (
        "Bearer " + sign_permit(KEY, pod_uid=UID, verb="sleep", now=datetime.now(UTC) - ago)
        for ago in (timedelta(seconds=2), timedelta(seconds=1))
    )
    assert [door.allows(it) for it in (older, newer, newer, older)] == [True, True, True, False]
    assert door.refused == [Refusal.SUPERSEDED]


@pytest.mark.parametrize("key", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_settings_file_with_a_broken_key_leaves_the_port_closed(tmp_path: Path, key: str) -> None:
    door = Door(tmp_path, json.dumps({"version": 1, "operatorKeys": [key]}))
    assert not door.allows(fresh())


def test_the_scheme_is_bearer_and_its_case_does_not_matter(tmp_path: Path) -> None:
    door = Door(tmp_path, settings(KEY))
    assert door.allows(fresh().replace("Bearer", "bearer"))
    assert not door.allows(fresh().removeprefix("Bearer "))
    assert not door.allows(fresh().replace("Bearer", "Basic"))
