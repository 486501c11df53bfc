"""NetworkPolicy of the workers: the API for applications, the admin port for us and Prometheus."""

from collections.abc import Mapping

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint, metadata
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.platform import Platform

_NAMESPACE_NAME = "kubernetes.io/metadata.name"
_OPERATOR = {"app.kubernetes.io/component": "operator"}


def network_policy(endpoint: Endpoint, platform: Platform) -> Manifest:
    """Ingress only; everything that is not listed is denied.

    `http` is open to all unless the installation limits it to namespaces, and then to these, to
    operators, which test, and to activators, which pass on what they have held. `admin` is for
    operators and for those who scrape; egress is left alone, because workers must reach their
    model's source.
    """
    callers, scrapers = platform.http_from_namespaces, platform.metrics_namespaces
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(endpoint, endpoint.name),
        "spec": {
            "podSelector": {"matchLabels": {names.ENDPOINT_LABEL: endpoint.name}},
            "policyTypes": ["Ingress"],
            "ingress": [
                {
                    "ports": [{"port": "http", "protocol": "TCP"}],
                    **({"from": [_release(platform), _namespaces(callers)]} if callers else {}),
                },
                {
                    "ports": [{"port": "admin", "protocol": "TCP"}],
                    "from": [
                        _release(platform, _OPERATOR),
                        *([_namespaces(scrapers)] if scrapers else []),
                    ],
                },
            ],
        },
    }


def _release(platform: Platform, component: Mapping[str, str] | None = None) -> Manifest:
    """Pods of the release; one peer, so that both selectors must fit."""
    peer = _namespaces((platform.operator_namespace,))
    if platform.release_labels:
        labels = {**platform.release_labels, **(component or {})}
        peer["podSelector"] = {"matchLabels": labels}
    return peer


def _namespaces(them: tuple[str, ...]) -> Manifest:
    expression = {"key": _NAMESPACE_NAME, "operator": "In", "values": sorted(set(them))}
    return {"namespaceSelector": {"matchExpressions": [expression]}}
