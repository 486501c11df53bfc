"""The store: the newest of four sources, no ghosts, and who must be looked at again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pilotlight.cluster.resources import (
    CONFIG_MAPS,
    CONTROLLER_REVISIONS,
    DEPLOYMENTS,
    ENDPOINT_SLICES,
    ENDPOINTS,
    PODS,
    SERVICES,
)
from pilotlight.cluster.store import Store
from pilotlight.cluster.view import Extras, observe
from pilotlight.core.observed import InvalidSpec, WorkerReport, WriteProblem
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import ActivatorPod, Hold, activator_slice
from pilotlight.manifests.manifest import digest
from pilotlight.manifests.names import FIELD_MANAGER
from tests.builders import PLATFORM
from tests.unit.cluster.raw import a_child, a_pod, an_endpoint

CHAT = ("demo", "chat")


@pytest.fixture
def store() -> Store:
    filled = Store()
    filled.put(ENDPOINTS, an_endpoint(version=10))
    filled.put(SERVICES, a_child(version=11))
    return filled


def test_news_name_the_endpoint_to_look_at(store: Store) -> None:
    assert store.put(DEPLOYMENTS, a_child("chat-a", version=12)) == {CHAT}


def test_what_changes_nothing_for_a_plan_wakes_nobody(store: Store) -> None:
    assert store.put(SERVICES, a_child(version=12, status={"loadBalancer": {}})) == set()
    assert store.version(SERVICES, "demo", "chat") == 12


def test_an_older_version_from_a_lagging_watch_is_not_taken(store: Store) -> None:
    written = a_child(version=20, spec={"selector": {"pilotlight.dev/revision": "new"}})
    store.put(SERVICES, written)

    assert store.put(SERVICES, a_child(version=15)) == set()

    observed = observe(store, CHAT, Extras(PLATFORM))
    assert observed is not None
    assert observed.service is not None
    assert observed.service.selected_revision == "new"


def test_a_late_goodbye_to_a_predecessor_does_not_remove_its_successor(store: Store) -> None:
    store.put(SERVICES, a_child(version=20, uid="second"))

    assert store.remove(SERVICES, "demo", "chat", "uid-of-chat") == set()
    assert store.remove(SERVICES, "demo", "chat", "second") == {CHAT}


def test_what_a_complete_list_lacks_is_a_ghost_unless_it_is_newer(store: Store) -> None:
    store.put(DEPLOYMENTS, a_child("chat-old", version=12))
    store.put(DEPLOYMENTS, a_child("chat-new", version=30))

    changed = store.retain(DEPLOYMENTS, None, set(), version=20)

    assert changed == {CHAT}
    assert ("Deployment", "chat-old") not in store.children(CHAT)
    assert ("Deployment", "chat-new") in store.children(CHAT)
    assert store.retain(DEPLOYMENTS, "another-namespace", set(), version=99) == set()


def test_an_endpoint_ghost_goes_too(store: Store) -> None:
    assert store.retain(ENDPOINTS, None, set(), version=10) == {CHAT}
    assert observe(store, CHAT, Extras(PLATFORM)) is None


def test_a_child_that_vanished_is_remembered_until_its_endpoint_was_seen_alive(
    store: Store,
) -> None:
    store.remove(SERVICES, "demo", "chat", "uid-of-chat")
    assert set(store.vanished(CHAT)) == {("Service", "chat")}

    store.confirmed(CHAT)
    assert not store.vanished(CHAT)


def test_what_we_deleted_ourselves_and_pods_are_not_missed(store: Store) -> None:
    store.put(PODS, a_pod())
    store.remove(PODS, "demo", "chat-1")
    store.remove(SERVICES, "demo", "chat")
    store.expected(CHAT, "Service", "chat")

    assert not store.vanished(CHAT)


def test_pods_are_listed_with_their_endpoint_while_they_exist(store: Store) -> None:
    store.put(PODS, a_pod())
    assert [(key, pod.name) for key, pod in store.pods()] == [(CHAT, "chat-1")]

    store.remove(PODS, "demo", "chat-1")
    assert list(store.pods()) == []


def test_a_child_whose_label_names_another_endpoint_moves_there(store: Store) -> None:
    assert store.put(SERVICES, a_child(of="other", version=12)) == {CHAT, ("demo", "other")}

    assert ("Service", "chat") not in store.children(CHAT)


def test_a_child_without_our_label_is_gone_from_the_store(store: Store) -> None:
    assert store.put(SERVICES, a_child(of=None, version=12)) == {CHAT}

    assert not store.children(CHAT)


def test_a_spec_that_does_not_parse_is_data_that_names_the_field() -> None:
    store = Store()
    store.put(ENDPOINTS, an_endpoint(spec={"model": {"uri": "file:///m"}, "replicas": "many"}))

    observed = observe(store, CHAT, Extras(PLATFORM))

    assert observed is not None
    assert isinstance(observed.endpoint.spec, InvalidSpec)
    assert "spec.replicas" in observed.endpoint.spec.problem


def test_a_status_that_does_not_parse_counts_as_none() -> None:
    store = Store()
    store.put(ENDPOINTS, an_endpoint(status={"conditions": "lost"}))

    observed = observe(store, CHAT, Extras(PLATFORM))

    assert observed is not None
    assert observed.endpoint.status.conditions == []


def test_a_foreign_object_counts_as_a_child_only_where_it_has_a_name_of_ours(store: Store) -> None:
    store.put(CONFIG_MAPS, a_child("chat-gate", owner="", version=12))
    store.put(CONFIG_MAPS, a_child("chat-notes", owner="", version=13))
    store.put(CONTROLLER_REVISIONS, a_child("chat-0123456789", owner="someone", version=14))

    observed = observe(store, CHAT, Extras(PLATFORM))

    assert observed is not None
    foreign = {key for key, child in observed.children.items() if not child.controlled}
    assert foreign == {("ConfigMap", "chat-gate"), ("ControllerRevision", "chat-0123456789")}
    assert observed.records == ()


def test_pods_carry_what_their_worker_and_their_events_say(store: Store) -> None:
    store.put(PODS, a_pod())
    report = WorkerReport("Downloading", percent=40)
    extras = Extras(
        PLATFORM,
        problems=(WriteProblem("Service", "chat", "refused"),),
        unseen=frozenset({"Pod"}),
        reports={"uid-of-chat-1": report},
        mute={"uid-of-chat-1"},
        mount_problems={"uid-of-chat-1": "no such claim"},
    )

    observed = observe(store, CHAT, extras)

    assert observed is not None
    (pod,) = observed.pods
    assert (pod.worker, pod.mute, pod.mount_problem) == (report, True, "no such claim")
    assert observed.problems[0].message == "refused"
    assert observed.unseen == {"Pod"}


def test_the_newest_that_was_told_of_a_kind_is_known_when_it_is_gone(store: Store) -> None:
    assert store.newest(PODS) == 0
    store.put(PODS, a_pod())
    store.put(PODS, a_child("chat-1", version=20))
    store.put(PODS, a_child("chat-1", version=15))
    assert (store.newest(PODS), store.newest(SERVICES)) == (20, 11)
    store.remove(PODS, "demo", "chat-1", version=25)
    store.retain(PODS, None, (), 30)
    assert store.newest(PODS) == 25


HOLDS = Extras(replace(PLATFORM, activator=True))
OUR_SLICE = ("EndpointSlice", "chat-activator")


def our_slice(**metadata: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """As it was meant, and as the API server sends it."""
    pod = ActivatorPod("a", "pilotlight-system", "uid-a", "10.0.0.1", "node")
    hold = Hold(cold_start=timedelta(seconds=40))
    meant = activator_slice(Endpoint("chat", "demo", "uid-of-chat"), hold, 20_500, [pod])
    labels = {f"f:{name}": {} for name in meant["metadata"]["labels"]}
    notes = {f"f:{name}": {} for name in meant["metadata"]["annotations"]}
    owned = {
        "f:metadata": {
            "f:labels": labels,
            "f:annotations": notes,
            "f:ownerReferences": {'k:{"uid":"uid-of-chat"}': {}},
        },
        "f:addressType": {},
        "f:endpoints": {},
        "f:ports": {},
    }
    entry = {"manager": FIELD_MANAGER, "operation": "Apply", "fieldsV1": owned}
    server = {"uid": "uid-of-slice", "resourceVersion": "20", "managedFields": [entry]}
    server["creationTimestamp"] = "2026-01-01T00:00:00Z"
    return meant, {**meant, "metadata": {**meant["metadata"], **server, **metadata}}


def test_a_slice_of_ours_is_a_child_with_a_port_and_is_missed(store: Store) -> None:
    meant, live = our_slice()
    assert store.put(ENDPOINT_SLICES, live) == {CHAT}
    observed = observe(store, CHAT, HOLDS)
    assert observed is not None
    assert observed.children[OUR_SLICE].digest == digest(meant)
    assert observed.children[OUR_SLICE].controlled
    assert observed.hold_port == 20_500
    assert observed.hold_cold_start == timedelta(seconds=40)
    assert observed.routed == frozenset(), "it gets no traffic of its own"
    store.remove(ENDPOINT_SLICES, "demo", "chat-activator")
    assert store.vanished(CHAT) == {OUR_SLICE}
    observed = observe(store, CHAT, HOLDS)
    assert observed is not None
    assert observed.hold_port != 20_500


def test_slices_that_kubernetes_makes_are_no_children(store: Store) -> None:
    theirs = a_child("chat-x7k2p", owner="", endpoints=[], ports=[{"name": "http", "port": 8000}])
    theirs["metadata"]["labels"]["kubernetes.io/service-name"] = "chat"
    store.put(ENDPOINT_SLICES, theirs)
    observed = observe(store, CHAT, HOLDS)
    assert observed is not None
    assert ("EndpointSlice", "chat-x7k2p") not in observed.children
    store.remove(ENDPOINT_SLICES, "demo", "chat-x7k2p")
    assert ("EndpointSlice", "chat-x7k2p") not in store.vanished(CHAT)


def test_without_an_activator_no_port_is_given(store: Store) -> None:
    observed = observe(store, CHAT, Extras(PLATFORM))
    assert observed is not None
    assert observed.hold_port is None


def test_a_slice_of_somebody_else_under_our_name_is_in_the_way(store: Store) -> None:
    _, live = our_slice(ownerReferences=[])
    store.put(ENDPOINT_SLICES, live)
    observed = observe(store, CHAT, HOLDS)
    assert observed is not None
    assert observed.children[OUR_SLICE].in_the_way
