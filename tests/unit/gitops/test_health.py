"""What Argo CD and Flux make of the statuses that the operator writes.

The statuses are recorded from the core in a simulated cluster. Record anew with
`UPDATE_GOLDEN=1 pytest tests/unit/gitops`, and read the difference.
"""

import os
from pathlib import Path
from typing import Any

import celpy
import pytest
import yaml
from celpy.adapter import json_to_cel
from celpy.evaluation import CELEvalError
from lupa.lua51 import LuaRuntime  # type: ignore[import-untyped]

from tests.unit.gitops.situations import SITUATIONS, recorded

DOCS = Path(__file__).parents[3] / "docs" / "how-to"
RECORDED = Path(__file__).with_name("recorded")

# situation: (Argo CD's health, Flux's status, a word that Argo CD's message has)
EXPECTED = {
    "nobody-has-looked-yet": ("Progressing", "InProgress", "waiting for"),
    "edited-and-not-seen-yet": ("Progressing", "InProgress", "newest spec"),
    "starting": ("Progressing", "InProgress", ""),
    "rolling-out": ("Progressing", "InProgress", "Starting"),
    "waiting-for-gpu": ("Progressing", "InProgress", "waiting for 1 nvidia.com/gpu"),
    "exchanging": ("Progressing", "InProgress", "1 of 2 replicas exchanged"),
    "baking": ("Progressing", "InProgress", "Baking"),
    "awaiting-promotion": ("Suspended", "Current", "spec.rollout.promote"),
    "scaling-up": ("Progressing", "InProgress", "Scaling"),
    "ready": ("Healthy", "Current", "serving 2/2"),
    "scaled-to-zero": ("Healthy", "Current", "ScaledToZero"),
    "paused": ("Suspended", "Current", "Paused"),
    "first-image-is-bad": ("Degraded", "Failed", "ImagePullFailed"),
    "bad-image-while-serving": ("Degraded", "Failed", "ImagePullFailed"),
    "smoke-test-failed": ("Degraded", "Failed", "SmokeTestFailed"),
    "rolled-back": ("Degraded", "Failed", "GateFailed"),
    "unreadable-spec": ("Degraded", "Failed", "spec.replicas"),
    "policy-denied": ("Degraded", "Failed", "policy.allowTrustRemoteCode"),
}

Manifest = dict[str, Any]


def stored(name: str) -> Manifest:
    manifest: Manifest = yaml.safe_load((RECORDED / f"{name}.yaml").read_text())
    return manifest


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_recording_is_what_the_operator_writes_today(name: str) -> None:
    text = yaml.safe_dump(recorded(name), sort_keys=False)
    path = RECORDED / f"{name}.yaml"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


def test_every_recording_is_judged() -> None:
    assert set(EXPECTED) == set(SITUATIONS) == {path.stem for path in RECORDED.glob("*.yaml")}


@pytest.mark.parametrize("name", EXPECTED)
def test_argo_cd_sees_the_health(name: str) -> None:
    health, _, word = EXPECTED[name]
    said = argo_cd(stored(name))
    assert said["status"] == health
    assert word in said["message"]


@pytest.mark.parametrize("name", EXPECTED)
def test_flux_sees_the_status(name: str) -> None:
    assert flux(stored(name)) == EXPECTED[name][1]


def test_argo_cd_survives_a_status_without_the_conditions_that_it_looks_for() -> None:
    manifest = stored("ready")
    manifest["status"]["conditions"] = []
    assert argo_cd(manifest)["status"] == "Progressing"


def test_the_page_shows_the_expressions_that_are_tested() -> None:
    page = (DOCS / "gitops.md").read_text()
    shown = page.partition("```yaml\nhealthCheckExprs:")[2].partition("```")[0]
    assert yaml.safe_load(f"healthCheckExprs:{shown}")["healthCheckExprs"] == _flux_checks()


def argo_cd(manifest: Manifest) -> dict[str, str]:
    """Run the shipped check as Argo CD does: Lua 5.1, `obj` set, base and table libraries only."""
    lua = LuaRuntime(register_eval=False, register_builtins=False, unpack_returned_tuples=True)
    for library in ("string", "io", "os", "math", "debug", "coroutine", "package"):
        lua.globals()[library] = None
    lua.globals().obj = lua.table_from(manifest, recursive=True)
    return dict(lua.execute((DOCS / "gitops" / "argocd-health.lua").read_text()))


def flux(manifest: Manifest) -> str:
    """Evaluate the shipped expressions in Flux's order (its RFC 0009).

    A status that is missing makes an expression fail, which Flux takes for not there yet.
    """
    status = manifest.get("status", {})
    if status.get("observedGeneration", 1) != manifest["metadata"]["generation"]:
        return "InProgress"
    (check,) = _flux_checks()
    environment = celpy.Environment()
    for word, name in (("inProgress", "InProgress"), ("failed", "Failed"), ("current", "Current")):
        program = environment.program(environment.compile(check[word]))
        try:
            holds = program.evaluate({key: json_to_cel(it) for key, it in manifest.items()})
        except CELEvalError:
            return "InProgress"
        if holds:
            return name
    return "InProgress"


def _flux_checks() -> list[dict[str, str]]:
    text = (DOCS / "gitops" / "flux-kustomization.yaml").read_text()
    checks: list[dict[str, str]] = yaml.safe_load(text)["spec"]["healthCheckExprs"]
    return checks
