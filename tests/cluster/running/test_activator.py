"""The activator and a real API server: slices as Kubernetes makes, changes and removes them."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from e2e.cluster.control_plane import ControlPlane
from pilotlight.activator.config import ActivatorConfig
from pilotlight.activator.service import Activator
from pilotlight.activator.workers import Address
from pilotlight.cluster.credentials import connect
from pilotlight.cluster.resources import ENDPOINT_SLICES, ENDPOINTS, PODS, SERVICES
from pilotlight.manifests import hold, names
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import ActivatorPod, Hold
from pilotlight.manifests.service import active_service
from tests.cluster.running.kube import OWN_ADDRESS, Kube, Object, eventually
from tests.cluster.running.rights import as_activator
from tests.wiring.activator.stage import LOCAL, SHORT, Worker, code, free_port, listens, until

REVISION = "chat-0123456789"


async def nobody() -> list[Address]:
    """No operator."""
    return []


def worker_pod(port: int) -> Object:
    return {
        "metadata": {
            "generateName": "chat-",
            "labels": {**names.labels("chat", REVISION), names.ROLE_LABEL: names.ROLE_SERVING},
        },
        "spec": {
            "containers": [
                {
                    "name": "worker",
                    "image": "x",
                    "ports": [{"name": "http", "containerPort": port}],
                }
            ]
        },
    }


def the_endpoint(kube: Kube) -> Endpoint:
    """One whose Service exists, with a slice of the activator's in it."""
    uid = kube.an_endpoint()["metadata"]["uid"]
    endpoint = Endpoint("chat", kube.namespace, uid)
    kube.apply(SERVICES, active_service(endpoint, REVISION))
    return endpoint


def hold_slice(kube: Kube, endpoint: Endpoint, port: int) -> Object:
    pod = ActivatorPod("activator-0", "pilotlight-system", "a-uid", OWN_ADDRESS, "a-node")
    return kube.apply(ENDPOINT_SLICES, hold.activator_slice(endpoint, Hold(), port, [pod]))


async def test_requests_are_held_and_passed_as_the_pods_of_the_service_come_and_go(
    plane: ControlPlane, kube: Kube
) -> None:
    def off(look: Callable[..., Any], *arguments: Any) -> Any:
        return asyncio.to_thread(look, *arguments)

    endpoint, port = await off(the_endpoint, kube), free_port()
    written = await off(hold_slice, kube, endpoint, port)
    config = ActivatorConfig(
        namespaces=(kube.namespace,), host=LOCAL, http_port=0, linger_seconds=0
    )
    activator = Activator(config, await connect(str(as_activator(plane))), nobody)
    running = asyncio.create_task(activator.run())
    worker = await Worker(host=OWN_ADDRESS).start()

    def metric(name: str, /, **labels: str) -> float | None:
        return activator.metrics.registry.get_sample_value(f"pilotlight_activator_{name}", labels)

    def held() -> float | None:
        return metric("held_requests", namespace=kube.namespace, name="chat")

    async def post(client: aiohttp.ClientSession) -> tuple[int, bytes]:
        async with client.post(f"http://{LOCAL}:{port}/v1/completions", json={}) as answer:
            return answer.status, await answer.read()

    try:
        async with aiohttp.ClientSession() as client:
            await until(lambda: listens(LOCAL, port), "it is known")
            first = [asyncio.create_task(post(client)) for _ in range(5)]
            await until(lambda: held() == 5, "five are held")
            pod = await off(kube.create, PODS, worker_pod(worker.port))
            await off(kube.run_pods)
            assert await asyncio.gather(*first) == [(200, SHORT)] * 5

            await off(kube.delete, PODS, pod["metadata"]["name"])
            await off(kube.end_pods)
            await asyncio.sleep(1)
            second = asyncio.create_task(post(client))
            await until(lambda: held() == 1, "the next one is held")

            again = await off(hold_slice, kube, endpoint, port)
            unchanged = again["metadata"]["resourceVersion"]
            assert unchanged == written["metadata"]["resourceVersion"], "nobody else writes it"

            await off(kube.delete, ENDPOINTS, "chat")
            status, body = await second
            assert (status, code(body)) == (503, "hold_ended")
    finally:
        await worker.stop()
        activator.stop()
        await running
    await off(
        eventually, lambda: kube.get(ENDPOINT_SLICES, "chat-activator") is None, "it is collected"
    )
