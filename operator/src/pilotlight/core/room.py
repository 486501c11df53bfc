"""How many replicas of a revision the cluster can take, and what is missing for more.

| what is known | replicas that may exist |
| --- | --- |
| no accelerators are asked for, or nodes come on demand | any |
| free accelerators were counted | those on nodes, and as many as there is room for |
| they are being counted | not known yet: nothing is added |
| nodes cannot be read | any; once the scheduler finds no accelerators for one, those on nodes |
| the scheduler has refused a pod for a minute, though there is room by the count | those on nodes |
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from pilotlight.core.capacity import (
    Capacity,
    CapacityOrder,
    CapacityReport,
    Claim,
    accelerators,
    charged,
    given_back,
    need_of,
    quota_room,
    room,
)
from pilotlight.core.change import Change
from pilotlight.core.observed import Observed
from pilotlight.core.placement import Need, Node, admits, fits
from pilotlight.core.serving import placed_count, replicas_of, runs, standing_pods

BELIEVED_AFTER = timedelta(minutes=1)
"""Until then the scheduler may only not have seen yet what was counted."""

_ON_DEMAND = "where nodes come on demand, set the chart value nodeAutoscaling"
# Nodes that carry one belong to a group of a cloud, which may grow.
_NODE_GROUPS = (
    "karpenter.sh/nodepool",
    "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
)


@dataclass(frozen=True, slots=True)
class Room:
    """For one `revision`.

    fits: replicas that may exist, those that do included; None for any number. exact: the nodes
    were counted, so that no pod need wait to find out. counting: the count is under way. stale: it
    is an old one, and a new one is under way: enough to tell of, too little to act on. refused: the
    scheduler's reason, if it has one that no count knows (affinity among pods, volumes). order: the
    count that is asked for. need: of one replica. note: why nothing was counted.
    """

    revision: str
    need: Need
    fits: int | None
    exact: bool = False
    counting: bool = False
    stale: bool = False
    refused: str = ""
    order: CapacityOrder | None = None
    capacity: Capacity | None = None
    note: str = ""

    def takes(self, replicas: int) -> bool:
        """Whether so many may exist."""
        return not self.counting and (self.fits is None or self.fits >= replicas)


def room_for(
    observed: Observed, change: Change, revision: str, asked: Mapping[str, int] | None = None
) -> Room:
    """What is known of the room for a revision.

    `asked` has replicas of other revisions that this very plan asks for, beyond what their
    Deployments do.
    """
    need = need_of(change.rendered.get(revision, {}))
    placed = placed_count(observed, revision)
    if not accelerators(need) or observed.platform.node_autoscaling:
        return Room(revision, need, None)
    by_word = Room(revision, need, placed if change.lacks_accelerators(revision) else None)
    if not observed.platform.reads_nodes:
        note = "free accelerators are not counted (chart value readNodes is false)"
        return replace(by_word, note=note)
    order = _order(observed, change)
    known = observed.capacity
    if known is None or known.report.order.accelerators != order.accelerators:
        return Room(revision, need, None, counting=True, order=order)
    if known.report.problem:
        note = f"free accelerators cannot be counted: {known.report.problem}"
        return replace(by_word, note=note, order=order)
    if (unlisted := _unlisted(observed, change, need, known.report)) is not None:
        note = f"free accelerators cannot be counted: no node lists {unlisted}, yet pods have some"
        return replace(by_word, note=note, order=order)
    return _counted(observed, change, by_word, known, order, asked or {})


def _unlisted(observed: Observed, change: Change, need: Need, report: CapacityReport) -> str | None:
    """A device that pods of the endpoint have got and no node says it has, as those that are handed
    out by dynamic resource allocation (KEP-5004)."""
    got = _devices(change, (it for it in change.rendered if placed_count(observed, it)))
    listed = {name for node in report.nodes for name in node.free}
    return min(got & accelerators(need).keys() - listed, default=None)


def _order(observed: Observed, change: Change) -> CapacityOrder:
    """For every revision that has a part, so that they all ask the same."""
    devices = _devices(change, (change.wanted, *observed.deployments))
    # What has ended holds nothing, so that its end calls for a new count.
    holding = [pod for pod in observed.pods if pod.scheduled_at is not None and runs(pod)]
    pods = frozenset(pod.uid for pod in holding)
    leaving = frozenset(pod.uid for pod in holding if pod.deleting)
    return CapacityOrder(frozenset(devices), pods, leaving)


def _devices(change: Change, revisions: Iterable[str]) -> set[str]:
    """The accelerators that replicas of these ask for."""
    needs = (need_of(change.rendered.get(it, {})) for it in revisions)
    return {name for need in needs for name in accelerators(need)}


def _counted(
    observed: Observed,
    change: Change,
    by_word: Room,
    capacity: Capacity,
    order: CapacityOrder,
    asked: Mapping[str, int],
) -> Room:
    need, revision = by_word.need, by_word.revision
    # What is beyond what its Deployment asks for is about to leave.
    placed = min(len(_placed(observed, capacity, revision)), replicas_of(observed, revision))
    claims = _claims(observed, change, capacity, revision, asked)
    more = room(capacity.report.nodes, claims, need)
    # A pod counts for its quota from its creation on, with a node or without.
    others = (replace(it, count=it.unmade) for it in capacity.claims)
    unmade = [*_unmade(observed, change, revision, asked), *others]
    quota = quota_room(charged(capacity.report.quotas, unmade), need)
    if quota is not None:
        made = len(standing_pods(observed, revision)) - placed_count(observed, revision)
        more = min(more, quota + made)
    stale = capacity.report.outdated or capacity.report.order != order
    refused = _refused(observed, change, revision) if more > 0 else ""
    return replace(
        by_word,
        fits=placed if refused else placed + more,
        exact=True,
        stale=stale,
        refused=refused,
        order=order,
        capacity=capacity,
    )


def _refused(observed: Observed, change: Change, revision: str) -> str:
    trouble = change.troubles.get(revision)
    if trouble is None or not trouble.uncounted:
        return ""
    return trouble.message if insists(observed, change, revision) else ""


def insistences(observed: Observed) -> Iterator[datetime]:
    """When the scheduler is believed, if it refuses a pod until then."""
    return (it.refused_at + BELIEVED_AFTER for it in observed.pods if it.refused_at is not None)


def insists(observed: Observed, change: Change, revision: str) -> bool:
    """Whether the scheduler has long found no node for a pod of it, whatever was counted."""
    since = (pod.refused_at for pod in standing_pods(observed, revision))
    return any(it is not None and it + BELIEVED_AFTER <= change.now for it in since)


def yields(
    observed: Observed,
    change: Change,
    active: str,
    to: Room,
    asked: Mapping[str, int] | None = None,
    *,
    promised: bool = True,
) -> bool:
    """Whether a pod of the active revision, whichever it is, leaves room for one more replica.

    `asked` has replicas that this very plan gives to other revisions. promised: what others wait
    for is theirs.
    """
    if to.capacity is None:
        return not observed.platform.node_autoscaling
    leaving = need_of(change.rendered.get(active, {}))
    report = to.capacity.report
    claims = _claims(observed, change, to.capacity, to.revision, asked) if promised else []
    spots = _placed(observed, to.capacity, active)
    quota = quota_room(report.quotas, to.need)
    if quota == 0 and not _covers(leaving, to.need):
        return False
    return bool(spots) and all(
        room(_without(report.nodes, spot, leaving), claims, to.need) for spot in set(spots)
    )


def shortage(short: Room, replicas: int, *, together: bool = True) -> str:
    """What is missing for so many replicas in all, in a sentence. together: all or none."""
    if short.refused:
        return short.refused
    missing = max(1, replicas - (short.fits or 0))
    devices = sorted(accelerators(short.need).items())
    wanted = " and ".join(f"{missing * count} {name}" for name, count in devices)
    waiting = f"waiting for {wanted}"
    if short.capacity is None:
        return f"{waiting}; {short.note}" if short.note else waiting
    why = _why(short.need, short.capacity.report)
    if together and replicas > 1:
        why = f"all {replicas} replicas start together, and {short.fits} fit ({why})"
    return f"{waiting}: {why}"


def _why(need: Need, report: CapacityReport) -> str:
    full = [quota.name for quota in report.quotas if quota_room([quota], need) == 0]
    if full:
        return f"ResourceQuota {', '.join(full)} admits no more"
    where = _where(need)
    able = [node for node in report.nodes if admits(node, need)]
    if not able:
        mend = "see spec.runtime.resources, nodeSelector, affinity and tolerations"
        return f"no usable node{where} has any; {mend}; {_ON_DEMAND}"
    name, count = max(accelerators(need).items(), key=lambda item: item[1])
    left = [max(0, int(node.free.get(name, Decimal(0)))) for node in able]
    nodes = f"{len(able)} node{'s' if len(able) > 1 else ''}{where}"
    free = f"{sum(left)} free on {nodes}"
    if sum(left) and max(left) < count:
        return f"{free}, but a replica needs {count} on one (spec.runtime.resources)"
    if sum(left) and not any(fits(node, need) for node in able):
        lacking = {it for node in able for it in _lacking(node, need)} - {name}
        return f"{free}, with too little {', '.join(sorted(lacking))} beside"
    if sum(left) and room(report.nodes, [], need):
        return f"{free}, as far as not promised to other replicas that start"
    grows = any(label in node.labels for node in able for label in _NODE_GROUPS)
    return f"{free}; {_ON_DEMAND}" if grows else free


def _where(need: Need) -> str:
    chosen = ", ".join(f"{key}={value}" for key, value in sorted(need.node_selector.items()))
    return f" with {chosen}" if chosen else ""


def _lacking(node: Node, need: Need) -> list[str]:
    zero = Decimal(0)
    return [name for name, asked in need.requests.items() if node.free.get(name, zero) < asked]


def _claims(
    observed: Observed,
    change: Change,
    capacity: Capacity,
    but: str,
    asked: Mapping[str, int] | None = None,
) -> list[Claim]:
    """What the endpoint's other revisions have asked for and not got, and what others have."""
    placed = {name: len(_placed(observed, capacity, name)) for name in change.rendered}
    return [*_missing(observed, change, but, asked or {}, placed), *capacity.claims]


def _unmade(observed: Observed, change: Change, but: str, asked: Mapping[str, int]) -> list[Claim]:
    """What the endpoint's other revisions have asked for and there is no pod of yet."""
    made = {name: len(standing_pods(observed, name)) for name in change.rendered}
    return _missing(observed, change, but, asked, made)


def _missing(
    observed: Observed, change: Change, but: str, asked: Mapping[str, int], have: Mapping[str, int]
) -> list[Claim]:
    """What revisions other than one ask for beyond what they `have`."""
    replicas = {name: it.replicas for name, it in observed.deployments.items()} | dict(asked)
    return [
        Claim(need_of(change.rendered[name]), missing)
        for name, count in sorted(replicas.items())
        if name != but and name in change.rendered and (missing := count - have[name]) > 0
    ]


def _placed(observed: Observed, capacity: Capacity, revision: str) -> tuple[str, ...]:
    return capacity.report.placed.get((observed.endpoint.namespace, revision), ())


def _without(nodes: Iterable[Node], spot: str, leaving: Need) -> list[Node]:
    return [given_back(node, leaving) if node.name == spot else node for node in nodes]


def _covers(leaving: Need, need: Need) -> bool:
    """Whether what leaves is as large as what comes."""
    zero = Decimal(0)
    return all(leaving.requests.get(name, zero) >= asked for name, asked in need.requests.items())
