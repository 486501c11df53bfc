"""Builders of what the scaler knows of an endpoint."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from pilotlight.api.scaling import ScalingSpec
from pilotlight.api.status import EndpointStatus
from pilotlight.core.observed import (
    DeploymentView,
    EndpointView,
    Observed,
    PodView,
    RevisionRecord,
    ServiceView,
)
from pilotlight.core.scaling.samples import Fleet
from pilotlight.load.workload import Workload
from tests.builders import PLATFORM, a_parsed_spec

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
REVISION = "chat-0123456789"
TEMPLATE = {"template": {"spec": {"containers": [{"name": "worker", "image": "worker:1"}]}}}


def a_workload(
    *pods: str,
    name: str = "chat",
    namespace: str = "demo",
    revisions: tuple[str, ...] = (),
    ready: frozenset[str] | None = None,
    since: datetime | None = None,
    **scaling: Any,
) -> Workload:
    """All of its pods are ready but where `ready` says which; `scaling` as in the spec."""
    there = frozenset(pods) if ready is None else ready
    return Workload(
        uid=f"uid-{namespace}-{name}",
        generation=1,
        namespace=namespace,
        scaling=ScalingSpec.model_validate({"maxReplicas": 8, **scaling}),
        platform=PLATFORM,
        paused=False,
        revisions=revisions or (f"{name}-0123456789",),
        pods=frozenset(pods),
        fleet=Fleet(desired=max(1, len(pods)), ready=there, starting=len(pods) - len(there)),
        slots=64,
        since=since,
    )


def a_pod(name: str, **changes: Any) -> PodView:
    """Ready, of the only revision."""
    made = {"created_at": NOON, "ready": True, "phase": "Running", **changes}
    revision, role = made.pop("revision", REVISION), made.pop("role", "serving")
    return PodView(name, f"uid-{name}", revision, role, **made)


def an_observed(
    *pods: PodView,
    routed: Collection[str] | None = None,
    asked: int = 2,
    name: str = "chat",
    uid: str = "uid",
    service: ServiceView | None = ServiceView(REVISION, REVISION),  # noqa: B008
    deployments: tuple[DeploymentView, ...] = (),
    refused: str = "",
    engine: dict[str, Any] | None = None,
    **spec: Any,
) -> Observed:
    """An endpoint that is autoscaled; its Ready pods get the traffic but where `routed` says."""
    parsed = a_parsed_spec(**({"replicas": None, "scaling": {"maxReplicas": 8}, **spec}))
    made = deployments or (DeploymentView(REVISION, asked, replica_failure=refused),)
    pod_spec = {"runtime": {"engine": engine or {}}}
    return Observed(
        EndpointView(name, "demo", uid, 3, parsed, EndpointStatus()),
        PLATFORM,
        records=tuple(RevisionRecord(it.name, 1, pod_spec, TEMPLATE, NOON) for it in made),
        deployments={it.name: it for it in made},
        service=service,
        pods=pods,
        routed=frozenset(it.name for it in pods if it.ready)
        if routed is None
        else frozenset(routed),
    )
