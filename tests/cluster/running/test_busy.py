"""A warm replica is promoted at once also while the operator has two hundred other endpoints to do.

The time is measured from the edit to the label. Without a turn of its own it is half a minute.
"""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import ENDPOINTS, PODS
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InProcess
from tests.cluster.running.rights import as_operator
from tests.cluster.running.test_draining import ROLE

OTHERS, AT_ONCE = 200, 8
POOLED = [f"pooled-{number}" for number in range(8)]
PROMOTED_WITHIN = 2.0  # seconds; 0.1 on two cores, 0.4 beside four endless loops


@pytest.fixture
def process(plane: ControlPlane, kube: Kube, tmp_path: Path) -> Iterator[InProcess]:
    """A leading operator that does not share the time of this process."""
    operator = InProcess(as_operator(plane), kube.namespace, tmp_path / "operator.log")
    try:
        operator.until("leading lease=")
        yield operator
    finally:
        operator.end()


@pytest.mark.usefixtures("process")
def test_a_promotion_does_not_wait_for_the_endpoints_of_others(
    plane: ControlPlane, kube: Kube
) -> None:
    for name in POOLED:
        kube.an_endpoint(name, replicas=1, warmPool={"size": 1})
    eventually(lambda: pooled(kube), "pools", 60)
    pools = {it["metadata"]["labels"]["pilotlight.dev/endpoint"]: it for it in warm(kube)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for it in [pool.submit(create, plane, kube, part) for part in range(AT_ONCE)]:
            it.result()

    took = [promotion(kube, name, pools[name]["metadata"]["name"]) for name in POOLED]

    left = OTHERS + len(POOLED) - told(kube)
    milliseconds = ", ".join(f"{1000 * it:.0f}" for it in took)
    print(f"\npromoted after {milliseconds} ms, {left} of {OTHERS} others without a status then")
    assert left > 0, "it was busy all the time"
    assert max(took) <= PROMOTED_WITHIN


def create(plane: ControlPlane, kube: Kube, part: int) -> None:
    """A part of two hundred endpoints, as fast as they are taken."""
    with contextlib.closing(Kube(plane.kubeconfig, kube.namespace)) as own:
        for number in range(part, OTHERS, AT_ONCE):
            own.an_endpoint(f"other-{number}", replicas=1)


def promotion(kube: Kube, endpoint: str, pod: str) -> float:
    """Seconds from the edit that wants one more replica, once it was taken, to the label."""
    kube.edit(endpoint, replicas=2)
    since = time.monotonic()
    while (kube.get(PODS, pod) or {})["metadata"]["labels"][ROLE] != "serving":
        assert time.monotonic() - since < 60, f"{endpoint} was not promoted"
        time.sleep(0.005)
    return time.monotonic() - since


def pooled(kube: Kube) -> bool:
    """Every pool is full."""
    kube.run_pods()
    pools = [it.get("status", {}).get("warmPool", {}).get("ready") for it in kube.all(ENDPOINTS)]
    return pools == [1] * len(POOLED)


def warm(kube: Kube) -> list[Object]:
    return [it for it in kube.pods() if it["metadata"]["labels"][ROLE] == "warm"]


def told(kube: Kube) -> int:
    """How many endpoints have a status."""
    return sum("url" in it.get("status", {}) for it in kube.all(ENDPOINTS))
