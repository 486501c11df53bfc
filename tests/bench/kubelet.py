"""Nodes that exist in the API only: every worker pod is bound and Ready, every deletion finished.

What a user's idle endpoint looks like to the operator, without a container: pods that run, an
address in the EndpointSlice, and an answer at the worker's admin port.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from pilotlight.cluster.resources import PODS
from pilotlight.manifests.names import ADMIN_PORT, ENDPOINT_LABEL
from tests.bench.api import MERGE, Api, CallError, Object
from tests.bench.tasks import beside
from tests.cluster.running.kube import running

NODES = 10
# The node lifecycle controller gives up a node after 50 s without a renewal.
HEARTBEAT_SECONDS = 10.0
AT_ONCE = 8
_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
_GONE = (404, 409)


class Kubelet:
    """All pods have this machine's own address (loopback addresses are refused in EndpointSlices),
    where their admin port is served once for all of them.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._address = own_address()
        self._jobs: asyncio.Queue[Object] = asyncio.Queue()
        self._next = 0
        self._may_run = asyncio.Event()
        self._may_run.set()

    def hold(self) -> None:
        """Leave new pods as they are, as if no node had room for them."""
        self._may_run.clear()

    def go_on(self) -> None:
        """Run what was held, and what comes."""
        self._may_run.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run pods, and keep the nodes Ready, while the block is open."""
        runner = web.AppRunner(_admin_port(), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._address, ADMIN_PORT).start()
            for number in range(NODES):
                await self._register(f"node-{number}")
            workers = (self._work() for _ in range(AT_ONCE))
            async with beside(self._watch(), self._beat(), *workers):
                yield
        finally:
            await runner.cleanup()

    async def _register(self, name: str) -> None:
        node: Object = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
        await self._api.call("POST", "/api/v1/nodes", node)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        ready = {
            "type": "Ready",
            "status": "True",
            "reason": "KubeletReady",
            "lastHeartbeatTime": now,
            "lastTransitionTime": now,
        }
        status = {"status": {"conditions": [ready]}}
        await self._api.call("PATCH", f"/api/v1/nodes/{name}/status", status, MERGE)
        lease: Object = {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": name, "namespace": "kube-node-lease"},
            "spec": {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": _now()},
        }
        await self._api.call("POST", _LEASES, lease)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for number in range(NODES):
                renewed: Object = {"spec": {"renewTime": _now()}}
                await self._api.call("PATCH", f"{_LEASES}/node-{number}", renewed, MERGE)

    async def _watch(self) -> None:
        query = f"&labelSelector={ENDPOINT_LABEL}"
        async for seen in self._api.watch(PODS, None, query):
            metadata = seen.object["metadata"]
            new = seen.type == "ADDED" and "nodeName" not in seen.object["spec"]
            if seen.type != "DELETED" and (new or "deletionTimestamp" in metadata):
                self._jobs.put_nowait(seen.object)

    async def _work(self) -> None:
        while True:
            pod = await self._jobs.get()
            await self._may_run.wait()
            try:
                await (self._end(pod) if "deletionTimestamp" in pod["metadata"] else self._run(pod))
            except CallError as error:
                if error.status not in _GONE:
                    raise

    async def _run(self, pod: Object) -> None:
        path = PODS.path(pod["metadata"]["namespace"], pod["metadata"]["name"])
        self._next += 1
        binding = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": pod["metadata"]["name"]},
            "target": {"apiVersion": "v1", "kind": "Node", "name": f"node-{self._next % NODES}"},
        }
        await self._api.call("POST", f"{path}/binding", binding)
        status = {"status": running(self._address, ready=True)}
        await self._api.call("PATCH", f"{path}/status", status, MERGE)

    async def _end(self, pod: Object) -> None:
        path = PODS.path(pod["metadata"]["namespace"], pod["metadata"]["name"])
        await self._api.call("DELETE", f"{path}?gracePeriodSeconds=0")


def own_address() -> str:
    """An address of this machine that is not its loopback one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


def _admin_port() -> web.Application:
    state = json.dumps(
        {"phase": "Ready", "inFlight": 0, "coldStart": {"engine": 12.5}, "message": ""}
    )

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=state, content_type="application/json")

    application = web.Application()
    application.router.add_get("/state", answer)
    return application


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
