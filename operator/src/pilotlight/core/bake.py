"""After the switch: the replaced revision stays up, and the gates decide whether it is needed.

| analysis | bake | gates | decision |
| --- | --- | --- | --- |
| any | any time | no replica is ready, and a worker has died | roll back |
| any | any time | fewer replicas are ready than count as available | nothing is proven or let go |
| none | - | - | the previous revision is kept for `previousRevision.keepFor` |
| yes | any time | one fails | roll back |
| yes | not over | no verdict, or all pass | go on |
| yes | over | all pass | proven |
| yes | over | too few requests, and there is a smoke test | it is sent, and decides |
| yes | over | no verdict otherwise | `onInconclusive`: Promote, Hold or RollBack |

What was proven once is not judged again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pilotlight.api.reasons import Reason
from pilotlight.api.rollout import Analysis, OnInconclusive
from pilotlight.api.status import GateVerdict
from pilotlight.core.analysis import Assessment, assess
from pilotlight.core.change import Change, smoke_order
from pilotlight.core.observed import Observed
from pilotlight.core.serving import (
    kept_previous,
    marks_of,
    ready_count,
    ready_in_service,
    sharer,
    switch_of,
    unseen,
)
from pilotlight.core.smoke import SmokeOrder
from pilotlight.core.traffic import TrafficOrder
from pilotlight.manifests import names
from pilotlight.manifests.marks import Failure, Switch, timestamp


@dataclass(frozen=True, slots=True)
class Bake:
    """What the active revision owes to the one that it replaced.

    previous: the one that stays up, if any. baking: there is no verdict yet. until: when this is
    looked at again. failure: the active revision has to give the traffic back. proven: why it is
    taken for proven, from this very moment on.
    """

    switch: Switch
    previous: str | None = None
    baking: bool = False
    until: datetime | None = None
    failure: Failure | None = None
    traffic: TrafficOrder | None = None
    smoke: SmokeOrder | None = None
    assessment: Assessment | None = None
    proven: str = ""
    words: str = ""


def bake(observed: Observed, change: Change, active: str) -> Bake:
    """What becomes of the revision that the active one replaced."""
    switch = switch_of(observed, active)
    previous, since = kept_previous(observed, active), switch.since
    if previous is None or since is None:
        return Bake(switch)
    if (failure := marks_of(observed, active).failure) is not None:
        return Bake(switch, previous, failure=failure)
    if (hidden := unseen(observed)) is not None:
        return Bake(switch, previous, baking=switch.proven_at is None, words=hidden)
    if (failure := _collapsed(observed, change, active)) is not None:
        return Bake(switch, previous, failure=failure)
    if change.rules.analysis is not None and switch.proven_at is None:
        # What is kept goes once it is written down that it is not needed: in the round after this.
        order = TrafficOrder(active, previous, since)
        return _judge(observed, change, change.rules.analysis, switch, order)
    kept_until = since + change.rules.previous_revision.keep_for
    if (missing := _not_available(observed, change, active)) is not None:
        return Bake(switch, previous, words=f"{previous} is kept: {missing}")
    if change.now < kept_until:
        words = f"{previous} is kept until {timestamp(kept_until)}"
        return Bake(switch, previous, until=kept_until, words=words)
    return Bake(switch)


def _collapsed(observed: Observed, change: Change, active: str) -> Failure | None:
    """The active revision has stopped serving by a fault of its workers."""
    trouble = change.troubles.get(active)
    if ready_count(observed, active) or not change.replicas:
        return None
    if trouble is None or not (trouble.died or trouble.fatal):
        return None
    return Failure(change.now, trouble.reason, f"no replica is ready: {trouble.message}")


def _not_available(observed: Observed, change: Change, active: str) -> str | None:
    """Why what serves is no replacement yet for what is kept."""
    other = sharer(observed, active)
    ready = ready_in_service(observed, active, other)
    if ready >= change.min_available:
        return None
    those = active if other is None else f"{active} and {other}"
    return f"{ready} of {change.replicas} replicas of {those} are ready"


def _judge(
    observed: Observed, change: Change, analysis: Analysis, switch: Switch, order: TrafficOrder
) -> Bake:
    report = observed.traffic_for(order)
    found = assess(analysis, report, change.now)
    until = order.since + analysis.bake
    so_far = Bake(
        switch,
        order.previous,
        baking=True,
        until=until if change.now < until else None,
        traffic=order,
        assessment=found,
        words=f"baking until {timestamp(until)}",
    )
    if found.verdict is GateVerdict.FAIL:
        return _failed(so_far, change, found.message)
    if change.now < until:
        return so_far
    if (missing := _not_available(observed, change, order.revision)) is not None:
        return replace(so_far, words=f"the bake goes on: {missing}")
    if found.verdict is GateVerdict.PASS:
        return _proven(so_far, change, f"the bake is over: {found.message}")
    if report is None:
        return replace(so_far, words="the bake is over, Prometheus is being asked")
    golden = _golden_order(observed, change, order) if found.too_few_requests else None
    if golden is not None:
        return _golden(observed, change, so_far, golden)
    return _inconclusive(change, analysis, so_far, found)


def _inconclusive(change: Change, analysis: Analysis, so_far: Bake, found: Assessment) -> Bake:
    """The bake is over without a verdict."""
    why = f"no verdict when the bake was over: {found.message}"
    match analysis.on_inconclusive:
        case OnInconclusive.PROMOTE:
            return _proven(so_far, change, why)
        case OnInconclusive.ROLL_BACK:
            return _failed(so_far, change, why)
        case OnInconclusive.HOLD:
            return replace(so_far, words=f"held, {why}")


def _golden_order(observed: Observed, change: Change, order: TrafficOrder) -> SmokeOrder | None:
    """The smoke test, sent where the traffic would go."""
    endpoint = observed.endpoint
    url = names.url(endpoint.name, endpoint.namespace, observed.platform.cluster_domain)
    return smoke_order(observed, change, order.revision, url, f"bake {timestamp(order.since)}")


def _golden(observed: Observed, change: Change, so_far: Bake, order: SmokeOrder) -> Bake:
    """Without traffic the smoke test decides."""
    report = observed.smoke_for(order)
    if report is None or report.passed is None:
        said = f": {report.message}" if report is not None else ""
        words = f"too few requests for a verdict, the smoke test decides{said}"
        return replace(so_far, smoke=order, words=words)
    if report.passed:
        return _proven(so_far, change, "too few requests for a verdict, the smoke test passed")
    return _failed(so_far, change, f"too few requests for a verdict, and {report.message}")


def _proven(so_far: Bake, change: Change, why: str) -> Bake:
    switch = replace(so_far.switch, proven_at=change.now)
    return replace(so_far, switch=switch, baking=False, proven=why, words=why)


def _failed(so_far: Bake, change: Change, message: str) -> Bake:
    failure = Failure(change.now, Reason.GATE_FAILED, message)
    return replace(so_far, baking=False, failure=failure)
