"""Builds in bulk: all that a fresh machine lacks, and our images."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from e2e.cluster import builds, cluster, images, layers, packages
from e2e.cluster.oci import Image
from e2e.cluster.progress import say


def build() -> None:
    """Everything, in two lanes: compiling keeps the processors busy, installing the network."""
    packages.ensure(packages.NODE | packages.IMAGES)
    builds.uv()
    with ThreadPoolExecutor(max_workers=2) as lanes:
        for lane in [lanes.submit(_compile), lanes.submit(_install)]:
            lane.result()
    say("everything is built")


def _compile() -> None:
    programs: tuple[Callable[[], object], ...] = (
        builds.control_plane_programs,
        builds.coredns,
        builds.containerd,
        builds.link_for_people,
    )
    for make in programs:
        make()


def _install() -> None:
    layers.vllm()
    layers.models()
    for name in images.PRODUCT:
        _make(name)
    for infrastructure in images.INFRASTRUCTURE:
        infrastructure()
    builds.faketime()


def load_images(names: Sequence[str]) -> None:
    """Build these images, and import them into the cluster when it is up."""
    made = [image for name in names for image in _make(name)]
    if cluster.running():
        cluster.load(made)
        say("in the cluster: " + ", ".join(image.name for image in made))
    else:
        say("built; the cluster is not up: `up`, then `images` again, imports them")


def _make(name: str) -> list[Image]:
    return [make() for make in images.PRODUCT[name]]
