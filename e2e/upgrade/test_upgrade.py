"""The release before this one becomes this one, and goes back, while models answer.

Two endpoints are served by the previous release: two replicas of the simulated engine, and real
vLLM on the operator's default image. Clients stream out of both the whole time. `helm upgrade` to
the chart of this tree, which also names another default image for workers, changes nothing that
serves; then the newer operator acts: it scales, and rolls out a revision of its own. After
`helm rollback` the older operator finds what the newer one made, leaves it as it is, and acts.
No Deployment moves but as asked, no container restarts, and each stream has every token.
"""

from collections.abc import Iterator

import pytest
import yaml

from e2e import operator
from e2e.cluster import images, previous
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import Endpoint, Json, is_settled, merged, sim
from e2e.harness.waiting import unchanged, until
from e2e.kubectl import Kubectl

pytestmark = pytest.mark.alone

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
OPERATOR = ("-n", operator.NAMESPACE)
VLLM_READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
LEADS_WITHIN = 30.0
QUIET = 8.0  # seconds that a new leader has for wrong writes
SIM_TOKENS, SIM_RATE = 150, 4.0  # streams of 1.5 s, so many of them begun in a second
# Streams of a second or more, one begun every four: back to back they would take all that the
# machine has, and everything else would stand in line.
VLLM_TOKENS, VLLM_RATE = 100, 0.25
ANSWERED_WITHIN = 120.0  # the same on a machine that is busy with other things
# With a start and a drain of up to a minute beside vLLM, which takes what the machine has.
ROLLED_OUT_WITHIN = 240.0
# Starved by other work on its machine, the engine is silent for so long that it is taken for hung.
SHARE = {"runtime": {"resources": {"requests": {"cpu": "1"}}}}
SLOW = [
    {"name": "PILOTLIGHT_SIM_LOAD_SECONDS", "value": "0.2"},
    {"name": "PILOTLIGHT_SIM_STEP_MILLISECONDS", "value": "10"},
]
# The older release knows no such field; without it the replaced revision stays up for a minute.
AT_ONCE = {"previousRevision": {"keepFor": "0s"}}
FIRST = "1"  # of the release's history


@pytest.fixture
def released(installed: Kubectl) -> Iterator[Kubectl]:
    """The previous release is installed instead; afterwards that of this tree is, as before."""
    if not operator.is_local():
        pytest.skip("the previous release's image of the operator is on the local cluster only")
    try:
        operator.uninstall()
        older = {
            "image.tag": previous.VERSION,
            r"podAnnotations.pilotlight\.dev/image-digest": images.previous_operator().digest,
        }
        operator.install(older, chart=previous.CHART)
        yield installed
    finally:
        operator.install()


def test_a_release_is_upgraded_and_rolled_back_under_load(
    released: Kubectl, namespace: str, client: Client
) -> None:
    quick, real = (Endpoint(released, namespace, name) for name in ("quick", "real"))
    manifest = yaml.safe_load(MANIFEST.read_text())
    spec = merged(manifest["spec"], SHARE)
    real.apply({**manifest, "metadata": {"name": "real"}, "spec": spec})
    quick.apply(older(sim("quick", replicas=2, runtime={"env": SLOW})))
    quick.wait_ready()
    real.wait_ready(VLLM_READY_WITHIN)

    def workers() -> Json:
        return recorded(quick) | recorded(real)

    with (
        client.stream(quick.url, "quick", tokens=SIM_TOKENS, rate=SIM_RATE) as many,
        client.stream(real.url, "real", tokens=VLLM_TOKENS, rate=VLLM_RATE) as few,
    ):
        few.wait_for(1, limit=ANSWERED_WITHIN)
        before = workers()

        operator.install({"worker.image.tag": "next"})
        until("the newer operator leads", lambda: leads(released, ":dev"), LEADS_WITHIN)
        unchanged(workers, before, QUIET)
        (revision,) = real.read()["status"]["revisions"]
        assert ":next" in revision["outdated"]
        quick.scale(3)
        quick.wait_ready()
        assert pods(before) < pods(workers()), "a third replica, and the others are the same"
        quick.patch({"model": {"uri": "file:///models/tiny-b"}, "rollout": AT_ONCE})
        quick.wait_ready(ROLLED_OUT_WITHIN)
        before, told = workers(), quick.status

        operator.helm("rollback", operator.RELEASE, FIRST, *OPERATOR, "--wait")
        until(
            "the older operator leads",
            lambda: leads(released, f":{previous.VERSION}"),
            LEADS_WITHIN,
        )
        unchanged(workers, before, QUIET)
        assert is_settled(quick.read())
        assert quick.status["activeRevision"] == told["activeRevision"]
        assert is_settled(real.read())
        quick.scale(2)
        quick.wait_ready()
        assert pods(before) > pods(workers()), "one replica less, and the others are the same"
        few.wait_for(len(few.ended()) + 2, limit=ANSWERED_WITHIN)
        streams = ((many.stop(), SIM_TOKENS), (few.stop(), VLLM_TOKENS))
    for ended, tokens in streams:
        assert not not_whole(ended, tokens), f"of {len(ended)}: {not_whole(ended, tokens)[:3]}"


def older(manifest: Json) -> Json:
    """As it was written for the older release."""
    spec = {key: value for key, value in manifest["spec"].items() if key != "rollout"}
    return {**manifest, "spec": spec}


def recorded(endpoint: Endpoint) -> Json:
    """What moves when something that serves is touched: generations, identities, restarts."""
    found = {
        f"{it['kind']}/{it['metadata']['name']}": (
            it["metadata"]["uid"],
            it["metadata"]["generation"],
        )
        for it in endpoint.children("deployments")
    }
    for pod in endpoint.pods():
        restarts = pod["status"]["containerStatuses"][0]["restartCount"]
        found[f"Pod/{pod['metadata']['name']}"] = (pod["metadata"]["uid"], restarts)
    return found


def pods(found: Json) -> set[tuple[str, object]]:
    """Those of a record that are pods."""
    return {(name, state) for name, state in found.items() if name.startswith("Pod/")}


def leads(kubectl: Kubectl, tag: str) -> bool:
    """Whether the Lease is held by a pod whose image has this tag."""
    path = ("-o", "jsonpath={.spec.holderIdentity}")
    holder = kubectl.attempt("get", "lease", operator.RELEASE, *OPERATOR, *path).stdout
    found = kubectl.json("get", "pods", *OPERATOR, "-l", "app.kubernetes.io/name=pilotlight")
    return any(
        holder.startswith(pod["metadata"]["name"])
        and pod["spec"]["containers"][0]["image"].endswith(tag)
        for pod in found["items"]
    )
