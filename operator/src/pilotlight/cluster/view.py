"""The store → `Observed`: the world of one endpoint, in the words of the core."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pydantic import ValidationError

from pilotlight.api.status import EndpointStatus
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.cluster.claims import Promises, claims_of_others
from pilotlight.cluster.projection import DERIVED_KINDS, Stored, StoredEndpoint, StoredRevision
from pilotlight.cluster.store import Key, Store
from pilotlight.core import hold
from pilotlight.core.capacity import Capacity, CapacityReport
from pilotlight.core.observed import (
    Child,
    DeploymentView,
    EndpointView,
    InvalidSpec,
    Observed,
    PodView,
    ServiceView,
    SliceView,
    WorkerReport,
    WriteProblem,
)
from pilotlight.core.orders import OrderReport
from pilotlight.core.scaling.report import ScalingReport
from pilotlight.core.scaling.wake import Wake
from pilotlight.core.smoke import SmokeReport
from pilotlight.core.traffic import TrafficReport
from pilotlight.manifests import names
from pilotlight.manifests.hold import IPV4, IPV6, ActivatorPod, activator_slice_name
from pilotlight.manifests.platform import Platform


@dataclass(frozen=True, slots=True)
class Extras:
    """What is known beside the watched objects; what is of workers, by pod uid."""

    platform: Platform
    problems: tuple[WriteProblem, ...] = ()
    unseen: frozenset[str] = frozenset()
    reports: Mapping[str, WorkerReport] | None = None
    mute: Collection[str] = ()
    mount_problems: Mapping[str, str] | None = None
    smoke: SmokeReport | None = None
    traffic: TrafficReport | None = None
    capacity: CapacityReport | None = None
    scaling: ScalingReport | None = None
    wake: Wake | None = None
    orders: Mapping[str, OrderReport] = field(default_factory=dict)
    activators: tuple[ActivatorPod, ...] | None = None
    promises: Promises = field(default_factory=dict)
    lacking: Mapping[str, str] = field(default_factory=dict)


def observe(store: Store, key: Key, extras: Extras) -> Observed | None:
    """Everything known about one endpoint; None when it does not exist (any more)."""
    stored = store.endpoint(key)
    if stored is None:
        return None
    ours = {
        place: child for place, child in store.children(key).items() if _is_child(stored, child)
    }
    # An object of someone else is a conflict, not a part of the endpoint's state.
    controlled = [child.detail for child in ours.values() if child.owner_uid == stored.uid]
    service = ours.get(("Service", names.service(stored.name)))
    return Observed(
        endpoint=endpoint_view(stored),
        platform=extras.platform,
        children={place: _child(stored, child) for place, child in ours.items()},
        records=tuple(item.record() for item in controlled if isinstance(item, StoredRevision)),
        deployments={item.name: item for item in controlled if isinstance(item, DeploymentView)},
        service=_service(stored, service),
        pods=_pods(store, key, extras),
        routed=_routed(store, key),
        problems=extras.problems,
        smoke=extras.smoke,
        traffic=extras.traffic,
        capacity=_capacity(store, key, extras),
        scaling=extras.scaling,
        lacking=extras.lacking,
        wake=extras.wake,
        orders=extras.orders,
        activators=extras.activators,
        hold_port=store.ports.of(key, stored.uid) if extras.platform.activator else None,
        hold_cold_start=_hold_cold_start(stored, ours),
        unseen=extras.unseen,
    )


def _hold_cold_start(
    endpoint: StoredEndpoint, ours: Mapping[tuple[str, str], Stored]
) -> timedelta | None:
    """As the slice of ours tells it."""
    found = ours.get((hold.KIND, activator_slice_name(endpoint.name)))
    detail = found.detail if found is not None else None
    told = detail.claim if isinstance(detail, SliceView) else None
    return told.hold.cold_start if told is not None else None


def _capacity(store: Store, key: Key, extras: Extras) -> Capacity | None:
    report = extras.capacity
    if report is None:
        return None
    return Capacity(report, claims_of_others(store, key, report, extras.promises))


def _service(endpoint: StoredEndpoint, found: Stored | None) -> ServiceView | None:
    if found is None or found.owner_uid != endpoint.uid:
        return None
    return found.detail if isinstance(found.detail, ServiceView) else None


def endpoint_view(stored: StoredEndpoint) -> EndpointView:
    """The user's object with its spec parsed."""
    return EndpointView(
        name=stored.name,
        namespace=stored.namespace,
        uid=stored.uid,
        generation=stored.generation,
        spec=_spec(stored.spec),
        status=_status(stored.status),
        deleting=stored.deleting,
    )


def _spec(text: bytes) -> EndpointSpec | InvalidSpec:
    try:
        return EndpointSpec.model_validate_json(text)
    except ValidationError as error:
        problems = [
            f"{'.'.join(['spec', *map(str, item['loc'])])}: {_sentence(item['msg'])}"
            for item in error.errors(include_url=False, include_input=False)
        ]
        more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
        return InvalidSpec("; ".join(problems[:3]) + more)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").removesuffix(".")


def _status(text: bytes) -> EndpointStatus:
    """A status that does not parse is none at all: it is a view and gets written anew."""
    try:
        return EndpointStatus.model_validate_json(text)
    except ValidationError:
        return EndpointStatus()


def _is_child(endpoint: StoredEndpoint, child: Stored) -> bool:
    """Ours, or in the way of ours. A stranger that merely copied our label is neither."""
    if child.kind in DERIVED_KINDS:
        return child.kind == hold.KIND and child.name in _slices(endpoint.name)
    if child.owner_uid == endpoint.uid:
        return True
    fixed = (endpoint.name, names.gate(endpoint.name), names.preview_service(endpoint.name))
    pattern = rf"{re.escape(endpoint.name)}-[0-9a-f]{{{names.HASH_LENGTH}}}"
    return child.name in fixed or re.fullmatch(pattern, child.name) is not None


def _slices(endpoint: str) -> tuple[str, str]:
    return activator_slice_name(endpoint, IPV4), activator_slice_name(endpoint, IPV6)


def _child(endpoint: StoredEndpoint, stored: Stored) -> Child:
    controlled = stored.owner_uid == endpoint.uid
    return Child(
        kind=stored.kind,
        name=stored.name,
        uid=stored.uid,
        digest=stored.digest,
        controlled=controlled,
        owner="" if controlled else stored.owner,
    )


def _routed(store: Store, key: Key) -> frozenset[str]:
    """Pods in the slices of the active Service."""
    details = (child.detail for child in store.children(key).values())
    slices = (detail for detail in details if isinstance(detail, SliceView))
    service = names.service(key[1])
    return frozenset(pod for it in slices if it.service == service for pod in it.ready_pods)


def _pods(store: Store, key: Key, extras: Extras) -> tuple[PodView, ...]:
    reports, problems = extras.reports or {}, extras.mount_problems or {}
    pods = (child.detail for child in store.children(key).values())
    views = [
        replace(
            pod,
            worker=reports.get(pod.uid),
            mute=pod.uid in extras.mute,
            mount_problem=problems.get(pod.uid, ""),
        )
        for pod in pods
        if isinstance(pod, PodView)
    ]
    return tuple(sorted(views, key=lambda pod: (pod.created_at, pod.name)))
