"""`spec.scaling` before the API server: what is stored, what is refused, and `kubectl scale`."""

import json
from typing import Any

import pytest

from tests.cluster.crd.kubectl import Kubectl, KubectlError, Manifest, an_endpoint

DAY: Manifest = {"name": "day", "cron": "0 8 * * 1-5", "duration": "10h", "minReplicas": 2}
SCALE = "/apis/pilotlight.dev/v1alpha1/namespaces/default/inferenceendpoints/{}/scale"


def autoscaled(name: str = "chat", **changes: Any) -> Manifest:
    """One to eight replicas, with these fields of `spec.scaling`; None removes one."""
    fields = {"maxReplicas": 8, **changes}
    scaling = {field: value for field, value in fields.items() if value is not None}
    return an_endpoint(name, spec__replicas=None, spec__scaling=scaling)


def _words(part: Any) -> str:
    """An id of a row: what the answer says."""
    return part[-1] if isinstance(part, tuple) else ""


def test_the_least_that_one_writes_is_stored_with_every_default(kubectl: Kubectl) -> None:
    stored = json.loads(kubectl.create(autoscaled()))["spec"]
    assert "replicas" not in stored
    assert stored["scaling"] == {
        "mode": "Auto",
        "minReplicas": 1,
        "maxReplicas": 8,
        "behavior": {
            "scaleUp": {"maxReplicas": 4, "maxPercent": 100, "period": "15s"},
            "scaleDown": {"stabilizationWindow": "5m", "maxReplicas": 1, "period": "30s"},
            "scaleToZeroAfter": "10m",
        },
    }


def test_all_of_it_is_stored_as_written(kubectl: Kubectl) -> None:
    scaling: Manifest = {
        "mode": "Observe",
        "minReplicas": 2,
        "maxReplicas": 1000,
        "objective": {
            "utilizationPercent": 60,
            "queueDrain": "1m",
            "timeToFirstToken": {"percentile": 99, "maxDuration": "500ms"},
        },
        "replicaCapacity": {"requestsPerMinute": 90},
        "behavior": {
            "scaleUp": {"maxReplicas": 1, "maxPercent": 0, "period": "1s"},
            "scaleDown": {"stabilizationWindow": "0s", "maxReplicas": 9, "period": "30m"},
            "scaleToZeroAfter": "168h",
        },
        "hold": {"maxPending": 10_000, "maxWait": "1h"},
        "schedules": [
            {**DAY, "timeZone": "America/Argentina/Buenos_Aires", "maxReplicas": 2},
            {**DAY, "name": "most", "cron": "*/5 0-4,22 L * MON-FRI", "timeZone": "Etc/GMT+3"},
            {**DAY, "name": "week", "duration": "168h", "timeZone": "UTC", "minReplicas": 0},
        ],
    }
    assert json.loads(kubectl.create(autoscaled(**scaling)))["spec"]["scaling"] == scaling


@pytest.mark.parametrize(
    "target",
    [{"queueDepth": 1}, {"concurrency": 20}, {"queueDepth": 2, "kvCacheUtilizationPercent": 80}],
    ids=str,
)
def test_targets_may_stand_for_the_objective(kubectl: Kubectl, target: Manifest) -> None:
    stored = json.loads(kubectl.create(autoscaled(target=target)))["spec"]["scaling"]
    assert (stored["target"], "objective" in stored) == (target, False)


ONE_SIZE = (
    "give exactly one of replicas (a fixed size, or one that an HPA or KEDA sets) and scaling"
)


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (an_endpoint(spec__replicas=None), ("spec", ONE_SIZE)),
        (an_endpoint(spec__scaling={"maxReplicas": 2}), ("spec", ONE_SIZE)),
        (an_endpoint(spec__replicas=0, spec__scaling={"maxReplicas": 2}), ("spec", ONE_SIZE)),
        (autoscaled(maxReplicas=None), ("spec.scaling.maxReplicas", "Required")),
        (autoscaled(minReplicas=-1), ("minReplicas", "greater than or equal to 0")),
        (autoscaled(hold={"maxPending": 0}), ("hold.maxPending", "greater than or equal to 1")),
        (autoscaled(hold={"maxWait": "2h"}), ("hold.maxWait", "a duration from 1s to 1h")),
        (
            autoscaled(behavior={"scaleToZeroAfter": "9s"}),
            ("scaleToZeroAfter", "a duration from 10s to 168h"),
        ),
        (autoscaled(minReplicas=9), ("spec.scaling", "raise maxReplicas or lower minReplicas")),
        (autoscaled(maxReplicas=1001), ("maxReplicas", "less than or equal to 1000")),
        (autoscaled(mode="On"), ("spec.scaling.mode", '"Auto", "Observe"')),
        (autoscaled(objective={}, target={"queueDepth": 3}), ("spec.scaling", "not both")),
        (autoscaled(target={}), ("spec.scaling.target", "at least one of queueDepth")),
        (autoscaled(target={"queueDepth": 0}), ("queueDepth", "greater than or equal to 1")),
        (
            autoscaled(target={"kvCacheUtilizationPercent": 101}),
            ("kvCacheUtilizationPercent", "less than or equal to 100"),
        ),
        (autoscaled(target={"cpu": 80}), ('unknown field "spec.scaling.target.cpu"',)),
        (autoscaled(objective={"utilizationPercent": 0}), ("utilizationPercent", "equal to 10")),
        (autoscaled(objective={"queueDrain": "0s"}), ("queueDrain", "from 1s to 1h")),
        (
            autoscaled(objective={"timeToFirstToken": {"percentile": 100}}),
            ("percentile", "less than or equal to 99"),
        ),
        (autoscaled(replicaCapacity={}), ("requestsPerMinute", "Required")),
        (
            autoscaled(behavior={"scaleDown": {"stabilizationWindow": "2h"}}),
            ("stabilizationWindow", "from 0s to 1h"),
        ),
        (autoscaled(behavior={"scaleUp": {"maxReplicas": 0}}), ("scaleUp.maxReplicas", "1")),
    ],
    ids=_words,
)
def test_a_mistake_is_refused_with_the_field_and_the_mend(
    kubectl: Kubectl, manifest: Manifest, says: tuple[str, ...]
) -> None:
    with pytest.raises(KubectlError) as refused:
        kubectl.create(manifest)
    for words in says:
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cron": "0 8 * *"}, ("schedules[0].cron", "e.g. 0 8 * * 1-5")),
        ({"cron": "0 0 8 * * *"}, ("schedules[0].cron", "e.g. 0 8 * * 1-5")),
        ({"cron": "@daily"}, ("schedules[0].cron", "e.g. 0 8 * * 1-5")),
        ({"timeZone": "../Berlin"}, ("schedules[0].timeZone", "Europe/Berlin")),
        ({"timeZone": ""}, ("schedules[0].timeZone",)),
        ({"duration": "90s"}, ("schedules[0].duration", "whole minutes")),
        ({"duration": "169h"}, ("schedules[0].duration", "from 1m to 168h")),
        ({"duration": None}, ("schedules[0].duration", "Required")),
        ({"minReplicas": None}, ("spec.scaling.schedules", "give one of them")),
        ({"minReplicas": 9}, ("spec.scaling", "the maxReplicas that goes with it")),
        ({"minReplicas": 3, "maxReplicas": 2}, ("spec.scaling", "that goes with it")),
        ({"minReplicas": None, "maxReplicas": 0}, ("maxReplicas", "equal to 1")),
        ({"name": None}, ("schedules[0].name", "Required")),
    ],
    ids=str,
)
def test_a_mistake_in_a_schedule_is_refused(
    kubectl: Kubectl, changes: Manifest, says: tuple[str, ...]
) -> None:
    schedule = {name: it for name, it in {**DAY, **changes}.items() if it is not None}
    with pytest.raises(KubectlError) as refused:
        kubectl.create(autoscaled(schedules=[schedule]))
    for words in says:
        assert words in str(refused.value)


def test_two_schedules_have_two_names(kubectl: Kubectl) -> None:
    with pytest.raises(KubectlError, match="Duplicate"):
        kubectl.create(autoscaled(schedules=[DAY, DAY]))


def test_schedules_are_merged_by_name(kubectl: Kubectl) -> None:
    for name, manager in (("a", "one"), ("b", "two")):
        manifest = autoscaled("merged-schedules", schedules=[{**DAY, "name": name}])
        kubectl.apply(manifest, "--server-side", f"--field-manager={manager}")
    stored = kubectl.get("iep", "merged-schedules")["spec"]["scaling"]["schedules"]
    assert [it["name"] for it in stored] == ["a", "b"]


def test_with_scaling_the_scale_subresource_has_nothing_to_read_and_refuses_a_number(
    kubectl: Kubectl,
) -> None:
    """So an HPA or KEDA that is left behind cannot fight with the operator, and says so."""
    kubectl.apply(autoscaled("no-scale"))
    with pytest.raises(
        KubectlError, match=r"spec replicas field .*\.spec\.replicas.* does not exist"
    ):
        kubectl.run("get", "--raw", SCALE.format("no-scale"))
    with pytest.raises(KubectlError, match="give exactly one of replicas"):
        kubectl.run("scale", "iep", "no-scale", "--replicas=5")
    assert "replicas" not in kubectl.get("iep", "no-scale")["spec"]


def test_the_size_may_become_fixed_and_autoscaled_again(kubectl: Kubectl) -> None:
    for manifest in (autoscaled("changes"), an_endpoint("changes"), autoscaled("changes")):
        kubectl.apply(manifest)
        stored = kubectl.get("iep", "changes")["spec"]
        assert ("replicas" in stored) == ("replicas" in manifest["spec"])
        assert ("scaling" in stored) == ("scaling" in manifest["spec"])


STATUS: Manifest = {
    "scaling": {
        "lastDecision": {
            "at": "2026-01-01T00:00:00Z",
            "from": 1,
            "to": 3,
            "reason": "BelowMinimum",
            "message": "1 → 3: the minimum is 3 (schedule rush)",
        },
        "decisions": [
            {
                "at": "2026-01-01T00:00:00Z",
                "from": 1,
                "to": 3,
                "reason": "BelowMinimum",
                "message": "1 → 3: the minimum is 3 (schedule rush)",
            }
        ],
    }
}


def test_decisions_are_stored_and_shown(kubectl: Kubectl) -> None:
    kubectl.apply(autoscaled("decided"))
    body = {**autoscaled("decided"), "status": STATUS}
    del body["spec"]
    kubectl.run(
        *("apply", "--server-side", "--subresource=status", "--field-manager=pilotlight-status"),
        *("-f", "-"),
        input=json.dumps(body),
    )
    assert kubectl.get("iep", "decided")["status"] == STATUS
    head, row = kubectl.run("get", "iep", "decided", "-o", "wide").splitlines()
    assert "SCALING" in head.split()
    assert "BelowMinimum" in row.split()
