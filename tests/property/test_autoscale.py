"""Any history of load, lying metrics, clocks that are set, stuck replicas and restarts.

The numbers are those of the invariants that every test tier shares:
3 minimum ≤ desired ≤ maximum, no data never lowers, a restart never lowers; 4 deterministic and
idempotent, unknown never takes anything away; 7 convergence, and then silence.
"""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pilotlight.core.scaling.autoscale import decide
from pilotlight.core.scaling.decision import Decision
from pilotlight.core.scaling.memory import Memory
from pilotlight.core.scaling.policy import Law, Objective, Policy, Target
from pilotlight.core.scaling.samples import Fleet, Load, Sample
from tests.unit.core.autoscaling import Endpoint, Spoil, step

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = 3600.0
ODD = (math.nan, math.inf, -math.inf, -1.0, 0.0, 1e9, 1e300, None)
FIELDS = (
    "running",
    "waiting",
    "arrivals",
    "completions",
    "prompt_tokens",
    "generated_tokens",
    "kv_usage",
)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Hours of life are run for each example: shrinking one would take minutes."""
QUICK = Law(hold=300, spread=60)
"""Shorter windows, so that a history gets beyond them."""

policies = st.builds(
    Policy,
    minimum=st.integers(0, 3),
    maximum=st.integers(3, 12),
    objective=st.builds(Objective, utilization=st.integers(60, 110)),
    target=st.one_of(
        st.none(),
        st.builds(
            Target,
            queue_depth=st.one_of(st.none(), st.integers(1, 20)),
            concurrency=st.integers(1, 64),
            kv_cache=st.one_of(st.none(), st.integers(10, 100)),
        ),
    ),
    nodes_come=st.booleans(),
    law=st.just(QUICK),
)


def unreachable(load: Load) -> Load:
    return replace(load, samples=(), problem="no answer")


def shifted(seconds: float, clock: bool) -> Spoil:
    """Samples by so much, and Prometheus' clock with them or not."""
    by = timedelta(seconds=seconds)
    return lambda load: replace(
        load,
        clock=load.clock + by if clock else load.clock,
        samples=tuple(replace(it, at=it.at + by) for it in load.samples),
    )


def odd(field: str, value: float | None, every: int) -> Spoil:
    """One field of every so-many-th pod."""
    return lambda load: replace(
        load,
        samples=tuple(
            replace(it, **{field: value}) if n % every == 0 else it
            for n, it in enumerate(load.samples)
        ),
    )


spoils: st.SearchStrategy[Spoil] = st.one_of(
    st.just(unreachable),
    st.builds(shifted, st.sampled_from([-400.0, -20.0, -10.0, 20.0, 400.0]), st.booleans()),
    st.builds(odd, st.sampled_from(FIELDS), st.sampled_from(ODD), st.integers(1, 2)),
    st.integers(0, 3).map(lambda n: lambda load: replace(load, samples=load.samples[:n])),
    st.just(lambda load: replace(load, samples=load.samples * 2)),
)
rates = st.floats(0, 12)


class Histories(RuleBasedStateMachine):
    """An endpoint and all that can happen to what is known of it."""

    @initialize(policy=policies, replicas=st.integers(1, 8), rate=rates)
    def begin(self, policy: Policy, replicas: int, rate: float) -> None:
        self.endpoint = Endpoint(policy, lambda seconds: self.rate, replicas, cold_start=60)
        self.endpoint.policy = policy
        self.rate = rate
        self.seen = 0
        self.restarted_at = 0

    @rule(rate=rates, seconds=st.integers(5, 900))
    def load_changes(self, rate: float, seconds: int) -> None:
        self.rate = rate
        self.endpoint.run(seconds)

    @rule(spoil=spoils, seconds=st.integers(5, 400))
    def metrics_lie(self, spoil: Spoil, seconds: int) -> None:
        self.endpoint.run(seconds, spoil)

    @rule(error=st.sampled_from([-300.0, 0.0, 300.0]))
    def the_operators_clock_is_set(self, error: float) -> None:
        self.endpoint.clock_error = error

    @rule(every=st.integers(2, 9))
    def new_replicas_may_never_start(self, every: int) -> None:
        self.endpoint.never_starts = lambda name: int(name.removeprefix("pod-")) % every == 0

    @rule()
    def all_start(self) -> None:
        self.endpoint.never_starts = lambda name: False

    @rule()
    def the_operator_restarts(self) -> None:
        self.endpoint.restarted()
        self.restarted_at = len(self.endpoint.decisions)

    @rule(policy=policies)
    def the_policy_is_edited(self, policy: Policy) -> None:
        self.endpoint.policy = policy
        self.endpoint.run(15)

    @rule()
    def deciding_again_changes_nothing(self) -> None:
        """Once carried out, and seen as such, the same numbers call for nothing else."""
        endpoint, now = self.endpoint, NOW + timedelta(seconds=self.endpoint.seconds + 5)
        load = replace(endpoint.load(), clock=now)
        before = copy_of(endpoint.memory)
        first, memory = decide(endpoint.policy, load, endpoint.memory, now)
        assert (first, memory) == decide(endpoint.policy, load, endpoint.memory, now)
        assert endpoint.memory == before
        more = max(0, first.desired - first.current)
        fleet = replace(
            load.fleet, desired=first.desired, starting=max(0, load.fleet.starting + more)
        )
        second, _ = decide(endpoint.policy, replace(load, fleet=fleet), memory, now)
        assert second.desired == first.desired, (first, second)

    @invariant()
    def decisions_keep_the_rules(self) -> None:
        if not hasattr(self, "endpoint"):
            return
        decisions = self.endpoint.decisions
        for number in range(self.seen, len(decisions)):
            decision = decisions[number]
            keeps_the_rules(decision)
            if number - self.restarted_at < 300 / 5:
                # Invariant 3: no window can be full yet.
                assert decision.desired >= min(decision.current, 3)
        self.seen = len(decisions)


def keeps_the_rules(decision: Decision) -> None:
    if decision.doubt is not None and decision.desired < decision.current:
        assert str(decision.reason) == "AboveMaximum"
    assert decision.held <= (decision.desired == decision.current)
    assert decision.message
    assert all(math.isfinite(it.utilization) for it in decision.signals)


def copy_of(memory: Memory) -> Memory:
    return replace(memory, throughputs=dict(memory.throughputs))


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=60,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


numbers = st.one_of(st.sampled_from(ODD), st.floats(), st.floats(0, 1e4))
buckets = st.one_of(
    st.just(()),
    st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=3).map(tuple),
)
samples = st.builds(
    Sample,
    pod=st.sampled_from(["a", "b", "c"]),
    at=st.floats(-100, 100).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    **dict.fromkeys(FIELDS, numbers),  # type: ignore[arg-type]
    ttft=buckets,
)
fleets = st.builds(
    Fleet,
    desired=st.integers(0, 9),
    ready=st.frozensets(st.sampled_from(["a", "b", "c"])),
    starting=st.integers(0, 4),
    stuck=st.integers(0, 2),
    cold_start=st.one_of(st.none(), st.just(timedelta(0)), st.just(timedelta(minutes=5))),
)
loads = st.builds(
    Load,
    revision=st.sampled_from(["one", "two"]),
    clock=st.floats(-100, 100).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    fleet=fleets,
    samples=st.lists(samples, max_size=5).map(tuple),
    slots=st.one_of(st.none(), st.integers(1, 64)),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(policy=policies, history=st.lists(st.tuples(loads, st.floats(-400, 400)), max_size=8))
def test_nothing_that_prometheus_could_say_breaks_a_rule(
    policy: Policy, history: list[tuple[Load, float]]
) -> None:
    memory, now = Memory(), NOW
    for load, seconds in history:
        now += timedelta(seconds=seconds)
        decision, memory = decide(policy, load, memory, now)
        keeps_the_rules(decision)
        assert policy.minimum <= decision.desired <= policy.maximum
        # Eight rounds are never enough to fill a window.
        assert decision.desired >= min(load.fleet.desired, policy.maximum)


@settings(max_examples=12, deadline=None, derandomize=True, phases=UNSHRUNK)
@given(
    policy=policies,
    before=rates,
    after=rates,
    replicas=st.integers(1, 8),
    cold_start=st.sampled_from([5.0, 60.0, 300.0]),
)
def test_once_the_load_is_steady_it_converges_and_is_silent(
    policy: Policy, before: float, after: float, replicas: int, cold_start: float
) -> None:
    endpoint = Endpoint(policy, step(before, after, 600), replicas, cold_start=cold_start)
    endpoint.run(600 + 3 * HOUR)
    settled = len(endpoint.changes)
    endpoint.run(HOUR)
    assert endpoint.changes[settled:] == []


def noisy(rate: float, correlation: float, seed: int) -> Callable[[float], float]:
    """Ten percent of noise, from 5 s to 5 s correlated."""
    chance, state = random.Random(seed), 0.0

    def now(seconds: float) -> float:
        nonlocal state
        fresh = chance.gauss(0, 0.1) * math.sqrt(1 - correlation**2)
        state = correlation * state + fresh
        return max(0.0, rate * (1 + state))

    return now


@settings(max_examples=12, deadline=None, derandomize=True, phases=UNSHRUNK)
@given(
    rate=st.floats(2.5, 4.5),
    correlation=st.sampled_from([0.0, 0.5]),
    seed=st.integers(0, 1000),
)
def test_noise_around_a_steady_load_causes_at_most_two_changes_an_hour(
    rate: float, correlation: float, seed: int
) -> None:
    endpoint = Endpoint(Policy(1, 10), noisy(rate, correlation, seed), replicas=4).run(6 * HOUR)
    assert len(endpoint.changes) <= 6 * 2
