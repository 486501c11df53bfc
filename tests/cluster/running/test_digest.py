"""What we hold in a live object has the digest of what we intended, for everything we make.

A difference here is an operator that writes for ever: the API server fills in, drops and reorders.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.ownership import owned, owned_digest
from pilotlight.cluster.resources import CHILDREN, ENDPOINTS, POD_MONITORS
from pilotlight.cluster.store import Store
from pilotlight.cluster.view import Extras, observe
from pilotlight.core.actions import Apply
from pilotlight.core.plan import plan
from pilotlight.manifests.hold import ActivatorPod
from pilotlight.manifests.manifest import Manifest, canonical, digest
from tests.builders import PLATFORM
from tests.cluster.running.conftest import install_crd, remove_crd
from tests.cluster.running.kube import Kube

HELD: dict[str, Any] = {"replicas": None, "scaling": {"minReplicas": 0, "maxReplicas": 2}}
ACTIVATORS = tuple(
    ActivatorPod(f"activator-{uid}", "ops", uid, address, "node")
    for uid, address in (("a", "10.0.0.9"), ("a", "fd00::9"), ("b", "10.0.0.10"))
)
SPECS: dict[str, dict[str, Any]] = {
    "the smallest": {},
    "a hub model with a token": {
        "model": {
            "uri": "hf://org/name",
            "revision": "0e9e39f249a16976918f6564b8830bc894c89659",
            "credentialsSecretRef": {"name": "hub"},
            "servedName": "name",
            "trustRemoteCode": True,
            "cache": {"claimName": "cache"},
        }
    },
    "a model in a volume": {"model": {"uri": "pvc://models/org/name"}},
    "a model in an image": {"model": {"uri": "oci://registry.example/models/tiny:1"}},
    "no replicas": {"replicas": 0},
    "none while nobody asks": HELD,
    "keys, budgets, and none while nobody asks": {
        **HELD,
        "access": {
            "apiKeys": [{"name": "team", "sha256": ["ab" * 32, "cd" * 32]}],
            "keyLimits": [{"name": "team", "requestsPerMinute": 60, "tokensPerMinute": 9000}],
        },
    },
    "keys in a Secret": {"access": {"apiKeysSecretRef": {"name": "chat-keys"}}},
    "a warm pool": {"warmPool": {"size": 1}},
    "quantities of all spellings": {
        "runtime": {
            "resources": {
                "requests": {"cpu": "1000m", "memory": "256Mi", "ephemeral-storage": "1e3"},
                "limits": {"cpu": 2, "memory": "0.5Gi", "nvidia.com/gpu": 1},
            }
        }
    },
    "no accelerator": {"runtime": {"resources": {"limits": {"nvidia.com/gpu": "0"}}}},
    "every kind of variable": {
        "runtime": {
            "env": [
                {"name": "Z", "value": "z"},
                {"name": "A", "value": ""},
                {"name": "NONE"},
                {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                {
                    "name": "V1",
                    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "spec.nodeName"}},
                },
                {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
                {
                    "name": "MI",
                    "valueFrom": {
                        "resourceFieldRef": {
                            "resource": "limits.memory",
                            "divisor": "1Mi",
                            "containerName": "worker",
                        }
                    },
                },
                {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
                {
                    "name": "O",
                    "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": True}},
                },
                {
                    "name": "M",
                    "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k", "optional": False}},
                },
            ]
        }
    },
    "scheduling of all kinds": {
        "runtime": {
            "nodeSelector": {"pool": "gpu"},
            "tolerations": [
                {"key": "gpu", "operator": "Exists"},
                {"key": "x", "value": "y", "effect": "NoExecute", "tolerationSeconds": 5},
            ],
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {"key": "a", "operator": "In", "values": ["b", "a"]}
                                ]
                            }
                        ]
                    }
                },
                "podAntiAffinity": {
                    "preferredDuringSchedulingIgnoredDuringExecution": [
                        {
                            "weight": 5,
                            "podAffinityTerm": {
                                "topologyKey": "kubernetes.io/hostname",
                                "labelSelector": {"matchLabels": {"a": "b"}},
                            },
                        }
                    ]
                },
            },
            "topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": "zone",
                    "whenUnsatisfiable": "ScheduleAnyway",
                    "labelSelector": {"matchLabels": {"a": "b"}},
                },
                {"maxSkew": 2, "topologyKey": "host", "whenUnsatisfiable": "DoNotSchedule"},
            ],
            "priorityClassName": "high",
            "runtimeClassName": "nvidia",
            "schedulerName": "other",
            "serviceAccountName": "own",
            "imagePullSecrets": [{"name": "b"}, {"name": "a"}],
            "podLabels": {"team": "x"},
            "podAnnotations": {"note": "y"},
            "startupTimeout": "45m",
            "drainTimeout": "0s",
            "engine": {"extraArgs": ["--seed=1", "--enforce-eager"], "maxModelLen": 512},
        }
    },
}

# What the operator needs of it: the API, with a schema that keeps everything.
MONITORS: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "podmonitors.monitoring.coreos.com"},
    "spec": {
        "group": "monitoring.coreos.com",
        "names": {"plural": "podmonitors", "kind": "PodMonitor", "singular": "podmonitor"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "x-kubernetes-preserve-unknown-fields": True,
                    }
                },
            }
        ],
    },
}


@pytest.fixture(scope="module")
def monitors(plane: ControlPlane) -> Iterator[None]:
    """The PodMonitor API, for this module."""
    kube = Kube(plane.kubeconfig, "default")
    install_crd(kube, MONITORS)
    yield
    remove_crd(kube, MONITORS)
    kube.close()


def intents(kube: Kube) -> list[Manifest]:
    """What a plan for the one endpoint in the namespace would write."""
    store = Store()
    (live,) = kube.all(ENDPOINTS)
    store.put(ENDPOINTS, live)
    platform = replace(
        PLATFORM,
        has_pod_monitors=True,
        http_from_namespaces=("web",),
        operator_namespace="ops",
        activator=True,
    )
    extras = Extras(platform, activators=ACTIVATORS)
    observed = observe(store, (kube.namespace, "chat"), extras)
    assert observed is not None
    actions = plan(observed, datetime.now(UTC)).actions
    return [action.manifest for action in actions if isinstance(action, Apply)]


@pytest.mark.parametrize("changes", SPECS.values(), ids=SPECS.keys())
def test_every_child_reads_back_as_it_was_intended(
    kube: Kube, monitors: None, changes: dict[str, Any]
) -> None:
    kube.an_endpoint(**changes)

    for intent in intents(kube):
        live = kube.apply(CHILDREN[intent["kind"]], intent, "pilotlight")

        assert _essence(owned(live)) == _essence(intent), intent["kind"]
        assert owned_digest(live) == digest(intent)
        again = kube.apply(CHILDREN[intent["kind"]], intent, "pilotlight")
        assert _ours(again) == _ours(live), "not idempotent"


def test_every_kind_of_child_was_among_them(kube: Kube, monitors: None) -> None:
    kube.an_endpoint(**HELD)

    assert {intent["kind"] for intent in intents(kube)} == CHILDREN.keys()
    assert POD_MONITORS.kind in CHILDREN


def _ours(live: Manifest) -> Any:
    """Our entry in managedFields, with the time of our last change."""
    return next(it for it in live["metadata"]["managedFields"] if it["manager"] == "pilotlight")


def _essence(manifest: Manifest) -> Any:
    body = {key: it for key, it in manifest.items() if key not in ("apiVersion", "kind")}
    hidden = ("name", "namespace")
    body["metadata"] = {key: it for key, it in body["metadata"].items() if key not in hidden}
    return canonical(body)
