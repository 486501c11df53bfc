"""Which workers are told to sleep and to wake: the decision table, row by row."""

import json
from dataclasses import replace

import pytest

from pilotlight.core.observed import Observed, PodView, WorkerReport
from pilotlight.core.orders import (
    ASLEEP,
    AWAKE,
    DRAINING,
    FALLING_ASLEEP,
    WAKING,
    OrderReport,
    SleepReport,
    Verb,
)
from pilotlight.core.sleep import bedtime, lightness, without_overslept
from pilotlight.manifests.role import WARM
from tests.builders import PLATFORM, a_spec
from tests.story.world import World

POOL = {"size": 1, "tier": "Asleep"}
WOKEN = OrderReport(Verb.WAKE, True)
PENDING = OrderReport(Verb.WAKE)
REFUSED = OrderReport(Verb.WAKE, None, "forbidden")
FAILED = OrderReport(Verb.WAKE, False, "not within 30 s")


@pytest.fixture(scope="module")
def seen() -> Observed:
    """Two that serve, and one in the pool."""
    world = World(spec=a_spec(warmPool=POOL))
    world.run(120)
    return world.observe()


def warm_pod(observed: Observed) -> PodView:
    return next(pod for pod in observed.pods if pod.role == "warm")


def the_warm_one(
    seen: Observed,
    *,
    role: str = "warm",
    ready: bool = True,
    phase: str | None = ASLEEP,
    report: OrderReport | None = None,
    routed: bool = False,
) -> Observed:
    pod = warm_pod(seen)
    worker = WorkerReport("Ready", sleep=SleepReport(phase)) if phase is not None else None
    other = replace(pod, role=role, ready=ready, worker=worker)
    return replace(
        seen,
        pods=tuple(other if it is pod else it for it in seen.pods),
        routed=seen.routed | ({pod.name} if routed else set()),
        orders={pod.uid: report} if report is not None else {},
    )


@pytest.mark.parametrize(
    ("state", "serves", "verb", "waits"),
    [
        pytest.param({"phase": AWAKE}, False, "sleep", False, id="warm and awake"),
        pytest.param({"phase": ASLEEP}, False, None, False, id="as it shall be"),
        pytest.param({"phase": DRAINING}, False, None, False, id="on its way"),
        pytest.param({"phase": AWAKE, "routed": True}, False, None, False, id="still in a slice"),
        pytest.param({"phase": AWAKE, "ready": False}, False, None, False, id="not Ready"),
        pytest.param({"phase": None}, False, None, False, id="nobody knows its phase"),
        pytest.param({"phase": AWAKE, "role": "serving"}, False, None, False, id="label first"),
        pytest.param({"phase": WAKING}, False, "wake", False, id="half woken"),
        pytest.param({"phase": ASLEEP}, True, "wake", True, id="promoted"),
        pytest.param({"phase": AWAKE}, True, "wake", True, id="promoted, awake already"),
        pytest.param({"phase": None}, True, "wake", True, id="promoted, nobody knows"),
        pytest.param({"report": PENDING}, True, "wake", True, id="promoted, is woken"),
        pytest.param({"report": WOKEN}, True, "wake", False, id="woken: the label now"),
        pytest.param({"report": REFUSED}, True, "wake", True, id="not told yet"),
        pytest.param({"phase": AWAKE, "report": REFUSED}, True, "wake", False, id="untold, awake"),
        pytest.param({"phase": AWAKE, "report": FAILED}, True, "wake", False, id="failed, awake"),
        pytest.param({"phase": None, "ready": False}, True, None, False, id="it loads"),
        pytest.param({"phase": WAKING, "ready": False}, True, "wake", True, id="overdue"),
        pytest.param({"phase": AWAKE, "role": "draining"}, True, None, False, id="called back"),
        pytest.param({"phase": ASLEEP, "role": "draining"}, True, "wake", True, id="back, asleep"),
        pytest.param({"phase": AWAKE, "role": "serving"}, True, None, False, id="serves"),
        pytest.param({"phase": ASLEEP, "role": "serving"}, True, "wake", False, id="label lost"),
        pytest.param({"phase": DRAINING, "role": "serving"}, True, "wake", False, id="lullaby"),
    ],
)
def test_who_is_told_what(
    seen: Observed, state: dict[str, object], serves: bool, verb: str | None, waits: bool
) -> None:
    observed = the_warm_one(seen, **state)  # type: ignore[arg-type]
    pod = warm_pod(seen)
    roles = {} if serves else {pod.name: WARM}

    found = bedtime(observed, {pod.revision: 3}, roles, {pod.revision})

    assert [(it.pod, str(it.verb)) for it in found.orders] == ([(pod.name, verb)] if verb else [])
    assert found.waking == ({pod.name} if waits else set())


def test_without_sleep_mode_and_while_something_is_unseen_nobody_is_told_anything(
    seen: Observed,
) -> None:
    observed, pod = the_warm_one(seen, phase=AWAKE), warm_pod(seen)
    roles = {pod.name: WARM}

    assert not bedtime(observed, {pod.revision: 3}, roles, set()).orders
    unseen = replace(observed, unseen=frozenset({"Service"}))
    assert not bedtime(unseen, {pod.revision: 3}, roles, {pod.revision}).orders


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        ({"report": FAILED}, True),
        ({"report": FAILED, "phase": WAKING, "ready": False}, True),
        ({"report": FAILED, "role": "draining"}, True),
        ({"report": FAILED, "phase": AWAKE}, False),
        ({"report": FAILED, "role": "serving"}, False),
        ({"report": PENDING}, False),
        ({"report": WOKEN}, False),
        ({"report": OrderReport(Verb.SLEEP, False, "draining")}, False),
    ],
    ids=str,
)
def test_who_does_not_wake_goes_unless_it_serves(
    seen: Observed, state: dict[str, object], goes: bool
) -> None:
    observed = the_warm_one(seen, **state)  # type: ignore[arg-type]

    after, gone = without_overslept(observed)

    assert [pod.uid for pod in gone] == ([warm_pod(seen).uid] if goes else [])
    assert [pod.deleting for pod in after.pods if pod.uid == warm_pod(seen).uid] == [goes]


def test_until_it_has_gone_it_is_still_told_to_wake(seen: Observed) -> None:
    """Else nobody would know any more that it does not, and it had another thirty seconds."""
    observed, gone = without_overslept(the_warm_one(seen, report=FAILED))
    pod = warm_pod(seen)

    found = bedtime(observed, {pod.revision: 3}, {}, {pod.revision}, gone)

    assert [(it.uid, it.verb) for it in found.orders] == [(pod.uid, Verb.WAKE)]


def test_the_awake_come_first_then_who_is_being_woken_then_the_sleepers(seen: Observed) -> None:
    in_order = [
        {"phase": ASLEEP, "report": WOKEN},
        {"phase": AWAKE},
        {"phase": ASLEEP, "report": PENDING},
        {"phase": DRAINING},
        {"phase": WAKING},
        {"phase": ASLEEP},
        {"phase": FALLING_ASLEEP},
    ]
    states = [the_warm_one(seen, **state) for state in in_order]  # type: ignore[arg-type]
    ranks = [lightness(it, warm_pod(it)) for it in states]
    assert ranks == sorted(set(ranks), reverse=True)


def keys(world: World) -> list[str]:
    settings = world.objects["ConfigMap", "chat-gate"]["data"]["settings.json"]
    return list(json.loads(settings).get("operatorKeys", []))


def test_workers_know_the_operators_key_as_long_as_one_of_them_can_sleep() -> None:
    world = World(platform=replace(PLATFORM, operator_keys=("new", "old")))
    world.edit(warmPool={"size": 1}, rollout={"previousRevision": {"keepFor": "60s"}})
    world.run(60)
    assert keys(world) == []
    world.edit(warmPool=POOL)
    world.run(5)
    assert keys(world) == ["new", "old"], "there before the first one is Ready"
    world.run(120)
    world.edit(warmPool=None)
    world.run(60)
    assert keys(world) == ["new", "old"], "who can sleep is kept for going back"
    world.run(120)
    assert keys(world) == []
