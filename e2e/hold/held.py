"""Endpoints that hold requests, and what stories look at while they do."""

import time
from typing import Any

from e2e import operator
from e2e.harness.client import Answer, Client, Load
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.rollouts import env
from e2e.harness.waiting import until
from e2e.harness.watching import Watch
from e2e.kubectl import Kubectl

ACTIVATORS = ("-n", operator.NAMESPACE, "-l", "app.kubernetes.io/component=activator")
IDLE = 10  # seconds; the least that the API takes
# A scrape and a decision every 5 s, and the drain of a worker that is not asked.
ASLEEP_WITHIN = 120.0
# An activator is Ready, the operator has written its address, and kube-proxy has taken it in.
ROUTED_WITHIN = 60.0
BACK_WITHIN = 60.0
SERVED = "pilotlight_activator_"


def held_for(name: str, load_seconds: float, **scaling: Any) -> Json:
    """On the simulated engine, which takes so long to start; answers as many at once as come."""
    rules = {"minReplicas": 1, "maxReplicas": 2, "hold": {}, **scaling}
    runtime = {"env": env(LOAD_SECONDS=load_seconds)}
    manifest = sim(name, runtime=runtime, scaling=rules)
    del manifest["spec"]["replicas"]
    return manifest


def sleeper(**scaling: Any) -> Json:
    """Rules of one that goes to none after a few seconds without a request."""
    return {"minReplicas": 0, "behavior": {"scaleToZeroAfter": f"{IDLE}s"}, **scaling}


def wait_asleep(endpoint: Endpoint) -> None:
    """No replica is wanted, none is there, and the next request will be held."""

    def asleep(seen: Json) -> bool:
        return bool(condition(seen, "Available")["reason"] == "ScaledToZero")

    endpoint.wait("scaled to zero", asleep, ASLEEP_WITHIN)
    until("no pod is left", lambda: not endpoint.pods(alive=False), ASLEEP_WITHIN)


def wait_held(client: Client, endpoint: Endpoint, asked: int = 1) -> None:
    """An activator stands where workers would. Such a path wakes nobody. With several asked in a
    row also: the nodes lead to no activator that is gone, as each connection takes any."""
    url = f"{endpoint.url.removesuffix('/v1')}/health"

    def refused() -> bool:
        answer = client.get(url)
        return answer.status == 503 and "no_ready_worker" in answer.text

    what = f"{endpoint.name} is held, {asked} times in a row"
    until(what, lambda: all(refused() for _ in range(asked)), ROUTED_WITHIN)


def wait_direct(client: Client, endpoint: Endpoint) -> None:
    """The nodes lead to the worker. While they have not heard that it is Ready an activator passes
    requests on, and nobody can tell by the answers."""

    def passed_by() -> bool:
        before = passed_on(client, endpoint)
        answered = client.get(f"{endpoint.url}/models").status == 200
        return answered and passed_on(client, endpoint) == before

    until(f"requests reach the worker of {endpoint.name} itself", passed_by, ROUTED_WITHIN)


def crash(client: Client, endpoint: Endpoint) -> None:
    """The engine of its only worker dies, and the kubelet starts the container again.

    Only when the nodes lead to it: they may be so late that they turn from the activator to the
    worker when it is dead already, and that an activator answered before says nothing.
    """
    wait_direct(client, endpoint)
    client.send("PUT", f"{endpoint.url.removesuffix('/v1')}/sim/faults", {"crash": "oom"})
    wait_held(client, endpoint)


def activators(kubectl: Kubectl) -> dict[str, str]:
    """Addresses of the activator's pods, by name."""
    found = kubectl.json("get", "pods", *ACTIVATORS)["items"]
    return {
        pod["metadata"]["name"]: pod["status"]["podIP"]
        for pod in found
        if "deletionTimestamp" not in pod["metadata"]
    }


def held(client: Client, endpoint: Endpoint) -> dict[str, int]:
    """Requests that each activator holds for an endpoint."""
    labels = f'{{name="{endpoint.name}",namespace="{endpoint.namespace}"}}'
    return {
        name: int(_samples(client, address).get(f"held_requests{labels}", 0))
        for name, address in activators(client.kubectl).items()
    }


def passed_on(client: Client, endpoint: Endpoint) -> float:
    """Requests to an endpoint that have ended at any activator."""
    labels = f'{{name="{endpoint.name}",namespace="{endpoint.namespace}",'
    return sum(
        value
        for address in activators(client.kubectl).values()
        for sample, value in _samples(client, address).items()
        if sample.startswith(f"requests_total{labels}")
    )


def wait_all_held(client: Client, endpoint: Endpoint, count: int, within: float) -> dict[str, int]:
    """So many are held by all activators together; how many each does."""
    each: dict[str, int] = {}

    def all_held() -> bool:
        nonlocal each
        each = held(client, endpoint)
        return sum(each.values()) == count

    until(lambda: f"{count} are held, but {each}", all_held, within)
    return each


def assert_nothing_left(client: Client) -> None:
    """No activator has a request, or memory of one."""

    def left() -> dict[str, float]:
        found: dict[str, float] = {}
        for name, address in activators(client.kubectl).items():
            samples = _samples(client, address)
            kept = {"in_flight_requests", "held_bytes"}
            kept |= {it for it in samples if it.startswith("held_requests")}
            found |= {f"{name} {it}": samples[it] for it in kept if samples[it]}
        return found

    until(lambda: f"nothing is left, but {left()}", lambda: not left(), 10)


def port(endpoint: Endpoint) -> int:
    """Its own on every activator."""
    name = f"{endpoint.name}-activator"
    found = endpoint.kubectl.json("get", "endpointslice", name, "-n", endpoint.namespace)
    return int(found["ports"][0]["port"])


def first_ready(pods: Watch, since: float, within: float) -> float:
    """When it was heard, after a moment, that a worker is Ready."""

    def moments() -> list[float]:
        return [it.at for it in pods.seen if it.at > since and _is_ready(it.object)]

    return until("a worker is Ready", moments, within)[0]


def ended_at(load: Load) -> list[float]:
    """The moments at which requests were over."""
    return [at for at, line in tuple(load.lines) if line["event"] == "ended"]


def wait_ended(load: Load, count: int, within: float) -> list[dict[str, Any]]:
    """So many are over, and no more come; how each of them ended."""
    load.wait_for(count, within)
    return load.stop()


def _samples(client: Client, address: str) -> dict[str, float]:
    """An activator's metrics, by what is written before the value. Waits for one that was killed a
    moment ago."""
    url = f"http://{address}:8080/metrics"
    answer = until(f"{url} answers", lambda: _good(client.get(url)), BACK_WITHIN)
    assert answer is not None
    lines = [it for it in answer.text.splitlines() if it.startswith(SERVED)]
    return {
        name.removeprefix(SERVED): float(it) for name, it in (it.rsplit(" ", 1) for it in lines)
    }


def _good(answer: Answer) -> Answer | None:
    return answer if answer.status == 200 else None


def _is_ready(pod: Json) -> bool:
    conditions = pod.get("status", {}).get("conditions", [])
    return any(it["type"] == "Ready" and it["status"] == "True" for it in conditions)


def say(what: str, **numbers: object) -> None:
    """For who reads what was measured (`pytest -s`)."""
    shown = " ".join(
        f"{key}={value:.2f}" if isinstance(value, float) else f"{key}={value}"
        for key, value in numbers.items()
    )
    print(f"{time.strftime('%H:%M:%S')} {what}: {shown}")
