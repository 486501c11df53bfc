"""Whose turn comes before all others."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.cluster.resources import ENDPOINTS, PODS, SERVICES
from pilotlight.cluster.store import Store
from pilotlight.cluster.urgency import is_short
from pilotlight.core.scaling.decision import Decision, ScalingReason
from pilotlight.core.scaling.policy import Mode
from tests.unit.cluster.raw import Raw, a_child, an_endpoint

CHAT = ("demo", "chat")


def a_worker(name: str, role: str, *, ready: bool = True, revision: str = "new") -> Raw:
    pod = a_child(name, owner="", status={"conditions": [{"type": "Ready", "status": str(ready)}]})
    pod["metadata"]["labels"]["pilotlight.dev/role"] = role
    pod["metadata"]["labels"]["pilotlight.dev/revision"] = revision
    pod["metadata"]["creationTimestamp"] = "2026-01-01T00:00:00Z"
    return pod


def a_store(*pods: Raw, **spec: Any) -> Store:
    """Two replicas are wanted, and were told."""
    store = Store()
    endpoint = an_endpoint(status={"desiredReplicas": 2})
    endpoint["spec"] |= spec
    store.put(ENDPOINTS, endpoint)
    service = a_child()
    service["metadata"]["annotations"] = {"pilotlight.dev/active-revision": "new"}
    store.put(SERVICES, service)
    for pod in pods:
        store.put(PODS, pod)
    return store


WARM = a_worker("w", "warm")
SERVING = a_worker("a", "serving")
BOTH = [SERVING, a_worker("b", "serving")]


@pytest.mark.parametrize(
    ("pods", "short"),
    [
        pytest.param([WARM], True, id="none serves"),
        pytest.param([WARM, SERVING], True, id="one of two"),
        pytest.param([WARM, *BOTH], False, id="both"),
        pytest.param(
            [WARM, SERVING, a_worker("b", "serving", ready=False)], True, id="one is not Ready"
        ),
        pytest.param(
            [WARM, SERVING, a_worker("b", "serving", revision="old")], True, id="one is kept"
        ),
        pytest.param(
            [SERVING, a_worker("w", "warm", revision="next")], False, id="a pool of another"
        ),
        pytest.param([SERVING], False, id="no pool"),
        pytest.param([a_worker("w", "warm", ready=False)], False, id="the pool starts"),
    ],
)
def test_a_label_is_all_that_is_missing(pods: list[Raw], short: bool) -> None:
    assert is_short(a_store(*pods), CHAT, None) is short
    assert not is_short(a_store(*pods, paused=True), CHAT, None)


THREE = Decision(datetime(2026, 1, 1, tzinfo=UTC), 3, 2, ScalingReason.STEADY, "more")


@pytest.mark.parametrize(
    ("pods", "decision", "short"),
    [
        pytest.param([WARM, *BOTH], THREE, True, id="more decided"),
        pytest.param([WARM, *BOTH], replace(THREE, mode=Mode.OBSERVE), False, id="not followed"),
        pytest.param([WARM, SERVING], replace(THREE, desired=1), False, id="fewer decided"),
        pytest.param([WARM, SERVING], replace(THREE, mode=Mode.OBSERVE), True, id="one was lost"),
        pytest.param([WARM, SERVING], None, True, id="one was lost, and nothing decided yet"),
    ],
)
def test_of_what_is_decided_only_what_is_followed_is_missing(
    pods: list[Raw], decision: Decision | None, short: bool
) -> None:
    store = a_store(*pods, replicas=None, scaling={"maxReplicas": 4})
    assert is_short(store, CHAT, decision) is short


def test_of_an_endpoint_that_is_gone_nothing_is_missing() -> None:
    assert not is_short(Store(), CHAT, None)
