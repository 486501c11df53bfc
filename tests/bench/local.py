"""The local cluster with our chart, and a namespace of one's own."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from e2e import operator
from e2e.cluster import builds, images, paths
from e2e.kubectl import Kubectl


@contextmanager
def namespace() -> Iterator[tuple[Kubectl, str]]:
    """kubectl and the namespace, which goes at the end. Starts the cluster where there is none."""
    operator.prepare_local(tuple(images.PRODUCT))
    kubectl = Kubectl(builds.kubectl(), paths.KUBECONFIG)
    operator.install()
    name = f"bench-{secrets.token_hex(4)}"
    kubectl("create", "namespace", name)
    try:
        yield kubectl, name
    finally:
        kubectl("delete", "namespace", name, "--wait=false")
