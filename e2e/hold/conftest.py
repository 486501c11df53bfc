"""The chart with its activator, for the stories of this folder alone."""

from collections.abc import Iterator

import pytest

from e2e import operator
from e2e.harness import client as clients
from e2e.harness.client import Client
from e2e.kubectl import Kubectl


@pytest.fixture(scope="package")
def holding(installed: Kubectl) -> Iterator[Kubectl]:
    """kubectl for a cluster in which activators run."""
    operator.install({"activator.enabled": True})
    yield installed
    operator.install()


@pytest.fixture
def client(holding: Kubectl, namespace: str) -> Client:
    """As elsewhere, once there are activators."""
    return clients.start(holding, namespace)
