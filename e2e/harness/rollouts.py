"""What the stories of rollouts look at, and the plugin that steers them."""

import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from e2e.harness import prometheus
from e2e.harness.client import Load
from e2e.harness.endpoint import EVENT_WITHIN, Endpoint, Json, condition
from e2e.harness.waiting import until
from e2e.harness.watching import Seen, Watch
from e2e.kubectl import Kubectl

PLUGIN = Path(sys.executable).with_name("kubectl-pilotlight")
REVISION = "pilotlight.dev/revision"


def plugin(endpoint: Endpoint, *command: str) -> str:
    """What `kubectl pilotlight … NAME` prints."""
    kubectl = endpoint.kubectl
    done = subprocess.run(
        [str(PLUGIN), *command, endpoint.name, "--namespace", endpoint.namespace],
        env={**kubectl.environment(), "KUBECTL": str(kubectl.program)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def need_prometheus(kubectl: Kubectl) -> None:
    """Gates are judged by it."""
    if not prometheus.exists(kubectl):
        pytest.skip("the named cluster has no Prometheus in namespace monitoring")


def env(**named: object) -> list[Json]:
    """Environment of a simulated engine that loads quickly, and is otherwise as named."""
    values = {"LOAD_SECONDS": 0.2, **named}
    return [{"name": f"PILOTLIGHT_SIM_{key}", "value": str(it)} for key, it in values.items()]


def rollout(seen: Json) -> Json:
    """`status.rollout`; empty when there is none."""
    return dict(seen.get("status", {}).get("rollout") or {})


def wait_phase(statuses: Watch, name: str, phase: str, since: float, within: float) -> Seen:
    """The first status of an endpoint, from a moment on, that is in this phase."""
    return statuses.wait(f"in phase {phase}", name, lambda it: _phase(it) == phase, since, within)


def phases(statuses: Watch, name: str, since: float = 0.0) -> list[str]:
    """Every phase that the status went through, in order."""
    told = [it.object for it in statuses.of(name, since) if not it.gone]
    return [phase for phase, _ in groupby(_phase(it) for it in told) if phase is not None]


def assert_ready_throughout(statuses: Watch, name: str, since: float) -> None:
    """The status never said anything else."""
    told = [it.object for it in statuses.of(name, since) if not it.gone]
    assert told, "it was told something"
    bad = [it["status"] for it in told if condition(it, "Ready")["status"] != "True"]
    assert not bad, bad[:2]


def selected(service: Json) -> str:
    """The revision that a Service leads to; empty when two share its traffic."""
    return str(service["spec"]["selector"].get(REVISION, ""))


def wait_selected(services: Watch, name: str, revision: str, since: float, within: float) -> Seen:
    """The first version of a Service, from a moment on, that leads to a revision."""
    what = f"selects {revision}"
    return services.wait(what, name, lambda it: selected(it) == revision, since, within)


def pods_of(endpoint: Endpoint, revision: str) -> list[Json]:
    """Those of one revision, also those that are going."""
    return [
        pod
        for pod in endpoint.pods(alive=False)
        if pod["metadata"]["labels"].get(REVISION) == revision
    ]


def has_preview_service(endpoint: Endpoint) -> bool:
    """Whether there is one."""
    command = ("get", "service", f"{endpoint.name}-preview", "-n", endpoint.namespace)
    return endpoint.kubectl.attempt(*command).returncode == 0


def lives(endpoint: Endpoint, revision: str) -> Json:
    """What moves when a revision that serves is touched: its Deployment, and each of its pods."""
    found: Json = {
        it["metadata"]["name"]: [
            it["metadata"]["uid"], it["metadata"]["generation"], it["spec"]["replicas"]
        ]
        for it in endpoint.children("deployments")
        if it["metadata"]["name"] == revision
    }  # fmt: skip
    for pod in pods_of(endpoint, revision):
        restarts = pod["status"]["containerStatuses"][0]["restartCount"]
        found[pod["metadata"]["uid"]] = [restarts, pod["metadata"].get("deletionTimestamp")]
    return found


def events(endpoint: Endpoint, reason: str) -> list[str]:
    """Messages of its Events with a reason, oldest first."""
    return [it["message"] for it in endpoint.events() if it["reason"] == reason]


def wait_event(endpoint: Endpoint, reason: str) -> str:
    """Message of its only Event with a reason, which comes after the status that tells the same."""
    (message,) = until(f"an Event {reason}", lambda: events(endpoint, reason), EVENT_WITHIN)
    return message


def speaker(one: dict[str, Any]) -> str:
    """Which model gave an answer: the simulated engine says it first."""
    return str(one["text"].split()[2])


def began(load: Load) -> dict[int, float]:
    """The moments at which requests began, by their numbers."""
    return {line["id"]: at for at, line in tuple(load.lines) if line["event"] == "began"}


def _phase(seen: Json) -> str | None:
    return rollout(seen).get("phase")
