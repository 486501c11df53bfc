"""Endpoints that are autoscaled, and what a story looks at while their load comes and goes."""

import re
from itertools import groupby

from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.rollouts import env
from e2e.harness.watching import Watch

# Four at a time, 2 s each: an engine serves two requests a second, and is planned with 1.8.
TOKENS = 100
STEP_MILLISECONDS = 20
SLOTS = 4
CALM, BUSY = 0.8, 4.4  # requests per second: one replica, and three
LEAST, NEEDED, MOST = 1, 3, 5
# What was needed has faded after four of them.
STABILIZATION = 15  # seconds
# Late first tokens are kept in mind for minutes; these stories are about the queue.
PATIENCE = 30  # seconds
# A scrape every 5 s and a decision every 5 s, and the start of an engine.
UP_WITHIN = 120.0
DOWN_WITHIN = 4 * STABILIZATION + 150.0

SENTENCE = re.compile(
    r"(\d+) → (\d+): ([\d.e+-]+ requests/s and \d+ waiting need [\d.]+ replicas"
    r" of [\d.e+-]+ requests/s at \d+ %"
    # The load was there before a full engine had shown what it serves.
    r"|\d+ requests wait and it is not known yet what one replica serves)"
)


def autoscaled(name: str, **spec: object) -> Json:
    """On the simulated engine, forgetful, so that it comes down within minutes."""
    down = {"stabilizationWindow": f"{STABILIZATION}s", "period": "5s"}
    manifest = sim(
        name,
        runtime={
            "env": env(STEP_MILLISECONDS=STEP_MILLISECONDS),
            "engine": {"maxNumSeqs": SLOTS},
        },
        scaling={
            "minReplicas": LEAST,
            "maxReplicas": MOST,
            "objective": {"timeToFirstToken": {"maxDuration": f"{PATIENCE}s"}},
            "behavior": {"scaleDown": down},
        },
        **spec,
    )
    del manifest["spec"]["replicas"]
    return manifest


def active(endpoint: Endpoint) -> Json:
    """Its condition AutoscalingActive."""
    return condition(endpoint.read(), "AutoscalingActive")


def decisions(endpoint: Endpoint) -> list[Json]:
    """What `status.scaling` tells, oldest first."""
    return list(reversed(endpoint.status["scaling"]["decisions"]))


def sizes(watch: Watch, name: str, since: float = 0.0) -> list[int]:
    """The numbers of replicas that were wanted, one after the other."""
    told = [it.object.get("status", {}) for it in watch.of(name, since) if not it.gone]
    wanted = [it["desiredReplicas"] for it in told if "desiredReplicas" in it]
    return [size for size, _ in groupby(wanted)]
