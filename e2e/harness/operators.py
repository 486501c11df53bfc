"""A cluster whose operator is away for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from e2e import operator
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

OPERATOR = ("-n", operator.NAMESPACE)
DEPLOYMENT = f"deployment/{operator.RELEASE}"
GONE_WITHIN = 60.0  # seconds


@contextmanager
def away(kubectl: Kubectl) -> Iterator[None]:
    """Nobody leads, and no operator pod is left, until the end of the block."""
    kubectl("scale", DEPLOYMENT, *OPERATOR, "--replicas=0")
    try:
        until("no operator pod is left", lambda: not operator_pods(kubectl), GONE_WITHIN)
        yield
    finally:
        kubectl("scale", DEPLOYMENT, *OPERATOR, "--replicas=2")


def operator_pods(kubectl: Kubectl) -> set[str]:
    """Names."""
    selector = "app.kubernetes.io/name=pilotlight"
    found = kubectl.json("get", "pods", *OPERATOR, "-l", selector)["items"]
    return {pod["metadata"]["name"] for pod in found}
