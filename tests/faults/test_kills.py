"""The operator is killed before and after each of its writes, and a fresh one goes on.

Whatever the write was: the same end as without the kill, nothing wrong on the way, nothing made
twice, and soon. In process and against a real API server; `mortal` says what being killed means.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial, reduce
from itertools import pairwise
from operator import and_, or_

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import ENDPOINTS, EVENTS, LEASES, PODS, SERVICES
from tests.cluster.running.conftest import NAMESPACES
from tests.cluster.running.kube import Kube, Object, eventually
from tests.faults.mortal import Doom, Mortal, Side, Write
from tests.faults.stories import (
    BAKED,
    CHANGE,
    CREATE,
    DELETE,
    DRIFT,
    NAME,
    PROMOTE,
    ROLLBACK,
    SCALE,
    STORIES,
    Kubelet,
    Story,
    Witness,
    differences,
    end_state,
    prepare,
    settle,
    until,
)

CONVERGENCE = 15.0  # seconds from the successor's leading to the end state
PATIENCE = 60.0  # seconds for everything without a promise
QUIET = 0.7  # seconds without a write after which an operator has nothing more to do
AT_ONCE = 3
BAKES_AT_ONCE = 16  # tellings that wait most of the time; two cores carry them
FAULT_FREE_RUNS = 3

# Writes that a story costs without faults, beside those of the status and Events.
COST = {
    "create": Counter(
        {
            "PATCH serviceaccounts": 1,
            "PATCH controllerrevisions": 1,
            "PATCH deployments": 1,
            "PATCH services": 1,
            "PATCH configmaps": 1,
            "PATCH networkpolicies": 1,
            "PATCH poddisruptionbudgets": 1,
        }
    ),
    "change": Counter(
        {
            "PATCH controllerrevisions": 2,
            "PATCH deployments": 2,
            "PATCH services": 1,
            "PATCH configmaps": 1,
            "PATCH poddisruptionbudgets": 1,
            "DELETE poddisruptionbudgets": 1,
            "DELETE deployments": 1,
        }
    ),
    "scale": Counter({"PATCH deployments": 1, "PATCH poddisruptionbudgets": 1}),
    "promote": Counter({"PATCH pods": 2, "PATCH deployments": 1, "PATCH poddisruptionbudgets": 1}),
    "drift": Counter(
        {
            "PATCH deployments": 1,
            "PATCH services": 1,
            "PATCH configmaps": 1,
            "PATCH poddisruptionbudgets": 1,
        }
    ),
    "delete": Counter[str](),
    "rollout": Counter(
        {
            "PATCH controllerrevisions": 3,
            "PATCH deployments": 2,
            "PATCH services": 3,
            "PATCH configmaps": 1,
            "PATCH poddisruptionbudgets": 1,
            "DELETE services": 1,
            "DELETE poddisruptionbudgets": 1,
            "DELETE deployments": 1,
        }
    ),
    "rollback": Counter(
        {
            "PATCH controllerrevisions": 4,
            "PATCH deployments": 2,
            "PATCH services": 3,
            "PATCH configmaps": 2,
            "PATCH poddisruptionbudgets": 2,
            "DELETE services": 1,
            "DELETE poddisruptionbudgets": 2,
            "DELETE deployments": 1,
        }
    ),
}
STATUS, EVENT = f"PATCH {ENDPOINTS.plural}/status", f"POST {EVENTS.plural}"
SERVICE = f"PATCH {SERVICES.plural}"
# The status shows pods as they come and go; how many of its versions are written is a matter of
# how many pods come between two passes. These are the most; one is the least where a person acts.
STATUSES = {
    "create": 12,
    "change": 20,
    "scale": 10,
    "promote": 12,
    "drift": 16,
    "delete": 0,
    "rollout": 24,
    "rollback": 28,
}
DUPLICATES = 1  # most writes that a kill may cost
# Pods that somebody has made by scaling a Deployment may be Ready before an operator lowers it.
# Then they drain: two writes each, and the Deployment may ask for one fewer at a time.
TOO_MANY = 2
DRAINED = Counter({"PATCH pods": 2 * TOO_MANY, "PATCH deployments": TOO_MANY - 1})


@dataclass(frozen=True)
class Run:
    """One telling of a story.

    writes: those of both operators, from the act on; `fresh` has those of the successor alone.
    last: the write at which the first one died, if it did.
    converged: from the successor's leading to the end, seconds.
    broken: what the witness saw.
    """

    writes: tuple[Write, ...]
    last: Write | None
    fresh: tuple[Write, ...]
    end: Object
    converged: float
    broken: tuple[str, ...]


@contextmanager
def somewhere(plane: ControlPlane) -> Iterator[Kube]:
    """A namespace that is left to the end of the control plane."""
    kube = Kube(plane.kubeconfig, f"faults-{secrets.token_hex(4)}")
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": kube.namespace}}
    kube.call("POST", NAMESPACES.path(), body).raise_for_status()
    try:
        yield kube
    finally:
        kube.close()


def tell(
    plane: ControlPlane,
    story: Story,
    doom: Doom | None = None,
    end: Object | None = None,
    meanwhile: Callable[[Kube], None] = lambda _: None,
) -> Run:
    """Tell a story with an operator that is doomed, if so, and then with a fresh one.

    end: what has to come of it; None accepts whatever comes when the story has settled.
    meanwhile: what happens while no operator is alive.
    """
    with somewhere(plane) as kube, story.around(kube) as settings:
        with (
            Witness(plane.kubeconfig, kube.namespace) as witness,
            Kubelet(kube, story.pace),
            Mortal(plane.kubeconfig, kube.namespace, **settings) as first,
        ):
            eventually(first.leads, "a leader", PATIENCE)
            prepare(kube, story, PATIENCE)
            quiet(first)
            first.begin(doom)
            story.act(kube)
            last, converged = None, 0.0
            fresh: tuple[Write, ...] = ()
            if died(kube, story, first):
                last = first.wire.writes[-1]
                first.bury()
                meanwhile(kube)
                with telling(f"{story.name}, {doom}, {last}"):
                    fresh_one = Mortal(plane.kubeconfig, kube.namespace, **settings)
                    converged, fresh = succeed(fresh_one, kube, story, end)
            found = end_state(kube)
        return Run(
            writes=(*first.wire.writes, *fresh),
            last=last,
            fresh=fresh,
            end=found,
            converged=converged,
            broken=tuple(witness.broken),
        )


@contextmanager
def telling(where: str) -> Iterator[None]:
    """Say where it was that something failed."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{where}: {error}") from error


def died(kube: Kube, story: Story, operator: Mortal) -> bool:
    """Wait until the operator is dead, or has nothing more to write."""
    dead = operator.wire.dead

    def missing() -> str | None:
        return None if dead.is_set() else story.unsettled(kube)

    until(missing, f"story {story.name}", PATIENCE, story.pace)
    quiet(operator)
    until(missing, f"story {story.name}, still", PATIENCE, story.pace)
    return dead.is_set()


def succeed(
    fresh: Mortal, kube: Kube, story: Story, end: Object | None
) -> tuple[float, tuple[Write, ...]]:
    """What a fresh operator makes of it: seconds until the end, and its writes."""
    # The dead one's Lease would have to run out, which is not what this is about.
    kube.delete(LEASES, "pilotlight")
    limit = CONVERGENCE + story.lasts
    with fresh:
        eventually(fresh.leads, "a successor", PATIENCE)
        converged = settle(kube, story, limit if end is not None else PATIENCE)
        if end is not None:
            converged += until(lambda: unlike(end, kube), "the end state", limit - converged)
        quiet(fresh)
        return converged, tuple(fresh.wire.writes)


def unlike(end: Object, kube: Kube) -> str | None:
    """How the end state differs from another one."""
    return "; ".join(differences(end, end_state(kube))[:5]) or None


def quiet(operator: Mortal) -> None:
    """Wait until the operator has written nothing for a while."""
    eventually(
        lambda: operator.wire.dead.is_set() or time.monotonic() - operator.wire.last > QUIET,
        "silence",
        PATIENCE,
    )


def repeated(writes: tuple[Write, ...]) -> list[str]:
    """Writes that were done although the same had been done before.

    A status is repeated when it follows upon an equal one: it may well come back later.
    """
    done = [write for write in writes if write.done]
    counted = Counter((it.kind, it.name, it.content) for it in done if it.kind != STATUS)
    again = [f"{kind} {name}" for (kind, name, _), n in counted.items() for _ in range(n - 1)]
    statuses = [write for write in done if write.kind == STATUS]
    again += [str(after) for before, after in pairwise(statuses) if before.content == after.content]
    return again


def cost(writes: tuple[Write, ...]) -> Counter[str]:
    """Writes that were done, but for the status and Events, by kind."""
    return Counter(it.kind for it in writes if it.done and it.kind not in (STATUS, EVENT))


def beyond(story: Story, writes: tuple[Write, ...]) -> Counter[str]:
    """Writes that nobody has listed, by kind."""
    more = cost(writes) - COST[story.name]
    return more - DRAINED if story is DRIFT and more["PATCH pods"] else more


@dataclass(frozen=True)
class Reference:
    """A story without faults, told several times."""

    runs: tuple[Run, ...]

    @property
    def end(self) -> Object:
        """What comes of it."""
        return self.runs[0].end

    @property
    def until_the_switch(self) -> Counter[str]:
        """Writes that all tellings have had by then, that of the Service with the traffic among
        them."""
        return reduce(and_, (Counter(it.kind for it in _switched(run.writes)) for run in self.runs))

    def dooms(self, side: Side, spared: Counter[str]) -> list[Doom]:
        """Every write that one of the tellings has had, but for the first ones of each kind."""
        most = reduce(or_, (Counter(write.kind for write in run.writes) for run in self.runs))
        return [
            Doom(kind, number, side)
            for kind, count in most.items()
            for number in range(spared[kind] + 1, count + 1)
        ]


def _switched(writes: Sequence[Write]) -> Sequence[Write]:
    """Writes up to the first one of the Service that has the traffic."""
    moved = next(n for n, it in enumerate(writes, 1) if it.kind == SERVICE and it.name == NAME)
    return writes[:moved]


@pytest.fixture(scope="module")
def reference(plane: ControlPlane) -> Callable[[Story], Reference]:
    """Tellings without faults, made when first asked for."""
    return cache(
        lambda story: Reference(tuple(in_parallel([partial(tell, plane, story)] * FAULT_FREE_RUNS)))
    )


def in_parallel(jobs: Sequence[Callable[[], Run]], at_once: int = AT_ONCE) -> list[Run]:
    """All runs in their order, some at a time. When one fails, all that failed are told."""
    with ThreadPoolExecutor(at_once) as pool:
        futures = [pool.submit(job) for job in jobs]
    errors = [error for future in futures if (error := future.exception()) is not None]
    assert not errors, "\n".join(f"{type(error).__name__}: {error}" for error in errors)
    return [future.result() for future in futures]


@pytest.mark.parametrize("story", [*STORIES, PROMOTE, *BAKED], ids=lambda it: it.name)
def test_without_a_kill_a_story_ends_the_same_each_time_and_costs_what_is_listed(
    reference: Callable[[Story], Reference], story: Story
) -> None:
    found = reference(story)

    for run in found.runs:
        assert differences(found.end, run.end) == []
        assert run.broken == ()
        assert repeated(run.writes) == []
        assert cost(run.writes) >= COST[story.name]
        assert beyond(story, run.writes) == Counter()
        assert sum(write.kind == STATUS for write in run.writes) <= STATUSES[story.name]
    print(f"\n{story.name}: {' or '.join(str(len(run.writes)) for run in found.runs)} writes")
    for number, write in enumerate(found.runs[0].writes, 1):
        print(f"  {number:2} {write}")


@pytest.mark.parametrize("side", Side, ids=str)
@pytest.mark.parametrize(
    "story", [CREATE, CHANGE, SCALE, PROMOTE, DRIFT, *BAKED], ids=lambda it: it.name
)
def test_killed_at_every_write_it_ends_as_if_nothing_had_happened(
    plane: ControlPlane, reference: Callable[[Story], Reference], story: Story, side: Side
) -> None:
    wanted = reference(story)
    started = time.monotonic()
    # Up to the switch a rollback is a rollout, whose kills are enough for both.
    spared = wanted.until_the_switch if story is ROLLBACK else Counter[str]()
    dooms = wanted.dooms(side, spared)

    runs = in_parallel(
        [partial(tell, plane, story, doom, wanted.end) for doom in dooms],
        BAKES_AT_ONCE if story in BAKED else AT_ONCE,
    )

    kills = {doom: run for doom, run in zip(dooms, runs, strict=True) if run.last is not None}
    print(summary(story, side, kills, time.monotonic() - started))
    wrong = [
        f"{story.name}, {doom}, {run.last}: {sentence}"
        for doom, run in kills.items()
        for sentence in (*verdict(story, run), *differences(wanted.end, run.end))
    ]
    assert wrong == []
    assert {run.last.status == 0 for run in kills.values() if run.last} == {side is Side.BEFORE}
    assert Counter(doom.kind for doom in kills) >= COST[story.name] - spared
    assert story is DRIFT or Doom(STATUS, spared[STATUS] + 1, side) in kills


def verdict(story: Story, run: Run) -> Iterator[str]:
    """What is wrong with a telling, whatever came of it."""
    yield from run.broken
    again = repeated(run.writes)
    if len(again) > DUPLICATES:
        yield f"written again: {again}"
    more = beyond(story, run.writes)
    if more.total() > DUPLICATES:
        yield f"more writes than without the kill: {dict(more)}"


def summary(story: Story, side: Side, kills: Mapping[Doom, Run], seconds: float) -> str:
    """One line of numbers."""
    again = sum(bool(repeated(run.writes)) for run in kills.values())
    converged = sorted((run.converged, str(doom)) for doom, run in kills.items())
    middle, (worst, where) = converged[len(converged) // 2][0], converged[-1]
    return (
        f"\n{story.name}: {len(kills)} kills {side} a write in {seconds:.0f} s; converged within"
        f" {middle:.1f} s (median), {worst:.1f} s (when {where}); {again} with a write done twice"
    )


@pytest.mark.parametrize("side", Side, ids=str)
def test_what_a_killed_operator_has_begun_goes_with_its_endpoint(
    plane: ControlPlane, side: Side
) -> None:
    """A deletion costs no write at which one could be killed; this is what it may come upon."""
    story = replace(CREATE, unsettled=DELETE.unsettled)
    dooms = [Doom(kind, 1, side) for kind in (*COST["create"], STATUS)]

    def deleted(doom: Doom) -> Run:
        return tell(plane, story, doom, None, meanwhile=DELETE.act)

    for doom, run in zip(
        dooms, in_parallel([partial(deleted, doom) for doom in dooms]), strict=True
    ):
        assert run.last is not None
        assert (doom, run.fresh) == (doom, ())
        assert (doom, run.broken) == (doom, ())
        assert run.end == {"endpoint": None, "children": {}, "pods": {}}


def test_a_successor_does_not_remember_what_went_while_it_started(plane: ControlPlane) -> None:
    """What is deleted between its LIST and its watches never gets an event."""
    with somewhere(plane) as kube, Kubelet(kube):
        with Mortal(plane.kubeconfig, kube.namespace) as first:
            eventually(first.leads, "a leader", PATIENCE)
            prepare(kube, CHANGE, PATIENCE)
        lost = kube.pods()[0]["metadata"]["name"]

        def lose() -> None:
            kube.delete(PODS, lost)
            eventually(lambda: kube.get(PODS, lost) is None, "the pod gone")

        fresh = Mortal(plane.kubeconfig, kube.namespace)
        fresh.wire.after_reading[PODS.plural] = lose
        with fresh:
            eventually(fresh.leads, "a successor", PATIENCE)
            assert fresh.operator is not None
            store = fresh.operator.store

            def unlike_the_cluster() -> str | None:
                there = {it["metadata"]["name"] for it in kube.pods()}
                known = {pod.name for _, pod in store.pods()}
                return f"pods {known}, not {there}" if known != there or lost in there else None

            until(unlike_the_cluster, "the successor's view", CONVERGENCE)
