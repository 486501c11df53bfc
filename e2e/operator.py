"""Our chart in a cluster: `python -m e2e.operator install | uninstall`.

The cluster is that of $PILOTLIGHT_KUBECONFIG or $KUBECONFIG when one is set; there the images come
from $PILOTLIGHT_OPERATOR_IMAGE and $PILOTLIGHT_WORKER_IMAGE. Otherwise it is the local cluster,
which is started when needed, with the images that are built from this tree.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2e.cluster import builds, cluster, everything, images
from e2e.cluster.failures import ClusterError
from e2e.cluster.paths import KUBECONFIG

ROOT = Path(__file__).resolve().parent.parent
CHART = ROOT / "charts" / "pilotlight"
NAMESPACE = "pilotlight-system"
RELEASE = "pilotlight"
LOCAL_IMAGES = ("operator", "worker")
LOCAL_GPUS = 8
LOCAL_PROMETHEUS = "http://prometheus.monitoring:9090"


def install(
    values: Mapping[str, str | bool] | None = None, *, chart: Path = CHART, wait: str = "120s"
) -> None:
    """Installs or upgrades the release, and waits until the operator's pods are Ready.

    Raises:
        ClusterError: when no image is named for a cluster that is not ours, or helm fails.
    """
    chosen = {**_image_values(), **_prometheus_values(chart), **(values or {})}
    settings = [flag for key, value in chosen.items() for flag in _setting(key, value)]
    helm(
        "upgrade", RELEASE, str(chart), "--install", "--namespace", NAMESPACE,
        "--create-namespace", "--wait", "--timeout", wait, *settings,
    )  # fmt: skip


def uninstall() -> None:
    """Removes the release if it is there. The CRD and all endpoints stay, and go on serving."""
    helm("uninstall", RELEASE, "--namespace", NAMESPACE, "--ignore-not-found", "--wait")


def helm(*arguments: str) -> str:
    """Runs helm against the chosen cluster.

    Raises:
        ClusterError: with helm's own words.
    """
    return _run([str(builds.helm()), *arguments])


def kubectl(*arguments: str, stdin: str | None = None) -> str:
    """Runs kubectl against the chosen cluster.

    Raises:
        ClusterError: with kubectl's own words.
    """
    return _run([str(builds.kubectl()), *arguments], stdin=stdin)


def environment() -> dict[str, str]:
    """The environment with the chosen cluster's KUBECONFIG."""
    return {**os.environ, "KUBECONFIG": str(kubeconfig())}


def kubeconfig() -> Path:
    """The chosen cluster's, or the local one's."""
    named = os.environ.get("PILOTLIGHT_KUBECONFIG") or os.environ.get("KUBECONFIG")
    return Path(named).expanduser().resolve() if named else KUBECONFIG.resolve()


def is_local() -> bool:
    """True when no other cluster is named."""
    return kubeconfig() == KUBECONFIG.resolve()


def prepare_local(names: Sequence[str] = LOCAL_IMAGES) -> None:
    """The local cluster with current images of ours; quick when both are there."""
    cluster.up(gpus=LOCAL_GPUS)
    everything.load_images(names)


def _setting(key: str, value: str | bool) -> tuple[str, str]:
    if isinstance(value, bool):
        return "--set", f"{key}={str(value).lower()}"
    return "--set-string", f"{key}={value}"


def _image_values() -> dict[str, str]:
    if is_local():
        prepare_local()
        # Tags stay the same from build to build; the digest makes pods change with the image.
        return {
            "image.repository": "localhost/pilotlight-operator",
            "image.tag": "dev",
            "worker.image.repository": "localhost/pilotlight-worker",
            "worker.image.tag": "dev",
            r"podAnnotations.pilotlight\.dev/image-digest": images.operator().digest,
        }
    values = {}
    for field, variable in (
        ("image", "PILOTLIGHT_OPERATOR_IMAGE"),
        ("worker.image", "PILOTLIGHT_WORKER_IMAGE"),
    ):
        reference = os.environ.get(variable, "")
        repository, _, digest = reference.partition("@")
        head, colon, tag = repository.rpartition(":")
        if colon and "/" not in tag:
            repository = head
            values[f"{field}.tag"] = tag
        if not repository:
            raise ClusterError(f"name the image for this cluster: {variable}=REGISTRY/NAME:TAG")
        values[f"{field}.repository"] = repository
        if digest:
            values[f"{field}.digest"] = digest
    return values


def _prometheus_values(chart: Path) -> dict[str, str]:
    """The chart of the release before this one knows no such value, and refuses it."""
    return {"prometheus.url": LOCAL_PROMETHEUS} if is_local() and chart == CHART else {}


def _run(command: list[str], stdin: str | None = None) -> str:
    done = subprocess.run(
        command, env=environment(), input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        shown = " ".join([Path(command[0]).name, *command[1:]])
        raise ClusterError(f"{shown}\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def main() -> int:
    """Parses the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m e2e.operator", description=__doc__)
    parser.add_argument("action", choices=("install", "uninstall"))
    options = parser.parse_args()
    try:
        if options.action == "install":
            install()
            print(f"installed release {RELEASE} in namespace {NAMESPACE}")
        else:
            uninstall()
            print(f"release {RELEASE} is gone; the CRD and all endpoints stay")
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
