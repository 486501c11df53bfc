"""Fixtures of the stories that need the operator; e2e/conftest.py hands them out."""

import pytest

from e2e import operator
from e2e.cluster import cache
from e2e.harness import client as clients
from e2e.harness.client import Client
from e2e.kubectl import Kubectl


@pytest.fixture(scope="session")
def installed(kubectl: Kubectl) -> Kubectl:
    """kubectl for a cluster on which our chart is installed, from this tree."""
    with cache.lock("release"):  # stories may be told side by side
        operator.install()
    return kubectl


@pytest.fixture
def client(installed: Kubectl, namespace: str) -> Client:
    """A pod in the story's namespace that asks models from inside the cluster."""
    return clients.start(installed, namespace)
