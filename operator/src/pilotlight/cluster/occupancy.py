"""Raw nodes, pods and quotas → what is free, counted as the scheduler and the API server count."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from pilotlight.core.capacity import Quota
from pilotlight.core.placement import PODS, Node, Taint
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ENDPOINT_LABEL, REVISION_LABEL
from pilotlight.manifests.quantity import amount

Amounts: TypeAlias = dict[str, Decimal]
Revision: TypeAlias = tuple[str, str]
"""Namespace and name."""


@dataclass(frozen=True, slots=True)
class Occupied:
    """A node, and which of the ordered accelerators it has.

    revisions: one for each pod of ours that is bound to it and not on its way out.
    """

    node: Node
    accelerators: frozenset[str]
    revisions: tuple[Revision, ...]


def occupied(raw: Manifest, ordered: Collection[str], pods: Collection[Manifest]) -> Occupied:
    """A node with the pods that are bound to it and have not ended."""
    revisions = tuple(it for it in map(_revision, pods) if it is not None)
    return Occupied(node(raw, pods), accelerators(raw, ordered), revisions)


def accelerators(node: Manifest, ordered: Collection[str]) -> frozenset[str]:
    """Those of the ordered resources that the node has.

    At zero, too: while its device plugin is away a node has none to give, but pods that hold some.
    """
    status = node.get("status", {})
    has = {**status.get("capacity", {}), **status.get("allocatable", {})}
    return frozenset(has.keys() & set(ordered))


def node(raw: Manifest, pods: Iterable[Manifest]) -> Node:
    """The node with what its pods leave free."""
    spec, status = raw.get("spec", {}), raw.get("status", {})
    free = _amounts(status.get("allocatable"))
    for pod in pods:
        for name, asked in requests(pod).items():
            free[name] = free.get(name, Decimal(0)) - asked
    conditions = {it["type"]: it["status"] for it in status.get("conditions", ())}
    return Node(
        name=raw["metadata"]["name"],
        free=free,
        labels=raw["metadata"].get("labels", {}),
        taints=tuple(
            Taint(it["key"], it["effect"], it.get("value", "")) for it in spec.get("taints", ())
        ),
        usable=conditions.get("Ready") == "True" and not spec.get("unschedulable", False),
    )


def requests(pod: Manifest) -> Amounts:
    """What the scheduler sets aside for a pod.

    The larger of what its containers ask for together and of what starting it takes: init
    containers run one at a time, beside the sidecars that were started before them (KEP-753).
    Requests of the pod as a whole win over those of its containers (KEP-2837).
    """
    spec = pod.get("spec", {})
    sidecars: Amounts = {}
    starting: Amounts = {}
    for container in spec.get("initContainers", ()):
        asked = _requests(container)
        if container.get("restartPolicy") == "Always":
            sidecars = asked = _sum(sidecars, asked)
        else:
            asked = _sum(sidecars, asked)
        starting = _largest(starting, asked)
    running = _sum(sidecars, *map(_requests, spec.get("containers", ())))
    total = {**_largest(starting, running), **_requests(spec)}
    return _sum(total, _amounts(spec.get("overhead")), {PODS: Decimal(1)})


def placed(nodes: Iterable[Occupied]) -> dict[Revision, tuple[str, ...]]:
    """Names of the nodes of our pods, by revision."""
    found = defaultdict(list)
    for it in nodes:
        for revision in it.revisions:
            found[revision].append(it.node.name)
    return {revision: tuple(sorted(names)) for revision, names in found.items()}


def quota(raw: Manifest) -> Quota | None:
    """What it leaves; None for one that is about some pods only."""
    spec, status = raw.get("spec", {}), raw.get("status", {})
    if spec.get("scopes") or spec.get("scopeSelector"):
        return None
    used = status.get("used", {})
    left: Amounts = {}
    for key, hard in status.get("hard", {}).items():
        # The same may be limited under two names: `cpu` is `requests.cpu`.
        name = PODS if key == "count/pods" else key.removeprefix("requests.")
        rest = amount(hard) - amount(used.get(key, 0))
        left[name] = min(rest, left.get(name, rest))
    return Quota(raw["metadata"]["name"], left)


def _revision(pod: Manifest) -> Revision | None:
    """Whose replica the pod is, if it is one of ours and stays."""
    metadata = pod["metadata"]
    labels = metadata.get("labels", {})
    if "deletionTimestamp" in metadata or ENDPOINT_LABEL not in labels:
        return None
    return metadata["namespace"], labels.get(REVISION_LABEL, "")


def _requests(holder: Mapping[str, Any]) -> Amounts:
    return _amounts(holder.get("resources", {}).get("requests"))


def _amounts(quantities: Mapping[str, str] | None) -> Amounts:
    return {name: amount(quantity) for name, quantity in (quantities or {}).items()}


def _sum(*parts: Amounts) -> Amounts:
    total: Amounts = {}
    for part in parts:
        for name, value in part.items():
            total[name] = total.get(name, Decimal(0)) + value
    return total


def _largest(one: Amounts, other: Amounts) -> Amounts:
    zero = Decimal(0)
    return {name: max(one.get(name, zero), other.get(name, zero)) for name in one | other}
