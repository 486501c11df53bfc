"""Engines and supervisors that hang or are killed while they serve.

Four endpoints on the simulated engine get a fault each, at the same time, by signals to single
processes. Each time the status says what happened, the container is started again, and it serves,
without a person; the other replica of `hung` answers throughout.
"""

import time
from dataclasses import dataclass

from e2e.harness.client import Client, Load, not_whole
from e2e.harness.endpoint import TOLD_WITHIN, Endpoint, Json, condition, is_settled, sim
from e2e.harness.signalling import signal
from e2e.harness.waiting import until
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl
from e2e.worker_faults.conftest import Table

# The supervisor waits for 40 s of silence, kubelet for a minute and then 30 s of grace; the rest
# is for machines that are busy.
SERVES_AGAIN_WITHIN = 180.0
# Three failed readiness probes, each 2 s after the last and up to 2 s long.
OUT_OF_SERVICE_WITHIN = 20.0
TOKENS = 20
RATE = 2.0  # requests a second


@dataclass(frozen=True, slots=True)
class Fault:
    """One endpoint and what happens to its (first) worker; `says` will be in the status."""

    name: str
    what: str
    process: str
    signal: str
    says: str
    replicas: int = 1

    def is_told(self, seen: Json) -> bool:
        """A condition has the reason, and the line of the status says the same."""
        status = seen["status"]
        reasons = {item["reason"] for item in status["conditions"]}
        return "EngineCrashed" in reasons and self.says in status["message"]


FAULTS = (
    Fault(
        "hung", "engine hangs (SIGSTOP), another replica serves", "engine", "SIGSTOP",
        "the engine hangs: its server does not answer", replicas=2,
    ),
    Fault("killed", "engine killed (SIGKILL)", "engine", "SIGKILL", "somebody killed the engine"),
    Fault("orphaned", "supervisor killed (SIGKILL)", "supervisor", "SIGKILL", "killed by SIGKILL"),
    Fault(
        "frozen", "engine and supervisor hang (SIGSTOP)", "worker", "SIGSTOP",
        "the worker does not answer",
    ),
)  # fmt: skip


def test_workers_that_hang_or_are_killed_are_told_and_serve_again(
    installed: Kubectl, namespace: str, client: Client, table: Table
) -> None:
    endpoints = {fault.name: Endpoint(installed, namespace, fault.name) for fault in FAULTS}
    for fault in FAULTS:
        endpoints[fault.name].apply(sim(fault.name, replicas=fault.replicas))
    for endpoint in endpoints.values():
        endpoint.wait_ready()
    hung = endpoints["hung"]
    victims = {name: endpoint.pods()[0] for name, endpoint in endpoints.items()}
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "pods", namespace) as pods,
        client.stream(hung.url, "hung", tokens=TOKENS, rate=RATE) as load,
    ):
        load.wait_for(4, limit=30)
        moments = {}
        for fault in FAULTS:
            moments[fault.name] = time.monotonic()
            signal(installed, namespace, _name(victims[fault.name]), fault.process, fault.signal)
        for fault in FAULTS:
            _judge(fault, moments[fault.name], endpoints[fault.name], statuses, table)
        assert_served_throughout(load, pods, _name(victims["hung"]), moments["hung"])
    for fault in FAULTS:
        restarted = {
            _name(pod): pod["status"]["containerStatuses"][0]["restartCount"]
            for pod in endpoints[fault.name].pods()
        }
        victim = _name(victims[fault.name])
        others = {name: 0 for name in restarted if name != victim}
        assert restarted == {victim: 1, **others}, fault.name
        client.wait_routed(endpoints[fault.name].url)


def _judge(fault: Fault, since: float, endpoint: Endpoint, statuses: Watch, table: Table) -> None:
    told = statuses.wait(
        f"the status says {fault.says!r}",
        fault.name,
        fault.is_told,
        since,
        TOLD_WITHIN,
    )
    ready = condition(told.object, "Ready")["status"]
    assert ready == ("True" if fault.replicas > 1 else "False"), told.object["status"]
    until("a Warning Event says so", lambda: endpoint.warned("EngineCrashed"), 10)
    again = statuses.wait("Ready again", fault.name, is_settled, told.at, SERVES_AGAIN_WITHIN)
    table.add(fault.what, told, since, again)


def assert_served_throughout(load: Load, pods: Watch, victim: str, since: float) -> None:
    """What reached the hung replica is lost with it; all that came after it was taken out of
    service is whole."""

    def not_ready(pod: Json) -> bool:
        return condition(pod, "Ready")["status"] == "False"

    out = pods.wait("not Ready", victim, not_ready, since, OUT_OF_SERVICE_WITHIN)
    until("requests go on", lambda: time.monotonic() > out.at + 5, 10)
    ended = load.stop()
    began = {line["id"]: at for at, line in load.lines if line["event"] == "began"}
    later = [one for one in ended if began[one["id"]] > out.at + 2]
    assert len(later) > 5
    assert not not_whole(later, TOKENS), not_whole(later, TOKENS)[:3]


def _name(pod: Json) -> str:
    return str(pod["metadata"]["name"])
