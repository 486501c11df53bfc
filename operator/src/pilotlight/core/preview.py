"""The revision that is being brought up: what keeps it from the traffic, and when it has failed.

| check, in this order | phase |
| --- | --- |
| its worker died of something that no restart mends | Failed |
| not all replicas are ready | Starting; Failed once the progress deadline is over |
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
from pilotlight.core.serving import marks_of, ready_count, unseen
from pilotlight.core.smoke import SmokeOrder
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


def bring_up(observed: Observed, change: Change, *, returning: bool) -> Preview:
    """The next step of the wanted revision. `returning`: it is known to serve."""
    not_ready = switch_blocked(observed, change.wanted, change.replicas)
    if returning:
        marks = marks_of(observed, change.wanted)
        return Preview(RolloutPhase.ROLLING_BACK, marks, not_ready)
    marks = _begun(observed, change)
    deadline = _deadline(marks_of(observed, change.wanted), change)
    if not_ready is not None:
        if (failure := _given_up(observed, change, deadline, not_ready)) is not None:
            return Preview(RolloutPhase.FAILED, Marks(failure=failure), failure.message, failure)
        return Preview(RolloutPhase.STARTING, marks, not_ready, deadline=deadline)
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


def switch_blocked(observed: Observed, preview: str, replicas: int) -> str | None:
    """Why traffic must stay on the active revision, or None."""
    if (hidden := unseen(observed)) is not None:
        return hidden
    deployment = observed.deployments.get(preview)
    if deployment is None:
        return "its Deployment does not exist yet"
    if deployment.replicas < replicas:
        return f"its Deployment has {deployment.replicas} of {replicas} replicas"
    ready = ready_count(observed, preview)
    if ready < replicas:
        return f"{ready} of {replicas} replicas ready"
    return None


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


def _given_up(
    observed: Observed, change: Change, deadline: datetime | None, not_ready: str
) -> Failure | None:
    if observed.unseen:
        return None
    trouble = change.troubles.get(change.wanted)
    if trouble is not None and trouble.fatal:
        return Failure(change.now, trouble.reason, trouble.message)
    if deadline is None or change.now < deadline:
        return None
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
