"""When the last replicas go, and what brings the first one back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.policy import Behavior, Policy, Target
from pilotlight.core.scaling.samples import Load
from tests.unit.core.autoscaling import Endpoint, Spoil, a_policy, step

PATIENCE = 120.0


def a_sleeper(**changes: object) -> Policy:
    behavior = Behavior(to_zero=timedelta(seconds=PATIENCE))
    return replace(a_policy(minimum=0), behavior=behavior, **changes)  # type: ignore[arg-type]


def holding(held: int = 0) -> Spoil:
    return lambda load: replace(load, holds=True, held=held)


def without(*fields: str) -> Spoil:
    """Engines that do not tell these numbers."""
    gone: dict[str, object] = dict.fromkeys(fields)
    return lambda load: replace(
        load,
        holds=True,
        samples=tuple(replace(it, **gone) for it in load.samples),  # type: ignore[arg-type]
    )


def unseen(load: Load) -> Load:
    return replace(load, holds=True, samples=(), problem="Prometheus is not reachable")


def quiet(policy: Policy, at: float = 60, replicas: int = 3) -> Endpoint:
    """A request every three seconds, and from `at` on none."""
    return Endpoint(policy, step(0.3, 0, at), replicas=replicas)


def test_all_replicas_go_once_nothing_was_asked_for_long_enough() -> None:
    endpoint = quiet(a_sleeper()).run(60 + PATIENCE - 10, holding())
    assert endpoint.desired == 3
    endpoint.run(15, holding())
    gone = endpoint.changes[-1]
    assert (gone.current, gone.desired, gone.reason) == (3, 0, ScalingReason.IDLE)
    assert gone.message == "3 → 0: nothing was asked for 120 s"
    endpoint.run(60, holding())
    assert endpoint.last.reason is ScalingReason.SCALED_TO_ZERO
    assert endpoint.last.message == "0: the next request wakes it"
    assert endpoint.last.doubt is None, "that there are no numbers of no pods is no trouble"


@pytest.mark.parametrize(
    ("name", "policy", "spoil"),
    [
        ("the minimum is one", a_policy(minimum=1), holding()),
        ("it shall be quiet for longer", a_policy(minimum=0), holding()),
        ("nobody would hold requests", a_sleeper(), lambda load: load),
        ("requests are held", a_sleeper(), holding(1)),
        ("there are no numbers", a_sleeper(), unseen),
        ("what runs is not told", a_sleeper(), without("running")),
        (
            "what arrives is not told",
            a_sleeper(target=Target(queue_depth=4)),
            without("arrivals", "completions"),
        ),
    ],
)
def test_the_last_replica_stays_where(name: str, policy: Policy, spoil: Spoil) -> None:
    endpoint = quiet(policy, replicas=1).run(60 + 3 * PATIENCE, spoil)
    assert endpoint.desired == 1, name


def test_who_would_not_be_held_is_told_why_the_last_replica_stays() -> None:
    endpoint = quiet(a_sleeper(), replicas=1).run(60 + 2 * PATIENCE)
    assert endpoint.last.reason is ScalingReason.NOBODY_HOLDS
    assert endpoint.last.held
    assert "no activator is ready" in endpoint.last.message


def test_a_request_that_runs_for_longer_than_that_keeps_its_replica() -> None:
    def streaming(load: Load) -> Load:
        samples = tuple(replace(it, running=1.0) for it in load.samples)
        return replace(load, holds=True, samples=samples)

    assert quiet(a_sleeper(), replicas=1).run(60 + 3 * PATIENCE, streaming).desired == 1


def test_a_request_in_between_begins_the_wait_anew() -> None:
    def rate(seconds: float) -> float:
        return 0.3 if seconds < 60 or seconds == 60 + 100 else 0.0

    endpoint = Endpoint(a_sleeper(), rate, replicas=1).run(160 + 100, holding())
    assert endpoint.desired == 1
    assert endpoint.run(60, holding()).desired == 0


@pytest.mark.parametrize(("outage", "gone_after"), [(30, 150), (90, 275)])
def test_a_gap_is_no_quiet_time_and_a_long_one_begins_the_wait_anew(
    outage: float, gone_after: float
) -> None:
    endpoint = quiet(a_sleeper(), at=5, replicas=1).run(5 + 60, holding())
    endpoint.run(outage, unseen)
    rounds = 0
    while endpoint.desired and rounds < 100:
        endpoint.step(holding())
        rounds += 1
    assert endpoint.seconds - 5 == pytest.approx(gone_after, abs=15)


def test_a_restarted_operator_waits_for_as_long_again() -> None:
    endpoint = quiet(a_sleeper(), replicas=1).run(60 + PATIENCE - 10, holding())
    endpoint.restarted()
    assert endpoint.run(PATIENCE - 10, holding()).desired == 1
    assert endpoint.run(30, holding()).desired == 0


@pytest.mark.parametrize(
    ("held", "words"),
    [(1, "0 → 1: 1 request is held"), (50, "0 → 1: 50 requests are held")],
)
def test_what_is_held_brings_one_replica_back(held: int, words: str) -> None:
    endpoint = Endpoint(a_sleeper(), lambda _: 0.0, replicas=0)
    endpoint.step(holding())
    assert endpoint.desired == 0
    woken = endpoint.step(holding(held))
    assert (woken.desired, woken.reason, woken.message) == (1, ScalingReason.REQUESTS_HELD, words)


def rushed(policy: Policy, spoil: Spoil, seconds: float = 30) -> list[int]:
    """What was asked for in each round since it was at none."""
    endpoint = Endpoint(policy, lambda _: 0.0, replicas=0)
    endpoint.run(seconds, spoil)
    return [it.desired for it in endpoint.decisions]


def knowing(slots: int | None, held: int) -> Spoil:
    return lambda load: replace(load, holds=True, held=held, slots=slots)


@pytest.mark.parametrize(
    ("name", "policy", "spoil", "replicas"),
    [
        ("one takes them all", a_sleeper(), knowing(64, 64), 1),
        ("one more does not fit", a_sleeper(), knowing(64, 65), 2),
        ("150 of 64", a_sleeper(), knowing(64, 150), 3),
        ("what a replica takes is not known", a_sleeper(), knowing(None, 150), 1),
        ("what it takes is set: 60 in 30 s at 90 %", a_sleeper(capacity=2.0), knowing(4, 108), 2),
        ("it runs more than that", a_sleeper(capacity=1.0), knowing(64, 128), 2),
        ("by a target", a_sleeper(target=Target(concurrency=50)), knowing(4, 150), 3),
        ("by another target", a_sleeper(target=Target(queue_depth=2)), knowing(75, 150), 2),
        ("the maximum", replace(a_sleeper(), maximum=2), knowing(64, 150), 2),
        ("nobody waits", a_sleeper(), knowing(64, 0), 0),
    ],
)
def test_while_none_is_ready_there_shall_be_as_many_as_the_held_requests_fill(
    name: str, policy: Policy, spoil: Spoil, replicas: int
) -> None:
    assert rushed(policy, spoil)[-1] == replicas, name


def test_the_first_is_asked_for_at_once_and_the_others_within_the_rate() -> None:
    assert rushed(a_sleeper(), knowing(4, 40)) == [1, 4, 4, 5, 8, 8]


def test_what_is_held_is_told_with_what_a_replica_takes() -> None:
    endpoint = Endpoint(a_sleeper(), lambda _: 0.0, replicas=0).run(10, knowing(64, 150))
    assert endpoint.last.reason is ScalingReason.REQUESTS_HELD
    assert endpoint.last.message == "1 → 3: 150 requests are held, and a replica takes 64"


def test_who_comes_when_the_first_one_is_half_way_calls_no_other() -> None:
    """It would come after the queue is to be gone."""
    endpoint = Endpoint(a_sleeper(), lambda _: 0.0, replicas=0).run(30, knowing(64, 60))
    assert endpoint.desired == 1
    assert endpoint.run(5, knowing(64, 65)).desired == 2, "30 s after the first"
    endpoint = Endpoint(a_sleeper(), lambda _: 0.0, replicas=0).run(40, knowing(64, 60))
    assert endpoint.run(60, knowing(64, 150)).desired == 1


def test_what_is_ready_takes_what_is_held() -> None:
    assert quiet(a_sleeper(), replicas=1).run(30, knowing(64, 150)).desired == 1


def test_what_cannot_start_calls_no_other() -> None:
    endpoint = Endpoint(a_sleeper(), lambda _: 0.0, replicas=0, never_starts=lambda _: True)
    endpoint.run(30, knowing(64, 150))
    assert endpoint.desired == 1
    assert endpoint.last.reason is ScalingReason.REPLICAS_STUCK


def test_what_has_just_come_back_stays_for_the_whole_time() -> None:
    """Whatever was known of the quiet before it went."""
    endpoint = quiet(a_sleeper(), at=5, replicas=1).run(5 + PATIENCE + 15, holding())
    assert endpoint.desired == 0
    endpoint.cold_start = 5
    endpoint.step(holding(1))
    assert endpoint.run(PATIENCE - 15, holding()).desired == 1
    assert endpoint.run(45, holding()).desired == 0


def test_a_minimum_above_none_is_kept_also_from_none() -> None:
    endpoint = Endpoint(a_policy(minimum=1), lambda _: 0.0, replicas=0)
    assert endpoint.step(holding()).reason is ScalingReason.BELOW_MINIMUM
