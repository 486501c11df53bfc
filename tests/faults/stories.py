"""What people do to an endpoint, and the state that has to come of it whatever goes wrong.

A story is told in an empty namespace: `prepare(kube, story, limit)` on an operator without faults,
`story.act(kube)`, `settle(kube, story, limit)`.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from pilotlight.cluster.resources import (
    CONFIG_MAPS,
    DEPLOYMENTS,
    DISRUPTION_BUDGETS,
    ENDPOINTS,
    PODS,
    SERVICES,
    Resource,
)
from pilotlight.manifests.marks import ACTIVE_SINCE, FAILED, PREVIEW_SINCE, PROVEN_AT, TESTED_AT
from pilotlight.manifests.names import (
    ENDPOINT_LABEL,
    FIELD_MANAGER,
    REVISION_LABEL,
    ROLE_LABEL,
    ROLE_WARM,
    STATUS_FIELD_MANAGER,
    gate,
    labels,
    serving_selector,
)
from tests.cluster.running.kube import Kube, Object
from tests.faults.kubelet import Kubelet
from tests.faults.surroundings import ANSWER, surroundings
from tests.faults.witness import Witness, entries

__all__ = [
    "BAKED",
    "STORIES",
    "Kubelet",
    "Story",
    "Witness",
    "differences",
    "end_state",
    "prepare",
    "settle",
]

REPLICA_SETS = Resource("apps", "v1", "replicasets", "ReplicaSet")
TIMES = (ACTIVE_SINCE, PREVIEW_SINCE, PROVEN_AT, TESTED_AT)
PACE, SLOW_PACE = 0.1, 0.4  # seconds between two looks
# How many requests a gate has seen is a matter of when it was asked.
COUNTED = re.compile(r"\(\d+ requests\)")
BAKE = 10  # seconds, the shortest that there is
NAME = "chat"
BEFORE, AFTER = "file:///models/tiny-a", "file:///models/tiny-b"
KINDS = {
    "ConfigMap": 1,
    "Deployment": 1,
    "NetworkPolicy": 1,
    "PodDisruptionBudget": 1,
    "Service": 1,
    "ServiceAccount": 1,
}
SERVING = {
    "Ready": ("True", "Serving"),
    "Progressing": ("False", "RolloutComplete"),
    "Reconciling": ("False", "Converged"),
    "Stalled": ("False", "NotStalled"),
}
ROLLED_BACK = {
    **SERVING,
    "Progressing": ("False", "GateFailed"),
    "Stalled": ("True", "GateFailed"),
}


def _alone(_: Kube) -> AbstractContextManager[Mapping[str, Any]]:
    return nullcontext({})


@dataclass(frozen=True)
class Story:
    """One thing that happens to an endpoint, and how one sees that it is over.

    what: a sentence.
    prepare: what a person did before; see the function `prepare`, which also waits.
    act: what the person or somebody else does now.
    unsettled: None when the end state is reached, else one sentence that says what is missing.
    warm: size of the pool that it has before.
    around: what an operator reaches beside the API server, as its settings.
    lasts: seconds that it takes at least, because time has to pass.
    pace: seconds between two looks at it. Many that last are told at once, and looks are most of
    what they cost.
    """

    name: str
    what: str
    prepare: Callable[[Kube], None]
    act: Callable[[Kube], None]
    unsettled: Callable[[Kube], str | None]
    warm: int = 0
    around: Callable[[Kube], AbstractContextManager[Mapping[str, Any]]] = _alone
    lasts: float = 0.0
    pace: float = PACE


def settle(kube: Kube, story: Story, limit: float) -> float:
    """Wait until the story has reached its end; how long that took, seconds.

    Raises:
        AssertionError: with what is missing when it did not come within `limit` seconds.
    """
    return until(lambda: story.unsettled(kube), f"story {story.name}", limit, story.pace)


def prepare(kube: Kube, story: Story, limit: float) -> None:
    """Do what comes before the story, and wait until it is all in place."""
    story.prepare(kube)
    if story.prepare is not _nothing:
        until(
            lambda: unserved(kube, warm=story.warm), f"before story {story.name}", limit, story.pace
        )


def until(missing: Callable[[], str | None], what: str, limit: float, pace: float = PACE) -> float:
    """Wait until nothing is missing any more; how long that took, seconds."""
    started = time.monotonic()
    while True:
        sentence = missing()
        taken = time.monotonic() - started
        if sentence is None:
            return taken
        assert taken < limit, f"{what}: not settled within {limit:g} s: {sentence}"
        time.sleep(pace)


def unserved(
    kube: Kube,
    *,
    model: str = BEFORE,
    replicas: int = 2,
    records: int = 1,
    warm: int = 0,
    verdicts: Mapping[str, tuple[str, str]] = SERVING,
) -> str | None:
    """What an endpoint lacks to serve this and nothing else, with everything in its place.

    warm: beside `replicas`, the size of its pool.
    """
    endpoint = kube.get(ENDPOINTS, NAME)
    if endpoint is None:
        return "there is no endpoint"
    active = endpoint.get("status", {}).get("activeRevision")
    # The status is mostly what is missing, and costs one request.
    return (
        _first(_status(endpoint, model, replicas, warm, verdicts))
        or _first(_children(kube.children(NAME), active or "", replicas, warm, records))
        or _first(_pods(kube, active or "", replicas, warm))
    )


def _first(sentences: Iterator[str | None]) -> str | None:
    return next((it for it in sentences if it is not None), None)


def _status(
    endpoint: Object, model: str, replicas: int, warm: int, verdicts: Mapping[str, tuple[str, str]]
) -> Iterator[str | None]:
    status = endpoint.get("status", {})
    conditions = {it["type"]: (it["status"], it["reason"]) for it in status.get("conditions", [])}
    yield _unlike(
        "generation", status.get("observedGeneration"), endpoint["metadata"]["generation"]
    )
    for kind, verdict in verdicts.items():
        yield _unlike(kind, conditions.get(kind), verdict)
    yield _unlike("replicas", status.get("replicas"), replicas)
    yield _unlike("ready replicas", status.get("readyReplicas"), replicas)
    revisions = [(it["model"], it["replicas"]) for it in status.get("revisions", [])]
    yield _unlike("revisions", revisions, [(model, replicas + warm)])
    yield _unlike("warm replicas", status.get("warmReplicas", 0), warm)
    words = f"serving {replicas}/{replicas} on {status.get('activeRevision')}"
    message, _, more = status.get("message", "").partition("; ")
    yield _unlike("message", message, words)
    yield _unlike(
        "whether the message says more", bool(more), bool(warm) or verdicts is ROLLED_BACK
    )


def _children(
    children: dict[tuple[str, str], Object], active: str, replicas: int, warm: int, records: int
) -> Iterator[str | None]:
    found = Counter(kind for kind, _ in children)
    yield _unlike("children", dict(found), {**KINDS, "ControllerRevision": records})
    deployment = children.get(("Deployment", active), {}).get("spec", {})
    yield _unlike("Deployment replicas", deployment.get("replicas"), replicas + warm)
    selector = children.get(("Service", NAME), {}).get("spec", {}).get("selector")
    yield _unlike("Service selector", selector, serving_selector(NAME, active))
    budget = children.get(("PodDisruptionBudget", active), {}).get("spec", {})
    yield _unlike("minAvailable", budget.get("minAvailable"), replicas - 1)
    for (kind, name), child in children.items():
        missing = labels(NAME).items() - child["metadata"]["labels"].items()
        yield f"{kind} {name} lacks the labels {sorted(missing)}" if missing else None


def _pods(kube: Kube, active: str, replicas: int, warm: int) -> Iterator[str | None]:
    """Pods, those on their way out among them, and those that are still to be made or to go."""
    found = [it["metadata"]["labels"] for it in kube.all(PODS)]
    revisions = [it.get(REVISION_LABEL) for it in found]
    yield _unlike("revisions of pods", revisions, [active] * (replicas + warm))
    yield _unlike("warm pods", sum(it.get(ROLE_LABEL) == ROLE_WARM for it in found), warm)
    for it in kube.all(REPLICA_SETS):
        seen = it["status"].get("observedGeneration"), it["status"]["replicas"]
        asked = it["metadata"]["generation"], it["spec"]["replicas"]
        yield _unlike(f"ReplicaSet {it['metadata']['name']}", seen, asked)


def _unlike(what: str, found: Any, wanted: Any) -> str | None:
    return None if found == wanted else f"{what} {found!r}, not {wanted!r}"


def _served(kube: Kube) -> None:
    """A served endpoint of two replicas is what most stories begin with."""
    kube.an_endpoint(NAME)


def _pooled(kube: Kube) -> None:
    """The same, with a warm pool of one."""
    kube.an_endpoint(NAME, warmPool={"size": 1})


def _guarded(kube: Kube) -> None:
    """The same, and a change of it is tested, and watched for as short as may be."""
    gate = {"metric": "ErrorRate", "maxPercent": 1}
    rollout = {
        "smokeTest": {"expect": ANSWER, "timeout": "10s", "attempts": 2},
        "analysis": {"bake": f"{BAKE}s", "minRequests": 10, "gates": [gate]},
        "previousRevision": {"keepFor": "0s"},
    }
    kube.an_endpoint(NAME, rollout=rollout)


def _other_model(kube: Kube) -> None:
    kube.edit(NAME, model={"uri": AFTER})


def _not_rolled_back(kube: Kube) -> str | None:
    """What is missing until the replaced revision serves, and the other one is quarantined."""
    if (missing := unserved(kube, records=2, verdicts=ROLLED_BACK)) is not None:
        return missing
    status = kube.status(NAME)
    rollout = status["rollout"]
    quarantined = [
        name
        for (kind, name), it in kube.children(NAME).items()
        if kind == "ControllerRevision" and FAILED in it["metadata"].get("annotations", {})
    ]
    return (
        _unlike("phase", rollout["phase"], "Failed")
        or _unlike("quarantined", quarantined, [rollout["revision"]])
        or _unlike("active and quarantined", status["activeRevision"] in quarantined, False)
    )


def _nothing(kube: Kube) -> None:
    pass


def _drift(kube: Kube) -> None:
    """One child scaled, one misdirected, one hidden from us, one gone."""
    deployment = kube.deployment(NAME)["metadata"]["name"]
    kube.patch(DEPLOYMENTS, deployment, {"spec": {"replicas": 4}})
    kube.patch(SERVICES, NAME, {"spec": {"selector": {ROLE_LABEL: "nobody"}}})
    kube.patch(CONFIG_MAPS, gate(NAME), {"metadata": {"labels": {ENDPOINT_LABEL: None}}})
    kube.delete(DISRUPTION_BUDGETS, deployment)


def _left(kube: Kube) -> str | None:
    """What is still there of an endpoint that was deleted."""
    if kube.get(ENDPOINTS, NAME) is not None:
        return "the endpoint is still there"
    left = [*kube.children(NAME), *(("Pod", it["metadata"]["name"]) for it in kube.pods())]
    return f"{left} still there" if left else None


CREATE = Story(
    "create",
    "A person creates an endpoint of two replicas.",
    _nothing,
    _served,
    unserved,
)
CHANGE = Story(
    "change",
    "A person changes the model of an endpoint that serves: a new revision takes over.",
    _served,
    _other_model,
    lambda kube: unserved(kube, model=AFTER, records=2),
)
SCALE = Story(
    "scale",
    "A person asks for three replicas instead of two.",
    _served,
    lambda kube: void(kube.edit(NAME, replicas=3)),
    lambda kube: unserved(kube, replicas=3),
)
DRIFT = Story(
    "drift",
    "Somebody scales the Deployment, edits the Service's selector, takes the label of the"
    " ConfigMap away and deletes the disruption budget.",
    _served,
    _drift,
    unserved,
)
DELETE = Story(
    "delete",
    "A person deletes an endpoint that serves; garbage collection takes the rest.",
    _served,
    lambda kube: kube.delete(ENDPOINTS, NAME),
    _left,
)
STORIES: tuple[Story, ...] = (CREATE, CHANGE, SCALE, DRIFT, DELETE)
PROMOTE = Story(
    "promote",
    "A person asks for three replicas instead of two, and one is warm.",
    _pooled,
    lambda kube: void(kube.edit(NAME, replicas=3)),
    lambda kube: unserved(kube, replicas=3, warm=1),
    warm=1,
)
ROLLOUT = Story(
    "rollout",
    "A person changes the model of an endpoint that serves: the new revision is tested, gets the"
    " traffic, is watched and keeps it.",
    _guarded,
    _other_model,
    lambda kube: unserved(kube, model=AFTER, records=2),
    around=surroundings,
    lasts=BAKE,
    pace=SLOW_PACE,
)
ROLLBACK = Story(
    "rollback",
    "The same, but the new revision answers with errors: the one before gets the traffic back.",
    _guarded,
    _other_model,
    _not_rolled_back,
    around=partial(surroundings, broken=AFTER),
    lasts=BAKE,
    pace=SLOW_PACE,
)
# They last, so they are told to operators that are killed, and not under each fault.
BAKED: tuple[Story, ...] = (ROLLOUT, ROLLBACK)


def void(_: object) -> None:
    """For a lambda whose call has an answer that nobody needs."""


def end_state(kube: Kube) -> Object:
    """Everything in the namespace that the operator answers for, in words that any two runs of a
    story share: no uids, versions, times, addresses, names that were drawn, or namespace."""
    endpoint = kube.get(ENDPOINTS, NAME)
    children = kube.children(NAME)
    state = {
        "endpoint": _user_object(endpoint) if endpoint is not None else None,
        "children": {f"{kind} {name}": _child(it) for (kind, name), it in children.items()},
        "pods": dict(Counter(_pod(it) for it in kube.pods())),
    }
    text = re.sub(rf"\b{re.escape(kube.namespace)}\b", "NAMESPACE", json.dumps(state))
    text = COUNTED.sub("(some requests)", text)
    if endpoint is not None:
        text = text.replace(endpoint["metadata"]["uid"], "UID")
    normal: Object = json.loads(text)
    return normal


def _user_object(endpoint: Object) -> Object:
    metadata, status = endpoint["metadata"], dict(endpoint.get("status", {}))
    status["conditions"] = [
        {key: part for key, part in it.items() if key != "lastTransitionTime"}
        for it in status.get("conditions", [])
    ]
    status["revisions"] = [
        {key: part for key, part in it.items() if key not in ("createdAt", "coldStart")}
        for it in status.get("revisions", [])
    ]
    if pool := status.get("warmPool"):
        # Only who has begun a promotion knows how long it took.
        status["warmPool"] = {key: part for key, part in pool.items() if key != "lastPromotion"}
    status["rollout"] = {
        key: part for key, part in status.get("rollout", {}).items() if key != "since"
    }
    return {
        "spec": endpoint["spec"],
        "status": status,
        "metadata": {
            key: metadata.get(key)
            for key in ("labels", "annotations", "finalizers", "ownerReferences", "generation")
        },
        "ours": [
            (it["manager"], it["operation"], it.get("subresource"))
            for it in entries(endpoint, FIELD_MANAGER, STATUS_FIELD_MANAGER)
        ],
    }


def _child(child: Object) -> Object:
    """One child without what controllers and the API server write into it."""
    metadata, spec = child["metadata"], child.get("spec", {})
    allotted = ("clusterIP", "clusterIPs")
    annotations = metadata.get("annotations", {}).items()
    return {
        "labels": metadata.get("labels"),
        "annotations": {
            key: _timeless(it) if key == FAILED else it if key not in TIMES else "a time"
            for key, it in annotations
            if "kubernetes.io/" not in key
        },
        "owners": metadata.get("ownerReferences"),
        "spec": {key: part for key, part in spec.items() if key not in allotted},
        "data": child.get("data"),
        "ours": entries(child, FIELD_MANAGER),
    }


def _timeless(failure: str) -> Object:
    """Why a revision has failed, but not when."""
    told: Object = json.loads(failure)
    return {key: it if key != "at" else "a time" for key, it in told.items()}


def _pod(pod: Object) -> str:
    ready = [it["status"] for it in pod["status"].get("conditions", []) if it["type"] == "Ready"]
    role = {key: pod["metadata"]["labels"].get(key) for key in (REVISION_LABEL, ROLE_LABEL)}
    return f"{role} ready={ready}"


def differences(wanted: Any, found: Any, path: str = "") -> list[str]:
    """Where two end states differ: `path: wanted ≠ found`."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [
            line
            for key in sorted(wanted.keys() | found.keys())
            for line in differences(wanted.get(key), found.get(key), f"{path}/{key}")
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        return [
            line
            for index, (left, right) in enumerate(zip(wanted, found, strict=True))
            for line in differences(left, right, f"{path}/{index}")
        ]
    return [] if wanted == found else [f"{path}: {wanted!r} ≠ {found!r}"]
