"""Requests are held, and endpoints sleep and wake, with the operator, an activator process, a real
Prometheus, and the EndpointSlices of Kubernetes. There is no kube-proxy: a test asks the activator
at the address and port that the slice tells."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.api.reasons import Reason
from pilotlight.cluster.resources import DEPLOYMENTS, ENDPOINT_SLICES, ENDPOINTS, PODS
from pilotlight.manifests import hold, names
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import Hold
from tests.cluster.running.activators import (
    SERVICE,
    ActivatorProcess,
    activator_pod,
    activator_service,
)
from tests.cluster.running.kube import OWN_ADDRESS, Kube, Object, eventually
from tests.cluster.running.operators import InThread
from tests.cluster.running.rights import as_activator, as_operator
from tests.cluster.running.test_children import ready
from tests.wiring.activator.stage import SHORT, Worker, free_port
from tests.wiring.load.real import Pages, exporting, running

# The least that the API takes, and one decision every five seconds.
IDLE = 10
ASLEEP_WITHIN = 60.0
ELSEWHERE = "192.0.2.17"
UNLABELLED: Object = {"metadata": {"labels": {names.ENDPOINT_LABEL: None}}}
ENGINE = 'model_name="m",engine="0"'
QUIET = f"""pilotlight_worker_engine_metrics_up 1
vllm:num_requests_waiting{{{ENGINE}}} 0
vllm:num_requests_running{{{ENGINE}}} 0
vllm:e2e_request_latency_seconds_count{{{ENGINE}}} 7
"""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """Answers on this machine, on the port that worker pods have meanwhile."""
    worker, loop = Worker(host=OWN_ADDRESS, port=free_port()), asyncio.new_event_loop()
    monkeypatch.setattr(names, "HTTP_PORT", worker.port)
    loop.run_until_complete(worker.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield worker
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(worker.stop())
    loop.close()


@contextmanager
def holding_operator(plane: ControlPlane, kube: Kube, **settings: Any) -> Iterator[InThread]:
    """One in whose installation there is an activator."""
    settings = {"activator_service": SERVICE, "wake_port": 0, **settings}
    with InThread(as_operator(plane), kube.namespace, **settings) as operator:
        eventually(operator.leads, "a leader")
        yield operator


@contextmanager
def scraped(folder: Path) -> Iterator[str]:
    """A Prometheus that finds every serving pod idle; its URL. Pods are told to it by `targets`."""
    found = {"files": [str(folder / "targets.json")], "refresh_interval": "1s"}
    config = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
        "scrape_configs": [{"job_name": "workers", "file_sd_configs": [found]}],
    }
    with exporting(Pages({"/metrics": QUIET})) as pages:
        (folder / "targets").write_text(f"127.0.0.1:{pages.port}")
        with running(folder, config) as url:
            yield url


def targets(folder: Path, kube: Kube) -> None:
    """Have the pods that there are scraped."""
    address = (folder / "targets").read_text()
    labels = [
        {
            "namespace": kube.namespace,
            "pod": pod["metadata"]["name"],
            "revision": pod["metadata"]["labels"][names.REVISION_LABEL],
            "role": "serving",
        }
        for pod in kube.pods()
    ]
    groups = [{"targets": [address], "labels": it} for it in labels]
    (folder / "targets.json").write_text(json.dumps(groups))


def an_endpoint(kube: Kube, name: str = "chat", **scaling: Any) -> Object:
    """One that is autoscaled."""
    spec = {
        "model": {"uri": "file:///models/tiny-a"},
        "scaling": {"minReplicas": 1, "maxReplicas": 2, **scaling},
    }
    return kube.create(ENDPOINTS, {"metadata": {"name": name}, "spec": spec})


def the_slice(kube: Kube, name: str = "chat") -> Object | None:
    """The permanent one of an endpoint."""
    return kube.get(ENDPOINT_SLICES, hold.activator_slice_name(name))


def labels(kube: Kube, name: str = "chat") -> Object:
    made = the_slice(kube, name)
    return made["metadata"]["labels"] if made else {}


def port(kube: Kube, name: str = "chat") -> int:
    """That of an endpoint on the activators."""
    found = eventually(lambda: the_slice(kube, name), f"a slice of {name}")
    return int(found["ports"][0]["port"])


def addresses(kube: Kube, name: str = "chat") -> list[str]:
    """Where its slice leads to."""
    found = the_slice(kube, name) or {}
    return [address for it in found.get("endpoints") or () for address in it["addresses"]]


def replicas(kube: Kube) -> int:
    """What the only Deployment asks for."""
    return int(kube.deployment()["spec"]["replicas"])


def ask(at: int) -> httpx.Response:
    """One request to the activator."""
    body = {"model": "chat", "prompt": "Hello"}
    return httpx.post(f"http://{OWN_ADDRESS}:{at}/v1/completions", json=body, timeout=60)


def test_an_idle_endpoint_goes_to_none_and_the_next_request_wakes_it(
    plane: ControlPlane, kube: Kube, worker: Worker, tmp_path: Path
) -> None:
    activator_service(kube)
    with (
        scraped(tmp_path) as prometheus,
        holding_operator(plane, kube, prometheus_url=prometheus) as operator,
        ThreadPoolExecutor() as asking,
    ):
        assert operator.operator is not None
        wake_port = operator.operator.wake_port
        log = tmp_path / "activator.log"
        with ActivatorProcess(as_activator(plane), kube.namespace, log, wake_port):
            activator_pod(kube, "activator-1")
            behavior = {"scaleToZeroAfter": f"{IDLE}s"}
            an_endpoint(kube, minReplicas=0, behavior=behavior)
            ready(kube)
            targets(tmp_path, kube)
            eventually(lambda: addresses(kube) == [OWN_ADDRESS], "a slice")
            own = port(kube)

            eventually(lambda: replicas(kube) == 0, "none", ASLEEP_WITHIN)
            eventually(lambda: kube.run_pods() == 0 and not kube.pods(), "no pod")
            asleep = Reason.SCALED_TO_ZERO
            eventually(lambda: kube.condition("Available").get("reason") == asleep, "it says so")

            first = asking.submit(ask, own)
            eventually(lambda: replicas(kube) == 1, "one is asked for")
            eventually(kube.run_pods, "its pod runs")
            targets(tmp_path, kube)
            answer = first.result(30)
            assert (answer.status_code, answer.content) == (200, SHORT), answer.text
            eventually(
                lambda: kube.condition("Available").get("reason") == Reason.REPLICAS_AVAILABLE,
                "it is available",
            )
            assert port(kube) == own
            made = reversed(kube.status()["scaling"]["decisions"])
            moves = [(it["from"], it["to"], it["reason"]) for it in made if it["from"] != it["to"]]
            assert moves == [(1, 0, "Idle"), (0, 1, "RequestsHeld")]


def test_ports_are_kept_and_differ_and_addresses_follow_the_activators(
    plane: ControlPlane, kube: Kube
) -> None:
    activator_service(kube)
    activator_pod(kube, "activator-1")
    uids = {name: an_endpoint(kube, name, hold={})["metadata"]["uid"] for name in ("a", "b")}
    # As two passes leave them that chose the same port at the same time.
    for name, uid in uids.items():
        made = hold.activator_slice(Endpoint(name, kube.namespace, uid), Hold(), 20_000, ())
        kube.apply(ENDPOINT_SLICES, made, "pilotlight")
    with holding_operator(plane, kube):
        rank = [(the_slice(kube, it)["metadata"]["creationTimestamp"], uids[it]) for it in uids]
        kept, given = [name for _, name in sorted(zip(rank, uids, strict=True))]
        eventually(lambda: port(kube, given) != 20_000, "another port for the younger one")
        ports = {name: port(kube, name) for name in uids}
        assert ports[kept] == 20_000
        for name in uids:
            eventually(lambda name=name: addresses(kube, name) == [OWN_ADDRESS], "the activator")

        activator_pod(kube, "activator-2", ELSEWHERE)
        both = [OWN_ADDRESS, ELSEWHERE]
        for name in uids:
            eventually(lambda name=name: addresses(kube, name) == both, "both")
        kube.delete(PODS, "activator-1")
        for name in uids:
            eventually(lambda name=name: addresses(kube, name) == [ELSEWHERE], "the new one")
            # Somebody's hand is undone.
            kube.patch(ENDPOINT_SLICES, hold.activator_slice_name(name), {"endpoints": []})
            eventually(lambda name=name: addresses(kube, name) == [ELSEWHERE], "it again")
    with holding_operator(plane, kube) as again:
        # Of both, before the activators are known and with them.
        passes = "pilotlight_reconcile_seconds_count"
        eventually(lambda: (again.sample(passes) or 0) >= 4, "passes")
        assert not [it for it in again.writes() if it[0] == "EndpointSlice"]
        assert {name: port(kube, name) for name in uids} == ports

    with InThread(as_operator(plane), kube.namespace):
        for name in uids:
            eventually(lambda name=name: the_slice(kube, name) is None, "no slice of the activator")
        assert all(kube.get(DEPLOYMENTS, kube.deployment(it)["metadata"]["name"]) for it in uids)


def test_a_slice_whose_label_was_taken_away_is_found_and_mended(
    plane: ControlPlane, kube: Kube
) -> None:
    activator_service(kube)
    activator_pod(kube, "activator-1")
    an_endpoint(kube, hold={})
    with holding_operator(plane, kube):
        eventually(lambda: addresses(kube) == [OWN_ADDRESS], "the activator")
        uid = eventually(lambda: the_slice(kube), "a slice")["metadata"]["uid"]

        kube.patch(ENDPOINT_SLICES, hold.activator_slice_name("chat"), UNLABELLED)

        eventually(lambda: names.ENDPOINT_LABEL in labels(kube), "its label again")
        eventually(lambda: addresses(kube) == [OWN_ADDRESS], "the activator again")
        assert eventually(lambda: the_slice(kube), "the slice")["metadata"]["uid"] == uid
