"""A small judge of NetworkPolicies: may this pod connect to that port?

It goes by the words of networking.k8s.io/v1; ingress only, as none of ours limits egress. The local
cluster enforces no policy, so that what the objects say is all that can be proven here; that a
network enforces it is the installation's part.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod as policies see it. `ports`: of its containers, by name."""

    namespace: str
    labels: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    ip: str = "192.0.2.1"


def pod_of(workload: Manifest, namespace: str) -> Pod:
    """What a Deployment makes; its `template` is enough."""
    template = workload.get("spec", workload)["template"]
    ports = {
        port["name"]: port["containerPort"]
        for container in template["spec"]["containers"]
        for port in container.get("ports", [])
    }
    return Pod(namespace, template["metadata"]["labels"], ports)


def admits(policies: list[Manifest], source: Pod, destination: Pod, port: int) -> bool:
    """Whether TCP connections are let in. A pod that no policy selects is open to everyone."""
    guarding = [it for it in policies if guards(it, destination)]
    rules = [(it, rule) for it in guarding for rule in it["spec"].get("ingress") or []]
    return not guarding or any(
        _has_port(rule, destination, port) and _has_peer(rule, policy, source)
        for policy, rule in rules
    )


def guards(policy: Manifest, pod: Pod) -> bool:
    """Whether the policy is about what comes into this pod."""
    return (
        policy["metadata"]["namespace"] == pod.namespace
        and "Ingress" in policy["spec"].get("policyTypes", ["Ingress"])
        and _selects(policy["spec"]["podSelector"], pod.labels)
    )


def _has_port(rule: Manifest, destination: Pod, port: int) -> bool:
    if not rule.get("ports"):
        return True
    for item in rule["ports"]:
        if item.get("protocol", "TCP") != "TCP":
            continue
        if "port" not in item:
            return True
        named = item["port"]
        first = destination.ports.get(named) if isinstance(named, str) else named
        if first is not None and first <= port <= item.get("endPort", first):
            return True
    return False


def _has_peer(rule: Manifest, policy: Manifest, source: Pod) -> bool:
    return not rule.get("from") or any(_is(peer, policy, source) for peer in rule["from"])


def _is(peer: Manifest, policy: Manifest, source: Pod) -> bool:
    if "ipBlock" in peer:
        block = peer["ipBlock"]
        address, left_out = ip_address(source.ip), block.get("except", [])
        inside = address in ip_network(block["cidr"])
        return inside and not any(address in ip_network(it) for it in left_out)
    if "namespaceSelector" in peer:
        # The label that the API server gives every namespace, and nobody else can.
        labels = {"kubernetes.io/metadata.name": source.namespace}
        near = _selects(peer["namespaceSelector"], labels)
    else:
        near = source.namespace == policy["metadata"]["namespace"]
    return near and _selects(peer.get("podSelector", {}), source.labels)


def _selects(selector: Manifest, labels: dict[str, str]) -> bool:
    return selector.get("matchLabels", {}).items() <= labels.items() and all(
        _fits(it, labels) for it in selector.get("matchExpressions", [])
    )


def _fits(expression: Manifest, labels: dict[str, str]) -> bool:
    value = labels.get(expression["key"])
    match expression["operator"]:
        case "In":
            return value in expression["values"]
        case "NotIn":
            return value not in expression["values"]
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case other:
            raise AssertionError(f"no such operator: {other}")
