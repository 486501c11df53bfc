"""A model is exchanged under load, and no client notices.

The simulated engine, so that it takes seconds: requests begin at a fixed rate, on kept connections,
while `spec.model.uri` goes from tiny-a to tiny-b and back. What counts is not the status codes but
each stream: as many tokens as were asked for, the right finish reason, and its end marker.
"""

import time

import pytest

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, sim
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

RATE = 8.0  # requests a second
TOKENS = 150
STEP_MILLISECONDS = "10"  # so a stream lasts one and a half seconds
AFTERWARDS = 3.0  # seconds of load after all is over


def test_a_switch_under_open_load_cuts_no_stream(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    slow = [
        {"name": "PILOTLIGHT_SIM_LOAD_SECONDS", "value": "0.2"},
        {"name": "PILOTLIGHT_SIM_STEP_MILLISECONDS", "value": STEP_MILLISECONDS},
    ]
    chat.apply(sim("chat", replicas=2, runtime={"env": slow}))
    chat.wait_ready()
    with client.stream(chat.url, "chat", tokens=TOKENS, rate=RATE) as load:
        load.wait_for(10, limit=30)
        for model in ("tiny-b", "tiny-a"):
            chat.patch({"model": {"uri": f"file:///models/{model}"}})
            chat.wait_ready()
            assert client.served_model(chat.url) == model
        time.sleep(AFTERWARDS)
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"
    speakers = [one["text"].split()[2] for one in ended]
    assert {"tiny-a", "tiny-b"} <= set(speakers), "both models answered during the load"
    assert speakers[0] == speakers[-1] == "tiny-a", "the last revision is the first model again"
