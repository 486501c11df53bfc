"""Mistakes that only the cluster can find: each is told, with the field and the mend, and costs
nothing.

Endpoints that serve get an edit that cannot work: a claim, a Secret, an image, a model folder that
do not exist, more accelerators than any node has. Within half a minute a condition and a Warning
Event say what is wrong and where, while the revision that works goes on serving. Taken back, all
is well without a pod having moved. An endpoint whose name is taken by somebody else's Service says
so and leaves that alone.
"""

from dataclasses import dataclass

from e2e.harness.client import Client
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.kubectl import Kubectl

MISSING_IMAGE = "localhost/pilotlight-no-such-image:dev"
# A refused write is tried again after at most 30 seconds.
FREE_AGAIN_WITHIN = 45.0


@dataclass(frozen=True)
class Mistake:
    """An edit, how it is taken back, and what is to be said about it."""

    name: str
    edit: Json
    undo: Json
    reason: str
    words: tuple[str, ...]


MISTAKES = (
    Mistake(
        "claim",
        {"model": {"uri": "pvc://nowhere/model"}},
        {"model": {"uri": "file:///models/tiny-a"}},
        "ClaimMissing",
        ("nowhere", "create it", "spec.model.uri"),
    ),
    Mistake(
        "secret",
        {"model": {"credentialsSecretRef": {"name": "nothing"}}},
        {"model": {"credentialsSecretRef": None}},
        "SecretMissing",
        ("nothing", "create it", "spec.model.credentialsSecretRef"),
    ),
    Mistake(
        "image",
        {"runtime": {"image": MISSING_IMAGE}},
        {"runtime": {"image": sim("image")["spec"]["runtime"]["image"]}},
        "ImagePullFailed",
        (MISSING_IMAGE, "spec.runtime.image"),
    ),
    Mistake(
        "gpu",
        {"runtime": {"resources": {"limits": {"nvidia.com/gpu": 64}}}},
        {"runtime": {"resources": {"limits": {"nvidia.com/gpu": 0}}}},
        "WaitingForGPU",
        ("64 nvidia.com/gpu", "spec.runtime.resources"),
    ),
    Mistake(
        "folder",
        {"model": {"uri": "file:///models/nothing"}},
        {"model": {"uri": "file:///models/tiny-a"}},
        "ModelNotFound",
        ("/models/nothing", "spec.model.uri"),
    ),
)


def test_a_mistake_is_told_and_the_working_revision_serves_on(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    endpoints = {it.name: Endpoint(installed, namespace, it.name) for it in MISTAKES}
    for name, endpoint in endpoints.items():
        endpoint.apply(sim(name))
    for endpoint in endpoints.values():
        endpoint.wait_ready()
    good = {name: (endpoint.active(), uids(endpoint)) for name, endpoint in endpoints.items()}

    for mistake in MISTAKES:
        endpoints[mistake.name].patch(mistake.edit)
    for mistake in MISTAKES:
        endpoints[mistake.name].wait_told(mistake.reason, *mistake.words)
    for name, endpoint in endpoints.items():
        seen = endpoint.read()
        assert seen["status"]["activeRevision"] == good[name][0], endpoint.told()
        assert condition(seen, "Available")["status"] == "True", endpoint.told()
        assert client.get(f"{endpoint.url}/models").status == 200, name

    for mistake in MISTAKES:
        endpoints[mistake.name].patch(mistake.undo)
    for name, endpoint in endpoints.items():
        endpoint.wait_ready()
        assert endpoint.active() == good[name][0]
        assert uids(endpoint) >= good[name][1], "the pods that served are still the same"


def test_a_name_that_is_taken_is_left_alone_until_it_is_free(
    installed: Kubectl, namespace: str
) -> None:
    foreign = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "taken"},
        "spec": {"selector": {"app": "somebody"}, "ports": [{"port": 80}]},
    }
    installed.apply(foreign, namespace=namespace)
    before = installed.json("get", "service", "taken", "-n", namespace)
    taken = Endpoint(installed, namespace, "taken")
    taken.apply(sim("taken"))
    message = taken.wait_told("NameConflict", "Service taken", "rename the endpoint")
    assert "belongs to" in message
    assert installed.json("get", "service", "taken", "-n", namespace) == before
    assert condition(taken.read(), "Ready")["status"] == "False"
    installed("delete", "service", "taken", "-n", namespace)
    taken.wait_ready(FREE_AGAIN_WITHIN)


def test_an_endpoint_that_asks_for_an_accelerator_gets_one(
    installed: Kubectl, namespace: str
) -> None:
    fast = Endpoint(installed, namespace, "fast")
    fast.apply(sim("fast", runtime={"resources": {"limits": {"nvidia.com/gpu": 1}}}))
    fast.wait_ready()
    (pod,) = fast.pods()
    assert pod["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"] == "1"


def uids(endpoint: Endpoint) -> set[str]:
    """Of its pods that are not going."""
    return {pod["metadata"]["uid"] for pod in endpoint.pods()}
