"""Free accelerators: what a plan wants to know of the cluster, and the arithmetic on the answer.

    free = allocatable of the nodes that take such a pod − requests of the pods on them
         − what is asked for and not on a node yet, by any endpoint

Each per node: a replica needs its accelerators on one. The last term is the promise that keeps two
rollouts from counting on the same accelerator. It needs no book of its own: what a Deployment asks
for beyond its pods on nodes *is* promised.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from pilotlight.core.placement import PODS, Need, Node, fits
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.quantity import amount
from pilotlight.manifests.resources import is_extended


@dataclass(frozen=True, slots=True)
class CapacityOrder:
    """Which nodes a plan wants to know: those that have one of these `accelerators` (resource
    names); and the quotas of the endpoint's namespace.

    pods, leaving: uids of the endpoint's own pods that have a node and have not ended, and of those
    of them that are on their way out.
    What is answered to this very order was counted after they were seen, so that nothing is
    inferred from a count that is older than what the plan itself has done.
    """

    accelerators: frozenset[str]
    pods: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Quota:
    """What a ResourceQuota without scopes leaves, by resource of a pod (`requests.` is cut off)."""

    name: str
    left: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class CapacityReport:
    """The answer, as of `at`; `problem` says why there can be none (a right is missing), if so.

    placed: names of the nodes of each revision's pods, by (namespace, revision): one per pod that
    is bound to a node, has not ended, and is not on its way out (what that holds is not free, but
    it stands in for no replica that is asked for).
    quotas: of the endpoint's namespace. outdated: a later count has failed, so that this is enough
    to tell of, and too little to act on.
    """

    order: CapacityOrder
    at: datetime
    nodes: tuple[Node, ...] = ()
    placed: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    quotas: tuple[Quota, ...] = ()
    problem: str = ""
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """`count` replicas that are asked for and not on a node yet.

    unmade: of them, those without a pod, which no quota of the asking endpoint's namespace has
    counted yet; 0 for another namespace.
    """

    need: Need
    count: int
    unmade: int = 0


@dataclass(frozen=True, slots=True)
class Capacity:
    """The cluster as one endpoint may count on it: a report, and the claims of other endpoints."""

    report: CapacityReport
    claims: tuple[Claim, ...] = ()


def need_of(deployment: Manifest) -> Need:
    """What one replica of a rendered Deployment spec asks for."""
    spec = deployment.get("template", {}).get("spec", {})
    requests: dict[str, Decimal] = {PODS: Decimal(1)}
    for container in spec.get("containers", ()):
        resources = container.get("resources", {})
        # Where only a limit is given, the API server takes it for the request.
        asked = {**resources.get("limits", {}), **resources.get("requests", {})}
        for name, quantity in asked.items():
            requests[name] = requests.get(name, Decimal(0)) + amount(quantity)
    affinity = spec.get("affinity", {})
    # A taint that is named like a device is tolerated by what asks for the device: where there are
    # such taints, the admission plugin ExtendedResourceToleration writes that into pods.
    devices = ({"key": name, "operator": "Exists"} for name in requests if is_extended(name))
    return Need(
        requests,
        node_selector=spec.get("nodeSelector", {}),
        tolerations=(*spec.get("tolerations", ()), *devices),
        node_affinity=affinity.get("nodeAffinity"),
    )


def accelerators(need: Need) -> dict[str, int]:
    """Devices of one replica, by resource name; empty for a CPU worker."""
    return {name: int(it) for name, it in need.requests.items() if is_extended(name) and it > 0}


def room(nodes: Iterable[Node], claims: Iterable[Claim], need: Need) -> int:
    """How many replicas more the nodes can take once the claims are met.

    A claim goes to the node that it fills best; one that fits nowhere takes nothing.
    """
    left = {node.name: node for node in nodes}
    for claim in claims:
        for _ in range(claim.count):
            open_to = [it for it in left.values() if fits(it, claim.need)]
            if not open_to:
                break
            best = min(open_to, key=lambda it: (_devices(it, claim.need), it.name))
            left[best.name] = taken(best, claim.need)
    return sum(fits(node, need) for node in left.values())


def quota_room(quotas: Iterable[Quota], need: Need) -> int | None:
    """How many replicas more the quotas admit; None where they limit nothing of it."""
    rooms = [
        max(0, int(quota.left[name] // asked))
        for quota in quotas
        for name, asked in need.requests.items()
        if name in quota.left and asked > 0
    ]
    return min(rooms, default=None)


def charged(quotas: Iterable[Quota], claims: Iterable[Claim]) -> list[Quota]:
    """The quotas once the claims are met."""
    left = list(quotas)
    for claim in claims:
        for index, quota in enumerate(left):
            less = {
                name: amount - claim.count * claim.need.requests.get(name, Decimal(0))
                for name, amount in quota.left.items()
            }
            left[index] = replace(quota, left=less)
    return left


def taken(node: Node, need: Need) -> Node:
    """The node once such a pod is on it."""
    return _changed(node, need, -1)


def given_back(node: Node, need: Need) -> Node:
    """The node once such a pod has left it."""
    return _changed(node, need, 1)


def _changed(node: Node, need: Need, sign: int) -> Node:
    free = dict(node.free)
    for name, asked in need.requests.items():
        free[name] = free.get(name, Decimal(0)) + sign * asked
    return replace(node, free=free)


def _devices(node: Node, need: Need) -> Decimal:
    """Free accelerators of the kind, to fill up the fullest node first."""
    return sum((node.free.get(name, Decimal(0)) for name in accelerators(need)), Decimal(0))
