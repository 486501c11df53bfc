"""Has a rollout ended, and how? And the one line that says where it stands."""

from dataclasses import dataclass

from pilotlight.api.reasons import Reason
from pilotlight.cli.views import Endpoint

DONE = 0
FAILED = 1
TIMED_OUT = 3

_ENDED = ("Idle", "Draining")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An exit code, and why."""

    code: int
    sentence: str


def outcome(endpoint: Endpoint) -> Outcome | None:
    """How it ended; None while it is under way.

    The first row that applies:

    | situation | outcome |
    | --- | --- |
    | the newest spec is not seen | under way |
    | phase Failed | failed |
    | Stalled | failed |
    | another revision than the rollout's has the traffic | under way |
    | Ready or scaled to zero, phase Idle or Draining (none told: nothing on its way) | done |
    | paused | failed: nothing will move |
    | else | under way |
    """
    if not endpoint.seen:
        return None
    if endpoint.phase == "Failed":
        return Outcome(FAILED, _failure(endpoint))
    stalled = endpoint.condition("Stalled")
    if stalled is not None and stalled.status == "True":
        return Outcome(FAILED, f"stalled: {stalled.reason}: {stalled.message}")
    if _arrived(endpoint):
        return Outcome(DONE, endpoint.message or f"serving on {endpoint.active}")
    if endpoint.paused:
        return Outcome(FAILED, "paused: nothing moves until spec.paused is false")
    return None


def sentence(endpoint: Endpoint) -> str:
    """`Starting chat-81b2e7a93c (1/2 ready): downloading model (40 %)`."""
    if not endpoint.seen:
        before = endpoint.observed_generation or "none yet"
        return (
            f"waiting for the operator to see generation {endpoint.generation} of the spec"
            f" (it has acted on {before})"
        )
    rollout = endpoint.rollout
    if rollout is None:
        return endpoint.message or "the operator has not said anything yet"
    name = rollout.revision or endpoint.preview or endpoint.active
    row = endpoint.row(name)
    counts = f" ({row.ready}/{row.replicas} ready)" if row is not None else ""
    said = rollout.message or endpoint.message
    gates = ", ".join(f"{it.name} {it.verdict}" for it in rollout.gates)
    line = f"{rollout.phase}{f' {name}' if name else ''}{counts}"
    return f"{line}{f': {said}' if said else ''}{f' [{gates}]' if gates else ''}"


def _arrived(endpoint: Endpoint) -> bool:
    ready = endpoint.condition("Ready")
    if ready is None or (ready.status != "True" and ready.reason != Reason.SCALED_TO_ZERO):
        return False
    if (rollout := endpoint.rollout) is not None:
        there = rollout.revision in ("", endpoint.active)
        return there and rollout.phase in _ENDED and not endpoint.preview
    reconciling = endpoint.condition("Reconciling")
    on_its_way = reconciling is not None and reconciling.status == "True"
    return not on_its_way and not endpoint.preview


def _failure(endpoint: Endpoint) -> str:
    said = endpoint.rollout.message if endpoint.rollout is not None else ""
    said = said or endpoint.message or "the operator does not say why"
    return said if "failed" in said else f"failed: {said}"
