"""What the activator decides: who waits, who goes first, who gets what, and when to come back."""

import hashlib
from collections import deque
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotlight.activator import estimate, keys
from pilotlight.activator.directory import Directory
from pilotlight.activator.estimate import ColdStarts
from pilotlight.activator.share import Share
from pilotlight.activator.turns import Turns
from pilotlight.activator.waiting import Ticket, Waiting
from pilotlight.activator.workers import SHUN_FIRST, SHUN_MOST, Workers
from pilotlight.manifests import hold
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import Hold

A, B, C = ("10.0.0.1", 8000), ("10.0.0.2", 8000), ("10.0.0.3", 8000)
CHAT = ("demo", "chat")


# Waiting


def a_line(count: int = 0, **bounds: Any) -> tuple[Waiting[str], list[Ticket[str]]]:
    line: Waiting[str] = Waiting(Hold(**bounds))
    tickets = [Ticket(float(number), f"r{number}") for number in range(count)]
    for ticket in tickets:
        line.join(ticket)
    return line, tickets


def test_first_come_first_served_and_who_left_is_passed_over() -> None:
    line, tickets = a_line(4)
    line.leave(tickets[1])

    assert [line.let_go() for _ in range(4)] == [tickets[0], tickets[2], tickets[3], None]


def test_who_was_not_taken_is_at_the_head_again() -> None:
    line, tickets = a_line(3)
    first = line.let_go()
    assert first is tickets[0]

    line.rejoin(first)

    assert line.let_go() is first


def test_a_line_is_full_at_its_bound_and_not_before() -> None:
    line, tickets = a_line(2, max_pending=3)
    assert not line.full
    line.join(Ticket(9.0, "r9"))
    assert line.full
    line.leave(tickets[0])
    assert not line.full


@pytest.mark.parametrize(
    ("asked_at", "until"),
    [
        (None, 110.0),  # nobody has agreed: from the arrival
        (80.0, 110.0),  # agreed before it came: from the arrival
        (105.0, 115.0),  # agreed after it came: from then
    ],
)
@pytest.mark.parametrize("late", [False, True], ids=["known when it came", "told later"])
def test_the_wait_counts_from_when_a_replica_was_asked_for(
    asked_at: float | None, until: float, late: bool
) -> None:
    line, _ = a_line(max_wait=timedelta(seconds=10))
    ticket = Ticket(100.0, "r")
    for step in ("agree", "join") if not late else ("join", "agree"):
        if step == "join":
            line.join(ticket)
        elif asked_at is not None:
            line.agreed(asked_at)

    assert line.deadline(ticket) == until


def test_a_worker_that_is_ready_or_lost_again_does_not_change_how_long_a_request_waits() -> None:
    line, _ = a_line(max_wait=timedelta(seconds=10))
    ticket = Ticket(100.0, "r")
    line.join(ticket)
    line.agreed(108.0)
    assert line.let_go() is ticket

    line.asked_at = None  # a worker is ready
    assert line.deadline(ticket) == 118.0
    line.rejoin(ticket)  # and has not taken it
    line.agreed(115.0)  # and is lost
    assert line.deadline(ticket) == 118.0


# Turns


def test_endpoints_take_turns() -> None:
    left = {"loud": deque(range(1000)), "quiet": deque(range(3))}
    turns: Turns[str] = Turns()
    for name in left:
        turns.add(name)

    def let_go(name: str) -> tuple[str, int] | None:
        return (name, left[name].popleft()) if left[name] else None

    taken = turns.take(8, let_go)

    assert [name for name, _ in taken] == ["loud", "quiet"] * 3 + ["loud", "loud"]
    assert len(turns.take(10_000, let_go)) == 995
    assert not turns


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(1, 9))
def test_nobody_waits_for_more_than_one_of_each_other(counts: list[int], batch: int) -> None:
    left = dict(enumerate(counts))
    turns: Turns[int] = Turns()
    for who in left:
        turns.add(who)

    def let_go(who: int) -> int | None:
        if not left[who]:
            return None
        left[who] -= 1
        return who

    order: list[int] = []
    while turns:
        order += turns.take(batch, let_go)

    assert sorted(order) == sorted(who for who, count in enumerate(counts) for _ in range(count))
    for who, count in enumerate(counts):
        for turn, place in enumerate(index for index, it in enumerate(order) if it == who):
            before = sum(min(turn + 1, it) for other, it in enumerate(counts) if other != who)
            assert place <= turn + before
        assert order.count(who) == count


# Share


def test_one_alone_gets_a_half_and_a_newcomer_always_something() -> None:
    share: Share[str] = Share(100)
    assert sum(share.take("a") for _ in range(100)) == 50
    assert sum(share.take("b") for _ in range(100)) == 25
    share.give_back("a", 50)
    assert share.used == share.of("b") == 25
    assert sum(share.take("b") for _ in range(100)) == 25


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 40), st.booleans())))
def test_a_share_never_holds_more_than_there_is_and_forgets_nothing(
    steps: list[tuple[str, int, bool]],
) -> None:
    share: Share[str] = Share(100)
    has = dict.fromkeys("abcd", 0)
    for who, amount, take in steps:
        if take:
            has[who] += amount if share.take(who, amount) else 0
        elif has[who] >= amount:
            share.give_back(who, amount)
            has[who] -= amount
        assert share.used == sum(has.values()) <= 100
        assert {name: share.of(name) for name in has} == has


# Estimate


@pytest.mark.parametrize(
    ("elapsed", "seen", "left"),
    [
        (0, [40, 50, 60], 50),  # the median
        (20, [40, 50, 60], 30),
        (55, [40, 50, 60], 5),  # only one took longer
        (80, [40, 50, 60], 20),  # longer than any: a quarter more
        (2, [0.3, 0.3, 0.3, 60], 58),  # it is not one of the warm ones
        (0, [], 1),
    ],
)
def test_what_is_left_of_a_start(elapsed: float, seen: list[float], left: float) -> None:
    assert estimate.remaining(elapsed, seen) == pytest.approx(left)


def test_own_measurements_count_before_the_operator_s_and_those_before_a_guess() -> None:
    starts = ColdStarts()
    assert starts.remaining(10, None) == estimate.UNKNOWN - 10
    assert starts.remaining(10, 35) == 25
    starts.took(20)
    assert starts.remaining(10, 35) == 10
    for _ in range(estimate.REMEMBERED):
        starts.took(100)
    assert starts.remaining(10, 35) == 90, "the oldest is forgotten"


@pytest.mark.parametrize(("seconds", "header"), [(0.0, 1), (0.2, 1), (1.0, 1), (41.2, 42)])
def test_retry_after_is_whole_seconds(seconds: float, header: int) -> None:
    assert estimate.retry_after(seconds) == header


# Workers


def test_the_least_loaded_is_picked_and_ties_go_round() -> None:
    workers = Workers()
    workers.set([A, B, C])

    assert [workers.pick(0) for _ in range(6)] == [A, B, C, A, B, C]
    workers.done(B)
    assert workers.pick(0) == B


def test_what_is_under_way_is_remembered_while_a_worker_is_not_ready() -> None:
    workers = Workers()
    workers.set([A, B])
    assert workers.pick(0) == A
    workers.set([B])
    workers.set([A, B])
    assert workers.pick(0) == B, "A still has one"
    workers.set([])
    workers.done(A)
    workers.done(B)
    assert workers.pick(0) is None
    workers.set([A])
    assert workers.pick(0) == A
    workers.done(A)


def test_one_that_is_not_reached_is_left_alone_for_longer_each_time() -> None:
    workers = Workers()
    workers.set([A])
    now, pauses = 0.0, []
    for _ in range(8):
        assert workers.usable(now)
        pauses.append(workers.shun(A, now))
        assert not workers.usable(now + pauses[-1] / 2)
        now += pauses[-1] + 0.001
    assert pauses[:3] == pytest.approx([SHUN_FIRST, 2 * SHUN_FIRST, 4 * SHUN_FIRST])
    assert pauses[-1] == pytest.approx(SHUN_MOST)
    workers.reached(A)
    assert workers.shun(A, now) == pytest.approx(SHUN_FIRST)


def test_those_that_fail_together_are_one_failure() -> None:
    workers = Workers()
    workers.set([A])
    pauses = [workers.shun(A, 0.0) for _ in range(100)]
    assert set(pauses) == {SHUN_FIRST}
    assert workers.shun(A, SHUN_FIRST) == pytest.approx(2 * SHUN_FIRST)


# Keys


@pytest.mark.parametrize(
    ("header", "admitted"),
    [
        ("Bearer sk-1", True),
        ("bearer sk-2", True),
        ("Bearer  sk-1 ", True),
        ("Bearer sk-3", False),
        ("Bearer ", False),
        ("sk-1", False),
        ("Basic sk-1", False),
        ("", False),
    ],
)
def test_keys(header: str, admitted: bool) -> None:
    known = [hashlib.sha256(key).hexdigest() for key in (b"sk-1", b"sk-2")]
    assert keys.admitted(header, known) is admitted


# Directory


def a_claim(
    name: str = "chat", port: int = 20_001, since: str = "1", **more: Any
) -> dict[str, Any]:
    endpoint = Endpoint(name, more.pop("namespace", "demo"), f"uid-{name}")
    raw = hold.activator_slice(endpoint, Hold(), port, (), **more)
    raw["metadata"]["creationTimestamp"] = f"2026-01-01T00:00:0{since}Z"
    return raw


def ready(name: str, *ips: str, service: str = "", **conditions: bool) -> dict[str, Any]:
    labels = {
        "pilotlight.dev/endpoint": name,
        hold.SERVICE_NAME_LABEL: service or name,
        hold.MANAGED_BY_LABEL: hold.MANAGED_BY_KUBERNETES,
    }
    return {
        "metadata": {"name": f"{service or name}-{ips}", "namespace": "demo", "labels": labels},
        "endpoints": [{"addresses": [ip], "conditions": conditions} for ip in ips],
        "ports": [{"name": "admin", "port": 8081}, {"name": "http", "port": 8000}],
    }


def test_a_claim_and_its_workers_in_two_slices() -> None:
    directory = Directory()
    directory.put(a_claim())
    directory.put(ready("chat", "10.0.0.1", ready=True))
    directory.put(ready("chat", "10.0.0.2", "10.0.0.3"))

    claim = directory.claims()[CHAT]
    assert (claim.uid, claim.port, claim.hold) == ("uid-chat", 20_001, Hold())
    assert directory.workers() == {CHAT: {A, B, C}}


def test_workers_that_are_not_ready_or_of_the_preview_are_not_there() -> None:
    directory = Directory()
    directory.put(a_claim())
    directory.put(ready("chat", "10.0.0.1", ready=False, serving=True))
    directory.put(ready("chat", "10.0.0.2", service="chat-preview"))
    somebody = ready("chat", "10.0.0.3")
    somebody["metadata"]["labels"][hold.MANAGED_BY_LABEL] = "somebody"
    directory.put(somebody)

    assert directory.workers() == {}


def test_an_activator_s_own_addresses_are_no_workers() -> None:
    pod = hold.ActivatorPod("a", "system", "u", "10.9.9.9", "node")
    directory = Directory()
    directory.put(hold.activator_slice(Endpoint("chat", "demo", "u"), Hold(), 20_001, [pod]))

    assert directory.workers() == {}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_older_of_two_claims_has_the_port(order: tuple[int, int]) -> None:
    both = [a_claim("chat", since="1"), a_claim("thief", since="2")]
    directory = Directory()
    for index in order:
        directory.put(both[index])

    assert set(directory.claims()) == {CHAT}
    assert directory.refused() == {("demo", "thief-activator"): "port 20001 belongs to demo/chat"}

    directory.remove(both[0])
    assert set(directory.claims()) == {("demo", "thief")}
    assert directory.refused() == {}


def test_the_slices_of_both_address_families_are_one_claim() -> None:
    directory = Directory()
    directory.put(a_claim(since="1"))
    directory.put(a_claim(since="2", address_type="IPv6"))

    assert set(directory.claims()) == {CHAT}
    assert directory.refused() == {}


@pytest.mark.parametrize("port", [0, 8080, 19_999, 30_000, 70_000])
def test_a_port_that_is_none_of_an_endpoint_s_is_not_opened(port: int) -> None:
    directory = Directory()
    directory.put(a_claim(port=port))

    assert directory.claims() == {}
    assert "cannot be read" in directory.refused()["demo", "chat-activator"]


def test_an_owner_that_the_operator_cannot_be_told_of_is_none() -> None:
    raw = a_claim()
    raw["metadata"]["ownerReferences"][0]["uid"] = "u" * 65
    directory = Directory()
    directory.put(raw)

    assert directory.claims() == {}


def test_a_claim_that_cannot_be_read_is_none_and_is_told() -> None:
    raw = a_claim()
    raw["metadata"]["annotations"][hold.API_KEYS] = "not-a-hash"
    directory = Directory()
    directory.put(a_claim())
    directory.put(raw)

    assert directory.claims() == {}
    assert "cannot be read" in directory.refused()["demo", "chat-activator"]
    directory.remove(raw)
    assert directory.refused() == {}


def test_what_a_list_does_not_have_is_forgotten_in_its_namespace_only() -> None:
    directory = Directory()
    directory.put(a_claim())
    directory.put(a_claim("other", 20_002, namespace="elsewhere"))
    directory.put(ready("chat", "10.0.0.1"))

    directory.retain({("demo", "chat-activator")}, "demo")

    assert set(directory.claims()) == {CHAT, ("elsewhere", "other")}
    assert directory.workers() == {}
