"""Prometheus sees the workers, with endpoint, revision and role, and the operator.

The local cluster has a Prometheus that looks for pods as the chart's monitors would. While clients
ask, the engine's own numbers arrive under vLLM's names, the gate's beside them; the operator tells
who leads and which endpoints are Ready.
"""

from typing import Any
from urllib.parse import quote

import pytest

from e2e.harness.client import Client
from e2e.harness.endpoint import Endpoint, sim
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

PROMETHEUS = "http://prometheus.monitoring:9090/api/v1/query"
SCRAPED_WITHIN = 25.0  # seconds: discovery every 2, a scrape every 5


def test_workers_and_operator_are_scraped(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    if installed.attempt("get", "service", "prometheus", "-n", "monitoring").returncode:
        pytest.skip("the named cluster has no Prometheus in namespace monitoring")
    scraped = Endpoint(installed, namespace, "scraped")
    slow = [{"name": "PILOTLIGHT_SIM_STEP_MILLISECONDS", "value": "20"}]
    scraped.apply(sim("scraped", runtime={"env": slow}))
    scraped.wait_ready()
    (pod,) = scraped.pods()
    ours = f'namespace="{namespace}",pod="{pod["metadata"]["name"]}"'

    with client.stream(scraped.url, "scraped", tokens=400, clients=3) as load:
        load.wait_for(1, limit=60)
        running = f"vllm:num_requests_running{{{ours}}} > 0"
        until("requests are seen to run", lambda: ask(client, running), SCRAPED_WITHIN)
        (series,) = ask(client, running)
        labels = series["metric"]
        assert labels["endpoint"] == "scraped"
        assert labels["revision"] == scraped.active()
        assert labels["role"] == "serving"
        in_flight = f'{{__name__=~"pilotlight_.*in_flight.*",{ours}}} > 0'
        until("the gate's numbers arrive", lambda: ask(client, in_flight), SCRAPED_WITHIN)
        load.stop()

    leaders = 'count(pilotlight_leader{job="operator"} == 1)'
    until("one operator leads", lambda: value(ask(client, leaders)) == "1", SCRAPED_WITHIN)
    ready = 'pilotlight_endpoint_condition{name="scraped",type="Ready",status="True"} == 1'
    until("the endpoint is told as Ready", lambda: ask(client, ready), SCRAPED_WITHIN)


def ask(client: Client, query: str) -> list[dict[str, Any]]:
    """The result of an instant query."""
    answer = client.get(f"{PROMETHEUS}?query={quote(query)}")
    assert answer.status == 200, answer
    result = answer.json()["data"]["result"]
    assert isinstance(result, list)
    return result


def value(result: list[dict[str, Any]]) -> str | None:
    """Of the only series; None without any."""
    return str(result[0]["value"][1]) if result else None
