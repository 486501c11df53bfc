"""Prometheus sees the workers, with endpoint, revision and role, and the operator.

The local cluster has a Prometheus that looks for pods as the chart's monitors would. While clients
ask, the engine's own numbers arrive under vLLM's names, the gate's beside them; the operator tells
who leads and which endpoints are Ready.
"""

import pytest

from e2e.harness.client import Client
from e2e.harness.endpoint import Endpoint, sim
from e2e.harness.prometheus import SCRAPED_WITHIN, ask, exists, value
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl


def test_workers_and_operator_are_scraped(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    if not exists(installed):
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
        seen = until("requests are seen to run", lambda: ask(client, running), SCRAPED_WITHIN)
        (series,) = seen
        labels = series["metric"]
        assert labels["endpoint"] == "scraped"
        assert labels["revision"] == scraped.active()
        assert labels["role"] == "serving"
        in_flight = f'{{__name__=~"pilotlight_.*in_flight.*",{ours}}} > 0'
        until("the gate's numbers arrive", lambda: ask(client, in_flight), SCRAPED_WITHIN)
        load.stop()

    leaders = 'count(pilotlight_leader{job="operator"} == 1)'
    until("one operator leads", lambda: value(ask(client, leaders)) == "1", SCRAPED_WITHIN)
    of_ours = f'namespace="{namespace}",name="scraped"'
    ready = f'pilotlight_endpoint_condition{{{of_ours},type="Ready",status="True"}} == 1'
    until("the endpoint is told as Ready", lambda: ask(client, ready), SCRAPED_WITHIN)
