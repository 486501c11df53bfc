"""`kubectl pilotlight` against a real API server, with an operator and without one."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from e2e.cluster import builds
from e2e.cluster.control_plane import ControlPlane
from e2e.cluster.failures import ClusterError
from pilotlight.api.v1alpha1 import ModelSource, Runtime
from pilotlight.cli.podspec import pod_spec
from pilotlight.cluster.resources import CONTROLLER_REVISIONS, ENDPOINTS, PODS
from pilotlight.manifests import names
from pilotlight.manifests.deployment import deployment_spec
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.marks import FAILED
from pilotlight.manifests.revision import controller_revision
from tests.builders import PLATFORM
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InThread

BIN = Path(sys.executable).parent
TRACKING = {"argocd.argoproj.io/tracking-id": "shop:pilotlight.dev/InferenceEndpoint:x/chat"}
TOKEN = {"name": "HF_TOKEN", "value": "hf_very_secret"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """The plugin as people run it, in one namespace."""

    kubectl: Path
    kubeconfig: Path
    home: Path
    namespace: str

    def __call__(self, *arguments: str) -> Said:
        """`kubectl pilotlight …`, which must find the plugin on the PATH."""
        done = subprocess.run(
            [self.kubectl, "pilotlight", *arguments, "-n", self.namespace],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={
                **os.environ,
                "PATH": f"{BIN}:{os.environ['PATH']}",
                "KUBECTL": str(self.kubectl),
                "KUBECONFIG": str(self.kubeconfig),
                "HOME": str(self.home),
            },
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def rollout(self, *arguments: str) -> Said:
        """`kubectl pilotlight rollout …`."""
        return self("rollout", *arguments)


@pytest.fixture
def plugin(plane: ControlPlane, kube: Kube, tmp_path: Path) -> Plugin:
    try:
        program = builds.kubectl()
    except ClusterError as error:
        pytest.skip(f"kubectl cannot be had here: {error}")
    return Plugin(program, plane.kubeconfig, tmp_path, kube.namespace)


class Prepared:
    """An endpoint whose revisions and status the test writes itself: nothing else acts on it."""

    def __init__(self, kube: Kube, **spec: Any) -> None:
        self._kube = kube
        made = kube.an_endpoint(**spec)
        self.endpoint = Endpoint("chat", kube.namespace, made["metadata"]["uid"])

    def revision(self, number: int, **spec: Any) -> str:
        """Record one, as the operator would."""
        asked = pod_spec(spec)
        name = names.revision("chat", asked)
        rendered = deployment_spec(
            self.endpoint,
            name,
            ModelSource.model_validate(asked["model"]),
            Runtime.model_validate(asked["runtime"]),
            PLATFORM,
        )
        body = controller_revision(self.endpoint, name, number, asked, rendered)
        self.record(body)
        return name

    def record(self, body: Object) -> None:
        """Server-side apply, as the operator writes."""
        self._kube.apply(CONTROLLER_REVISIONS, body, names.FIELD_MANAGER)

    def status(self, **status: Any) -> None:
        """Write it, as of the newest spec."""
        generation = self.get()["metadata"]["generation"]
        self._kube.patch(
            ENDPOINTS, "chat", {"status": {"observedGeneration": generation, **status}}, "status"
        )

    def get(self) -> Object:
        """The endpoint."""
        found = self._kube.get(ENDPOINTS, "chat")
        assert found is not None
        return found

    @property
    def spec(self) -> Object:
        """Its spec."""
        spec: Object = self.get()["spec"]
        return spec


def model(letter: str) -> Object:
    return {"uri": f"file:///models/tiny-{letter}"}


OLD = {"model": model("a"), "runtime": {"env": [TOKEN], "engine": {"maxModelLen": 4096}}}
NEW = {
    "model": {**model("b"), "servedName": "other"},
    "runtime": {"engine": {"maxModelLen": 8192}, "nodeSelector": {"gpu": "a"}},
}


@pytest.fixture
def prepared(kube: Kube) -> tuple[Prepared, str, str]:
    """The spec asks for NEW, which is brought up beside OLD; promotion is Manual."""
    it = Prepared(kube, **NEW, replicas=3, rollout={"promotion": "Manual"})
    old, new = it.revision(1, **OLD), it.revision(2, **NEW)
    it.status(
        activeRevision=old,
        previewRevision=new,
        message=f"serving 3/3 on {old}; preview {new} waits for promotion",
        rollout={"phase": "AwaitingPromotion", "revision": new, "since": "2026-01-01T00:00:00Z"},
    )
    return it, old, new


def test_promote_sets_the_revision_that_waits(
    plugin: Plugin, prepared: tuple[Prepared, str, str]
) -> None:
    it, _, new = prepared
    said = plugin.rollout("promote", "chat")
    assert (said.code, said.out) == (0, f"chat: spec.rollout.promote is {new} now\n"), said
    assert it.spec["rollout"]["promote"] == new
    managers = {entry["manager"] for entry in it.get()["metadata"]["managedFields"]}
    assert "kubectl-pilotlight" in managers


def test_promote_refuses_where_nothing_waits(
    plugin: Plugin, prepared: tuple[Prepared, str, str]
) -> None:
    it, _, _ = prepared
    it.status(rollout={"phase": "Testing", "message": "1 of 3 attempts"})
    said = plugin.rollout("promote", "chat")
    assert said.code == 1
    assert said.err == (
        "Error: nothing waits for promotion; the phase is Testing: 1 of 3 attempts\n"
    )


def test_abort_puts_model_and_runtime_back_and_nothing_else(
    plugin: Plugin, prepared: tuple[Prepared, str, str]
) -> None:
    it, old, _ = prepared
    said = plugin.rollout("abort", "chat")
    assert said.code == 0, said
    assert old in said.out
    assert pod_spec(it.spec) == pod_spec(OLD)
    assert it.spec["replicas"] == 3
    assert not it.spec["runtime"]["nodeSelector"]
    assert "servedName" not in it.spec["model"]
    again = plugin.rollout("abort", "chat")
    assert again.code == 1
    assert "nothing is being brought up" in again.err


def test_undo_goes_to_a_revision_by_number_and_back(
    plugin: Plugin, prepared: tuple[Prepared, str, str]
) -> None:
    it, _, new = prepared
    assert "rollout abort chat" in plugin.rollout("undo", "chat").err
    assert plugin.rollout("undo", "chat", "--to-revision", "1").code == 0
    assert pod_spec(it.spec) == pod_spec(OLD)
    it.status(previewRevision=None, rollout={"phase": "Idle"})
    said = plugin.rollout("undo", "chat")
    assert f"--to-revision {new}` brings up a newer one" in said.err, said
    assert plugin.rollout("undo", "chat", "--to-revision", new).code == 0
    assert pod_spec(it.spec) == pod_spec(NEW)


def test_a_dry_run_prints_what_git_needs_and_changes_nothing(
    plugin: Plugin, prepared: tuple[Prepared, str, str], kube: Kube
) -> None:
    it, _, new = prepared
    before = it.get()
    said = plugin.rollout("promote", "chat", "--dry-run")
    assert yaml.safe_load(said.out) == {"spec": {"rollout": {"promote": new}}}
    said = plugin.rollout("abort", "chat", "--dry-run")
    fragment = yaml.safe_load(said.out)["spec"]
    assert fragment["model"] == OLD["model"]
    assert fragment["runtime"]["engine"] == {"maxModelLen": 4096}
    assert "hf_very_secret" not in said.out
    assert it.get() == before


def test_what_git_keeps_is_changed_with_yes_alone(
    plugin: Plugin, prepared: tuple[Prepared, str, str], kube: Kube
) -> None:
    it, _, _ = prepared
    kube.patch(ENDPOINTS, "chat", {"metadata": {"annotations": TRACKING}})
    said = plugin.rollout("abort", "chat")
    assert said.code == 1
    assert "kept by Argo CD (application shop), which will put back what git says" in said.err
    assert "add --yes" in said.err
    assert yaml.safe_load(said.out)["spec"]["model"] == OLD["model"]
    assert pod_spec(it.spec) == pod_spec(NEW)
    assert plugin.rollout("abort", "chat", "--yes").code == 0
    assert pod_spec(it.spec) == pod_spec(OLD)


def test_a_revision_that_the_schema_refuses_now_is_not_gone_back_to(
    plugin: Plugin, prepared: tuple[Prepared, str, str]
) -> None:
    it, _, _ = prepared
    asked = {**pod_spec(OLD), "model": {"uri": "ftp://somewhere"}}
    it.record(controller_revision(it.endpoint, "chat-0123456789", 3, asked, {}))
    said = plugin.rollout("undo", "chat", "--to-revision", "3")
    assert said.code == 1
    assert "unknown scheme; write hf://ORG/NAME" in said.err
    assert len(said.err.splitlines()) == 1
    assert pod_spec(it.spec) == pod_spec(NEW)


def test_retry_removes_the_mark_of_a_failure(
    plugin: Plugin, prepared: tuple[Prepared, str, str], kube: Kube
) -> None:
    _, _, new = prepared
    assert f"{new}, which the spec asks for, has not failed" in plugin.rollout("retry", "chat").err
    failed = {
        FAILED: '{"at": "2026-01-01T00:00:00Z", "reason": "BadCredentials", "message": "401"}'
    }
    kube.patch(CONTROLLER_REVISIONS, new, {"metadata": {"annotations": failed}})
    assert "BadCredentials: 401" in plugin.rollout("history", "chat").out
    would = plugin.rollout("retry", "chat", "--dry-run").out
    assert would.endswith(f" {new} pilotlight.dev/failed-\n")
    said = plugin.rollout("retry", "chat")
    assert (said.code, said.out) == (0, f"chat: {new} is tried again\n")
    record = kube.get(CONTROLLER_REVISIONS, new)
    assert record is not None
    assert FAILED not in record["metadata"].get("annotations", {})


def test_diff_tells_fields_and_masks_credentials(
    plugin: Plugin, prepared: tuple[Prepared, str, str], kube: Kube
) -> None:
    _, old, new = prepared
    said = plugin.rollout("diff", "chat")
    assert said.out.splitlines() == [
        f"{old} (active) → the spec, which is {new}",
        "",
        "  model.uri: file:///models/tiny-a → file:///models/tiny-b",
        "  model.servedName: added other",
        "  runtime.engine.maxModelLen: 4096 → 8192",
        '  runtime.env[HF_TOKEN]: removed {"name": "HF_TOKEN", "value": "(masked)"}',
        "  runtime.nodeSelector.gpu: added a",
        "",
        "restarts pods: yes, a new revision",
    ]
    kube.edit(replicas=9)
    assert plugin.rollout("diff", "chat", "2").out.endswith("restarts pods: no\n")
    assert plugin.rollout("diff", "chat", "7").code == 1


def test_a_watch_ends_as_the_rollout_does(
    plugin: Plugin, prepared: tuple[Prepared, str, str]
) -> None:
    it, _, new = prepared
    said = plugin.rollout("status", "chat", "--watch", "--timeout", "2s")
    assert said.code == 3
    assert f"AwaitingPromotion {new}" in said.out
    assert "not done within 2s" in said.err
    threading.Timer(2, lambda: it.status(rollout={"phase": "Failed", "message": "no luck"})).start()
    said = plugin.rollout("status", "chat", "--watch")
    assert (said.code, said.err[11:]) == (1, "failed: no luck\n")
    it.status(
        activeRevision=new,
        previewRevision=None,
        message="serving",
        rollout={"phase": "Draining"},
        conditions=[a_condition("Ready", "True")],
    )
    said = plugin.rollout("status", "chat", "--watch")
    assert (said.code, said.out[11:]) == (0, "serving\n")


def a_condition(kind: str, status: str) -> Object:
    now = "2026-01-01T00:00:00Z"
    return {
        "type": kind,
        "status": status,
        "reason": "Serving",
        "message": "m",
        "lastTransitionTime": now,
    }


def test_a_complaint_of_kubectl_is_one_line(plugin: Plugin) -> None:
    said = plugin("status", "nobody")
    assert (said.code, said.out) == (1, "")
    assert said.err == 'Error: inferenceendpoints.pilotlight.dev "nobody" not found\n'
    said = plugin.rollout("status", "nobody", "--watch")
    assert (said.code, said.err.count("\n")) == (1, 1)
    said = plugin("status", "chat", "--context", "nowhere")
    assert (said.code, said.err) == (1, 'Error: context "nowhere" does not exist\n')
    assert plugin.rollout("promote").code == 2


@contextmanager
def nodes(kube: Kube) -> Iterator[None]:
    """Pods run and end for as long as this lasts."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.2):
            # A pod may be deleted between a look at it and what is done with it.
            with suppress(AssertionError, httpx.HTTPError):
                kube.run_pods()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)


def test_a_life_with_an_operator(plugin: Plugin, kube: Kube, operator: InThread) -> None:
    kube.an_endpoint(model=model("a"), rollout={"previousRevision": {"keepFor": "0s"}})
    with nodes(kube):
        said = plugin.rollout("status", "chat", "--watch", "--timeout", "60s")
        assert said.code == 0, said
        first = kube.status()["activeRevision"]
        kube.edit(model=model("b"))
        said = plugin.rollout("status", "chat", "--watch", "--timeout", "60s")
        assert said.code == 0, said
        second = kube.status()["activeRevision"]
        assert second != first
        history = plugin.rollout("history", "chat").out.splitlines()
        assert [line.split()[:2] for line in history[1:]] == [["2", second], ["1", first]]
        assert plugin.rollout("undo", "chat").code == 0
        said = plugin.rollout("status", "chat", "--watch", "--timeout", "60s")
        assert said.code == 0, said
        assert kube.status()["activeRevision"] == first
        eventually(lambda: len(kube.all(PODS)) == 2, "the pods of the other revision are gone")
    screen = plugin("status", "chat").out
    assert f"serving 2/2 on {first}" in screen
    assert "all as they should be" in screen
    assert "RevisionCreated" in screen
    assert screen.count("node-of-tests") == 2
    said = plugin.rollout("status", "chat")
    assert "phase      Idle" in said.out or "phase      Draining" in said.out, said
