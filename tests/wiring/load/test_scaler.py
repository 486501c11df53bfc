"""The scaler, with a Prometheus that is absent, slow or wrong, and endpoints that come and go."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from pilotlight.core.observed import DeploymentView, InvalidSpec, Observed, ServiceView
from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.load import prometheus
from pilotlight.load.analyst import NOT_CONFIGURED, Key
from pilotlight.load.prometheus import Prometheus, PrometheusError
from pilotlight.load.scaler import Scaler
from pilotlight.metrics import Metrics
from tests.unit.load.workloads import REVISION, a_pod, an_observed
from tests.wiring.load.liar import Liar, serving

KEY: Key = ("demo", "chat")
TIMEOUT = 0.5


@pytest.fixture
def liar() -> Iterator[Liar]:
    with serving(Liar()) as it:
        yield it


@dataclass
class Fixture:
    """A scaler, and whom it told."""

    url: str | None
    told: list[Key] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)
    scaler: Scaler = field(init=False)

    def __post_init__(self) -> None:
        source = None if self.url is None else Prometheus(self.url, TIMEOUT)
        self.scaler = Scaler(source, self.told.append, self.metrics)

    def outcome(self, key: Key = KEY) -> tuple[ScalingReason, str]:
        """Reason and words of the doubt of the last decision."""
        doubt = self.scaler.reports[key].decision.doubt
        assert doubt is not None
        return doubt.reason, doubt.message

    def series(self) -> set[str]:
        """Names of the metrics of autoscaling that have series."""
        return {
            sample.name
            for metric in self.metrics.registry.collect()
            for sample in metric.samples
            if sample.name.startswith("pilotlight_scaling_")
        }


def two_pods(**changes: Any) -> Any:
    return an_observed(a_pod("a"), a_pod("b"), **changes)


@dataclass(frozen=True)
class Lie:
    """What is wrong, and what is said of it."""

    id: str
    tell: Callable[[Liar], None]
    problem: str


def lie(**changes: Any) -> Callable[[Liar], None]:
    def tell(liar: Liar) -> None:
        for name, value in changes.items():
            setattr(liar, name, value)

    return tell


NONSENSE = "what answers at prometheus.url does not speak Prometheus' API"
LIES = (
    Lie("slow", lie(slow=3.0), "Prometheus did not answer within 0.5 s"),
    Lie("HTTP 500", lie(status=500, body=b"oops"), "Prometheus answered HTTP 500"),
    Lie("refused", lie(wants={"Authorization": "x"}), "Prometheus asks who we are (HTTP 401)"),
    Lie("HTML", lie(body=b"<html>Sign in</html>"), NONSENSE),
    Lie("an error with status 200", lie(body=b'{"status":"error"}'), NONSENSE),
)


@pytest.mark.parametrize("case", LIES, ids=lambda it: it.id)
async def test_what_is_wrong_with_prometheus_is_said_and_the_number_stays(
    liar: Liar, case: Lie
) -> None:
    case.tell(liar)
    it = Fixture(liar.url)
    it.scaler.ensure(KEY, two_pods())
    began = time.monotonic()
    await it.scaler.round()
    reason, words = it.outcome()
    assert reason is ScalingReason.METRICS_UNAVAILABLE
    assert words.startswith(case.problem)
    assert it.scaler.reports[KEY].decision.desired == 2
    assert it.scaler.reports[KEY].generation == 3
    assert time.monotonic() - began < 5 * TIMEOUT


async def test_one_that_is_away_or_not_configured_is_said() -> None:
    for url, words in (
        ("http://127.0.0.1:9", "Prometheus cannot be reached"),
        (None, NOT_CONFIGURED),
    ):
        it = Fixture(url)
        it.scaler.ensure(KEY, two_pods())
        await it.scaler.round()
        assert it.outcome()[1].startswith(words)


async def test_a_trickle_is_given_up_on_and_holds_up_nobody_else(liar: Liar) -> None:
    liar.trickle = 0.3
    it = Fixture(liar.url)
    it.scaler.ensure(KEY, two_pods())
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    began = time.monotonic()
    await it.scaler.round()
    took = time.monotonic() - began
    ticking.cancel()
    assert it.outcome()[1] == "Prometheus had not answered completely after 1 s"
    assert 1 < took < 5
    assert ticks > 10, "a loop that is blocked has none"


async def test_while_a_question_hangs_no_other_one_is_asked(liar: Liar) -> None:
    liar.slow = 3.0
    it = Fixture(liar.url)
    it.scaler.ensure(KEY, two_pods())
    first = asyncio.create_task(it.scaler.round())
    await asyncio.sleep(0.1)
    await it.scaler.round()
    assert it.outcome()[1] == "Prometheus had not answered completely after 2 s"
    await first
    assert len(liar.heard) == 1


@pytest.mark.parametrize("switched", [True, False])
async def test_numbers_of_another_revision_decide_nothing(liar: Liar, switched: bool) -> None:
    liar.slow = 0.3
    liar.status = 500
    it = Fixture(liar.url)
    it.scaler.ensure(KEY, two_pods())
    asking = asyncio.create_task(it.scaler.round())
    await asyncio.sleep(0.1)
    new = "chat-abcdef0123"
    if switched:
        pods = (a_pod("c", revision=new), a_pod("d", revision=new))
        service = ServiceView(new, new)
        deployments = (DeploymentView(new, 2),)
        it.scaler.ensure(KEY, an_observed(*pods, service=service, deployments=deployments))
    else:
        it.scaler.ensure(KEY, two_pods(asked=3))
    await asking
    assert (KEY in it.scaler.reports) is not switched


def test_an_answer_that_is_too_large_is_not_read(
    liar: Liar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prometheus, "LARGEST", 2**20)
    liar.body = b"[" + b"1," * 2**20
    with pytest.raises(PrometheusError, match="an answer of Prometheus has more than 1 MiB"):
        Prometheus(liar.url, TIMEOUT).ask("up", 0.0, 5)


async def test_bounds_hold_whatever_is_wrong() -> None:
    it = Fixture(None)
    it.scaler.ensure(KEY, two_pods(scaling={"minReplicas": 3, "maxReplicas": 8}))
    await it.scaler.round()
    decision = it.scaler.reports[KEY].decision
    assert (decision.desired, decision.reason) == (3, ScalingReason.BELOW_MINIMUM)


async def test_only_news_is_worth_a_pass() -> None:
    it = Fixture(None)
    it.scaler.ensure(KEY, two_pods())
    await it.scaler.round()
    assert it.told == [KEY]
    await it.scaler.round()
    assert it.told == [KEY]
    it.scaler.ensure(KEY, two_pods(scaling={"minReplicas": 3, "maxReplicas": 8}))
    await it.scaler.round()
    assert it.told == [KEY, KEY]


async def test_a_mistake_with_one_endpoint_is_its_own(caplog: pytest.LogCaptureFixture) -> None:
    it = Fixture(None)
    other = ("demo", "other")
    it.scaler.ensure(KEY, two_pods())
    it.scaler.ensure(other, two_pods(name="other", uid="other"))
    ward = it.scaler._wards[KEY]
    ward.memory = replace(ward.memory, tracks=None)  # type: ignore[arg-type]
    await it.scaler.round()
    assert set(it.scaler.reports) == {other}
    assert "no decision key=demo/chat" in caplog.text
    await it.scaler.round()
    assert set(it.scaler.reports) == {KEY, other}


async def test_what_is_remembered_goes_with_the_endpoint() -> None:
    it = Fixture(None)
    for gone in (None, two_pods(scaling=None, replicas=2), two_pods(uid="another")):
        it.scaler.ensure(KEY, two_pods())
        await it.scaler.round()
        memory = it.scaler._wards[KEY].memory
        assert memory.at is not None
        it.scaler.ensure(KEY, gone)
        assert KEY not in it.scaler.reports
        assert it.series() == set()
        if KEY in it.scaler._wards:
            assert it.scaler._wards[KEY].memory.at is None


async def test_a_spec_that_cannot_be_read_stops_decisions_and_nothing_else() -> None:
    it = Fixture(None)
    it.scaler.ensure(KEY, two_pods())
    await it.scaler.round()
    before, memory = it.scaler.reports[KEY], it.scaler._wards[KEY].memory
    broken = two_pods()
    view = replace(broken.endpoint, spec=InvalidSpec("spec.scaling: no"))
    it.scaler.ensure(KEY, replace(broken, endpoint=view))
    await it.scaler.round()
    assert it.scaler.reports[KEY] is before
    assert it.scaler._wards[KEY].memory is memory


async def test_while_paused_nothing_counts_as_asked_for() -> None:
    it = Fixture(None)
    it.scaler.ensure(KEY, two_pods(paused=True, scaling={"minReplicas": 3, "maxReplicas": 8}))
    await it.scaler.round()
    assert it.scaler.reports[KEY].decision.desired == 3
    assert [replicas for _, replicas in it.scaler._wards[KEY].memory.asked] == [2]


async def test_it_goes_on_whatever_a_listener_throws() -> None:
    calls: asyncio.Queue[Key] = asyncio.Queue()

    def listener(key: Key) -> None:
        calls.put_nowait(key)
        raise RuntimeError("no")

    scaler = Scaler(None, listener, Metrics(), every=0.02)
    scaler.ensure(KEY, two_pods())
    task = asyncio.create_task(scaler.run())
    assert await asyncio.wait_for(calls.get(), 5) == KEY
    scaler.ensure(KEY, two_pods(scaling={"minReplicas": 3, "maxReplicas": 8}))
    assert await asyncio.wait_for(calls.get(), 5) == KEY
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_decisions_are_counted_and_shown() -> None:
    it = Fixture(None)
    it.scaler.ensure(KEY, two_pods(scaling={"minReplicas": 3, "maxReplicas": 8}))
    for _ in range(3):
        await it.scaler.round()
    at = {"namespace": "demo", "name": "chat"}
    value = it.metrics.registry.get_sample_value
    labels = {**at, "decision": "up", "reason": "BelowMinimum"}
    assert value("pilotlight_scaling_decisions_total", labels) == 1
    assert value("pilotlight_scaling_desired_replicas", at) == 3
    assert value("pilotlight_scaling_min_replicas", at) == 3
    assert value("pilotlight_scaling_max_replicas", at) == 8
    assert value("pilotlight_scaling_reason", {**at, "reason": "BelowMinimum"}) == 1
    assert value("pilotlight_scaling_doubt", {**at, "reason": "MetricsUnavailable"}) == 1


async def test_how_long_numbers_are_missing_is_shown() -> None:
    it = Fixture(None)
    it.scaler.ensure(KEY, two_pods())
    began = time.monotonic()
    await it.scaler.round()
    await asyncio.sleep(0.2)
    await it.scaler.round()
    took = time.monotonic() - began
    at = {"namespace": "demo", "name": "chat"}
    shown = it.metrics.registry.get_sample_value("pilotlight_scaling_without_numbers_seconds", at)
    assert shown is not None
    assert 0.2 <= shown <= took


def test_a_process_that_ends_waits_for_no_answer(liar: Liar) -> None:
    liar.slow = 20.0
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", ENDS, liar.url], check=True)
    assert time.monotonic() - began < 15


ENDS = """
import asyncio, sys
from pilotlight.load.background import in_background
from pilotlight.load.prometheus import Prometheus, PrometheusError

async def main():
    in_background(Prometheus(sys.argv[1], 30).clock, "asking")
    await asyncio.sleep(0.2)

asyncio.run(main())
"""


def scaled_to_zero() -> Observed:
    """Held requests would wake it."""
    asleep = DeploymentView(REVISION, 0, completed=True, serving=0)
    scaling = {"minReplicas": 0, "maxReplicas": 8}
    observed = an_observed(deployments=(asleep,), scaling=scaling)
    return replace(observed, platform=replace(observed.platform, activator=True))


async def test_what_is_scaled_to_zero_is_told_so_and_nothing_is_asked_about_it(liar: Liar) -> None:
    it = Fixture(liar.url)
    it.scaler.ensure(KEY, scaled_to_zero())
    await it.scaler.round()
    decision = it.scaler.reports[KEY].decision
    assert (decision.desired, decision.reason) == (0, ScalingReason.SCALED_TO_ZERO)
    assert decision.doubt is None
    assert liar.asked == []


async def test_what_is_held_for_it_brings_a_replica_also_without_prometheus() -> None:
    it = Fixture(None)
    it.scaler.held = lambda key: 3 if key == KEY else 0
    it.scaler.ensure(KEY, scaled_to_zero())
    await it.scaler.round()
    decision = it.scaler.reports[KEY].decision
    assert (decision.desired, decision.reason) == (1, ScalingReason.REQUESTS_HELD)
