"""The screens of `rollout status`, `rollout history` and `rollout diff`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pilotlight.cli import words
from pilotlight.cli.diff import differences
from pilotlight.cli.page import Block, Cell, Facts, Lines, Table, Tone
from pilotlight.cli.views import Endpoint, Gate, Revision, RevisionRow, Rollout
from pilotlight.manifests.marks import timestamp

COMMAND = "kubectl pilotlight"

_PHASES = {"Idle": Tone.GOOD, "Failed": Tone.BAD, "RollingBack": Tone.BAD}
_VERDICTS = {"Pass": Tone.GOOD, "Fail": Tone.BAD}
_ROLES = {"Active": Tone.GOOD, "Preview": Tone.BUSY}
_CAPACITY = {
    "Surge": "Surge: all replicas start beside those that serve",
    "Stepwise": "Stepwise: replicas are exchanged for those that serve",
}


def rollout_status(endpoint: Endpoint, now: datetime) -> list[Block]:
    """Everything about the change that is under way."""
    rollout = endpoint.rollout
    facts = [("endpoint", Cell(f"{endpoint.name} in {endpoint.namespace}", Tone.HEAD))]
    facts += list(behind(endpoint))
    facts += list(rollout_facts(endpoint, now)) if rollout is not None else []
    message = rollout.message if rollout is not None and rollout.message else endpoint.message
    facts += [("message", Cell(message)), ("next", Cell(next_step(endpoint)))]
    blocks: list[Block] = [Facts(tuple(facts)), revisions_table(endpoint.revisions, now)]
    if rollout is not None and rollout.gates:
        blocks.append(gates_table(rollout.gates))
    return blocks


def behind(endpoint: Endpoint) -> Iterator[tuple[str, Cell]]:
    """When the status is older than the spec, or will stay as it is."""
    if not endpoint.seen:
        text = (
            f"generation {endpoint.generation}; the operator has acted on"
            f" {endpoint.observed_generation or 'none'} yet, so the rest may be out of date"
        )
        yield "spec", Cell(text, Tone.BUSY)
    if endpoint.paused:
        yield "paused", Cell("nothing moves until spec.paused is false", Tone.BUSY)


def rollout_facts(endpoint: Endpoint, now: datetime) -> Iterator[tuple[str, Cell]]:
    """Phase, times, revisions, the room that it takes, and the preview's address."""
    rollout = endpoint.rollout
    if rollout is None:
        return
    yield "phase", _phase(rollout, now)
    if (deadline := rollout.deadline) is not None:
        text = f"{timestamp(deadline)}, {words.ahead(deadline, now)}"
        yield "deadline", Cell(text, Tone.BUSY if deadline >= now else Tone.BAD)
    if rollout.revision:
        yield "revision", Cell(rollout.revision)
    yield "capacity", Cell(_CAPACITY.get(rollout.capacity, rollout.capacity))
    if rollout.previous:
        why = "shares the traffic" if rollout.shares else "kept for going back"
        yield "previous", Cell(f"{rollout.previous}, {why}")
    yield "preview", Cell(rollout.preview_url)


def _phase(rollout: Rollout, now: datetime) -> Cell:
    text = rollout.phase
    if rollout.since is not None:
        text += f" for {words.age(rollout.since, now)} (since {timestamp(rollout.since)})"
    return Cell(text, _PHASES.get(rollout.phase, Tone.BUSY))


def next_step(endpoint: Endpoint) -> str:
    """What a person may do, where there is something."""
    rollout = f"{COMMAND} rollout"
    name = endpoint.name
    match endpoint.phase:
        case "AwaitingPromotion":
            return f"`{rollout} promote {name}`, or `{rollout} abort {name}`"
        case "Failed":
            return (
                f"edit the spec, or `{rollout} abort {name}`; `{rollout} retry {name}` when the"
                " cause was elsewhere and is mended"
            )
        case "WaitingForGPU":
            abort = f", or `{rollout} abort {name}`" if endpoint.preview else ""
            return f"free or add accelerators; it goes on by itself{abort}"
        case "Exchanging" | "Baking" if endpoint.rollout is not None and endpoint.rollout.shares:
            return f"wait; `{rollout} undo {name}` exchanges replicas the other way"
        case "Baking":
            return f"wait; `{rollout} undo {name}` goes back at once"
        case _ if endpoint.rollout is not None and endpoint.rollout.previous:
            return f"`{rollout} undo {name}` goes back at once"
        case _:
            return ""


def revisions_table(revisions: Sequence[RevisionRow], now: datetime) -> Table:
    """Those that run."""
    rows = tuple(
        (
            Cell(it.name),
            Cell(it.role, _ROLES.get(it.role, Tone.FAINT)),
            Cell(f"{it.ready}/{it.replicas}", Tone.GOOD if it.ready == it.replicas else Tone.BUSY),
            Cell(words.age(it.created_at, now)),
            Cell(words.model(it.model)),
            Cell(it.image + (f" (outdated: {it.outdated})" if it.outdated else "")),
        )
        for it in revisions
    )
    return Table("Revisions", ("NAME", "ROLE", "READY", "AGE", "MODEL", "IMAGE"), rows)


def gates_table(gates: Sequence[Gate]) -> Table:
    """What the gates say."""
    rows = tuple(
        (Cell(it.name), Cell(it.verdict, _VERDICTS.get(it.verdict, Tone.BUSY)), Cell(it.why))
        for it in gates
    )
    return Table("Gates", ("GATE", "VERDICT", "WHY"), rows)


def history(endpoint: Endpoint, revisions: Sequence[Revision], now: datetime) -> list[Block]:
    """All that are recorded, newest first."""
    rows = tuple(
        (
            Cell(str(it.number)),
            Cell(it.name),
            Cell(role := role_of(endpoint, it.name), _ROLES.get(role, Tone.FAINT)),
            Cell(words.age(it.created_at, now)),
            Cell(words.model(it.model)),
            Cell(it.image),
            _failure(it, now),
        )
        for it in revisions
    )
    columns = ("NUMBER", "NAME", "ROLE", "AGE", "MODEL", "IMAGE", "FAILED")
    return [Table("", columns, rows, f"no revision of {endpoint.name} is recorded yet")]


def role_of(endpoint: Endpoint, revision: str) -> str:
    """Active, Preview, Previous, or Retired when it does not run."""
    if revision == endpoint.active:
        return "Active"
    if revision == endpoint.preview:
        return "Preview"
    row = endpoint.row(revision)
    return row.role if row is not None else "Retired"


def _failure(revision: Revision, now: datetime) -> Cell:
    if (failure := revision.failure) is None:
        return Cell("-", Tone.FAINT)
    when = f", {words.age(failure.at, now)} ago" if failure.at.year > 1970 else ""
    message = f": {failure.message}" if failure.message else ""
    return Cell(f"{failure.reason}{message}{when}", Tone.BAD)


def diff(before: tuple[str, Revision], after: tuple[str, Revision]) -> list[Block]:
    """Two titled revisions; the second may be a spec that is not recorded yet."""
    (first, old), (second, new) = before, after
    blocks: list[Block] = [Cell(f"{first} → {second}", Tone.HEAD)]
    found = [str(it) for it in differences(old.pod_spec, new.pod_spec)]
    if found and old.image and new.image and old.image != new.image and _by_default(old, new):
        found.append(f"image (the operator's default): {old.image} → {new.image}")
    if not found:
        return [
            *blocks,
            Cell("model and runtime are the same"),
            Cell("restarts pods: no", Tone.GOOD),
        ]
    verdict = Cell("restarts pods: yes, a new revision", Tone.BUSY)
    return [*blocks, Lines(tuple(found)), verdict]


def _by_default(old: Revision, new: Revision) -> bool:
    return not any(_chosen_image(it) for it in (old, new))


def _chosen_image(revision: Revision) -> bool:
    runtime = revision.pod_spec.get("runtime")
    return isinstance(runtime, dict) and runtime.get("image") is not None
