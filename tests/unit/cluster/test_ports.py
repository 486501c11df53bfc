"""Each endpoint has a port of its own on the activators, whoever wrote its slice when."""

import pytest

from pilotlight.cluster.ports import Ports
from pilotlight.manifests.hold import FIRST_PORT, PORTS, Claim, Hold

CHAT, OTHER = ("demo", "chat"), ("demo", "other")
SLICE, THEIRS = ("demo", "chat-activator"), ("demo", "other-activator")
OLD, NEW = "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"


def a_claim(
    port: int, uid: str = "u1", since: str = OLD, key: tuple[str, str] | None = None
) -> Claim:
    return Claim(key or (OTHER if uid == "u2" else CHAT), uid, port, Hold(), since)


def test_an_endpoint_without_a_slice_gets_a_free_port_and_always_the_same() -> None:
    ports = Ports()
    first = ports.of(CHAT, "uid-1")
    assert first is not None
    assert FIRST_PORT <= first < FIRST_PORT + PORTS
    assert ports.of(CHAT, "uid-1") == first
    ports.put(THEIRS, a_claim(first, "u2"))
    assert ports.of(CHAT, "uid-1") == first + 1


def test_it_keeps_the_port_that_its_slice_has() -> None:
    ports = Ports()
    ports.put(SLICE, a_claim(20_500))
    assert ports.of(CHAT, "u1") == 20_500


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        (a_claim(20_500, since=OLD), a_claim(20_500, "u2", NEW), True),
        (a_claim(20_500, since=NEW), a_claim(20_500, "u2", OLD), False),
        (a_claim(20_500, "u1"), a_claim(20_500, "u2"), True),
        (a_claim(20_500, "u3"), a_claim(20_500, "u2"), False),
    ],
)
def test_of_two_with_the_same_port_the_older_slice_has_it(
    ours: Claim, theirs: Claim, kept: bool
) -> None:
    ports = Ports()
    ports.put(SLICE, ours)
    ports.put(THEIRS, theirs)
    assert (ports.of(CHAT, ours.uid) == 20_500) is kept
    assert (ports.of(OTHER, theirs.uid) == 20_500) is not kept


def test_the_slices_of_both_address_families_are_one_claim() -> None:
    ports = Ports()
    ports.put(SLICE, a_claim(20_500))
    ports.put(("demo", "chat-activator-ipv6"), a_claim(20_500, since=NEW))
    assert ports.of(CHAT, "u1") == 20_500


def test_the_slice_of_a_predecessor_of_the_same_name_is_not_ours() -> None:
    ports = Ports()
    ports.put(SLICE, a_claim(20_500, "u0"))
    assert ports.of(CHAT, "u1") != 20_500


def test_a_port_is_free_again_when_its_slice_is_gone_or_has_another() -> None:
    ports = Ports()
    wanted = ports.of(CHAT, "u1")
    assert wanted is not None
    ports.put(THEIRS, a_claim(wanted, "u2"))
    ports.put(THEIRS, a_claim(wanted + 5, "u2"))
    assert ports.of(CHAT, "u1") == wanted
    ports.put(THEIRS, a_claim(wanted, "u2"))
    ports.put(THEIRS, None)
    assert ports.of(CHAT, "u1") == wanted


def test_there_is_none_when_all_are_taken() -> None:
    ports = Ports()
    for number in range(PORTS):
        key = ("x", f"{number}")
        ports.put(key, a_claim(FIRST_PORT + number, "u9", key=key))
    assert ports.of(CHAT, "u1") is None
