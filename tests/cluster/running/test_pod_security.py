"""The API server itself judges every pod that we make by the Pod Security profile `restricted`."""

from collections.abc import Iterator

import pytest

from e2e.cluster import builds
from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import PODS
from tests.cluster.running.conftest import NAMESPACES
from tests.cluster.running.kube import Kube, Object, eventually
from tests.golden.chart.helm import Helm, Manifest
from tests.golden.chart.pods import BAD, bad, of_chart, workers
from tests.golden.podsecurity import violations

# What names objects that are not there; the profile says nothing about them.
_ELSEWHERE = ("serviceAccountName", "priorityClassName", "runtimeClassName")


@pytest.fixture(scope="module")
def restricted(plane: ControlPlane) -> Iterator[Kube]:
    """A namespace that admits nothing else."""
    kube = Kube(plane.kubeconfig, "restricted")
    label = {"pod-security.kubernetes.io/enforce": "restricted"}
    kube.call("POST", NAMESPACES.path(), {"metadata": {"name": kube.namespace, "labels": label}})
    accounts = f"/api/v1/namespaces/{kube.namespace}/serviceaccounts/default"
    eventually(lambda: kube.call("GET", accounts).is_success, "its default account")
    yield kube
    kube.call("DELETE", NAMESPACES.path(None, kube.namespace))
    kube.close()


def complaint(kube: Kube, template: Manifest) -> str:
    """Why the API server would not take such a pod; empty when it would."""
    spec = {key: it for key, it in template["spec"].items() if key not in _ELSEWHERE}
    metadata: Object = {**template["metadata"], "name": "judged"}
    answer = kube.call(
        "POST", f"{PODS.path(kube.namespace)}?dryRun=All", {"metadata": metadata, "spec": spec}
    )
    if answer.is_success:
        return ""
    assert answer.status_code == 403, answer.text
    return str(answer.json()["message"])


def test_it_admits_every_pod_that_we_make(restricted: Kube) -> None:
    templates = workers() | of_chart(Helm(builds.helm()))
    assert {complaint(restricted, it) for it in templates.values()} == {""}


@pytest.mark.parametrize("name", BAD)
def test_it_refuses_what_our_own_judge_refuses(restricted: Kube, name: str) -> None:
    template = bad(BAD[name][0])
    assert violations(template)
    assert "violates PodSecurity" in complaint(restricted, template)
