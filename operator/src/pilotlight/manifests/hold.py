"""What operator and activator agree on about held requests: the permanent EndpointSlice.

Each endpoint that holds requests has a slice `<endpoint>-activator` in its Service. Its endpoints
are the activator's pods with `ready: false, serving: true, terminating: true`: kube-proxy sends
connections to such endpoints exactly when no other is ready, so that holding needs no living
operator. Its port is the endpoint's own on every activator pod, so that neither `Host` nor a
model's name decides where a request goes, and its annotations carry the bounds.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pilotlight.api.duration import parse, render
from pilotlight.api.wake import MAX_UID
from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.marks import PREFIX

MAX_PENDING = f"{PREFIX}hold-max-pending"
MAX_WAIT = f"{PREFIX}hold-max-wait"
COLD_START = f"{PREFIX}hold-cold-start"
API_KEYS = f"{PREFIX}hold-api-keys"

SERVICE_NAME_LABEL = "kubernetes.io/service-name"
MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by"
MANAGED_BY = "pilotlight.dev"
# Set by the EndpointSlice controller on the slices of a Service with a selector.
MANAGED_BY_KUBERNETES = "endpointslice-controller.k8s.io"

PORT_NAME = "http"
# Below the ports that Linux gives to outgoing connections (32768 and up), and no well-known ones.
FIRST_PORT = 20_000
PORTS = 10_000
PORT_RANGE = range(FIRST_PORT, FIRST_PORT + PORTS)

WAKE_PATH = "/wake"
IPV4, IPV6 = "IPv4", "IPv6"
"""Values of an EndpointSlice's `addressType`."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Hold:
    """Bounds of what is held for one endpoint. The defaults are those of `spec.scaling.hold`.

    max_pending: requests that wait on each activator pod. max_wait: how long each, from when a
    replica has been asked for. cold_start: how long a replica took to become ready when the
    operator last saw it; None when it never did. api_keys: SHA-256 of the keys that may wake the
    endpoint, lower-case hex; empty: everybody may.
    """

    max_pending: int = 100
    max_wait: timedelta = timedelta(minutes=5)
    cold_start: timedelta | None = None
    api_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a permanent slice says: an endpoint holds requests, on a port of its own.

    key: its namespace and name. since: the slice's creationTimestamp.
    """

    key: tuple[str, str]
    uid: str
    port: int
    hold: Hold
    since: str

    @property
    def rank(self) -> tuple[str, str]:
        """Of two claims to a port the lowest has it: the older."""
        return self.since, self.uid


@dataclass(frozen=True, slots=True)
class ActivatorPod:
    """One address of an activator pod."""

    name: str
    namespace: str
    uid: str
    address: str
    node: str

    @property
    def family(self) -> str:
        """That of the address."""
        return IPV6 if ":" in self.address else IPV4


def activator_slice_name(endpoint: str, address_type: str = IPV4) -> str:
    """Of one address family."""
    return f"{endpoint}-activator" + ("" if address_type == IPV4 else f"-{address_type.lower()}")


def activator_slice(
    endpoint: Endpoint,
    hold: Hold,
    port: int,
    pods: Sequence[ActivatorPod],
    address_type: str = IPV4,
) -> Manifest:
    """The permanent slice. With no pods it still reserves the port."""
    body = metadata(
        endpoint, activator_slice_name(endpoint.name, address_type), annotations=annotations(hold)
    )
    body["labels"] |= {
        SERVICE_NAME_LABEL: names.service(endpoint.name),
        MANAGED_BY_LABEL: MANAGED_BY,
    }
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": body,
        "addressType": address_type,
        "endpoints": [_backend(pod) for pod in sorted(pods, key=lambda pod: pod.name)],
        "ports": [{"name": PORT_NAME, "port": port, "protocol": "TCP", "appProtocol": "http"}],
    }


def _backend(pod: ActivatorPod) -> Manifest:
    return {
        "addresses": [pod.address],
        "conditions": {"ready": False, "serving": True, "terminating": True},
        "nodeName": pod.node,
        "targetRef": {
            "kind": "Pod",
            "name": pod.name,
            "namespace": pod.namespace,
            "uid": pod.uid,
        },
    }


def annotations(hold: Hold) -> dict[str, str]:
    """The bounds, as they are written on the slice."""
    written = {MAX_PENDING: str(hold.max_pending), MAX_WAIT: render(hold.max_wait)}
    if hold.cold_start is not None:
        written[COLD_START] = render(hold.cold_start)
    if hold.api_keys:
        written[API_KEYS] = ",".join(sorted(hold.api_keys))
    return written


def read_hold(written: Mapping[str, str]) -> Hold | None:
    """Read back; None where a bound or a key is missing or cannot be read.

    Strict, unlike other annotations: an endpoint that is said to have keys must not be woken by
    everybody because a hand that edited them slipped.
    """
    try:
        pending = int(written[MAX_PENDING])
        wait = parse(written[MAX_WAIT])
        cold = parse(written[COLD_START]) if COLD_START in written else None
    except (KeyError, ValueError):
        return None
    keys = frozenset(written[API_KEYS].split(",")) if API_KEYS in written else frozenset()
    if pending < 1 or not wait or not all(_SHA256.fullmatch(key) for key in keys):
        return None
    return Hold(pending, wait, cold, keys)


def read_claim(slice_: Manifest) -> Claim | None:
    """Read a permanent slice back; None where anything of it cannot be honoured."""
    about = slice_["metadata"]
    labels = about.get("labels") or {}
    endpoint = labels.get(names.ENDPOINT_LABEL, "")
    owners = [it for it in about.get("ownerReferences") or () if it.get("controller")]
    uid = str(owners[0].get("uid") or "") if owners else ""
    hold, port = read_hold(about.get("annotations") or {}), read_port(slice_)
    if labels.get(SERVICE_NAME_LABEL) != names.service(endpoint):
        return None
    # The API server takes any port, and any text for a uid.
    if hold is None or port is None or port not in PORT_RANGE or not 0 < len(uid) <= MAX_UID:
        return None
    key = (about["namespace"], endpoint)
    return Claim(key, uid, port, hold, str(about.get("creationTimestamp") or ""))


def read_port(slice_: Manifest) -> int | None:
    """The number of the port that requests go to."""
    for port in slice_.get("ports") or ():
        if port.get("name") == PORT_NAME and isinstance(port.get("port"), int):
            return int(port["port"])
    return None


def ready_backends(slice_: Manifest) -> Iterator[Mapping[str, Any]]:
    """Entries of any slice that are ready."""
    for entry in slice_.get("endpoints") or ():
        # By the API's own words, a condition that is not set is to be read as true.
        if (entry.get("conditions") or {}).get("ready") is not False:
            yield entry


def choose_port(
    uid: str, taken: Collection[int], first: int = FIRST_PORT, ports: int = PORTS
) -> int | None:
    """A free port for the endpoint with this uid; None when all are taken.

    Deterministic: two operators that see the same slices choose the same. A uid's hexadecimal
    digits are random enough to spread endpoints, so the next free one is near.
    """
    start = int(re.sub("[^0-9a-f]", "", uid) or "0", 16) % ports
    for step in range(ports):
        if (port := first + (start + step) % ports) not in taken:
            return port
    return None
