"""What an operator does while something that it needs is missing."""

import time
from pathlib import Path

import httpx
import yaml

from e2e.cluster.control_plane import ControlPlane
from pilotlight.app import Operator
from tests.cluster.running.conftest import CRD_FILE, CRDS, install_crd
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InProcess, InThread


def probe(operator: InThread, path: str) -> httpx.Response:
    assert isinstance(operator.operator, Operator)
    return httpx.get(f"http://127.0.0.1:{operator.operator.http_port}{path}", timeout=10)


def test_readiness_says_that_the_crd_is_missing_and_turns_when_it_comes(tmp_path: Path) -> None:
    with ControlPlane() as plane:
        kube = Kube(plane.kubeconfig, "default")
        operator = InThread(plane.kubeconfig, "default")
        operator._thread.start()
        eventually(lambda: operator.operator and operator.operator.http_port, "listening")

        missing = eventually(
            lambda: it if "CRD" in (it := probe(operator, "/readyz")).text else None, "unready"
        )
        assert missing.status_code == 503
        assert "not installed" in missing.text
        assert probe(operator, "/healthz").status_code == 200

        install_crd(kube, yaml.safe_load(CRD_FILE.read_text()))
        eventually(lambda: probe(operator, "/readyz").status_code == 200, "ready")
        eventually(operator.leads, "a leader")
        kube.an_endpoint()
        eventually(lambda: kube.status().get("url"), "served like any other")
        operator.stop()

        # And when it is taken away from a running one: it ends, and a new one waits for it again.
        process = InProcess(plane.kubeconfig, "default", tmp_path / "log")
        try:
            process.until("leading")
            kube.call("DELETE", CRDS.path(None, "inferenceendpoints.pilotlight.dev"))
            assert process.wait(60) == 1
        finally:
            process.end()
        kube.close()


def test_an_operator_outlives_an_api_server_that_goes_away(
    plane: ControlPlane, tmp_path: Path
) -> None:
    """Losing the lease ends the process; a new one waits until the API server is back."""
    with ControlPlane() as own:
        kube = Kube(own.kubeconfig, "default")
        install_crd(kube, yaml.safe_load(CRD_FILE.read_text()))
        first = InProcess(own.kubeconfig, "default", tmp_path / "first.log")
        second: InProcess | None = None
        try:
            first.until("leading")
            own.stop_component("kube-apiserver")
            assert first.wait(30) == 1
            second = InProcess(own.kubeconfig, "default", tmp_path / "second.log")
            second.until("not ready")
            own.start_component("kube-apiserver")
            second.until("leading", 30)
            kube.an_endpoint()
            eventually(lambda: kube.status().get("url"), "a status")
        finally:
            first.end()
            if second is not None:
                second.end()
            kube.close()


def test_metrics_are_served_and_go_with_their_endpoint(kube: Kube, operator: InThread) -> None:
    kube.an_endpoint()
    series = f'pilotlight_endpoint_desired_replicas{{name="chat",namespace="{kube.namespace}"}} 2.0'
    eventually(lambda: series in probe(operator, "/metrics").text, "the endpoint's series")
    text = probe(operator, "/metrics").text
    assert "pilotlight_leader 1.0" in text
    assert 'type="Ready"' in text
    only = probe(operator, "/metrics?name[]=pilotlight_leader&name[]=pilotlight_queue_depth").text
    assert "pilotlight_leader 1.0" in only
    assert "pilotlight_endpoint" not in only

    kube.edit(replicas=3)
    eventually(lambda: series not in probe(operator, "/metrics").text, "another value")
    kube.call(
        "DELETE",
        f"/apis/pilotlight.dev/v1alpha1/namespaces/{kube.namespace}/inferenceendpoints/chat",
    )
    eventually(lambda: 'name="chat"' not in probe(operator, "/metrics").text, "no series left")
    time.sleep(0.5)
    assert 'name="chat"' not in probe(operator, "/metrics").text
