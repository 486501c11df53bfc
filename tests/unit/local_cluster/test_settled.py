"""When an end-to-end test takes an endpoint for settled."""

from typing import Any

import pytest

from e2e.harness.endpoint import is_settled

READY = {"type": "Ready", "status": "True"}
COMPLETE = {"type": "Progressing", "status": "False", "reason": "RolloutComplete"}


def seen(spec: dict[str, Any], **status: Any) -> dict[str, Any]:
    told = {"observedGeneration": 2, "conditions": [READY, COMPLETE], **status}
    return {"metadata": {"generation": 2}, "spec": spec, "status": told}


@pytest.mark.parametrize(
    ("endpoint", "settled"),
    [
        (seen({"replicas": 2}, readyReplicas=2, desiredReplicas=2), True),
        (seen({"replicas": 2}, readyReplicas=1, desiredReplicas=1), False),
        (seen({"scaling": {"maxReplicas": 4}}, readyReplicas=3, desiredReplicas=3), True),
        (seen({"scaling": {"maxReplicas": 4}}, readyReplicas=2, desiredReplicas=3), False),
        (seen({"replicas": 2}, readyReplicas=2, observedGeneration=1), False),
    ],
    ids=["fixed", "one is missing", "as was decided", "more were decided", "an older spec"],
)
def test_settled_is_with_the_replicas_that_shall_be(
    endpoint: dict[str, Any], *, settled: bool
) -> None:
    assert is_settled(endpoint) is settled
