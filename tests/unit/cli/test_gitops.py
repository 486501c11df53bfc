"""Signs that git will put a change back."""

from typing import Any

import pytest

from pilotlight.cli.gitops import keeper
from tests.unit.cli.builders import an_endpoint

TRACKING = {"argocd.argoproj.io/tracking-id": "shop:pilotlight.dev/InferenceEndpoint:demo/chat"}
FLUX = {"kustomize.toolkit.fluxcd.io/name": "apps"}


@pytest.mark.parametrize(
    ("changes", "tool"),
    [
        ({}, None),
        ({"labels": {"app.kubernetes.io/instance": "chat"}}, None),
        ({"managers": frozenset({"kubectl", "pilotlight-status"})}, None),
        ({"annotations": TRACKING}, "Argo CD (application shop)"),
        ({"annotations": {"argocd.argoproj.io/sync-wave": "2"}}, "Argo CD"),
        ({"labels": {"argocd.argoproj.io/instance": "x"}}, "Argo CD"),
        (
            {
                "labels": {"app.kubernetes.io/instance": "shop"},
                "managers": frozenset({"argocd-controller"}),
            },
            "Argo CD (application shop)",
        ),
        ({"labels": FLUX}, "Flux (Kustomization apps)"),
        (
            {"labels": {**FLUX, "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}},
            "Flux (Kustomization flux-system/apps)",
        ),
        ({"labels": {"helm.toolkit.fluxcd.io/name": "chat"}}, "Flux (HelmRelease chat)"),
        ({"managers": frozenset({"kustomize-controller"})}, "Flux"),
    ],
)
def test_whoever_keeps_the_object_is_named(changes: dict[str, Any], tool: str | None) -> None:
    assert keeper(an_endpoint(**changes)) == tool
