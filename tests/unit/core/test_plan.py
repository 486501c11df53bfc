"""Details of a plan that no story shows."""

from dataclasses import replace
from typing import Any

import pytest

from pilotlight.api.status import ConditionStatus, EndpointStatus
from pilotlight.core.actions import Apply, Delete
from pilotlight.core.observed import Child, Observed, WriteProblem
from pilotlight.core.plan import Plan, plan
from tests.builders import a_spec
from tests.story.world import START, World


def a_settled_world(**changes: Any) -> World:
    world = World(spec=a_spec(**changes))
    world.run(60)
    return world


def conditions(status: EndpointStatus | None) -> dict[str, tuple[ConditionStatus, str]]:
    assert status is not None
    return {c.type: (c.status, c.reason) for c in status.conditions}


def decide(observed: Observed) -> Plan:
    return plan(observed, START)


def test_an_endpoint_that_is_going_away_is_left_to_the_garbage_collector() -> None:
    observed = World().observe()
    assert decide(replace(observed, endpoint=replace(observed.endpoint, deleting=True))) == Plan()


def test_every_child_is_owned_by_the_endpoint_and_labelled() -> None:
    for action in decide(World().observe()).actions:
        assert isinstance(action, Apply)
        metadata = action.manifest["metadata"]
        assert metadata["ownerReferences"][0]["uid"] == "uid-of-chat"
        assert metadata["ownerReferences"][0]["controller"] is True
        assert metadata["labels"]["pilotlight.dev/endpoint"] == "chat"
        assert metadata["namespace"] == "demo"


def test_a_new_endpoint_takes_seven_writes_and_a_status() -> None:
    assert len(decide(World().observe()).actions) == 7


def test_a_child_of_someone_else_is_named_and_nothing_is_touched() -> None:
    observed = World().observe()
    foreign = Child("Service", "chat", "1", "x", controlled=False, owner="Helm release web")
    decided = decide(replace(observed, children={("Service", "chat"): foreign}))
    assert decided.actions == ()
    assert conditions(decided.status)["Accepted"] == (ConditionStatus.FALSE, "NameConflict")
    assert "Service chat belongs to Helm release web" in (decided.status.message or "")  # type: ignore[union-attr]
    assert [event.reason for event in decided.events if event.warning] == ["NameConflict"]


def test_a_name_that_is_taken_is_tried_again_and_told_meanwhile() -> None:
    problem = WriteProblem("Service", "chat", "belongs to kubectl-create", conflict=True)
    decided = decide(replace(World().observe(), problems=(problem,)))
    assert any(action.kind == "Service" for action in decided.actions)
    assert conditions(decided.status)["Accepted"] == (ConditionStatus.FALSE, "NameConflict")


def test_a_refused_write_is_told() -> None:
    problem = WriteProblem("Deployment", "chat-a", "denied by policy")
    decided = decide(replace(World().observe(), problems=(problem,)))
    assert conditions(decided.status)["Accepted"] == (ConditionStatus.FALSE, "WriteRefused")


def test_pods_that_cannot_be_seen_make_available_unknown() -> None:
    world = a_settled_world()
    world.unseen = frozenset({"Pod"})
    found = conditions(decide(world.observe()).status)
    assert found["Available"][0] is ConditionStatus.UNKNOWN
    assert found["Ready"][0] is ConditionStatus.UNKNOWN


def test_an_unreadable_spec_leaves_everything_as_it_is() -> None:
    world = a_settled_world()
    world.edit(replicas="many")
    decided = decide(world.observe())
    assert decided.actions == ()
    found = conditions(decided.status)
    assert found["Accepted"] == (ConditionStatus.FALSE, "InvalidSpec")
    assert found["Available"][0] is ConditionStatus.TRUE
    assert found["Ready"] == (ConditionStatus.FALSE, "InvalidSpec")


def test_a_moving_hub_revision_is_warned_about_once() -> None:
    world = World(spec=a_spec(model={"uri": "hf://org/name", "revision": "main"}))
    first = world.reconcile()
    assert "UnpinnedModel" in [event.reason for event in first.events]
    assert "UnpinnedModel" not in [event.reason for event in world.reconcile().events]


def test_a_commit_is_not_warned_about() -> None:
    world = World(spec=a_spec(model={"uri": "hf://org/name", "revision": "0" * 40}))
    assert "UnpinnedModel" not in [event.reason for event in world.reconcile().events]


def test_a_service_account_of_the_users_own_is_not_made() -> None:
    world = World(spec=a_spec(runtime={"serviceAccountName": "mine"}))
    assert "ServiceAccount" not in [action.kind for action in decide(world.observe()).actions]


@pytest.mark.parametrize(("mode", "made"), [("Auto", True), ("Disabled", False)])
def test_a_pod_monitor_is_made_where_its_api_exists(mode: str, made: bool) -> None:
    world = World(spec=a_spec(monitoring={"podMonitor": mode}))
    world.platform = replace(world.platform, has_pod_monitors=True)
    kinds = [action.kind for action in decide(world.observe()).actions]
    assert ("PodMonitor" in kinds) is made
    assert not made or kinds[-1] == "PodMonitor", "optional objects come last"


def test_a_pod_monitor_goes_when_it_is_disabled() -> None:
    world = World()
    world.platform = replace(world.platform, has_pod_monitors=True)
    world.run(60)
    world.edit(monitoring={"podMonitor": "Disabled"})
    actions = decide(world.observe()).actions
    assert [str(action) for action in actions if isinstance(action, Delete)] == [
        "delete PodMonitor chat"
    ]


def test_old_records_are_forgotten_beyond_the_history_limit() -> None:
    world = a_settled_world()
    for number in range(5 + 4):
        world.edit(runtime={"podLabels": {"try": str(number)}})
        world.run(120)
    records = [name for kind, name in world.objects if kind == "ControllerRevision"]
    assert len(records) == 5 + 1


def test_the_budget_follows_the_serving_replicas() -> None:
    world = a_settled_world(replicas=3)
    world.edit(replicas=5)
    world.reconcile()
    budgets = [m for (kind, _), m in world.objects.items() if kind == "PodDisruptionBudget"]
    assert [budget["spec"]["minAvailable"] for budget in budgets] == [4]


def test_transition_times_stay_while_a_status_stays() -> None:
    world = a_settled_world()
    before = {c.type: c.last_transition_time for c in world.status.conditions}
    world.edit(replicas=4)
    world.reconcile()
    after = {c.type: c for c in world.status.conditions}
    assert after["Routed"].last_transition_time == before["Routed"]
    assert after["Routed"].observed_generation == world.generation
    assert after["Progressing"].last_transition_time != before["Progressing"]


def test_a_deleted_status_is_rebuilt_without_touching_anything() -> None:
    world = a_settled_world()
    known = world.status
    world.status = EndpointStatus()
    decided = decide(world.observe())
    assert decided.actions == ()
    assert decided.status is not None
    assert decided.status.active_revision == known.active_revision
    assert decided.status.message == known.message


@pytest.mark.parametrize("kind", ["PodMonitor", "Pod"])
def test_an_optional_object_that_is_refused_is_told_and_pulls_nothing_down(kind: str) -> None:
    """Of pods it is a label that is refused, or that one that failed is cleared away."""
    world = a_settled_world()
    problem = WriteProblem(kind, "chat", "denied by policy")
    decided = decide(replace(world.observe(), problems=(problem,)))
    found = conditions(decided.status)
    assert found["Accepted"] == (ConditionStatus.TRUE, "SpecAccepted")
    assert found["Ready"][0] is ConditionStatus.TRUE
    assert decided.status is not None
    assert decided.status.message is not None
    assert decided.status.message.endswith(f"{kind} chat: denied by policy")


def test_an_optional_name_that_someone_else_has_is_left_to_them() -> None:
    world = World()
    world.platform = replace(world.platform, has_pod_monitors=True)
    foreign = Child("PodMonitor", "chat", "1", "x", controlled=False, owner="Helm release web")
    decided = decide(replace(world.observe(), children={("PodMonitor", "chat"): foreign}))
    kinds = [action.kind for action in decided.actions]
    assert "Deployment" in kinds
    assert "PodMonitor" not in kinds
    assert conditions(decided.status)["Accepted"][0] is ConditionStatus.TRUE


def test_ready_waits_until_the_service_has_an_endpoint() -> None:
    world = a_settled_world()
    world.status = EndpointStatus()
    found = conditions(decide(replace(world.observe(), routed=frozenset())).status)
    assert found["Available"][0] is ConditionStatus.TRUE
    assert found["Routed"] == (ConditionStatus.FALSE, "NoEndpoints")
    assert found["Ready"] == (ConditionStatus.FALSE, "NoEndpoints")


def test_ready_stays_true_while_endpoints_follow_a_switch() -> None:
    world = a_settled_world()
    world.frozen_slices = world.routed()
    world.edit(model={"uri": "file:///models/tiny-b"})
    old, told = world.active(), []
    world.run(60, each=lambda it, _: told.append(conditions(it.status)["Ready"][0]))
    assert world.active() != old
    assert set(told) == {ConditionStatus.TRUE}
    (routed,) = [it for it in world.status.conditions if it.type == "Routed"]
    assert routed.message.endswith(f"its endpoints still lead to {old}")


def test_an_old_revision_is_not_drained_while_slices_still_lead_to_it() -> None:
    world = a_settled_world()
    old = world.active()
    world.frozen_slices = world.routed()
    world.edit(model={"uri": "file:///models/tiny-b"})
    world.run(120)
    assert world.active() != old
    assert world.objects["Deployment", str(old)]["spec"]["replicas"] == 2

    world.frozen_slices = None
    world.run(120)
    assert [name for kind, name in world.objects if kind == "Deployment"] == [world.active()]


@pytest.mark.parametrize("kind", ["Service", "EndpointSlice", "Pod"])
def test_no_traffic_is_moved_while_something_cannot_be_seen(kind: str) -> None:
    world = a_settled_world()
    before = world.active()
    world.edit(model={"uri": "file:///models/tiny-b"})
    world.unseen = frozenset({kind})
    world.run(120)
    assert world.active() == before

    world.unseen = frozenset()
    world.run(120)
    assert world.active() != before
