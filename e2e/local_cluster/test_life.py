"""The local cluster itself: reused when healthy, started after any crash, gone without a trace.

These run before all other stories (see e2e/conftest.py), because they end the cluster that the
others live on.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e import operator
from e2e.cluster import builds, cluster, leftovers, network, node, paths, processes
from e2e.kubectl import Kubectl

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(not operator.is_local(), reason="another cluster is named"),
    pytest.mark.skipif(os.geteuid() != 0, reason="the local cluster needs root"),
]

UP_LIMIT = 60.0  # seconds, on two cores, once all is built
DOWN_LIMIT = 20.0


@pytest.fixture
def running() -> Iterator[Kubectl]:
    """A running cluster, and afterwards none that a test has left half dead."""
    cluster.up()
    yield Kubectl(builds.kubectl(), paths.KUBECONFIG)
    cluster.down()


def traces() -> dict[str, set[str]]:
    """What a node cluster could leave behind on a machine."""
    points = leftovers.mount_points(Path("/proc/self/mountinfo").read_text())
    return {
        "devices": {it.name for it in Path("/sys/class/net").iterdir()},
        "mounts": {str(point) for point in points},
        "tables": set(output("nft", "list", "tables").splitlines()),
        "iptables": set(output("iptables-save").splitlines()),
        "routes": set(output("ip", "route").splitlines()),
        "namespaces": set(output("ip", "netns", "list").splitlines()),
        "cgroups": {str(it) for it in leftovers.cgroups()},
        "folders": {str(it) for it in (paths.RUN, paths.STATE, network.CNI_RESULTS) if it.exists()},
        "settings": {f"{it}={(Path('/proc/sys') / it).read_text()}" for it in network.SYSCTLS},
        "processes": {str(pid) for pid in processes.marked(paths.RUN)},
    }


def output(*command: str) -> str:
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # iptables-save dates its output in comments.
    return "\n".join(line for line in lines.splitlines() if not line.startswith("#"))


def a_pod(kubectl: Kubectl) -> None:
    """A running pod that writes to a volume: it has an address, mounts, cgroups and a folder."""
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "life"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}},
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "life"},
        "spec": {
            "terminationGracePeriodSeconds": 0,
            "containers": [
                {
                    "name": "main",
                    "image": "localhost/prometheus:dev",
                    "imagePullPolicy": "IfNotPresent",
                    "command": ["sh", "-c", "echo alive > /data/file && sleep 600"],
                    "volumeMounts": [{"name": "data", "mountPath": "/data"}],
                }
            ],
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "life"}}],
        },
    }
    kubectl.apply(claim, pod, namespace="default")
    kubectl("wait", "-n", "default", "--for=condition=Ready", "pod/life", "--timeout=60s")


def test_down_leaves_no_trace_of_a_cluster_with_pods() -> None:
    cluster.down()
    before = traces()
    began = time.monotonic()
    cluster.up(gpus=1)
    assert time.monotonic() - began <= UP_LIMIT
    a_pod(Kubectl(builds.kubectl(), paths.KUBECONFIG))
    began = time.monotonic()
    cluster.down()
    assert time.monotonic() - began <= DOWN_LIMIT
    assert traces() == before
    assert not paths.KUBECONFIG.exists()


def test_a_healthy_cluster_is_reused_with_its_pods(running: Kubectl) -> None:
    a_pod(running)
    pids = [cluster.GROUP.pid(name) for name in cluster.COMPONENTS]
    cluster.up()
    assert [cluster.GROUP.pid(name) for name in cluster.COMPONENTS] == pids
    assert running.json("get", "pod", "life")["status"]["phase"] == "Running"


def test_a_cluster_whose_every_process_was_killed_is_replaced(running: Kubectl) -> None:
    a_pod(running)
    for pid in processes.marked(paths.RUN):
        with contextlib.suppress(ProcessLookupError):  # of a helper that has ended by itself
            os.kill(pid, signal.SIGKILL)
    assert cluster.status()["cluster"] != "healthy"
    cluster.up()
    assert cluster.status()["cluster"] == "healthy"
    assert running.attempt("get", "pod", "life").returncode != 0
    a_pod(running)


def test_up_succeeds_after_an_up_that_was_killed_half_way(running: Kubectl) -> None:
    cluster.down()
    command = [sys.executable, "-m", "e2e.cluster", "up"]
    with subprocess.Popen(command, cwd=paths.REPOSITORY) as first:
        deadline = time.monotonic() + UP_LIMIT
        while not cluster.GROUP.alive("kube-apiserver"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        first.kill()
    cluster.up()
    a_pod(running)


def test_pods_and_gpus_live_through_a_restart_of_every_component(running: Kubectl) -> None:
    cluster.up(gpus=3)
    a_pod(running)
    for name in cluster.COMPONENTS:
        cluster.restart(name)
    status = running.json("get", "node", node.NAME)["status"]
    assert status["allocatable"]["nvidia.com/gpu"] == "3"
    pod = running.json("get", "pod", "life", "-n", "default")
    assert pod["status"]["phase"] == "Running"
    assert pod["status"]["containerStatuses"][0]["restartCount"] == 0
