"""The witness sees what is wrong, and blames nobody for what somebody else did."""

from itertools import count
from typing import Any

from tests.cluster.running.kube import Object
from tests.faults.witness import State, judge, writes

OLD, NEW = "chat-old", "chat-new"
SELECTOR = {"pilotlight.dev/endpoint": "chat", "pilotlight.dev/role": "serving"}


def history(*objects: Object) -> list[State]:
    """Objects one after the other; one with `gone` in it was deleted."""
    versions = count(1)
    return [
        State(next(versions), it["kind"], it["metadata"]["name"], it.pop("gone", False), it)
        for it in objects
    ]


def an_object(kind: str, name: str, held: tuple[str, ...] = (), **parts: Any) -> Object:
    """An object of which our manager holds some fields of the spec."""
    fields = {"f:spec": {f"f:{field}": {} for field in held}}
    ours = {"manager": "pilotlight", "operation": "Apply", "fieldsV1": fields}
    metadata = {"name": name, "uid": name, "managedFields": [ours] if held else []}
    return {"kind": kind, **parts, "metadata": metadata | parts.get("metadata", {})}


def endpoint(
    replicas: int = 2, model: str = "a", rollout: Object | None = None, **metadata: Any
) -> Object:
    spec = {"replicas": replicas, "model": model, "rollout": rollout or {}}
    return an_object("InferenceEndpoint", "chat", spec=spec, metadata=metadata)


def service(revision: str, held: bool = True, name: str = "chat", **annotations: str) -> Object:
    selector = {**SELECTOR, "pilotlight.dev/revision": revision}
    return an_object(
        "Service",
        name,
        ("selector",) if held else (),
        spec={"selector": selector},
        metadata={"annotations": _marks(annotations)},
    )


def record(name: str = NEW, **annotations: str) -> Object:
    return an_object("ControllerRevision", name, metadata={"annotations": _marks(annotations)})


def _marks(annotations: dict[str, str]) -> dict[str, str]:
    return {f"pilotlight.dev/{key.replace('_', '-')}": it for key, it in annotations.items()}


def deployment(name: str = OLD, replicas: int = 2, held: bool = True, uid: str = "1") -> Object:
    return an_object(
        "Deployment",
        name,
        ("replicas",) if held else (),
        spec={"replicas": replicas},
        metadata={"uid": uid},
    )


def pod(name: str, revision: str = OLD, ready: bool = True, gone: bool = False) -> Object:
    labels = {**SELECTOR, "pilotlight.dev/revision": revision}
    status = {"conditions": [{"type": "Ready", "status": str(ready)}]}
    return an_object("Pod", name, metadata={"labels": labels}, status=status, gone=gone)


def serving() -> list[Object]:
    return [endpoint(), deployment(), service(OLD), pod("a"), pod("b")]


def sentences(*objects: Object) -> list[str]:
    return [sentence.partition(": ")[2] for sentence in judge(history(*objects))]


def test_an_endpoint_that_starts_serves_and_grows_is_fine() -> None:
    assert sentences(*serving(), endpoint(3), deployment(OLD, 3), pod("c")) == []


def test_fewer_ready_pods_than_the_floor_are_told() -> None:
    three = [endpoint(3), deployment(OLD, 3), pod("c")]
    assert sentences(*serving(), *three, pod("a", gone=True)) == []
    assert sentences(*serving(), *three, pod("a", gone=True), pod("b", ready=False)) == [
        "1 ready pods on chat-old, at least 2 must serve"
    ]


def test_traffic_that_moves_to_a_revision_without_a_ready_pod_is_told() -> None:
    told = ["the Service selects chat-new, which has no ready pod"]
    assert sentences(*serving(), service(NEW)) == told
    assert sentences(*serving(), pod("c", NEW), service(NEW)) == []


def test_traffic_that_moves_to_a_revision_that_was_not_tested_is_told() -> None:
    guarded, ready = endpoint(rollout={"smokeTest": {}}), [pod("c", NEW), pod("d", NEW)]
    moved = [service(NEW), service(OLD)]
    assert sentences(*serving(), *ready, *moved) == []
    assert sentences(*serving(), guarded, *ready, *moved) == [
        "the Service selects chat-new, which was not tested"
    ]
    assert sentences(guarded, deployment(), pod("a"), pod("b"), service(OLD)) == []
    tested = [endpoint(model="b", rollout={"smokeTest": {}}), record(tested_at="x"), record()]
    assert sentences(*serving(), *tested, *ready, *moved) == []


def test_traffic_that_moves_to_a_revision_that_has_failed_is_told() -> None:
    failed = [record(failed="{}"), pod("c", NEW), pod("d", NEW)]
    assert sentences(*serving(), *failed, service(NEW), service(OLD)) == [
        "the Service selects chat-new, which has failed"
    ]


def test_no_more_is_up_than_what_has_the_traffic_what_had_it_and_one_more() -> None:
    first = service(OLD, active_revision=OLD)
    assert sentences(endpoint(), first, deployment(), deployment(NEW)) == []
    assert sentences(endpoint(), first, deployment(), deployment(NEW), deployment("third")) == [
        "['chat-new', 'third'] are up at the same time beside what has or had the traffic"
    ]
    switched = service(NEW, active_revision=NEW, switched_from=OLD)
    three = [deployment(), deployment(NEW), deployment("third")]
    assert sentences(endpoint(), switched, *three) == []
    drained = [deployment(), deployment(NEW, 0), deployment("third")]
    assert sentences(endpoint(), first, *drained) == []


def test_what_the_preview_service_selects_has_no_traffic() -> None:
    preview = service(NEW, name="chat-preview")
    both_fail = [pod("a", ready=False), pod("b", ready=False)]
    assert sentences(preview, *serving(), *both_fail) == [
        "the Service selects chat-old, which has no ready pod"
    ]


def test_what_somebody_else_directs_or_scales_is_not_ours() -> None:
    assert sentences(*serving(), service(NEW, held=False)) == []
    scaled = deployment(OLD, 0, held=False)
    assert sentences(*serving(), scaled, pod("a", gone=True), pod("b", gone=True)) == []


def test_pods_that_go_with_their_endpoint_are_fine() -> None:
    gone = {**endpoint(), "gone": True}
    assert sentences(*serving(), gone, pod("a", gone=True), pod("b", gone=True)) == []


def test_the_deployment_that_serves_is_neither_deleted_nor_made_again() -> None:
    assert sentences(*serving(), {**deployment(), "gone": True}, deployment(uid="2")) == [
        "the Deployment of the selected revision was deleted",
        "Deployment chat-old was made 2 times",
    ]


def test_there_are_no_more_revisions_than_were_asked_for() -> None:
    old, new = (an_object("ControllerRevision", name) for name in (OLD, NEW))
    assert sentences(endpoint(), old, endpoint(model="b"), new) == []
    assert sentences(endpoint(), old, endpoint(replicas=3), new) == [
        "more revisions (['chat-new', 'chat-old']) than were asked for"
    ]


def test_only_the_status_of_the_users_object_is_ours() -> None:
    entry = {"manager": "pilotlight-status", "subresource": "status", "fieldsV1": {"f:status": {}}}
    assert sentences(endpoint(managedFields=[entry])) == []
    labelled = {"manager": "pilotlight", "fieldsV1": {"f:metadata": {}}}
    assert sentences(endpoint(managedFields=[labelled])) == [
        "pilotlight wrote ['f:metadata'] of the user's object"
    ]


def test_only_states_that_hold_something_new_of_ours_are_our_writes() -> None:
    mine, taken = deployment(), deployment(OLD, 4, held=False)
    after = history(mine, {**mine, "status": {"replicas": 2}}, taken, mine)
    assert writes(after) == {("Deployment", OLD, "pilotlight"): 2}
