"""Endpoints, revisions and objects for the plugin's tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pilotlight.cli.views import Condition, Endpoint, Revision, RevisionRow, Rollout
from pilotlight.manifests.marks import Failure

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
OLD, ACTIVE, NEW = "chat-0000000001", "chat-0000000002", "chat-0000000003"
IMAGE = "registry.example/worker:1"


def asked(letter: str, **runtime: Any) -> dict[str, Any]:
    """The part of a spec that restarts pods, as a person writes it."""
    return {"model": {"uri": f"file:///models/tiny-{letter}"}, "runtime": runtime}


def a_revision(name: str, letter: str, *, failed: str = "", **runtime: Any) -> Revision:
    """A recorded one; its number is the last digit of its name."""
    ago = NOW - timedelta(hours=1)
    return Revision(
        name=name,
        number=int(name[-1]),
        pod_spec=asked(letter, **runtime),
        image=IMAGE,
        created_at=ago,
        failure=Failure(ago, failed, "no luck") if failed else None,
    )


def a_row(name: str, role: str, ready: int = 2, replicas: int = 2) -> RevisionRow:
    """A revision that runs, in the status."""
    model = "file:///models/tiny-a"
    return RevisionRow(name, role, model, IMAGE, replicas, ready, NOW - timedelta(hours=1))


def conditions(**told: tuple[str, str, str]) -> tuple[Condition, ...]:
    """All that an endpoint has when it is well; `Ready=("False", "NoReadyReplicas", "…")`."""
    well = {
        "Accepted": ("True", "SpecAccepted", "the spec can be acted on"),
        "Available": ("True", "ReplicasAvailable", "2 of 2 replicas ready"),
        "Progressing": ("False", "RolloutComplete", f"rolled out {ACTIVE}"),
        "Routed": ("True", "ServiceRouted", f"the Service selects {ACTIVE}"),
        "Ready": ("True", "Serving", "2 of 2 replicas ready"),
        "Reconciling": ("False", "Converged", "nothing is on its way"),
        "Stalled": ("False", "NotStalled", "nothing needs a person"),
    }
    return tuple(Condition(kind, *words) for kind, words in {**well, **told}.items())


def an_endpoint(**changes: Any) -> Endpoint:
    """Two replicas of tiny-b on `ACTIVE`, serving and idle."""
    fields: dict[str, Any] = {
        "name": "chat",
        "namespace": "demo",
        "uid": "uid-of-chat",
        "generation": 7,
        "version": "100",
        "spec": {**asked("b"), "replicas": 2},
        "observed_generation": 7,
        "message": f"serving 2/2 on {ACTIVE}",
        "url": "http://chat.demo.svc.cluster.local/v1",
        "ready": 2,
        "desired": 2,
        "active": ACTIVE,
        "revisions": (a_row(ACTIVE, "Active"),),
        "rollout": Rollout("Idle"),
        "conditions": conditions(),
    }
    return Endpoint(**{**fields, **changes})


def with_preview(phase: str = "Starting", promotion: str = "Automatic", **rollout: Any) -> Endpoint:
    """The same with tiny-c on its way as `NEW`."""
    return an_endpoint(
        spec={**asked("c"), "replicas": 2, "rollout": {"promotion": promotion}},
        preview=NEW,
        revisions=(a_row(NEW, "Preview", ready=1), a_row(ACTIVE, "Active")),
        rollout=Rollout(phase, revision=NEW, **rollout),
    )
