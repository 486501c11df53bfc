"""The revision that is being brought up: what keeps it from the traffic, and when it has failed.

| check, in this order | phase |
| --- | --- |
| its worker died of something that no restart mends | Failed |
| accelerators are missing | WaitingForGPU; the progress deadline does not run |
| no pod has had a node: room is being counted, or is about to come free | Starting; nor does it |
| not all replicas that there is room for are ready | Starting; Failed at the progress deadline |
| the smoke test is under way / has failed | Testing / Failed |
| promotion is Manual and names another revision | AwaitingPromotion |
| none of these | the traffic is moved |

A revision that had the traffic until a moment ago, and still runs, is tested no second time.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pilotlight.api.duration import render
from pilotlight.api.reasons import Reason
from pilotlight.api.rollout import Promotion
from pilotlight.api.status import RolloutPhase
from pilotlight.core.change import Change, smoke_order
from pilotlight.core.observed import Observed
from pilotlight.core.room import insists
from pilotlight.core.serving import (
    draining_count,
    marks_of,
    placed_count,
    unseen,
)
from pilotlight.core.sleep import awake_count, is_waking
from pilotlight.core.smoke import SmokeOrder
from pilotlight.core.staging import Stage
from pilotlight.manifests import names
from pilotlight.manifests.marks import Failure, Marks


@dataclass(frozen=True, slots=True)
class Preview:
    """Where the wanted revision stands.

    blocked: why it does not get the traffic yet, None when it does. failure: it is given up.
    deadline: when it is given up at the latest. smoke: the test that it has to pass now.
    """

    phase: RolloutPhase
    marks: Marks
    blocked: str | None
    failure: Failure | None = None
    deadline: datetime | None = None
    smoke: SmokeOrder | None = None


def bring_up(observed: Observed, change: Change, staged: Stage, *, returning: bool) -> Preview:
    """The next step of the wanted revision, as many as there shall be of it (`staged`).

    `returning`: it is known to serve.
    """
    not_ready = switch_blocked(observed, change, staged)
    if returning:
        marks = marks_of(observed, change.wanted)
        return Preview(RolloutPhase.ROLLING_BACK, marks, not_ready)
    if not_ready is not None:
        return _not_ready(observed, change, staged, not_ready)
    marks = _begun(observed, change)
    if marks.tested_at is None and change.rules.smoke_test is not None and change.replicas:
        tested = _test(observed, change, marks)
        if tested.blocked is not None:
            return tested
        marks = tested.marks
    if change.rules.promotion is Promotion.MANUAL and change.rules.promote != change.wanted:
        waiting = replace(marks, tested_at=marks.tested_at or change.now)
        blocked = f"waiting for spec.rollout.promote: {change.wanted}"
        return Preview(RolloutPhase.AWAITING_PROMOTION, waiting, blocked)
    return Preview(RolloutPhase.STARTING, marks, None)


def switch_blocked(observed: Observed, change: Change, staged: Stage) -> str | None:
    """Why traffic must stay on the active revision, or None."""
    preview = change.wanted
    replicas = staged.preview if staged.partial else change.replicas
    if (hidden := unseen(observed)) is not None:
        return hidden
    if staged.counting:
        return "free accelerators are being counted"
    if staged.waiting or (staged.holding and not staged.preview):
        return staged.waiting or staged.holding
    deployment = observed.deployments.get(preview)
    if deployment is None:
        return "its Deployment does not exist yet"
    if deployment.replicas < replicas:
        return f"its Deployment has {deployment.replicas} of {replicas} replicas"
    ready, placed = awake_count(observed, preview), placed_count(observed, preview)
    # What still waits for a node comes in the exchange.
    needed = max(1, placed) if staged.partial else replicas
    if ready < needed:
        state = "awake" if is_waking(observed, preview) else "ready"
        return f"{ready} of {needed} replicas {state}"
    return None


def _not_ready(observed: Observed, change: Change, staged: Stage, not_ready: str) -> Preview:
    failure = _died(observed, change)
    if failure is None and (waiting := _waiting(observed, change, staged)) is not None:
        return Preview(RolloutPhase.WAITING_FOR_GPU, Marks(), waiting)
    if failure is None and not placed_count(observed, change.wanted):
        marks = marks_of(observed, change.wanted)
        if staged.counting:
            return Preview(_told(observed, change), marks, not_ready)
        if staged.holding or draining_count(observed):
            return Preview(RolloutPhase.STARTING, marks, not_ready)
    marks = _begun(observed, change)
    deadline = _deadline(marks_of(observed, change.wanted), change)
    failure = failure or _late(observed, change, deadline, not_ready)
    if failure is not None:
        return Preview(RolloutPhase.FAILED, Marks(failure=failure), failure.message, failure)
    return Preview(RolloutPhase.STARTING, marks, not_ready, deadline=deadline)


def _told(observed: Observed, change: Change) -> RolloutPhase:
    """What was waiting for accelerators before the operator was restarted still is."""
    told = observed.endpoint.status.rollout
    waits = (
        told is not None
        and told.revision == change.wanted
        and told.phase is RolloutPhase.WAITING_FOR_GPU
    )
    return RolloutPhase.WAITING_FOR_GPU if waits else RolloutPhase.STARTING


def _waiting(observed: Observed, change: Change, staged: Stage) -> str | None:
    """What accelerators it waits for: none were asked for, because none are free, or the scheduler
    has none for a pod."""
    if staged.waiting:
        return staged.waiting
    room = staged.room
    if room is None or not change.lacks_accelerators(change.wanted):
        return None
    found = room.exact and (room.stale or room.takes(staged.preview))
    if found and not insists(observed, change, change.wanted):
        return None  # the scheduler is about to find them
    said = change.troubles[change.wanted].message
    return f"{said}; {room.note}" if room.note else said


def _begun(observed: Observed, change: Change) -> Marks:
    """Its marks, which remember since when it is being brought up.

    Marks go when it is no longer brought up; those that were left behind all the same, by whoever
    deleted its Deployment, are not held against it.
    """
    marks = marks_of(observed, change.wanted)
    if marks.preview_since is None:
        return replace(marks, preview_since=change.now)
    refused = any((it.kind, it.name) == ("Deployment", change.wanted) for it in observed.problems)
    gone = change.wanted not in observed.deployments and not (refused or observed.unseen)
    late = change.now >= marks.preview_since + change.rules.progress_deadline
    return Marks(preview_since=change.now) if gone and late else marks


def _deadline(marks: Marks, change: Change) -> datetime | None:
    """None once it has been ready and tested: a person may take any time to promote."""
    if marks.preview_since is None or marks.tested_at is not None:
        return None
    return marks.preview_since + change.rules.progress_deadline


def _died(observed: Observed, change: Change) -> Failure | None:
    trouble = change.troubles.get(change.wanted)
    if trouble is None or not trouble.fatal or observed.unseen:
        return None
    return Failure(change.now, trouble.reason, trouble.message)


def _late(
    observed: Observed, change: Change, deadline: datetime | None, not_ready: str
) -> Failure | None:
    if observed.unseen or deadline is None or change.now < deadline:
        return None
    trouble = change.troubles.get(change.wanted)
    limit = f"not ready within {render(change.rules.progress_deadline)}"
    if trouble is not None and trouble.is_problem:
        return Failure(change.now, trouble.reason, f"{limit}: {trouble.message}")
    return Failure(change.now, Reason.DEADLINE_EXCEEDED, f"{limit}: {not_ready}")


def _test(observed: Observed, change: Change, marks: Marks) -> Preview:
    """The test has an end of its own: attempts and time-outs bound it."""
    endpoint = observed.endpoint
    url = names.preview_url(endpoint.name, endpoint.namespace, observed.platform.cluster_domain)
    order = smoke_order(observed, change, change.wanted, url, f"preview {marks.preview_since}")
    report = observed.smoke_for(order)
    if report is not None and report.passed:
        return Preview(RolloutPhase.TESTING, replace(marks, tested_at=change.now), None)
    if report is not None and report.passed is False:
        failure = Failure(
            change.now, Reason.SMOKE_TEST_FAILED, f"the smoke test failed: {report.message}"
        )
        return Preview(RolloutPhase.FAILED, Marks(failure=failure), failure.message, failure)
    words = f"smoke test: {report.message}" if report is not None else "smoke test under way"
    return Preview(RolloutPhase.TESTING, marks, words, smoke=order)
