"""What the operator makes, keeps as it is, refuses to touch, and leaves to garbage collection."""

import time
from typing import Any

import pytest

from pilotlight.cluster.resources import (
    CHILDREN,
    CONFIG_MAPS,
    DEPLOYMENTS,
    ENDPOINTS,
    SERVICES,
    Resource,
)
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InThread

QUIET = 20.0  # seconds; longer than any timer of a converged endpoint
SETTLED = 6.0  # seconds; a status that differs in its words alone is put off for five


def ready(kube: Kube, name: str = "chat") -> None:
    """Run the endpoint's pods until it is Ready."""

    def look() -> bool:
        kube.run_pods()
        return bool(kube.condition("Ready", name).get("status") == "True")

    eventually(look, f"{name} is Ready", 30)


def both_ready(kube: Kube) -> None:
    """An endpoint is Ready before the second of its pods is."""
    ready(kube)
    eventually(lambda: not kube.run_pods() and kube.status().get("readyReplicas") == 2, "both")


def kinds(kube: Kube) -> set[str]:
    return {kind for kind, _ in kube.children()}


EXPECTED = {
    "ConfigMap",
    "ControllerRevision",
    "Deployment",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "Service",
    "ServiceAccount",
}


def told(operator: InThread) -> None:
    """Wait for the Event of a new endpoint, which is its last write; by the operator's own count,
    because others may see an Event before the operator knows that it was written."""
    eventually(lambda: operator.writes()["Event", "create", "ok"], "an event")


def test_an_endpoint_gets_its_children_with_its_own_ownerreference(
    kube: Kube, operator: InThread
) -> None:
    created = kube.an_endpoint()

    eventually(lambda: kinds(kube) == EXPECTED, "all children")

    for child in kube.children().values():
        (owner,) = child["metadata"]["ownerReferences"]
        assert owner["uid"] == created["metadata"]["uid"]
        assert owner["controller"] is True
        assert child["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "pilotlight"


def test_an_endpoint_costs_one_write_per_child_one_status_and_one_event(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint()
    eventually(lambda: kube.status().get("url"), "a status")
    told(operator)

    writes = operator.writes()

    creates = {kind: n for (kind, verb, _), n in writes.items() if verb == "create"}
    assert creates == dict.fromkeys(EXPECTED | {"Event"}, 1)
    assert {verb for _, verb, _ in writes} == {"create", "status"}
    assert {outcome for _, _, outcome in writes} == {"ok"}


def test_nothing_but_the_status_is_written_into_the_users_object(
    kube: Kube, operator: InThread
) -> None:
    created = kube.an_endpoint()
    ready(kube)

    found = kube.get(ENDPOINTS, "chat")

    assert found is not None
    assert found["spec"] == created["spec"]
    assert found["metadata"]["generation"] == 1
    for field in ("finalizers", "annotations", "labels", "ownerReferences"):
        assert field not in found["metadata"]
    ours = [
        (entry["manager"], entry.get("subresource"))
        for entry in found["metadata"]["managedFields"]
        if "pilotlight" in entry["manager"] or "kopf" in entry["manager"]
    ]
    assert ours == [("pilotlight-status", "status")]


def test_a_converged_endpoint_costs_no_request_at_all(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint()
    ready(kube)
    time.sleep(SETTLED)
    before = operator.requests()

    time.sleep(QUIET)

    assert operator.requests() - before == {}


def essence(live: Object) -> Object:
    """An object without what controllers and the API server write into it."""
    metadata = live["metadata"]
    annotations = metadata.get("annotations", {}).items()
    return {
        "labels": metadata["labels"],
        "annotations": {key: it for key, it in annotations if not key.startswith("deployment.")},
        "spec": live.get("spec"),
        "data": live.get("data"),
    }


@pytest.mark.parametrize(
    ("resource", "changes"),
    [
        (DEPLOYMENTS, {"spec": {"replicas": 5}}),
        (DEPLOYMENTS, {"metadata": {"labels": {"pilotlight.dev/revision": "other"}}}),
        (
            DEPLOYMENTS,
            {"spec": {"template": {"spec": {"serviceAccountName": "default"}}}},
        ),
        (SERVICES, {"spec": {"selector": {"pilotlight.dev/role": "nobody"}}}),
        (SERVICES, {"metadata": {"annotations": {"pilotlight.dev/active-revision": None}}}),
        (CONFIG_MAPS, {"data": {"settings.json": "{}"}}),
    ],
    ids=lambda value: value.kind if isinstance(value, Resource) else next(iter(value)),
)
def test_foreign_changes_are_mended(
    kube: Kube, operator: InThread, resource: Resource, changes: dict[str, Any]
) -> None:
    kube.an_endpoint()
    eventually(lambda: kinds(kube) == EXPECTED, "all children")
    before = next(it for it in kube.all(resource) if it["metadata"].get("labels"))
    name = before["metadata"]["name"]
    kube.patch(resource, name, changes)

    def mended() -> bool:
        now = kube.get(resource, name)
        return now is not None and essence(now) == essence(before)

    eventually(mended, f"{resource.kind} as before")


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_a_child_whose_endpoint_label_was_taken_away_is_found_and_mended(
    kube: Kube, operator: InThread, kind: str
) -> None:
    kube.an_endpoint()
    eventually(lambda: kinds(kube) == EXPECTED, "all children")
    ((name, child),) = [(n, it) for (k, n), it in kube.children().items() if k == kind]

    kube.patch(CHILDREN[kind], name, {"metadata": {"labels": {"pilotlight.dev/endpoint": None}}})

    eventually(lambda: (kind, name) in kube.children(), "the label is back")
    assert kube.children()[kind, name]["metadata"]["uid"] == child["metadata"]["uid"]


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_a_deleted_child_comes_back(kube: Kube, operator: InThread, kind: str) -> None:
    kube.an_endpoint()
    eventually(lambda: kinds(kube) == EXPECTED, "all children")
    (name, child), *_ = [(n, it) for (k, n), it in kube.children().items() if k == kind]

    kube.delete(CHILDREN[kind], name)

    def back() -> bool:
        found = kube.get(CHILDREN[kind], name)
        return found is not None and found["metadata"]["uid"] != child["metadata"]["uid"]

    eventually(back, f"a new {kind}")


def test_children_go_with_their_endpoint(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint()
    eventually(lambda: kinds(kube) == EXPECTED, "all children")

    kube.delete(ENDPOINTS, "chat")

    # The garbage collector looks for new kinds of owners every 30 s, and the CRD is new.
    eventually(lambda: not kube.children(), "no child left", 90)
    time.sleep(2)
    assert not kube.children(), "something was made for an endpoint that is gone"
    assert (
        operator.sample(
            "pilotlight_endpoint_desired_replicas", namespace=kube.namespace, name="chat"
        )
        is None
    )


def test_an_endpoint_in_a_namespace_that_is_deleted_goes_without_a_word(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint()
    eventually(lambda: kinds(kube) == EXPECTED, "all children")
    told(operator)
    events = {event["reason"] for event in kube.events()}
    created = operator.writes()

    kube.call("DELETE", f"/api/v1/namespaces/{kube.namespace}")

    eventually(lambda: kube.get(ENDPOINTS, "chat") is None, "the endpoint gone", 60)
    new = operator.writes() - created
    assert {outcome for _, verb, outcome in new if verb == "create"} <= {"refused"}
    assert events <= {"RevisionCreated", "Starting"}
    assert operator.error is None


def test_an_endpoint_made_again_under_its_old_name_gets_its_own_children(
    kube: Kube, operator: InThread
) -> None:
    kube.an_endpoint()
    eventually(lambda: kinds(kube) == EXPECTED, "all children")
    kube.delete(ENDPOINTS, "chat")
    again = kube.an_endpoint(replicas=1)

    def renewed() -> bool:
        owners = {
            child["metadata"]["ownerReferences"][0]["uid"] for child in kube.children().values()
        }
        return kinds(kube) == EXPECTED and owners == {again["metadata"]["uid"]}

    eventually(renewed, "children of the new endpoint", 90)
    eventually(lambda: kube.status().get("desiredReplicas") == 1, "its own status", 45)
    eventually(lambda: kube.condition("Accepted").get("status") == "True", "no conflict left", 45)


def test_a_foreign_object_under_a_childs_name_is_not_touched_and_its_owner_is_named(
    kube: Kube, operator: InThread
) -> None:
    foreign = kube.apply(
        SERVICES,
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "chat"},
            "spec": {"ports": [{"port": 9000}]},
        },
        manager="another-tool",
    )
    kube.an_endpoint()

    accepted = eventually(
        lambda: it if (it := kube.condition("Accepted")).get("status") == "False" else None,
        "a verdict",
    )

    assert accepted["reason"] == "NameConflict"
    assert "Service chat" in accepted["message"]
    assert "another-tool" in accepted["message"]
    assert kube.get(SERVICES, "chat") == foreign
    eventually(lambda: any(e["reason"] == "NameConflict" for e in kube.events()), "an event")

    kube.delete(SERVICES, "chat")
    eventually(
        lambda: kube.condition("Accepted").get("status") == "True", "accepted once it is gone", 60
    )
    eventually(lambda: kinds(kube) == EXPECTED, "all children")


def test_an_invalid_edit_that_an_older_crd_let_through_keeps_what_serves(
    kube: Kube, operator: InThread, lax_crd: None
) -> None:
    kube.an_endpoint()
    both_ready(kube)
    before = kube.children()

    kube.edit(runtime={"drainTimeout": "soon"})

    accepted = eventually(
        lambda: it if (it := kube.condition("Accepted")).get("status") == "False" else None,
        "a verdict",
    )
    assert accepted["reason"] == "InvalidSpec"
    assert "spec.runtime.drainTimeout" in accepted["message"]
    assert uids(kube.children()) == uids(before)
    assert kube.status()["readyReplicas"] == 2

    kube.edit(replicas=3, runtime=None)
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 3, "the mended spec acted on")


def uids(children: dict[tuple[str, str], Any]) -> dict[tuple[str, str], str]:
    return {key: child["metadata"]["uid"] for key, child in children.items()}
