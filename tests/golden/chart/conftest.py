"""The helm program, built once per machine."""

import pytest

from e2e.cluster import builds
from e2e.cluster.failures import ClusterError
from tests.golden.chart.helm import Helm


@pytest.fixture(scope="session")
def helm() -> Helm:
    try:
        return Helm(builds.helm())
    except ClusterError as error:
        pytest.skip(f"helm cannot be had here: {error}")
