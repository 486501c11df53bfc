"""Every fault with every story: what came of it, and how long that took.

A cell is one endpoint in a namespace of its own, with an operator that reaches the API server
through a proxy. The fault begins before somebody acts. Where it can be lived with it stays until
the story has reached its end; where it blocks the story it is lifted, and the story has to reach
its end soon afterwards.
"""

import itertools
import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from pilotlight.api.reasons import BENIGN
from pilotlight.app import WatchesEndedError
from pilotlight.cluster.leadership import LeadershipLostError
from pilotlight.cluster.resources import CONFIG_MAPS, ENDPOINTS
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InThread
from tests.faults.proxy import (
    Answers,
    CutWatches,
    ExpiredWatches,
    Fault,
    First,
    LateEvents,
    LosesAnswers,
    NeverAnswers,
    Proxy,
    Refusal,
    Silence,
    StaleLists,
    TrickleAnswers,
    Waits,
    any_of,
    writes,
    writes_beside_the_lease,
)
from tests.faults.stories import (
    STORIES,
    Kubelet,
    Story,
    Witness,
    differences,
    end_state,
    unserved,
)

LIMIT = 60.0  # seconds, to converge under a fault or after it was lifted; and for each wait
REFERENCE_LIMIT = 5 * LIMIT  # for the cell without a fault, which began earlier
AT_ONCE = 6  # cells; they wait most of the time
PACE = 0.2  # seconds between two looks
QUIET = 1.0  # seconds without a write, once converged
# Seconds. A busy machine is not to decide whether a fault of 2 s costs the Lease.
SHORT_LEASE, LONG_LEASE = 6.0, 30.0
RESTART = 0.5  # seconds until a process that has ended is started again

_ACTS = frozenset(story.name for story in STORIES if story.name != "delete")
"""Stories that need writes of the operator: deleting is left to garbage collection."""

_MAY_MISS = frozenset({("late endpoints", "drift"), ("silence", "create")})
"""Mending drift need not change the status, and then no event of the endpoint comes late; and in
silence nobody hears of a new endpoint, so no request need be made."""

_EITHER = frozenset({("may not read", "change")})
"""Whether the end comes before the fault is over depends on the machine's speed."""


@dataclass(frozen=True)
class Row:
    """One fault of the matrix.

    name, what: for the page; `what` is a sentence.
    make: the fault, given the resourceVersion at which the story's act was done.
    blocks: stories that cannot go on while it lasts; the others have to.
    lasts: seconds that it lasts at least.
    stays: seconds for which the end must stay reached to be one: what comes late must have come.
    code: of `pilotlight_api_request_errors_total`, which has to count it.
    says: reason of a condition that it has to lead to.
    ends: the process has to end by it, before the act.
    restarts: the operator is started anew under the fault, which begins right after the act.
    """

    name: str
    what: str
    make: Callable[[str], Fault] | None
    blocks: frozenset[str] = frozenset()
    lasts: float = 0.0
    stays: float = 0.5
    code: str = ""
    says: str = ""
    ends: bool = False
    restarts: bool = False

    @property
    def tells(self) -> str:
        """Where people see it, for the page."""
        signs = []
        if self.says:
            signs.append(f"`Accepted` is False with the reason `{self.says}`")
        if self.ends:
            signs.append("the process ends and says why")
        if self.code:
            signs.append(f'errors with `code="{self.code}"`')
        return ", ".join(signs) or "-"


NO_FAULT = Row("none", "The proxy is honest.", None)
ROWS: tuple[Row, ...] = (
    NO_FAULT,
    Row(
        "late events",
        "Every watch event arrives 3 s late.",
        lambda _: LateEvents(),
        stays=4,
    ),
    Row(
        "late endpoints",
        "Watch events of InferenceEndpoints arrive 3 s late, all others at once.",
        lambda _: LateEvents(any_of("inferenceendpoints", "watch")),
        stays=4,
    ),
    Row(
        "stale lists",
        "The operator is restarted right after the act. The new process lists everything as it"
        " was at the act, and every watch event since arrives 3 s late.",
        lambda version: StaleLists(version=version),
        stays=4,
        restarts=True,
    ),
    Row(
        "conflicts",
        "The first write of each object is answered 409 and not done.",
        lambda _: Answers(First(writes), 409),
        code="409",
    ),
    Row(
        "throttled",
        "Every request is answered 429 with `Retry-After: 1`, and watches end.",
        lambda _: Answers(status=429, retry_after=1),
        blocks=_ACTS,
        lasts=2,
        code="429",
    ),
    Row(
        "failing",
        "Every write is answered 500 and not done.",
        lambda _: Answers(writes),
        blocks=_ACTS,
        lasts=2,
        code="500",
    ),
    Row(
        "unavailable",
        "Every request is answered 503, and watches end.",
        lambda _: Answers(status=503),
        blocks=_ACTS,
        lasts=2,
        code="503",
    ),
    Row(
        "lost answers",
        "The first write of each object is done, and answered 504.",
        lambda _: LosesAnswers(First(writes)),
        code="504",
    ),
    Row(
        "lost requests",
        "Two writes reach nobody and get no answer.",
        lambda _: NeverAnswers(First(writes_beside_the_lease, 2, of_all=True)),
        code="0",
    ),
    Row(
        "silent writes",
        "Two writes are done and get no answer.",
        lambda _: NeverAnswers(First(writes_beside_the_lease, 2, of_all=True), arrives=True),
        code="0",
    ),
    Row(
        "refused",
        "Open connections are reset, and new ones refused.",
        lambda _: Refusal(),
        blocks=_ACTS,
        lasts=2,
        code="0",
    ),
    Row(
        "silence",
        "Nothing is passed on in either direction, on open connections either.",
        lambda _: Silence(),
        blocks=_ACTS,
        lasts=2,
    ),
    Row(
        "long silence",
        "The same, from before the operator loses its Lease until after the act.",
        lambda _: Silence(),
        blocks=_ACTS,
        lasts=2,
        code="0",
        ends=True,
    ),
    Row(
        "no Lease",
        "The Lease cannot be written (500), from before the operator loses it until after the act.",
        lambda _: Answers(any_of("leases", "create", "update")),
        blocks=_ACTS,
        lasts=2,
        code="500",
        ends=True,
    ),
    Row(
        "expired watches",
        "Watches are cut, and new ones told three times that their version is gone (410).",
        lambda _: ExpiredWatches(times=3),
    ),
    Row(
        "cut watches",
        "Every watch is reset when it is 5 s old, and at least twice.",
        lambda _: CutWatches(),
        lasts=6,
    ),
    Row(
        "may not write",
        "The right to patch Deployments is revoked (403).",
        lambda _: Answers(any_of("deployments", "patch", "create"), 403),
        blocks=_ACTS,
        lasts=2,
        code="403",
        says="WriteRefused",
    ),
    Row(
        "may not read",
        "The rights to list and watch Deployments are revoked (403), and open watches end.",
        lambda _: Answers(any_of("deployments", "list", "watch"), 403),
        blocks=frozenset({"change", "drift"}),
        lasts=2,
    ),
    Row(
        "slow writes",
        "Every write takes 500 ms longer.",
        lambda _: Waits(writes),
    ),
    Row(
        "slow answers",
        "Answers and watch events come at 20 kB/s.",
        lambda _: TrickleAnswers(),
    ),
)


@dataclass(frozen=True)
class Cell:
    """What came of one fault with one story. `wrong` is empty when all is as it must be."""

    fault: str
    story: str
    outcome: str
    seconds: float
    wrong: tuple[str, ...] = ()


class Kept:
    """An operator as a kubelet keeps it: when its process has ended it is started again."""

    def __init__(self, kubeconfig: Path, namespace: str, lease: float) -> None:
        self._kubeconfig = kubeconfig
        self._namespace = namespace
        self._lease = lease
        self._stop = threading.Event()
        self._again = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True, name="keeper")
        self._operators: list[InThread] = []
        self.ended: list[str] = []
        self.crashed: list[str] = []

    def restart(self) -> None:
        """As by `kubectl rollout restart`; returns at once."""
        self._again.set()

    def writes(self) -> int:
        """Writes of objects so far, tried or done."""
        return sum(sum(it.writes().values()) for it in self._operators if it.operator)

    def errors(self, code: str) -> float:
        """Requests that failed with this code, by the operators' metrics."""
        return sum(
            sample.value
            for it in self._operators
            if it.operator
            for metric in it.operator.metrics.registry.collect()
            for sample in metric.samples
            if sample.name == "pilotlight_api_request_errors_total"
            and sample.labels["code"] == code
        )

    def leads(self) -> bool:
        """Whether one is there that may write."""
        return bool(self._operators) and self._operators[-1].leads()

    def __enter__(self) -> Self:
        self._begin()
        eventually(self.leads, "a leader", LIMIT)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(LIMIT)
        self._operators[-1].stop()

    def _begin(self) -> None:
        fresh = InThread(self._kubeconfig, self._namespace, lease_duration_seconds=self._lease)
        self._operators.append(fresh)
        # Not ready in time, or ended already: whoever waits for it finds out.
        with suppress(AssertionError):
            fresh.start()

    def _keep(self) -> None:
        while not self._stop.wait(0.05):
            current = self._operators[-1]
            if self._again.is_set():
                self._again.clear()
                current.stop()
            elif current.error is not None:
                self._note(current.error)
                self._stop.wait(RESTART)
            else:
                continue
            self._begin()

    def _note(self, error: BaseException) -> None:
        """Why a process has ended: for a reason that it documents, or by a mistake."""
        causes = error.exceptions if isinstance(error, BaseExceptionGroup) else (error,)
        for cause in causes:
            known = isinstance(cause, LeadershipLostError | WatchesEndedError)
            (self.ended if known else self.crashed).append(f"{type(cause).__name__}: {cause}")


_numbers = itertools.count(1)


class Matrix:
    """Runs cells on one control plane."""

    def __init__(self, kubeconfig: Path) -> None:
        self._kubeconfig = kubeconfig
        self._wanted: dict[str, Future[Object]] = {story.name: Future() for story in STORIES}

    def run(self, row: Row, story: Story) -> Cell:
        """One cell. The one without a fault is waited for: its end is what the others compare."""
        kube = Kube(self._kubeconfig, f"fault-{next(_numbers)}")
        try:
            namespace = {"apiVersion": "v1", "kind": "Namespace"}
            body = {**namespace, "metadata": {"name": kube.namespace}}
            kube.call("POST", "/api/v1/namespaces", body).raise_for_status()
            return self._run(row, story, kube)
        except (AssertionError, httpx.HTTPError) as error:
            wrong = f"{type(error).__name__}: {error}"
            return Cell(row.name, story.name, "failed", math.nan, (wrong,))
        finally:
            kube.close()
            if row is NO_FAULT:
                self._wanted[story.name].cancel()  # nobody needs to wait for it any longer

    def _run(self, row: Row, story: Story, kube: Kube) -> Cell:
        with ExitStack() as stack:
            proxy = stack.enter_context(Proxy(self._kubeconfig))
            witness = stack.enter_context(Witness(self._kubeconfig, kube.namespace))
            stack.enter_context(Kubelet(kube))
            lease = SHORT_LEASE if row.ends else LONG_LEASE
            operator = stack.enter_context(Kept(proxy.kubeconfig, kube.namespace, lease))
            story.prepare(kube)
            if kube.get(ENDPOINTS, "chat") is not None:
                until(lambda: unserved(kube), f"before {story.name}")
                quiet(operator)

            if story.name == "delete":
                self._collected(f"owner-{kube.namespace}")
            fault, acted = _begin(row, story, kube, proxy, operator)
            seconds = _wait_under(row, story, kube, fault, acted, operator, witness)
            proxy.heal()
            under = seconds is not None
            if seconds is None:
                until(lambda: story.unsettled(kube), "after the fault was lifted")
                seconds = time.monotonic() - acted
            eventually(operator.leads, "a leader", LIMIT)
            quiet(operator)

            if row is NO_FAULT:
                self._wanted[story.name].set_result(end_state(kube))
            wanted = self._wanted[story.name].result(REFERENCE_LIMIT)
            until(lambda: _unlike(wanted, kube), "the state without the fault")
            witness.catch_up()
            return Cell(
                row.name,
                story.name,
                outcome(
                    None if (row.name, story.name) in _EITHER else fault,
                    under,
                    operator,
                    reasons(witness),
                ),
                seconds,
                tuple(_wrongs(row, story, fault, operator, witness)),
            )

    def _collected(self, name: str) -> None:
        """Wait until garbage collection has learnt of our kind.

        That takes it up to 30 s after the CRD was installed, which is no part of a story.
        """
        kube = Kube(self._kubeconfig, "default")
        try:
            made = kube.an_endpoint(name)
            owner = {key: made[key] for key in ("apiVersion", "kind")}
            owner |= {"name": name, "uid": made["metadata"]["uid"]}
            kube.create(CONFIG_MAPS, {"metadata": {"name": name, "ownerReferences": [owner]}})
            kube.delete(ENDPOINTS, name)
            eventually(lambda: kube.get(CONFIG_MAPS, name) is None, "garbage collection", LIMIT)
        finally:
            kube.close()


def _begin(
    row: Row, story: Story, kube: Kube, proxy: Proxy, operator: Kept
) -> tuple[Fault | None, float]:
    """Fault and act, in their order; and when the act was."""
    if row.restarts:
        acted = time.monotonic()
        story.act(kube)
    fault = row.make(_version(kube)) if row.make is not None else None
    if fault is not None:
        proxy.set(fault)
    if row.ends:
        eventually(lambda: operator.ended, "the end of the process", LIMIT)
    if row.restarts:
        operator.restart()
    else:
        acted = time.monotonic()
        story.act(kube)
    return fault, acted


def _wait_under(
    row: Row,
    story: Story,
    kube: Kube,
    fault: Fault | None,
    acted: float,
    operator: Kept,
    witness: Witness,
) -> float | None:
    """Wait until the fault may be lifted; when the story had settled, or None if it has not."""
    settled: float | None = None
    blocked = story.name in row.blocks

    def missing() -> str | None:
        nonlocal settled
        left = story.unsettled(kube)
        elapsed = time.monotonic() - acted
        if left is not None:
            settled = None
        elif settled is None:
            settled = elapsed
        if blocked and not _felt(row, fault) and (row.name, story.name) not in _MAY_MISS:
            return "the fault has hit nothing"
        if blocked and row.says and row.says not in reasons(witness):
            return f"{row.says} has not been said"
        if blocked and row.code and not operator.errors(row.code):
            return f"no error with code {row.code} in the metrics"
        if not blocked and (settled is None or elapsed - settled < row.stays):
            return left or "it has only just settled"
        return "the fault has to last longer" if elapsed < row.lasts else None

    until(missing, f"{story.name} with {row.name}")
    return settled


def _wrongs(
    row: Row, story: Story, fault: Fault | None, operator: Kept, witness: Witness
) -> Iterator[str]:
    yield from witness.broken
    yield from operator.crashed
    if fault is None or story.name not in _ACTS:
        return
    if not _felt(row, fault) and (row.name, story.name) not in _MAY_MISS:
        yield "the fault has hit nothing"
    if row.code and not operator.errors(row.code):
        yield f"no error with code {row.code} in the metrics"


def _felt(row: Row, fault: Fault | None) -> bool:
    """Whether the fault has hit something that belongs to the story."""
    return fault is None or bool(fault.hits.keys() - ({"leases"} if not row.ends else set()))


def outcome(fault: Fault | None, under: bool, operator: Kept, said: set[str]) -> str:
    """One phrase for what was seen."""
    if fault is None:
        return "converged"
    signs = ["ended"] if operator.ended else []
    if said:
        signs.append(f"said {' and '.join(sorted(said))}")
    return ", ".join([*signs, "converged under it" if under else "converged after it"])


def reasons(witness: Witness) -> set[str]:
    """What the endpoint's conditions ever said that is not part of a life that goes well."""
    return {
        condition["reason"]
        for state in witness.history
        if state.kind == ENDPOINTS.kind
        for condition in state.object.get("status", {}).get("conditions", [])
    } - BENIGN


def quiet(operator: Kept) -> None:
    """Wait for a time without any write."""
    end = time.monotonic() + LIMIT
    while (before := operator.writes()) is not None:
        time.sleep(QUIET)
        if operator.writes() == before:
            return
        assert time.monotonic() < end, "it goes on writing"


def _version(kube: Kube) -> str:
    answer = kube.call("GET", ENDPOINTS.path(kube.namespace)).json()
    return str(answer["metadata"]["resourceVersion"])


def until(missing: Callable[[], str | None], what: str) -> None:
    """Wait until nothing is missing any more; looking costs a dozen requests."""
    end = time.monotonic() + LIMIT
    while (sentence := missing()) is not None:
        assert time.monotonic() < end, f"{what}: not within {LIMIT:g} s: {sentence}"
        time.sleep(PACE)


def _unlike(wanted: Object, kube: Kube) -> str | None:
    return "; ".join(differences(wanted, end_state(kube))) or None


def table(cells: Sequence[Cell]) -> str:
    """Faults down, stories across."""
    found = {(it.fault, it.story): it for it in cells}
    lines = [
        "| fault | " + " | ".join(story.name for story in STORIES) + " |",
        "| --- |" + " --- |" * len(STORIES),
    ]
    for row in ROWS:
        shown = (found[row.name, story.name] for story in STORIES)
        lines.append(f"| {row.name} | " + " | ".join(_shown(it) for it in shown) + " |")
    return "\n".join(lines)


def _shown(cell: Cell) -> str:
    return f"{cell.outcome}, {cell.seconds:.1f} s"


PAGE = """\
# When the API server misbehaves

What becomes of an endpoint when something goes wrong between the operator and the API server, as
it was seen in one run of the tests.

An operator reaches a real API server (no nodes; pods are said to run) through a proxy that can
misbehave. In each cell of the table below one thing happens to an endpoint, the story, while one
thing goes wrong, the fault. The fault begins before the story; in "stale lists" right after it. A
fault under which the story can go on stays until its end is reached and holds. One that blocks the
story lasts 2 s, and longer until what tells of it was seen; after that the story has to reach its
end within {limit:g} s.

Whatever the fault, a cell passes only if

- the end state is that of the row "none": the same objects with the same fields, owners, labels and
  field owners, the same status, and then no more writes;
- at no moment ready pods behind the Service fell below what must serve, the Service selected a
  revision without ready pods, a revision or Deployment was made twice, or anything but the status
  of the user's object was written;
- the operator lives on, or its process ends with a reason that it names, and a fresh one goes on.

## Stories

{stories}

## Faults

Errors are counted by `pilotlight_api_request_errors_total`; those of watches are only in the log.

{faults}

## Outcomes

"Converged under it": the end was reached while the fault lasted. "Converged after it": the fault
blocked the story, and the end was reached once it was lifted. The time is that from the story's
act until the end was reached, of one run on 2 virtual cores with {at_once} cells at a time; it
includes the time for which the fault was kept up. Tests compare the outcomes, and bound the times.
"Converged" alone: either, by the speed of the machine.

"Ended": the process ended because it had lost its Lease, and a fresh one went on. There the Lease
has the default of {short:g} s; elsewhere {long:g} s, so that a busy machine does not decide
whether a fault of 2 s costs it.

{table}

Deleting needs no write of the operator: garbage collection does it, so no fault holds it up.

## Run it again

```console
$ .venv/bin/python -m pytest tests/faults/test_matrix.py                   # compare with this page
$ UPDATE_FAULTS=1 .venv/bin/python -m pytest tests/faults/test_matrix.py   # write this page
```

## Not covered

- Events that are dropped or come in another order within one watch: the property tests do that.
- A process that is killed between two writes: `tests/faults/test_kills.py`.
- Two faults at once, several endpoints at once, and faults between the other components and the
  API server.
- Expiry of a watch that happens for its age; here 410 is said by the proxy.
- The network between the operator and the workers. Serving needs neither it nor the operator.
"""


def page(cells: Sequence[Cell]) -> str:
    """docs/reference/faults.md."""
    return PAGE.format(
        limit=LIMIT,
        short=SHORT_LEASE,
        long=LONG_LEASE,
        at_once=AT_ONCE,
        stories="\n".join(f"- **{story.name}**: {story.what}" for story in STORIES),
        faults="\n".join(
            ["| fault | what happens | what tells of it |", "| --- | --- | --- |"]
            + [f"| {row.name} | {row.what} | {row.tells} |" for row in ROWS]
        ),
        table=table(cells),
    )


def cells_of(page: str) -> list[Cell]:
    """The cells that a page shows."""
    names = [story.name for story in STORIES]
    found = []
    for line in page.splitlines():
        fault, *shown = (part.strip() for part in line.strip("|").split(" | "))
        parsed = [re.fullmatch(r"(.+), ([\d.]+) s", part) for part in shown]
        if len(shown) == len(names) and all(parsed):
            found += [
                Cell(fault, name, it[1], float(it[2]))
                for name, it in zip(names, parsed, strict=True)
                if it is not None
            ]
    return found
