"""How long a promotion took, as it is measured and told."""

import time
from dataclasses import replace

import pytest

from pilotlight.core.observed import Observed
from pilotlight.loop.promotions import Promotions
from pilotlight.metrics import Metrics
from tests.story.world import World

CHAT = ("demo", "chat")


@pytest.fixture
def before() -> Observed:
    """Two that serve, and one in the pool."""
    world = World()
    world.edit(warmPool={"size": 1})
    world.run(120)
    return world.observe()


def role(observed: Observed, name: str, *, routed: bool) -> Observed:
    """The warm pod has this one."""
    (warm,) = (pod for pod in observed.pods if pod.role == "warm")
    pods = tuple(replace(it, role=name) if it is warm else it for it in observed.pods)
    return replace(observed, pods=pods, routed=observed.routed | ({warm.name} if routed else set()))


def warm_uid(observed: Observed) -> str:
    return next(pod.uid for pod in observed.pods if pod.role == "warm")


def count(metrics: Metrics) -> float | None:
    return metrics.registry.get_sample_value(
        "pilotlight_warm_promotion_seconds_count", {"tier": "Awake"}
    )


def test_it_has_ended_when_new_connections_lead_there(before: Observed) -> None:
    metrics = Metrics()
    promotions = Promotions(metrics)
    promotions.begins(CHAT, before, warm_uid(before), time.monotonic() - 2)

    assert promotions.seen(CHAT, role(before, "serving", routed=False)) is None
    assert count(metrics) == 0
    last = promotions.seen(CHAT, role(before, "serving", routed=True))
    assert last is not None
    assert 2 <= last.took.total_seconds() < 3
    assert count(metrics) == 1
    assert promotions.seen(CHAT, role(before, "serving", routed=True)) == last
    assert count(metrics) == 1


def test_who_still_starts_is_not_promoted_but_only_meant_for_something_else(
    before: Observed,
) -> None:
    metrics = Metrics()
    promotions = Promotions(metrics)
    pods = tuple(replace(it, ready=it.role == "serving") for it in before.pods)
    promotions.begins(CHAT, replace(before, pods=pods), warm_uid(before), time.monotonic())
    assert promotions.seen(CHAT, role(before, "serving", routed=True)) is None
    assert count(metrics) == 0


def test_within_a_revision_that_is_brought_up_nothing_is_measured(before: Observed) -> None:
    """It gets the traffic when a person says so, days later."""
    promotions = Promotions(Metrics())
    assert before.service is not None
    other = replace(before, service=replace(before.service, active_revision="chat-other"))
    promotions.begins(CHAT, other, warm_uid(before), time.monotonic())
    assert promotions.seen(CHAT, role(before, "serving", routed=True)) is None


@pytest.mark.parametrize("fate", ["died", "went back", "hangs", "never was in the pool"])
def test_what_comes_to_nothing_is_not_counted(before: Observed, fate: str) -> None:
    metrics = Metrics()
    promotions = Promotions(metrics)
    uid = before.pods[0].uid if fate == "never was in the pool" else warm_uid(before)
    promotions.begins(CHAT, before, uid, time.monotonic())
    gone = replace(before, pods=tuple(it for it in before.pods if it.uid != uid))
    promoted = role(before, "serving", routed=False)
    hangs = replace(promoted, pods=tuple(replace(it, ready=it.uid != uid) for it in promoted.pods))

    promotions.seen(CHAT, {"died": gone, "hangs": hangs}.get(fate, before))

    assert promotions.seen(CHAT, role(before, "serving", routed=True)) is None
    assert count(metrics) == 0


def test_who_has_to_wake_is_timed_from_when_it_was_woken(before: Observed) -> None:
    metrics = Metrics()
    promotions = Promotions(metrics)
    uid, now = warm_uid(before), time.monotonic()
    promotions.wakes(CHAT, before, [uid], now - 9)
    promotions.wakes(CHAT, before, [uid], now - 5)
    assert promotions.seen(CHAT, before) is None
    promotions.begins(CHAT, before, uid, now)
    promotions.wakes(CHAT, role(before, "serving", routed=False), [uid], now)

    last = promotions.seen(CHAT, role(before, "serving", routed=True))

    assert last is not None
    assert 9 <= last.took.total_seconds() < 10


def test_who_was_woken_in_vain_is_timed_anew(before: Observed) -> None:
    promotions = Promotions(Metrics())
    uid, now = warm_uid(before), time.monotonic()
    promotions.wakes(CHAT, before, [uid], now - 9)
    promotions.wakes(CHAT, before, [], now - 8)
    promotions.wakes(CHAT, before, [uid], now - 2)
    promotions.begins(CHAT, before, uid, now)

    last = promotions.seen(CHAT, role(before, "serving", routed=True))

    assert last is not None
    assert 2 <= last.took.total_seconds() < 3
