"""The screen of `status`: everything that explains, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pilotlight.api.reasons import BENIGN, ConditionType, Reason
from pilotlight.cli import words
from pilotlight.cli.page import Block, Cell, Facts, Table, Tone
from pilotlight.cli.screens import (
    behind,
    gates_table,
    next_step,
    revisions_table,
    rollout_facts,
)
from pilotlight.cli.views import Condition, Endpoint
from pilotlight.cli.workers import Event, Worker

EVENTS = 10

_ABNORMAL_WHEN_TRUE = (ConditionType.RECONCILING, ConditionType.STALLED)
_NORMAL_EITHER_WAY = (ConditionType.PROGRESSING, ConditionType.ACCESS_RESTRICTED)
_REASONS = frozenset(map(str, BENIGN))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read, e.g. for want of rights; the rest is shown all the same."""

    why: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of an endpoint."""

    endpoint: Endpoint
    workers: Sequence[Worker] | Unreadable
    events: Sequence[Event] | Unreadable


def overview(known: Overview, now: datetime) -> list[Block]:
    """Headline, what is not as it should be, revisions, rollout, workers, Events."""
    endpoint = known.endpoint
    blocks: list[Block] = [_headline(endpoint), _conditions(endpoint.conditions)]
    blocks.append(revisions_table(endpoint.revisions, now))
    if endpoint.rollout is not None and endpoint.phase != "Idle":
        facts = (
            *rollout_facts(endpoint, now),
            ("message", Cell(endpoint.rollout.message)),
            ("next", Cell(next_step(endpoint))),
        )
        blocks.append(Facts(facts, "Rollout"))
        if endpoint.rollout.gates:
            blocks.append(gates_table(endpoint.rollout.gates))
    return [*blocks, _workers(known.workers, now), _events(known.events, now)]


def _headline(endpoint: Endpoint) -> Facts:
    ready = endpoint.condition(ConditionType.READY)
    tone = Tone.GOOD if ready is not None and ready.status == "True" else Tone.BAD
    message = endpoint.message or "the operator has not said anything yet; is it running?"
    return Facts(
        (
            ("endpoint", Cell(f"{endpoint.name} in {endpoint.namespace}", Tone.HEAD)),
            ("status", Cell(message, tone)),
            ("url", Cell(endpoint.url)),
            *_access(endpoint),
            *behind(endpoint),
        )
    )


def _access(endpoint: Endpoint) -> Sequence[tuple[str, Cell]]:
    """Who may ask; nothing where the operator is older than that."""
    found = endpoint.condition(ConditionType.ACCESS_RESTRICTED)
    if found is None:
        return ()
    tone = Tone.BAD if wrong(found) else Tone.PLAIN
    return (("access", Cell(found.message, tone)),)


def wrong(condition: Condition) -> bool:
    """Whether a condition is not as it should be.

    | condition | wrong when |
    | --- | --- |
    | Stalled, Reconciling | not False |
    | Progressing | the reason is a problem; True and False are both normal |
    | Accepted | not True, or paused |
    | AccessRestricted | the reason is a problem: to be open is normal |
    | any other | not True, but for what was scaled to zero on purpose |
    """
    if condition.type in _ABNORMAL_WHEN_TRUE:
        return condition.status != "False"
    if condition.type in _NORMAL_EITHER_WAY:
        return condition.reason not in _REASONS
    if condition.status != "True":
        return condition.reason != Reason.SCALED_TO_ZERO
    return condition.reason == Reason.PAUSED


def _conditions(conditions: Sequence[Condition]) -> Block:
    shown = [it for it in conditions if wrong(it)]
    rows = tuple(
        (
            Cell(it.type),
            Cell(it.status, Tone.BUSY if it.reason in _REASONS else Tone.BAD),
            Cell(it.reason),
            Cell(it.message),
        )
        for it in shown
    )
    empty = "all as they should be" if conditions else "none yet"
    return Table("Conditions", ("TYPE", "STATUS", "REASON", "MESSAGE"), rows, empty)


def _workers(workers: Sequence[Worker] | Unreadable, now: datetime) -> Table:
    columns = ("NAME", "REVISION", "ROLE", "READY", "STATE", "RESTARTS", "AGE", "NODE", "WHY")
    if isinstance(workers, Unreadable):
        return Table("Workers", columns, (), f"cannot be read: {workers.why}")
    rows = tuple(
        (
            Cell(it.name),
            Cell(it.revision),
            Cell(it.role),
            Cell("yes" if it.ready else "no", Tone.GOOD if it.ready else Tone.BUSY),
            Cell(it.state),
            Cell(str(it.restarts), Tone.BAD if it.restarts else Tone.PLAIN),
            Cell(words.age(it.created_at, now)),
            Cell(it.node or "-"),
            Cell(it.trouble, Tone.BUSY if it.ready else Tone.BAD),
        )
        for it in sorted(workers, key=lambda it: (it.revision, it.name))
    )
    # Nobody reads a column that is empty when all is well.
    if not any(it.trouble for it in workers):
        return Table("Workers", columns[:-1], tuple(row[:-1] for row in rows))
    return Table("Workers", columns, rows)


def _events(events: Sequence[Event] | Unreadable, now: datetime) -> Table:
    columns = ("AGE", "TYPE", "REASON", "MESSAGE")
    if isinstance(events, Unreadable):
        return Table("Events", columns, (), f"cannot be read: {events.why}")
    dated = [it for it in events if it.at is not None]
    newest = sorted(dated, key=lambda it: (it.at or now, it.version))[-EVENTS:]
    rows = tuple(
        (
            Cell(words.age(it.at, now)),
            Cell("Warning" if it.warning else "Normal", Tone.BAD if it.warning else Tone.PLAIN),
            Cell(it.reason),
            Cell(it.message + (f" (×{it.count})" if it.count > 1 else "")),
        )
        for it in newest
    )
    return Table("Events", columns, rows, "none in the last hour or so")
