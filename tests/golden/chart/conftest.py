"""The programs that judge what the chart renders: helm and promtool, once per machine."""

import pytest

from e2e.cluster import builds, packages
from e2e.cluster.failures import ClusterError
from tests.golden.chart.helm import Helm
from tests.golden.chart.promtool import Promtool


@pytest.fixture(scope="session")
def helm() -> Helm:
    try:
        return Helm(builds.helm())
    except ClusterError as error:
        pytest.skip(f"helm cannot be had here: {error}")


@pytest.fixture(scope="session")
def promtool() -> Promtool:
    try:
        return Promtool(packages.unpacked("prometheus") / "usr/bin/promtool")
    except ClusterError as error:
        pytest.skip(f"promtool cannot be had here: {error}")
