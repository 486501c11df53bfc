"""What becomes of requests while no replica is ready: the slices that lead them to the activator.

| | the slices |
| --- | --- |
| holding is on, and there is an activator in the installation | are as they should be |
| … but its pods, or the slices, could not be observed | stay as they are |
| holding is off, and the last replicas have just been asked for | stay until one is ready |
| else | go |
"""

from collections.abc import Iterator
from datetime import timedelta

from pilotlight.api.reasons import ConditionType
from pilotlight.api.scaling import HoldSpec, ScalingMode
from pilotlight.api.status import ConditionStatus
from pilotlight.core.access import access_of, wakers
from pilotlight.core.coldstart import last_cold_start
from pilotlight.core.observed import EndpointView, InvalidSpec, Observed
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import IPV4, IPV6, Hold, activator_slice, activator_slice_name
from pilotlight.manifests.manifest import Manifest

KIND = "EndpointSlice"
NEWS = 0.1
"""Part by which a cold start must differ from what is written: each change is a write."""


def holding(observed: Observed) -> HoldSpec | None:
    """How requests are to be held; None where they are not, or cannot be."""
    spec = observed.endpoint.spec
    if isinstance(spec, InvalidSpec) or spec.scaling is None or not observed.platform.activator:
        return None
    return spec.scaling.holds


def holds(observed: Observed) -> bool:
    """Whether a request would be held now if no replica were ready."""
    slices = {activator_slice_name(observed.endpoint.name, family) for family in (IPV4, IPV6)}
    there = any(kind == KIND and name in slices for kind, name in observed.children)
    return bool(observed.activators) and there and holding(observed) is not None


def slices(observed: Observed, active: str) -> Iterator[Manifest]:
    """One of each address family that there is; that of IPv4 reserves the port in any case.

    Args:
        active: the revision that has the traffic.
    """
    rules, port, pods = holding(observed), observed.hold_port, observed.activators
    if rules is None or port is None or pods is None or KIND in observed.unseen:
        return
    view = observed.endpoint
    endpoint = Endpoint(view.name, view.namespace, view.uid)
    keys = wakers(access_of(observed))
    hold = Hold(rules.max_pending, rules.max_wait, _cold_start(observed, active), keys)
    for family in (IPV4, IPV6):
        those = [pod for pod in pods if pod.family == family]
        name = activator_slice_name(view.name, family)
        # One that is empty for a moment is not worth two writes.
        if those or family == IPV4 or (KIND, name) in observed.children:
            yield activator_slice(endpoint, hold, port, those, family)


def is_over(observed: Observed, number: int) -> bool:
    """Whether the slices have done their work.

    Args:
        number: serving replicas that shall be. While the first of them starts, those who wait for
            it are not sent away.
    """
    starts = number > 0 and not observed.routed and observed.platform.activator
    return holding(observed) is None and not starts


def _cold_start(observed: Observed, active: str) -> timedelta | None:
    told, found = observed.hold_cold_start, last_cold_start(observed, active)
    if found is None:
        return told
    if told is not None and abs(found - told) <= NEWS * told:
        return told
    return timedelta(seconds=max(1, round(found.total_seconds())))


def obstacle(view: EndpointView) -> str:
    """What keeps an endpoint from having a replica, for the clients that wait; "" for nothing."""
    spec = view.spec
    if isinstance(spec, InvalidSpec):
        return f"the endpoint's spec cannot be read: {spec.problem}"
    if spec.paused:
        return "the endpoint is paused"
    if spec.scaling is not None and spec.scaling.mode is ScalingMode.OBSERVE:
        return "the endpoint is not scaled: scaling.mode is Observe"
    for condition in view.status.conditions:
        if condition.type == ConditionType.AVAILABLE and condition.status is ConditionStatus.FALSE:
            return condition.message
    return ""
