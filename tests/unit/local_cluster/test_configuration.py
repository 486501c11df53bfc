"""What the components are told: the lines whose loss would show only much later, or elsewhere."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from e2e.cluster import components, images, layers, leftovers, network, node, rootfs
from e2e.cluster.builds import ControlPlanePrograms
from e2e.cluster.components import ControlPlaneSettings
from e2e.cluster.node import NodeSettings
from e2e.cluster.paths import MANIFESTS

PLANE = ControlPlaneSettings(
    programs=ControlPlanePrograms(Path("/cache/kubernetes"), Path("/cache/etcd")),
    directory=Path("/state"),
    run=Path("/run/plane"),
    address="127.0.0.1",
    port=12345,
)
NODE = NodeSettings(
    kubernetes=Path("/cache/kubernetes"),
    containerd=Path("/cache/containerd"),
    image_store=Path("/cache/image-store"),
    certificates=Path("/state/certificates"),
    configuration=Path("/state/node"),
)


def test_the_controllers_and_the_scheduler_may_ask_often() -> None:
    for command in (components.controller_manager(PLANE), components.scheduler(PLANE)):
        assert {"--kube-api-qps=200", "--kube-api-burst=400"} <= set(command.argv)


def test_the_api_server_finds_etcd_where_etcd_listens() -> None:
    assert "--etcd-servers=unix:///run/plane/etcd:0" in components.api_server(PLANE).argv
    argv = components.etcd(PLANE).argv
    assert "--chdir=/run/plane" in argv
    assert "--listen-client-urls=unix://etcd:0" in argv


def test_a_control_plane_without_nodes_has_no_kubelet_certificate() -> None:
    assert not [it for it in components.api_server(PLANE).argv if "kubelet" in it]


def test_containerd_serves_pods_from_our_pause_image() -> None:
    configuration = tomllib.loads(node.containerd_configuration(NODE, serve_pods=True))
    plugins = configuration["plugins"]
    pinned = plugins["io.containerd.cri.v1.images"]["pinned_images"]
    assert pinned["sandbox"] == images.PREFIX + "pause" + images.TAG
    runtime = plugins["io.containerd.cri.v1.runtime"]
    assert runtime["restrict_oom_score_adj"] is True
    assert runtime["netns_mounts_under_state_dir"] is True
    assert configuration["disabled_plugins"] == []


def test_containerd_that_only_keeps_its_store_serves_no_pods() -> None:
    configuration = tomllib.loads(node.containerd_configuration(NODE, serve_pods=False))
    assert "io.containerd.grpc.v1.cri" in configuration["disabled_plugins"]


def test_kubelet_never_collects_images_that_no_registry_has() -> None:
    assert node.kubelet_configuration(NODE)["imageGCHighThresholdPercent"] == 100


def test_the_node_leaves_no_chains_of_iptables() -> None:
    assert node.kubelet_configuration(NODE)["makeIPTablesUtilChains"] is False
    assert '"ipMasq": false' in json.dumps(network.cni_configuration())


def test_device_names_fit_the_kernel() -> None:
    assert max(len(network.NODE_DEVICE), len(network.POD_DEVICE)) <= 15


def every_manifest() -> list[dict[str, object]]:
    return [
        document
        for file in sorted(MANIFESTS.glob("*.yaml"))
        for document in yaml.safe_load_all(file.read_text())
    ]


def test_the_dns_service_has_the_address_that_pods_are_told() -> None:
    (service,) = (
        it
        for it in every_manifest()
        if it["kind"] == "Service" and it["metadata"]["name"] == "kube-dns"  # type: ignore[index]
    )
    assert service["spec"]["clusterIP"] == node.DNS_ADDRESS  # type: ignore[index]


def test_the_cluster_s_own_images_are_the_ones_that_are_imported() -> None:
    text = "".join(file.read_text() for file in MANIFESTS.glob("*.yaml"))
    used = set(re.findall(r"image: (\S+)", text))
    assert used == {f"{images.PREFIX}{name}{images.TAG}" for name in ("coredns", "prometheus")}


@pytest.mark.parametrize(
    ("sources", "mirror"),
    [
        (
            "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n",
            "http://mirror.example/debian",
        ),
        ("deb http://mirror.example/debian/ bookworm main\n", "http://mirror.example/debian"),
        (
            "deb [signed-by=/x.gpg] https://mirror.example/debian bookworm main\n",
            "https://mirror.example/debian",
        ),
        ("# deb http://old.example/debian bookworm main\n", None),
        ("deb http://packages.example/cloud bookworm main\n", None),
    ],
    ids=[
        "in the new format",
        "in the old format",
        "with options",
        "in a comment",
        "of another vendor",
    ],
)
def test_the_mirror_is_read_from_the_machine_s_own_sources(
    sources: str, mirror: str | None
) -> None:
    assert rootfs.mirror_in(sources) == mirror


def test_mount_points_are_read_with_their_blanks() -> None:
    line = r"36 35 98:0 / /run/pilotlight/a\040b rw,noatime master:1 - ext3 /dev/root rw"
    assert leftovers.mount_points(line) == [Path("/run/pilotlight/a b")]


def test_names_of_requirements_are_compared_in_their_normal_form() -> None:
    text = "# a comment\nHuggingface_Hub==1.0\npydantic==2.11 ; python_version > '3'\n  # via x\n"
    assert layers.requirement_names(text) == {"huggingface-hub", "pydantic"}


def test_an_environment_file_is_read_without_its_comments() -> None:
    assert images.environment_file("# why\nHOME=/cache\n\nA=b=c\n") == {
        "HOME": "/cache",
        "A": "b=c",
    }
