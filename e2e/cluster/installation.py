"""What the node cluster is made of: its programs, its settings, and the commands that run it."""

import sys
from dataclasses import dataclass
from typing import Self

from e2e.cluster import builds, cache, components, images, network, node
from e2e.cluster.builds import ControlPlanePrograms
from e2e.cluster.components import ControlPlaneSettings
from e2e.cluster.node import NodeSettings
from e2e.cluster.oci import Image
from e2e.cluster.paths import MANIFESTS, PACKAGE, REPOSITORY, RUN, STATE, cache_root
from e2e.cluster.processes import Command

API_PORT = 16443  # not 6443: another Kubernetes on this machine may have that one
# The modules that decide what runs: a change of another one does not replace a running cluster.
DECIDING = (
    "certificates.py",
    "components.py",
    "installation.py",
    "network.py",
    "node.py",
    "volumes.py",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """The parts of a node cluster, all built."""

    plane: ControlPlaneSettings
    node: NodeSettings
    infrastructure: tuple[Image, ...]

    @classmethod
    def of_this_machine(cls) -> Self:
        """Build what is missing, and say where everything is."""
        programs = builds.control_plane_programs()
        return cls(
            plane=_plane(programs),
            node=_node(programs),
            infrastructure=tuple(make() for make in images.INFRASTRUCTURE),
        )

    @property
    def build(self) -> str:
        """A name for exactly this cluster: equal ones are interchangeable."""
        return cache.key(
            *(PACKAGE / name for name in DECIDING),
            MANIFESTS,
            str(self.node.kubernetes),
            str(self.node.containerd),
            str(self.node.image_store),
            *(it.digest for it in self.infrastructure),
        )

    def commands(self) -> dict[str, Command]:
        """Every component by its name."""
        plane, own = self.plane, self.node
        every = (
            components.etcd(plane),
            components.api_server(plane),
            components.controller_manager(plane),
            components.scheduler(plane),
            node.containerd(own),
            node.kubelet(own),
            node.kube_proxy(own),
            _volume_provisioner(plane),
        )
        return {command.name: command for command in every}


def _volume_provisioner(plane: ControlPlaneSettings) -> Command:
    return Command(
        "volume-provisioner",
        [
            *(sys.executable, "-m", "e2e.cluster.volumes"),
            f"--server={plane.url}",
            f"--certificates={plane.certificates}",
            f"--folder={STATE}/volumes",
        ],
        {"PYTHONPATH": str(REPOSITORY)},
    )


def _plane(programs: ControlPlanePrograms) -> ControlPlaneSettings:
    return ControlPlaneSettings(
        programs=programs,
        directory=STATE,
        run=RUN,
        address=network.NODE_ADDRESS,
        port=API_PORT,
        kubelet_client=True,
    )


def _node(programs: ControlPlanePrograms) -> NodeSettings:
    return NodeSettings(
        kubernetes=programs.kubernetes,
        containerd=builds.containerd(),
        image_store=cache_root() / f"image-store-{cache.key(builds.CONTAINERD)}",
        certificates=STATE / "certificates",
        configuration=STATE / "node",
    )
