"""What the cluster and the operator's configuration contribute to plans and manifests."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Policy:
    """What endpoints may ask for, as the installation says.

    `allowed_models` are patterns of model URIs, `allowed_images` of worker images
    (`manifests.patterns`); an empty list allows all. `allow_trust_remote_code`: code may run that
    comes with a model.
    """

    allowed_models: tuple[str, ...] = ()
    allowed_images: tuple[str, ...] = ()
    allow_trust_remote_code: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """Settings of the installation.

    `worker_image` and `image_pull_policy` are resolved when a revision is made and frozen with it.
    `release_labels`: what pods of the release (operators, activators) have in common; without them
    each pod of `operator_namespace` counts as one. An empty `http_from_namespaces` admits everyone.
    `reads_nodes`: free accelerators can be counted. `node_autoscaling`: pods
    that do not fit make nodes come. `activator`: requests can be held while no replica is ready.
    `operator_keys`: public halves of the keys that sign orders to workers, in base64, the newest
    first; only known where an endpoint needs them. `policy`: what endpoints may ask for.
    """

    worker_image: str
    image_pull_policy: str = "IfNotPresent"
    cluster_domain: str = "cluster.local"
    operator_namespace: str = "pilotlight-system"
    release_labels: Mapping[str, str] = field(default_factory=dict)
    metrics_namespaces: tuple[str, ...] = ("monitoring",)
    http_from_namespaces: tuple[str, ...] = ()
    has_pod_monitors: bool = False
    reads_nodes: bool = False
    node_autoscaling: bool = False
    activator: bool = False
    operator_keys: tuple[str, ...] = ()
    policy: Policy = Policy()
