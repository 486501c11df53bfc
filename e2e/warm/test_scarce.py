"""Two endpoints, both short of a warm replica, and one accelerator: who needs it to serve has it.

Each has one replica and a pool of one; there are accelerators for what serves, and no more. One is
asked for a second replica. An accelerator comes free: it is for that replica, and no pool takes it.
With each one more a pool is filled, and no pod of a pool was ever left to a scheduler that had
nothing for it.
"""

from e2e.harness.accelerators import advertise, advertised
from e2e.harness.endpoint import Endpoint, Json, condition, sim
from e2e.harness.promoting import role_of, warm_ready
from e2e.harness.rollouts import env
from e2e.harness.waiting import until
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

GPU = "example.com/scarce"
TOLD_WITHIN = 30.0  # seconds
STARTED_WITHIN = 60.0


def test_what_comes_free_is_for_the_endpoint_that_waits_to_serve(
    installed: Kubectl, namespace: str
) -> None:
    one, other = both = [Endpoint(installed, namespace, name) for name in ("one", "other")]
    ours = ("-l", "pilotlight.dev/endpoint")
    with (
        advertised(installed, {GPU: 2}),
        watching(installed, "pods", namespace, *ours) as pods,
    ):
        for it in both:
            it.apply(manifest(it.name))
        for it in both:
            it.wait("no room for its pool", has_no_room, STARTED_WITHIN)

        one.scale(2)
        until("a replica that waits", lambda: waits(one), TOLD_WITHIN)
        other.wait("it waits for the one", lambda it: "/one waits" in pool(it)["message"], 30)
        advertise(installed, {GPU: 3})

        seen = one.wait("two replicas", lambda it: served(it) == 2, STARTED_WITHIN)
        assert warm_ready(seen) == 0
        advertise(installed, {GPU: 4})
        until("one full pool", lambda: full(both) == 1, STARTED_WITHIN)
        advertise(installed, {GPU: 5})
        until("two full pools", lambda: full(both) == 2, STARTED_WITHIN)
        assert [served(it.read()) for it in both] == [2, 1]
        assert not_placed(pods, "warm") == []
        assert len(not_placed(pods, "serving")) == 1


def manifest(name: str) -> Json:
    """An endpoint whose replicas take one accelerator each."""
    resources = {"limits": {"nvidia.com/gpu": 0, GPU: 1}}
    runtime = {"env": env(), "resources": resources}
    return sim(name, warmPool={"size": 1}, runtime=runtime)


def pool(seen: Json) -> Json:
    """What is told of the pool."""
    return condition(seen, "WarmPoolReady")


def has_no_room(seen: Json) -> bool:
    """It serves, and that is all."""
    told = seen.get("status", {}).get("conditions", ())
    known = any(it["type"] == "WarmPoolReady" for it in told)
    return served(seen) == 1 and known and pool(seen)["reason"] == "NoCapacity"


def served(seen: Json) -> int:
    """Replicas that serve."""
    return int(seen.get("status", {}).get("readyReplicas", 0))


def full(endpoints: list[Endpoint]) -> int:
    """Pools that are."""
    return sum(warm_ready(it.read()) for it in endpoints)


def waits(endpoint: Endpoint) -> bool:
    """A pod of it has no node."""
    return any("nodeName" not in it["spec"] for it in endpoint.pods())


def not_placed(pods: Watch, role: str) -> list[str]:
    """Pods for which the scheduler once found no place, while they had a role."""
    return sorted(
        {
            it.name
            for it in pods.seen
            if role_of(it.object) == role
            and any(
                told["type"] == "PodScheduled" and told.get("reason") == "Unschedulable"
                for told in it.object["status"].get("conditions", ())
            )
        }
    )
