"""The Lease, with two candidates whose clocks a test turns."""

import asyncio

import pytest

from pilotlight.cluster.client import ApiError
from pilotlight.cluster.leadership import (
    Leadership,
    LeadershipLostError,
    NotLeadingError,
    Terms,
)
from pilotlight.cluster.resources import LEASES
from tests.wiring.operator.fakes import Clock, FakeApi

LEASE = LEASES.path("ops", "pilotlight")
DURATION = 6.0


def a_candidate(api: FakeApi, name: str, clock: Clock) -> Leadership:
    terms = Terms("ops", "pilotlight", name, duration=DURATION, clock=clock)
    return Leadership(api, terms)  # type: ignore[arg-type]


def holder(api: FakeApi) -> str:
    return str(api.objects[LEASE]["spec"]["holderIdentity"])


def unreachable(*_: str) -> ApiError:
    return ApiError(0, "Timeout", "no answer")


async def test_only_one_of_two_candidates_gets_the_lease() -> None:
    api, clock = FakeApi(), Clock()
    first, second = a_candidate(api, "first", clock), a_candidate(api, "second", clock)

    assert await first._try_acquire()
    assert not await second._try_acquire()

    first.check(3)
    with pytest.raises(NotLeadingError):
        second.check(0.1)


async def test_a_silent_holder_is_succeeded_after_the_duration_by_the_candidates_own_clock() -> (
    None
):
    api, clock = FakeApi(), Clock()
    first, second = a_candidate(api, "first", clock), a_candidate(api, "second", clock)
    assert await first._try_acquire()
    assert not await second._try_acquire()

    clock.forward(DURATION - 0.1)
    assert not await second._try_acquire()
    clock.forward(0.2)
    assert first.remaining() == 0
    assert await second._try_acquire()

    assert holder(api) == "second"
    assert api.objects[LEASE]["spec"]["leaseTransitions"] == 1


async def test_a_holder_that_renews_is_never_succeeded_however_wrong_its_wall_clock_is() -> None:
    api, clock = FakeApi(), Clock()
    first, second = a_candidate(api, "first", clock), a_candidate(api, "second", clock)
    assert await first._try_acquire()

    for _ in range(10):
        clock.forward(2)
        assert await first._renew(1)
        api.objects[LEASE]["spec"]["renewTime"] = "1970-01-01T00:00:00.000000Z"
        assert not await second._try_acquire()


async def test_the_deadline_counts_from_before_the_renewal_was_sent() -> None:
    api, clock = FakeApi(), Clock()
    first = a_candidate(api, "first", clock)
    assert await first._try_acquire()

    def slow(*_: str) -> None:
        clock.forward(4)

    api.fault = slow
    assert await first._renew(5)

    assert first.remaining() == DURATION - 4
    with pytest.raises(NotLeadingError, match=r"2\.0 s"):
        first.check(3)


async def test_a_renewal_that_is_never_answered_loses_the_lease_by_the_clock() -> None:
    api, clock = FakeApi(), Clock()
    first = a_candidate(api, "first", clock)
    assert await first._try_acquire()

    def fail(*arguments: str) -> ApiError:
        clock.forward(2)
        return unreachable(*arguments)

    api.fault = fail
    with pytest.raises(LeadershipLostError, match="ran out"):
        await asyncio.wait_for(first._renew_or_lose(), 5)
    assert first.remaining() == 0


async def test_a_renewal_whose_answer_was_lost_is_not_taken_for_a_rival() -> None:
    api, clock = FakeApi(), Clock()
    first = a_candidate(api, "first", clock)
    assert await first._try_acquire()
    api.lost = unreachable
    with pytest.raises(ApiError):
        await first._renew(1)
    api.lost = lambda *_: None

    await asyncio.wait_for(first._renew_or_lose(), 5)

    assert holder(api) == "first"
    assert first.remaining() == DURATION


async def test_a_deposed_leader_learns_it_at_its_next_renewal() -> None:
    api, clock = FakeApi(), Clock()
    first, second = a_candidate(api, "first", clock), a_candidate(api, "second", clock)
    assert await first._try_acquire()
    assert not await second._try_acquire()
    clock.forward(DURATION + 0.1)
    assert await second._try_acquire()

    assert not await first._renew(1)
    with pytest.raises(NotLeadingError):
        first.check(0.1)


async def test_a_released_lease_is_taken_at_once() -> None:
    api, clock = FakeApi(), Clock()
    first, second = a_candidate(api, "first", clock), a_candidate(api, "second", clock)
    assert await first._try_acquire()
    assert not await second._try_acquire()

    await first.release()

    assert first.remaining() == 0
    assert await second._try_acquire()


async def test_a_lease_is_released_even_when_the_last_renewal_was_cut_off() -> None:
    api, clock = FakeApi(), Clock()
    first = a_candidate(api, "first", clock)
    assert await first._try_acquire()
    api.lost = unreachable
    with pytest.raises(ApiError):
        await first._renew(1)
    api.lost = lambda *_: None

    await first.release()

    assert holder(api) == ""


async def test_somebody_elses_lease_is_not_released() -> None:
    api, clock = FakeApi(), Clock()
    first, second = a_candidate(api, "first", clock), a_candidate(api, "second", clock)
    assert await first._try_acquire()
    assert not await second._try_acquire()
    clock.forward(DURATION + 1)
    assert await second._try_acquire()

    await first.release()

    assert holder(api) == "second"


async def test_a_lease_that_was_deleted_is_made_again_by_its_holder() -> None:
    api, clock = FakeApi(), Clock()
    first = a_candidate(api, "first", clock)
    assert await first._try_acquire()
    del api.objects[LEASE]

    assert await first._renew(1)

    assert holder(api) == "first"
