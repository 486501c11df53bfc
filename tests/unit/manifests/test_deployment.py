"""The pod template: engine arguments, accelerators, and what keeps a pod restricted."""

import json
from typing import Any

import pytest

from pilotlight.manifests.deployment import deployment_spec
from pilotlight.manifests.engine_args import engine_args
from pilotlight.manifests.resources import container_resources
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec


def rendered(**changes: Any) -> dict[str, Any]:
    spec = a_parsed_spec(**changes)
    return deployment_spec(ENDPOINT, "chat-a", spec.model, spec.runtime, PLATFORM)


def worker(**changes: Any) -> dict[str, Any]:
    container: dict[str, Any] = rendered(**changes)["template"]["spec"]["containers"][0]
    return container


def test_engine_flags_are_a_list_in_a_fixed_order() -> None:
    engine = a_parsed_spec(
        runtime={
            "engine": {
                "extraArgs": ["--enforce-eager"],
                "gpuMemoryUtilizationPercent": 85,
                "maxModelLen": 4096,
                "enablePrefixCaching": False,
                "tensorParallelSize": 2,
            }
        }
    ).runtime.engine
    assert engine_args(engine) == [
        "--max-model-len=4096",
        "--tensor-parallel-size=2",
        "--gpu-memory-utilization=0.85",
        "--no-enable-prefix-caching",
        "--enforce-eager",
    ]


@pytest.mark.parametrize(
    ("limits", "engine", "expected"),
    [
        ({}, {}, {"nvidia.com/gpu": "1"}),
        ({}, {"tensorParallelSize": 4, "pipelineParallelSize": 2}, {"nvidia.com/gpu": "8"}),
        ({"memory": "4096Mi"}, {}, {"memory": "4Gi", "nvidia.com/gpu": "1"}),
        ({"amd.com/gpu": 2}, {}, {"amd.com/gpu": "2"}),
        ({"nvidia.com/gpu": 0}, {}, {}),
        ({"nvidia.com/gpu": "0", "cpu": "2"}, {}, {"cpu": "2"}),
        ({"hugepages-2Mi": "1Gi"}, {}, {"hugepages-2Mi": "1Gi", "nvidia.com/gpu": "1"}),
    ],
)
def test_accelerators_follow_the_parallelism_unless_told(
    limits: dict[str, Any], engine: dict[str, Any], expected: dict[str, str]
) -> None:
    runtime = a_parsed_spec(runtime={"engine": engine, "resources": {"limits": limits}}).runtime
    assert container_resources(runtime)["limits"] == expected


def test_the_worker_reads_its_configuration_from_its_own_template() -> None:
    annotations = rendered()["template"]["metadata"]["annotations"]
    config = json.loads(annotations["pilotlight.dev/worker"])
    assert config["model"]["path"] == "/models/tiny-a"
    assert config["startupTimeoutSeconds"] == 1800
    assert config["drainTimeoutSeconds"] == 300


def test_who_can_sleep_is_told_so_and_knows_its_uid_and_nobody_else_is_changed() -> None:
    spec = a_parsed_spec(runtime={"env": [{"name": "A", "value": "1"}]})
    parts = ENDPOINT, "chat-a", spec.model, spec.runtime, PLATFORM
    plain, sleeps = deployment_spec(*parts), deployment_spec(*parts, sleeps=True)

    config = sleeps["template"]["metadata"]["annotations"]
    told = json.loads(config.pop("pilotlight.dev/worker"))
    before = json.loads(plain["template"]["metadata"]["annotations"].pop("pilotlight.dev/worker"))
    assert told == {**before, "sleepMode": True}
    environment = sleeps["template"]["spec"]["containers"][0].pop("env")
    assert environment == [
        *plain["template"]["spec"]["containers"][0].pop("env"),
        {
            "name": "PILOTLIGHT_POD_UID",
            "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}},
        },
    ]
    assert sleeps == plain


def test_the_grace_period_outlasts_the_drain() -> None:
    pod = rendered(runtime={"drainTimeout": "10m"})["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > 600


def test_the_workers_own_startup_timeout_fires_before_the_probes() -> None:
    probe = worker(runtime={"startupTimeout": "5m"})["startupProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] > 300


def test_a_shared_cache_claim_is_private_to_the_endpoint() -> None:
    mounts = worker(model={"uri": "file:///m", "cache": {"claimName": "c"}})["volumeMounts"]
    assert next(m for m in mounts if m["name"] == "cache")["subPath"] == "chat"


def test_credentials_are_mounted_and_never_read() -> None:
    spec = rendered(model={"uri": "file:///m", "credentialsSecretRef": {"name": "hub"}})
    volumes = spec["template"]["spec"]["volumes"]
    assert {"name": "credentials", "secret": {"secretName": "hub"}} in volumes


def test_user_labels_never_shadow_ours() -> None:
    labels = rendered(runtime={"podLabels": {"team": "x", "pilotlight.dev/role": "warm"}})
    assert labels["template"]["metadata"]["labels"]["pilotlight.dev/role"] == "serving"
    assert labels["template"]["metadata"]["labels"]["team"] == "x"


def test_a_pod_is_admitted_under_pod_security_restricted() -> None:
    pod = rendered()["template"]["spec"]
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False


def test_an_image_that_an_endpoint_names_is_taken_to_the_letter() -> None:
    image = f"registry.example.com/team/worker@sha256:{'0a' * 32}"
    assert worker(runtime={"image": image})["image"] == image
    assert worker()["image"] == PLATFORM.worker_image


def test_an_image_with_a_model_may_be_named_by_its_digest() -> None:
    reference = f"registry.example.com/team/qwen@sha256:{'0a' * 32}"
    volumes = rendered(model={"uri": f"oci://{reference}"})["template"]["spec"]["volumes"]
    assert [it["image"]["reference"] for it in volumes if "image" in it] == [reference]
