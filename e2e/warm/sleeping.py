"""Workers of the simulated engine that can be put to sleep, and what stories of them share."""

from e2e.harness.client import Client
from e2e.harness.endpoint import Json

WAKE_SECONDS = 2.0
# The rest of a whole start or of streams under way, a drain of six seconds, and a look at the
# worker every second. Where the installation's key is made for this very endpoint, kubelet may show
# it two minutes later.
ASLEEP_WITHIN = 180.0
# Thirty seconds for the wake, and a start.
REPLACED_WITHIN = 120.0
TOKENS = 20
_SIM = {
    "PILOTLIGHT_SIM_LOAD_SECONDS": "0.2",
    "PILOTLIGHT_SIM_SLEEP_SECONDS": "0.2",
    "PILOTLIGHT_SIM_WAKE_SECONDS": str(WAKE_SECONDS),
}
RUNTIME = {"env": [{"name": key, "value": value} for key, value in _SIM.items()]}


def will_not_wake(client: Client, pod: Json) -> None:
    """Its engine hangs when it is told to wake."""
    url = f"http://{pod['status']['podIP']}:8000/sim/faults"
    answer = client.send("PUT", url, {"wakeHang": True})
    assert answer.status == 200, answer.text
