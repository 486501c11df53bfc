"""What the cluster and the operator's configuration contribute to manifests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """Settings of the installation that end up in manifests.

    `worker_image` and `image_pull_policy` are resolved when a revision is made and frozen with it.
    `http_from` and `metrics_from` are NetworkPolicy peers as JSON objects; an empty `http_from`
    admits everyone.
    """

    worker_image: str
    image_pull_policy: str = "IfNotPresent"
    cluster_domain: str = "cluster.local"
    operator_namespace: str = "pilotlight-system"
    metrics_namespaces: tuple[str, ...] = ("monitoring",)
    http_from_namespaces: tuple[str, ...] = ()
    has_pod_monitors: bool = False
