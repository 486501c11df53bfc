"""Control planes without nodes: several at once, and none that outlives its owner."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from e2e.cluster import builds, paths, processes
from e2e.cluster.control_plane import ControlPlane
from e2e.kubectl import Kubectl

START_LIMIT = 30.0  # seconds; about 4 on two idle cores
OWNER = """
import time
from e2e.cluster.control_plane import ControlPlane

plane = ControlPlane().start()
print(plane.directory, flush=True)
time.sleep(600)
"""


def kubectl_of(plane: ControlPlane) -> Kubectl:
    return Kubectl(builds.kubectl(), plane.kubeconfig)


def test_two_control_planes_side_by_side_know_nothing_of_each_other() -> None:
    builds.control_plane_programs()
    began = time.monotonic()
    with ControlPlane() as first:
        assert time.monotonic() - began <= START_LIMIT
        with ControlPlane() as second:
            assert first.url != second.url
            kubectl_of(first)("create", "configmap", "mine")
            assert kubectl_of(second).attempt("get", "configmap", "mine").returncode != 0


def test_an_api_server_that_was_killed_comes_back_with_its_address_and_data() -> None:
    with ControlPlane() as plane:
        kubectl = kubectl_of(plane)
        kubectl("create", "configmap", "kept")
        plane.stop_component("kube-apiserver")
        assert kubectl.attempt("get", "configmap", "kept").returncode != 0
        plane.start_component("kube-apiserver")
        assert kubectl.json("get", "configmap", "kept")["metadata"]["name"] == "kept"


def test_a_control_plane_ends_with_the_process_that_wanted_it() -> None:
    command = [sys.executable, "-c", OWNER]
    with subprocess.Popen(command, cwd=paths.REPOSITORY, stdout=subprocess.PIPE, text=True) as own:
        assert own.stdout
        directory = Path(own.stdout.readline().strip())
        assert processes.marked(directory / "run")
        own.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + START_LIMIT
    while processes.marked(directory / "run") or directory.exists():
        assert time.monotonic() < deadline, "the control plane outlived its owner"
        time.sleep(0.05)
