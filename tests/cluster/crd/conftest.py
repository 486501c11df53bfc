"""A real API server with our CRD, and kubectl as people use it."""

from collections.abc import Iterator

import pytest

from e2e.cluster import builds
from e2e.cluster.control_plane import ControlPlane
from e2e.cluster.failures import ClusterError
from pilotlight.codegen.outputs import CRD_PATH, REPOSITORY
from tests.cluster.crd.kubectl import Kubectl
from tests.golden.chart.helm import Helm


@pytest.fixture(scope="package")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """An API server that has never heard of us."""
    try:
        program = builds.kubectl()
        plane = ControlPlane().start()
    except ClusterError as error:
        pytest.skip(f"no control plane can be had here: {error}")
    try:
        # A home of its own: kubectl caches discovery by host and port, and ports are reused.
        yield Kubectl(program, plane.kubeconfig, tmp_path_factory.mktemp("home"))
    finally:
        plane.stop()


@pytest.fixture(scope="module")
def kubectl(bare: Kubectl) -> Kubectl:
    """The API server, with the CRD established."""
    bare.run("apply", "--server-side", "-f", str(REPOSITORY / CRD_PATH))
    bare.established()
    return bare


@pytest.fixture(scope="session")
def helm() -> Helm:
    try:
        return Helm(builds.helm())
    except ClusterError as error:
        pytest.skip(f"helm cannot be had here: {error}")
