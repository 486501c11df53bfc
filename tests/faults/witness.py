"""Everything that happened in a namespace, and whether all of it was right.

Every state of every object arrives by watches and is kept. Versions are numbers of one sequence
over all kinds, so the history can be put in order and judged state by state: what was wrong for
a millisecond is found.
"""

import asyncio
import json
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.ownership import owned
from pilotlight.cluster.resources import ENDPOINTS, WATCHED, Resource
from pilotlight.core.serving import floor
from pilotlight.manifests.marks import ACTIVE_REVISION, FAILED, SWITCHED_FROM, TESTED_AT
from pilotlight.manifests.names import (
    FIELD_MANAGER,
    PREVIEW_SUFFIX,
    REVISION_LABEL,
    STATUS_FIELD_MANAGER,
)
from tests.cluster.running.kube import Kube, Object
from tests.cluster.running.operators import connected

CATCH_UP = 10.0  # seconds; a watch is some 10 ms behind on an idle machine
AGAIN = 0.2  # seconds
LONGEST_LINE = 1 << 22  # bytes; one object with its managed fields


@dataclass(frozen=True, slots=True)
class State:
    """One object as it was from `version` on."""

    version: int
    kind: str
    name: str
    gone: bool
    object: Object

    @property
    def place(self) -> tuple[str, str]:
        """Kind and name."""
        return self.kind, self.name


class Witness:
    """Watches a namespace while its `with` block lasts."""

    def __init__(self, kubeconfig: Path, namespace: str) -> None:
        self._kubeconfig = kubeconfig
        self._namespace = namespace
        self._states: dict[tuple[str, str, int], State] = {}
        self._open: set[str] = set()
        self._error: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._watching: asyncio.Task[None] | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="witness")

    def __enter__(self) -> Self:
        self._thread.start()
        opened = self._started.wait(CATCH_UP)
        assert opened, f"only these watches opened: {sorted(self._open)}; {self._error!r}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.catch_up()
        if self._watching is not None:
            self._loop.call_soon_threadsafe(self._watching.cancel)
        self._thread.join(CATCH_UP)
        self._loop.close()

    def catch_up(self) -> None:
        """Return once everything that is there now has been delivered."""
        kube = Kube(self._kubeconfig, self._namespace)
        try:
            there = {
                (resource.kind, it["metadata"]["name"], int(it["metadata"]["resourceVersion"]))
                for resource in WATCHED
                for it in kube.all(resource)
            }
        finally:
            kube.close()
        done = threading.Event()
        for _ in range(int(CATCH_UP / 0.01)):
            assert self._error is None, f"the witness has failed: {self._error!r}"
            if there <= self._states.keys():
                return
            done.wait(0.01)
        raise AssertionError(f"not delivered: {sorted(there - self._states.keys())}")

    @property
    def history(self) -> list[State]:
        """All states so far in their order."""
        return sorted(self._states.copy().values(), key=lambda state: state.version)

    @property
    def broken(self) -> list[str]:
        """One sentence for each time that an invariant did not hold."""
        return list(judge(self.history))

    @property
    def writes(self) -> Counter[tuple[str, str, str]]:
        """Writes that changed something, by kind, name and field manager."""
        return writes(self.history)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._watching = self._loop.create_task(self._watch_all())
        try:
            self._loop.run_until_complete(self._watching)
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 - told by whoever waits for it
            self._error = error

    async def _watch_all(self) -> None:
        connection = await connected(self._kubeconfig)
        async with connection.session() as session, asyncio.TaskGroup() as tasks:
            for resource in WATCHED:
                tasks.create_task(self._watch(connection, session, resource))

    async def _watch(
        self, connection: Connection, session: aiohttp.ClientSession, resource: Resource
    ) -> None:
        """List once, then follow from there; nothing in between is lost."""
        url = connection.server + resource.path(self._namespace)
        since = await self._list(session, resource, url)
        self._open.add(resource.kind)
        if len(self._open) == len(WATCHED):
            self._started.set()
        while True:
            async with session.get(
                url,
                params={"watch": "true", "resourceVersion": since},
                timeout=aiohttp.ClientTimeout(total=None),
                read_bufsize=LONGEST_LINE,
            ) as answer:
                async for line in answer.content:
                    event = json.loads(line)
                    if event.get("type") not in ("ADDED", "MODIFIED", "DELETED"):
                        # An API server that has just started has no watch cache yet.
                        assert event.get("object", event)["code"] != HTTPStatus.GONE
                        break
                    since = self._take(resource, event["object"], event["type"] == "DELETED")
            await asyncio.sleep(AGAIN)

    async def _list(self, session: aiohttp.ClientSession, resource: Resource, url: str) -> str:
        while True:
            async with session.get(url) as answer:
                if answer.status == HTTPStatus.OK:
                    found = await answer.json()
                    break
            await asyncio.sleep(AGAIN)
        for it in found["items"]:
            self._take(resource, it, gone=False)
        return str(found["metadata"]["resourceVersion"])

    def _take(self, resource: Resource, it: Object, gone: bool) -> str:
        name, version = it["metadata"]["name"], it["metadata"]["resourceVersion"]
        state = State(int(version), resource.kind, name, gone, it)
        self._states[resource.kind, name, state.version] = state
        return str(version)


def entries(live: Object, *managers: str) -> list[Object]:
    """The managedFields of some managers, without their times."""
    return [
        {key: part for key, part in entry.items() if key != "time"}
        for entry in live["metadata"].get("managedFields", [])
        if entry["manager"] in managers
    ]


def writes(history: list[State]) -> Counter[tuple[str, str, str]]:
    """Writes of ours that changed something, by kind, name and field manager.

    A state is our write when what our manager holds has other values than before. When somebody
    takes a field over, we hold less and have written nothing.
    """
    counted: Counter[tuple[str, str, str]] = Counter()
    before: dict[tuple[str, str], Object] = {}
    for state in history:
        now, was = state.object, before.pop(state.place, None)
        if state.gone:
            continue
        before[state.place] = now
        if state.kind == ENDPOINTS.kind:
            if now.get("status") != (was or {}).get("status"):
                counted[state.kind, state.name, STATUS_FIELD_MANAGER] += 1
        elif was is None:
            counted[state.kind, state.name, FIELD_MANAGER] += bool(owned(now))
        elif owned(now) != owned(was) and not _lost_only(was, now):
            counted[state.kind, state.name, FIELD_MANAGER] += 1
    return +counted


def _lost_only(was: Object, now: Object) -> bool:
    """Whether somebody took fields of ours, so that we hold less than before."""
    old, new = (
        {path for entry in entries(it, FIELD_MANAGER) for path in _paths(entry["fieldsV1"])}
        for it in (was, now)
    )
    return new < old


def _paths(fields: Object, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, inner in fields.items():
        yield (*above, key)
        yield from _paths(inner, (*above, key))


def judge(history: list[State]) -> Iterator[str]:
    """The invariants, checked on each state."""
    world = _World()
    for state in history:
        world.take(state)
        for sentence in world.wrongs(state):
            yield f"at version {state.version} ({state.kind} {state.name}): {sentence}"


@dataclass
class _World:
    """What is there at one moment; there is one endpoint in the namespace."""

    live: dict[tuple[str, str], Object] = field(default_factory=dict)
    specs: set[str] = field(default_factory=set)
    revisions: set[str] = field(default_factory=set)
    deployments: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tested: set[str] = field(default_factory=set)
    selected: set[str] = field(default_factory=set)
    served: bool = False
    before: tuple[str | None, int] = (None, 0)
    now: tuple[str | None, int] = (None, 0)

    def take(self, state: State) -> None:
        """Bring one object up to date."""
        if state.gone:
            self.live.pop(state.place, None)
            self.served = self.served and state.kind != ENDPOINTS.kind
        else:
            self.live[state.place] = state.object
            if state.kind == "ControllerRevision" and TESTED_AT in _annotations(state.object):
                self.tested.add(state.name)
        self.before, self.now = self.now, (self._selected(), self._ready())

    def wrongs(self, state: State) -> Iterator[str]:
        """What is wrong at this moment, of what this state may have caused."""
        endpoint = self._endpoint
        if state.kind == ENDPOINTS.kind and endpoint is not None:
            self.specs.add(json.dumps([endpoint["spec"].get(it) for it in ("model", "runtime")]))
            yield from foreign_to_the_user(endpoint)
        if state.gone:
            if state.kind == "Deployment" and self._selected() == state.name and endpoint:
                yield "the Deployment of the selected revision was deleted"
        elif state.kind == "ControllerRevision":
            self.revisions.add(state.name)
            if len(self.revisions) > len(self.specs):
                yield f"more revisions ({sorted(self.revisions)}) than were asked for"
        elif state.kind == "Deployment":
            made = self.deployments[state.name]
            made.add(state.object["metadata"]["uid"])
            if len(made) > 1:
                yield f"Deployment {state.name} was made {len(made)} times"
        if endpoint is not None:
            yield from self._moved(endpoint)
            yield from self._capacity(floor(endpoint["spec"]["replicas"]))
            if state.kind in ("Deployment", "Service"):
                yield from self._beside()

    def _capacity(self, least: int) -> Iterator[str]:
        """Ready serving pods behind the Service never fall below the floor because of us."""
        (was_selected, was_ready), (selected, ready) = self.before, self.now
        fell = selected != was_selected or ready < was_ready
        if self.served and fell and not self._somebody_else():
            if ready == 0:
                yield f"the Service selects {selected}, which has no ready pod"
            elif ready < least:
                yield f"{ready} ready pods on {selected}, at least {least} must serve"
        self.served |= selected is not None and ready >= max(least, 1)

    def _moved(self, endpoint: Object) -> Iterator[str]:
        """Traffic that serves moves to what is tested, or was selected before, and never to what
        has failed."""
        (was, _), (now, _) = self.before, self.now
        if now is None or now == was or self._somebody_else():
            return
        if FAILED in _annotations(self.live.get(("ControllerRevision", now), {})):
            yield f"the Service selects {now}, which has failed"
        tests = endpoint["spec"].get("rollout", {}).get("smokeTest") is not None
        if tests and self.served and now not in self.tested | self.selected:
            yield f"the Service selects {now}, which was not tested"
        self.selected.add(now)

    def _beside(self) -> Iterator[str]:
        """Beside what has the traffic and what had it before, one more revision is up at most."""
        told = _annotations(self._service or {})
        known = {told.get(ACTIVE_REVISION), told.get(SWITCHED_FROM), self._selected()}
        up = {
            name
            for (kind, name), it in self.live.items()
            if kind == "Deployment" and it["spec"].get("replicas") and name not in known
        }
        if len(up) > 1:
            yield f"{sorted(up)} are up at the same time beside what has or had the traffic"

    def _somebody_else(self) -> bool:
        """Whether the selector or the replicas that matter are those of somebody else."""
        service = self._service
        if service is not None:
            ours = owned(service).get("spec", {}).get("selector")
            if ours != service["spec"].get("selector"):
                return True
        deployment = self.live.get(("Deployment", self._selected() or ""))
        if deployment is None:
            return False
        held = owned(deployment).get("spec", {}).get("replicas")
        return bool(held != deployment["spec"]["replicas"])

    @property
    def _endpoint(self) -> Object | None:
        found = next((it for (kind, _), it in self.live.items() if kind == ENDPOINTS.kind), None)
        return None if found is None or "deletionTimestamp" in found["metadata"] else found

    @property
    def _service(self) -> Object | None:
        """The one that has the traffic."""
        services = (it for (kind, _), it in self.live.items() if kind == "Service")
        return next((it for it in services if not _is_preview(it)), None)

    def _selected(self) -> str | None:
        service = self._service
        found = service["spec"].get("selector", {}).get(REVISION_LABEL) if service else None
        return str(found) if found is not None else None

    def _ready(self) -> int:
        service = self._service
        if service is None:
            return 0
        selector = service["spec"].get("selector", {}).items()
        return sum(
            selector <= it["metadata"].get("labels", {}).items() and _is_ready(it)
            for (kind, _), it in self.live.items()
            if kind == "Pod"
        )


def _is_preview(service: Object) -> bool:
    return bool(service["metadata"]["name"].endswith(PREVIEW_SUFFIX))


def _annotations(it: Object) -> Object:
    found: Object = it.get("metadata", {}).get("annotations", {})
    return found


def _is_ready(pod: Object) -> bool:
    conditions = pod.get("status", {}).get("conditions", [])
    return "deletionTimestamp" not in pod["metadata"] and any(
        it["type"] == "Ready" and it["status"] == "True" for it in conditions
    )


def foreign_to_the_user(endpoint: Object) -> Iterator[str]:
    """What we wrote into the user's object beside its status."""
    for entry in endpoint["metadata"].get("managedFields", []):
        manager = entry["manager"]
        if not manager.startswith(("pilotlight", "kopf")):
            continue
        beside = entry["fieldsV1"].keys() - {"f:status"}
        if entry.get("subresource") != "status" or beside:
            yield f"{manager} wrote {sorted(beside)} of the user's object"
