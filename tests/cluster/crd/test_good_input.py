"""What people write is accepted, stored with its defaults, and stays quiet for GitOps."""

import json
from typing import Any

import pytest

from tests.cluster.crd.kubectl import Kubectl, KubectlError, Manifest, an_endpoint

AFFINITY: Manifest = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {
                    "matchExpressions": [{"key": "gpu", "operator": "In", "values": ["a100"]}],
                    "matchFields": [
                        {"key": "metadata.name", "operator": "NotIn", "values": ["node-7"]}
                    ],
                }
            ]
        },
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {
                "weight": 10,
                "preference": {"matchExpressions": [{"key": "disk", "operator": "Exists"}]},
            }
        ],
    },
    "podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {
                "topologyKey": "kubernetes.io/hostname",
                "namespaceSelector": {"matchLabels": {"team": "ml"}},
                "labelSelector": {"matchLabels": {"app": "cache"}},
            }
        ]
    },
    "podAntiAffinity": {
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {
                "weight": 100,
                "podAffinityTerm": {
                    "topologyKey": "kubernetes.io/hostname",
                    "matchLabelKeys": ["pilotlight.dev/revision"],
                    "labelSelector": {
                        "matchExpressions": [{"key": "a", "operator": "In", "values": ["b"]}]
                    },
                },
            }
        ]
    },
}
ENVIRONMENT: list[Manifest] = [
    {"name": "PLAIN", "value": "text"},
    {"name": "EMPTY", "value": ""},
    {"name": "SECRET", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": True}}},
    {"name": "CONFIG", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
    {"name": "FIELD", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
    {
        "name": "CPUS",
        "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}},
    },
    {"name": "CORES", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": 1}}},
]
RUNTIMES: dict[str, Manifest] = {
    "an environment of every source": {"env": ENVIRONMENT},
    "quantities as numbers and text": {
        "resources": {
            "requests": {"cpu": 2, "memory": "1.5Gi", "ephemeral-storage": "1e9"},
            "limits": {"nvidia.com/gpu": 0, "cpu": "2500m"},
        }
    },
    "every kind of affinity": {"affinity": AFFINITY},
    "tolerations": {
        "tolerations": [
            {"operator": "Exists"},
            {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
            {"key": "a", "value": "b", "effect": "NoExecute", "tolerationSeconds": 9_999_999_999},
            {"key": "a", "operator": "", "effect": ""},
        ]
    },
    "topology spread": {
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "minDomains": 2,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": {"matchLabels": {"a": "b"}},
                "matchLabelKeys": ["pilotlight.dev/revision"],
                "nodeAffinityPolicy": "Honor",
                "nodeTaintsPolicy": "Ignore",
            }
        ]
    },
    "engine arguments": {
        "engine": {
            "extraArgs": [
                "--enforce-eager",
                "--seed=1",
                '--override-generation-config={"temperature": 0.1}',
                "--hf-config-path=/models/x",
                "--revision-is-not-this",
                "--config-format=mistral",
                "--speculative-config.method=ngram",
            ]
        }
    },
    "the rest": {
        "image": "registry.example.com/worker@sha256:" + "a" * 64,
        "imagePullSecrets": [{"name": "a"}, {"name": "b"}],
        "nodeSelector": {"gpu": "yes"},
        "priorityClassName": "high",
        "runtimeClassName": "nvidia",
        "schedulerName": "volcano",
        "serviceAccountName": "reader",
        "podLabels": {"team": "ml"},
        "podAnnotations": {"example.com/note": "x"},
        "startupTimeout": "1h30m",
        "drainTimeout": "0s",
    },
}


@pytest.mark.parametrize("runtime", RUNTIMES.values(), ids=RUNTIMES.keys())
def test_a_runtime_is_stored_as_it_was_written(kubectl: Kubectl, runtime: Manifest) -> None:
    stored = json.loads(kubectl.create(an_endpoint(spec__runtime=runtime)))["spec"]["runtime"]
    for section, value in runtime.items():
        if isinstance(value, dict):
            assert value.items() <= stored[section].items()
        else:
            assert stored[section] == value


@pytest.mark.parametrize(
    "uri",
    [
        "hf://org/name.with-all_of.it",
        "pvc://m",
        "pvc://models",
        "pvc://models/",
        "pvc://models/llama/3.1",
        "oci://registry.example.com:5000/models/llama:3.1",
        "oci://registry.example.com/models/llama@sha256:" + "a" * 64,
        "file:///models/tiny-a",
    ],
)
def test_every_scheme_is_accepted(kubectl: Kubectl, uri: str) -> None:
    stored = json.loads(kubectl.create(an_endpoint(spec__model__uri=uri)))
    assert stored["spec"]["model"]["uri"] == uri


@pytest.mark.parametrize("revision", ["main", "v1.0", "refs/pr/7", "0e9e39f", "release_2"])
def test_branches_tags_and_commits_are_revisions(kubectl: Kubectl, revision: str) -> None:
    kubectl.create(an_endpoint(spec__model__revision=revision))


def test_only_hf_needs_a_revision(kubectl: Kubectl) -> None:
    kubectl.create(an_endpoint(spec__model__uri="file:///models/a", spec__model__revision=None))


def test_the_longest_name_is_accepted(kubectl: Kubectl) -> None:
    kubectl.create(an_endpoint("a" * 40))


def test_the_smallest_manifest_is_stored_with_every_default(kubectl: Kubectl) -> None:
    kubectl.apply(an_endpoint("defaults"))
    written = an_endpoint("defaults")["spec"]
    assert kubectl.get("iep", "defaults")["spec"] == {
        "model": {**written["model"], "trustRemoteCode": False},
        "replicas": 2,
        "runtime": {
            "engine": {"tensorParallelSize": 1, "pipelineParallelSize": 1},
            "resources": {},
            "startupTimeout": "30m",
            "drainTimeout": "5m",
        },
        "rollout": {
            "strategy": "BlueGreen",
            "capacity": "Auto",
            "promotion": "Automatic",
            "progressDeadline": "45m",
            "previousRevision": {"keepFor": "1m", "tier": "Awake"},
            "revisionHistoryLimit": 5,
        },
        "requestLimits": {"timeout": "10m", "maxQueued": 0, "maxBodyBytes": 33_554_432},
        "monitoring": {"podMonitor": "Auto"},
        "paused": False,
    }


def test_an_empty_smoke_test_takes_every_default(kubectl: Kubectl) -> None:
    stored = json.loads(kubectl.create(an_endpoint(spec__rollout={"smokeTest": {}})))
    assert stored["spec"]["rollout"]["smokeTest"] == {
        "prompt": "The capital of France is",
        "maxTokens": 16,
        "timeout": "30s",
        "attempts": 3,
    }


@pytest.mark.parametrize("expect", ["Paris", "^(?i) ?paris[.,]", r"\d+", "."])
def test_what_re2_understands_may_be_expected(kubectl: Kubectl, expect: str) -> None:
    kubectl.create(an_endpoint(spec__rollout={"smokeTest": {"expect": expect}}))


def test_every_kind_of_gate_is_accepted(kubectl: Kubectl) -> None:
    gates: list[Manifest] = [
        {"metric": "ErrorRate", "maxPercent": 1},
        {"metric": "RejectionRate", "maxRatioPercent": 150},
        {"metric": "TimeToFirstToken", "percentile": 95, "maxDuration": "1s500ms"},
        {"metric": "TimeToFirstToken", "percentile": 50, "maxRatioPercent": 130},
        {"metric": "InterTokenLatency", "percentile": 99, "maxRatioPercent": 130},
        {"metric": "EndToEndLatency", "percentile": 99, "maxDuration": "1m"},
        {"metric": "TokensPerSecond", "minRatioPercent": 80},
    ]
    stored = json.loads(kubectl.create(an_endpoint(spec__rollout={"analysis": {"gates": gates}})))
    assert stored["spec"]["rollout"]["analysis"] == {
        "bake": "5m",
        "minRequests": 50,
        "onInconclusive": "Promote",
        "gates": gates,
    }


def test_a_promotion_may_stay_in_the_spec(kubectl: Kubectl) -> None:
    rules = {"promotion": "Manual", "promote": "chat-0123456789"}
    kubectl.create(an_endpoint(spec__rollout=rules))


@pytest.mark.parametrize(
    "rules",
    [
        *({"capacity": capacity} for capacity in ("Auto", "Surge", "Stepwise")),
        {"capacity": "Stepwise", "minAvailable": 1},
        # More than there are replicas of is all of them: an HPA may have fewer in a while.
        {"minAvailable": 1000},
        # `capacity: Auto` is what the API server writes itself.
        {"strategy": "Recreate", "capacity": "Auto"},
        {"strategy": "Recreate"},
    ],
    ids=str,
)
def test_room_may_be_taken_in_every_way(kubectl: Kubectl, rules: Manifest) -> None:
    stored = json.loads(kubectl.create(an_endpoint(spec__rollout=rules)))
    assert stored["spec"]["rollout"] == {**stored["spec"]["rollout"], **rules}


@pytest.mark.parametrize("flags", [(), ("--server-side",)], ids=["client-side", "server-side"])
def test_nothing_differs_after_an_apply(kubectl: Kubectl, flags: tuple[str, ...]) -> None:
    manifest = an_endpoint("quiet" + "-ssa" * bool(flags), spec__runtime=RUNTIMES["the rest"])
    kubectl.apply(manifest, *flags)
    # kubectl diff ends with 1 when something differs, which `run` does not forgive.
    assert kubectl.run("diff", *flags, "-f", "-", input=json.dumps(manifest)) == ""


def test_a_second_apply_makes_no_new_generation(kubectl: Kubectl) -> None:
    manifest = an_endpoint("again", spec__runtime=RUNTIMES["an environment of every source"])
    kubectl.apply(manifest)
    before = kubectl.get("iep", "again")["metadata"]
    kubectl.apply(manifest)
    after = kubectl.get("iep", "again")["metadata"]
    assert (before["generation"], before["resourceVersion"]) == (
        after["generation"],
        after["resourceVersion"],
    )


def test_environment_variables_are_merged_by_name(kubectl: Kubectl) -> None:
    def part(name: str, manager: str) -> None:
        variable = [{"name": name, "value": manager}]
        manifest = an_endpoint("merged", spec__runtime={"env": variable})
        kubectl.apply(manifest, "--server-side", f"--field-manager={manager}")

    part("A", "one")
    part("B", "two")
    stored = kubectl.get("iep", "merged")["spec"]["runtime"]["env"]
    assert {it["name"]: it["value"] for it in stored} == {"A": "one", "B": "two"}


STATUS: Manifest = {
    "observedGeneration": 1,
    "url": "http://shown.default.svc.cluster.local/v1",
    "replicas": 2,
    "readyReplicas": 1,
    "desiredReplicas": 2,
    "warmReplicas": 3,
    "warmPool": {
        "desired": 4,
        "ready": 3,
        "tier": "Awake",
        "lastPromotion": {"at": "2026-01-01T00:00:00Z", "duration": "250ms"},
    },
    "selector": "pilotlight.dev/endpoint=shown",
    "activeRevision": "shown-0123456789",
    "message": "serving 1/2 on shown-0123456789",
    "revisions": [
        {
            "name": "shown-0123456789",
            "role": "Active",
            "image": "worker:1",
            "model": "hf://a/b@main",
            "replicas": 2,
            "readyReplicas": 1,
            "createdAt": "2026-01-01T00:00:00Z",
            "coldStart": {"schedule": 0.5, "imagePull": 2, "load": 30.25},
        }
    ],
    "rollout": {
        "phase": "Baking",
        "since": "2026-01-01T00:00:00Z",
        "deadline": "2026-01-01T00:05:00Z",
        "revision": "shown-0123456789",
        "capacityMode": "Stepwise",
        "previousRevision": "shown-9876543210",
        "previewUrl": "http://shown-preview.default.svc.cluster.local/v1",
        "gates": [
            {
                "metric": "TimeToFirstToken",
                "percentile": 95,
                "verdict": "Inconclusive",
                "message": "TimeToFirstToken p95: 10 of 50 requests",
            }
        ],
        "message": "baking until 2026-01-01T00:05:00Z",
    },
    "conditions": [
        {
            "type": "Ready",
            "status": "False",
            "reason": "WaitingForGPU",
            "message": "a replica needs 1 nvidia.com/gpu",
            "observedGeneration": 1,
            "lastTransitionTime": "2026-01-01T00:00:00Z",
        }
    ],
}


@pytest.fixture(scope="module")
def shown(kubectl: Kubectl) -> Kubectl:
    """An endpoint called `shown`, with a status."""
    show(kubectl, "shown")
    return kubectl


def show(kubectl: Kubectl, name: str) -> None:
    """Make an endpoint and give it the status that an operator would write."""
    kubectl.apply(an_endpoint(name))
    body = {**an_endpoint(name), "status": STATUS}
    del body["spec"]
    kubectl.run(
        *("apply", "--server-side", "--subresource=status", "--field-manager=pilotlight-status"),
        *("-f", "-"),
        input=json.dumps(body),
    )


def test_the_status_is_stored_whole(shown: Kubectl) -> None:
    assert shown.get("iep", "shown")["status"] == STATUS


@pytest.mark.parametrize(
    ("flags", "columns", "words"),
    [
        pytest.param(
            (),
            "NAME READY REASON SERVING DESIRED WARM REVISION URL AGE",
            ("shown", "False", "WaitingForGPU", "1", "2", "3", "shown-0123456789", STATUS["url"]),
            id="narrow",
        ),
        pytest.param(
            ("-o", "wide"),
            "NAME READY REASON SERVING DESIRED WARM REVISION URL AGE ROLLOUT SCALING MESSAGE",
            ("serving 1/2 on shown-0123456789",),
            id="wide",
        ),
    ],
)
def test_kubectl_get_says_how_it_is(
    shown: Kubectl, flags: tuple[str, ...], columns: str, words: tuple[str, ...]
) -> None:
    head, row = shown.run("get", "iep", "shown", *flags).splitlines()
    assert head.split() == columns.split()
    assert all(word in row for word in words)


def test_get_all_lists_endpoints(shown: Kubectl) -> None:
    assert "inferenceendpoint.pilotlight.dev/shown" in shown.run("get", "all")


def test_the_scale_subresource_reads_and_writes_replicas(kubectl: Kubectl) -> None:
    show(kubectl, "scaled")
    path = "/apis/pilotlight.dev/v1alpha1/namespaces/default/inferenceendpoints/scaled/scale"
    scale = json.loads(kubectl.run("get", "--raw", path))
    assert scale["spec"] == {"replicas": 2}
    assert scale["status"] == {"replicas": 2, "selector": STATUS["selector"]}
    kubectl.run("scale", "iep", "scaled", "--replicas=5")
    assert kubectl.get("iep", "scaled")["spec"]["replicas"] == 5


def test_people_can_wait_for_a_condition(shown: Kubectl) -> None:
    shown.run("wait", "--for=condition=Ready=false", "--timeout=5s", "iep/shown")


def test_a_wait_is_not_fooled_by_the_condition_of_an_older_spec(kubectl: Kubectl) -> None:
    show(kubectl, "edited-since")
    kubectl.apply(an_endpoint("edited-since", spec__replicas=3))
    with pytest.raises(KubectlError, match="timed out"):
        kubectl.run("wait", "--for=condition=Ready=false", "--timeout=1s", "iep/edited-since")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("iep.spec.model.uri", "Where the weights are"),
        ("iep.spec.runtime.engine.extraArgs", "More engine flags"),
        ("iep.spec.runtime.tolerations.effect", "NoExecute"),
        ("iep.status.conditions.reason", "CamelCase"),
    ],
)
def test_explain_describes_fields(kubectl: Kubectl, path: str, words: str) -> None:
    assert words in " ".join(kubectl.run("explain", path).split())


def test_the_crd_is_structural_and_established(kubectl: Kubectl) -> None:
    crd: Any = kubectl.get("crd", "inferenceendpoints.pilotlight.dev")
    conditions = {it["type"]: it["status"] for it in crd["status"]["conditions"]}
    assert conditions["Established"] == "True"
    assert conditions["NamesAccepted"] == "True"
    assert conditions.get("NonStructuralSchema", "False") == "False"
