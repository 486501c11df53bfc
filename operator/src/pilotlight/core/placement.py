"""Would the scheduler put this pod on this node, as far as the node itself goes?

Node selector, required node affinity, taints and room are weighed as kube-scheduler does it
(https://kubernetes.io/docs/concepts/scheduling-eviction/). What depends on other pods (affinity
among pods, spread constraints, volumes) is not: there the scheduler has the last word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

PODS = "pods"
"""The resource of which each pod takes one."""


@dataclass(frozen=True, slots=True)
class Taint:
    """As in core/v1."""

    key: str
    effect: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A node, and what is left on it.

    free: allocatable less the requests of the pods that are bound to it, by resource, in units of
    the resource (cores, bytes, devices). usable: Ready, and not cordoned.
    """

    name: str
    free: Mapping[str, Decimal]
    labels: Mapping[str, str]
    taints: tuple[Taint, ...] = ()
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """What one pod asks of its node: `requests` by resource, and the constraints of its spec."""

    requests: Mapping[str, Decimal]
    node_selector: Mapping[str, str]
    tolerations: Sequence[Mapping[str, Any]] = ()
    node_affinity: Mapping[str, Any] | None = None


def admits(node: Node, need: Need) -> bool:
    """Whether the node takes such pods at all, full or not."""
    return (
        node.usable
        and all(node.labels.get(key) == value for key, value in need.node_selector.items())
        and all(_tolerated(taint, need.tolerations) for taint in node.taints)
        and _attracted(node, need.node_affinity)
    )


def fits(node: Node, need: Need) -> int:
    """How many such pods the node has room for."""
    if not admits(node, need):
        return 0
    asked = {name: amount for name, amount in need.requests.items() if amount > 0}
    zero = Decimal(0)
    rooms = (int(node.free.get(name, zero) // amount) for name, amount in asked.items())
    return max(0, min(rooms, default=0))


def _tolerated(taint: Taint, tolerations: Sequence[Mapping[str, Any]]) -> bool:
    if taint.effect not in ("NoSchedule", "NoExecute"):
        return True
    return any(_tolerates(toleration, taint) for toleration in tolerations)


def _tolerates(toleration: Mapping[str, Any], taint: Taint) -> bool:
    if toleration.get("effect") not in (None, "", taint.effect):
        return False
    key, operator = toleration.get("key"), toleration.get("operator") or "Equal"
    if not key:
        return operator == "Exists"
    if key != taint.key:
        return False
    return operator == "Exists" or (toleration.get("value") or "") == taint.value


def _attracted(node: Node, affinity: Mapping[str, Any] | None) -> bool:
    """Required node affinity: one term must hold, and in it every expression."""
    required = (affinity or {}).get("requiredDuringSchedulingIgnoredDuringExecution")
    if not required:
        return True
    return any(_term(node, term) for term in required.get("nodeSelectorTerms") or ())


def _term(node: Node, term: Mapping[str, Any]) -> bool:
    labels = term.get("matchExpressions") or ()
    names = term.get("matchFields") or ()
    if not labels and not names:
        return False
    return all(_holds(node.labels.get(it["key"]), it) for it in labels) and all(
        it.get("key") == "metadata.name" and _holds(node.name, it) for it in names
    )


def _holds(value: str | None, expression: Mapping[str, Any]) -> bool:
    values = expression.get("values") or ()
    match expression.get("operator"):
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt":
            return _number(value) > _number(values[0] if values else None)
        case "Lt":
            return _number(value) < _number(values[0] if values else None)
    return False


def _number(text: str | None) -> float:
    """Comparisons with what is no integer are false, as they are with NaN."""
    try:
        return int(text or "")
    except ValueError:
        return float("nan")
