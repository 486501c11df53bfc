"""Sweeps: ghosts, optional APIs, and watches that are dead without saying so."""

import asyncio
from typing import Any

import pytest

from pilotlight.cluster import sync as module
from pilotlight.cluster.client import ApiError
from pilotlight.cluster.resources import (
    CONTROLLER_REVISIONS,
    ENDPOINTS,
    POD_MONITORS,
    SERVICES,
    Resource,
)
from pilotlight.cluster.store import Key, Store
from pilotlight.cluster.sync import Sync
from pilotlight.metrics import Metrics
from tests.unit.cluster.raw import a_child, an_endpoint
from tests.wiring.operator.fakes import FakeApi

CHAT = ("demo", "chat")
GRACE = 0.05  # seconds


class Api(FakeApi):
    """Also answers discovery."""

    monitors = False

    async def serves(self, resource: Resource) -> bool:
        """PodMonitors come and go."""
        return resource is not POD_MONITORS or self.monitors

    async def request(self, verb: str, path: str, **more: Any) -> dict[str, Any]:
        """No schema."""
        return {} if path.startswith("/openapi") else await super().request(verb, path, **more)

    def has(self, resource: Resource, raw: dict[str, Any]) -> None:
        """An object in the cluster."""
        metadata = raw["metadata"]
        self.version = max(self.version, int(metadata["resourceVersion"]))
        self.objects[resource.path(metadata["namespace"], metadata["name"])] = raw


class Fixture:
    def __init__(self) -> None:
        self.api, self.store, self.told = Api(), Store(), list[Key]()
        self.metrics = Metrics()
        self.sync = Sync(
            self.api,  # type: ignore[arg-type]
            self.store,
            self.metrics,
            self.told.append,
        )


@pytest.fixture
async def it(monkeypatch: pytest.MonkeyPatch) -> Fixture:
    monkeypatch.setattr(module, "WATCH_GRACE", GRACE)
    fixture = Fixture()
    fixture.api.has(ENDPOINTS, an_endpoint(version=10))
    fixture.api.has(SERVICES, a_child(version=11))
    await fixture.sync.start()
    fixture.told.clear()
    return fixture


async def test_the_first_lists_fill_the_store(it: Fixture) -> None:
    assert it.store.endpoints() == {CHAT}
    assert ("Service", "chat") in it.store.children(CHAT)
    assert it.sync.synced


async def test_a_sweep_over_what_is_known_tells_nobody(it: Fixture) -> None:
    await it.sync.sweep()

    assert it.told == []


async def test_a_ghost_is_dropped_and_its_endpoint_looked_at(it: Fixture) -> None:
    del it.api.objects[SERVICES.path("demo", "chat")]
    it.api.version = 20

    await it.sync.sweep()

    assert it.told == [CHAT]
    assert not it.store.children(CHAT)


async def test_a_change_that_the_watch_did_not_bring_is_taken_in_and_the_watch_declared_dead(
    it: Fixture,
) -> None:
    it.api.has(SERVICES, a_child(version=30, spec={"selector": {"pilotlight.dev/revision": "x"}}))

    await it.sync.sweep()

    assert it.told == [CHAT]
    assert it.sync.dead_watches() == (), "it has a moment to bring the same"
    await asyncio.sleep(2 * GRACE)
    assert it.sync.dead_watches() == ("Service",)
    assert it.sync.unseen == {"Service"}
    missed = it.metrics.registry.get_sample_value(
        "pilotlight_missed_by_watch_total", {"kind": "Service"}
    )
    assert missed == 1


async def test_a_watch_that_is_only_a_moment_behind_is_alive(it: Fixture) -> None:
    late = a_child(version=30, spec={"selector": {"pilotlight.dev/revision": "x"}})
    it.api.has(SERVICES, late)
    await it.sync.sweep()
    it.sync.event(SERVICES, "MODIFIED", late)

    await asyncio.sleep(2 * GRACE)

    assert it.sync.dead_watches() == ()


async def test_a_kind_that_cannot_be_listed_is_unseen_until_it_can(it: Fixture) -> None:
    it.api.fault = lambda verb, path: (
        ApiError(403, "Forbidden", "no") if verb == "LIST" and "/services" in path else None
    )
    await it.sync.sweep()
    assert it.sync.unseen == {"Service"}

    it.api.fault = lambda *_: None
    await it.sync.sweep()
    assert it.sync.unseen == frozenset()


async def test_a_mandatory_kind_that_cannot_be_listed_at_the_start_is_an_error() -> None:
    fixture = Fixture()
    fixture.api.fault = lambda verb, path: (
        ApiError(403, "Forbidden", "no") if verb == "LIST" and "/pods" in path else None
    )

    with pytest.raises(ApiError):
        await fixture.sync.start()

    assert not fixture.sync.synced


async def test_podmonitors_that_may_not_be_listed_are_left_out_for_good() -> None:
    fixture = Fixture()
    fixture.api.monitors = True
    fixture.api.fault = lambda verb, path: (
        ApiError(403, "Forbidden", "no") if verb == "LIST" and "podmonitors" in path else None
    )

    await fixture.sync.start()

    assert fixture.sync.synced
    assert not fixture.sync.has_pod_monitors


async def test_every_endpoint_is_looked_at_when_the_podmonitor_api_comes_or_goes(
    it: Fixture,
) -> None:
    it.api.monitors = True
    await it.sync.sweep()
    assert it.told == [CHAT]
    assert it.sync.has_pod_monitors

    it.api.monitors = False
    await it.sync.sweep()
    assert it.told == [CHAT, CHAT]
    assert not it.sync.has_pod_monitors


async def test_a_list_of_the_watch_asks_for_a_sweep(it: Fixture) -> None:
    """What was deleted since our own LIST, or in a gap, is in no event and in no LIST."""
    it.sync.event(SERVICES, "MODIFIED", a_child(version=12))
    assert not it.sync._sweep_now.is_set()

    it.sync.event(SERVICES, None, a_child(version=13))

    assert it.sync._sweep_now.is_set()


async def test_a_deleted_event_removes_only_what_it_is_about(it: Fixture) -> None:
    it.sync.event(SERVICES, "DELETED", a_child(version=12, uid="another"))
    assert it.told == []

    it.sync.event(SERVICES, "DELETED", a_child(version=12))
    assert it.told == [CHAT]


async def test_an_object_that_cannot_be_read_does_not_hide_the_others(
    it: Fixture, caplog: pytest.LogCaptureFixture
) -> None:
    broken = a_child("broken", version=20, revision="not a number")
    it.api.has(CONTROLLER_REVISIONS, broken)
    it.api.has(SERVICES, a_child("chat-gate", version=21))

    await it.sync.sweep()

    assert ("Service", "chat-gate") in it.store.children(CHAT)
    assert "cannot read ControllerRevision broken" in caplog.text


async def test_what_was_deleted_while_a_list_was_made_stays_gone(it: Fixture) -> None:
    """The answer to a LIST shows one instant, and may arrive after later events."""
    it.sync.event(SERVICES, "DELETED", a_child(version=30))
    it.api.version = 20
    await it.sync.sweep()
    assert ("Service", "chat") not in it.store.children(CHAT)

    it.api.has(SERVICES, a_child(version=31, uid="another"))
    await it.sync.sweep()
    assert ("Service", "chat") in it.store.children(CHAT)


async def test_a_moment_of_outage_hides_nothing_and_a_longer_one_is_over_for_everyone(
    it: Fixture,
) -> None:
    it.api.fault = lambda verb, path: (
        ApiError(503, "Unavailable", "no") if verb == "LIST" and "/services" in path else None
    )
    await it.sync.sweep()
    await it.sync.sweep()
    assert it.sync.unseen == frozenset()
    await it.sync.sweep()
    assert it.sync.unseen == {"Service"}
    it.told.clear()

    it.api.fault = lambda *_: None
    await it.sync.sweep()
    assert it.sync.unseen == frozenset()
    assert it.told == [CHAT], "what was Unknown is decided anew"
