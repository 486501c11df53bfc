"""What is sent to the API server, and what is printed for git."""

import copy
import dataclasses
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pilotlight.cli.acting import misses
from pilotlight.cli.changes import going_back, merge_patch, promotion
from pilotlight.cli.podspec import pod_spec
from tests.unit.cli.builders import ACTIVE, NEW, a_revision, an_endpoint, asked, with_preview

_LEAVES = st.one_of(st.integers(0, 2), st.text("ab", max_size=2), st.lists(st.integers(0, 1)))
_OBJECTS = st.dictionaries(
    st.sampled_from("xyz"),
    st.recursive(
        _LEAVES, lambda deeper: st.dictionaries(st.sampled_from("xyz"), deeper, max_size=3)
    ),
    max_size=3,
)


def applied(target: Any, patch: Any) -> Any:
    """MergePatch of RFC 7396, as it is written there."""
    if not isinstance(patch, dict):
        return patch
    result = copy.deepcopy(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = applied(result.get(key), value)
    return result


@given(_OBJECTS, _OBJECTS)
def test_a_patch_makes_the_target_of_whatever_is_there(
    present: dict[str, Any], target: dict[str, Any]
) -> None:
    assert applied(present, merge_patch(present, target)) == target


@given(_OBJECTS)
def test_no_difference_is_no_patch(present: dict[str, Any]) -> None:
    assert merge_patch(present, present) == {}


@pytest.mark.parametrize(
    ("present", "target", "patch"),
    [
        ({"a": 1, "b": 2}, {"a": 1}, {"b": None}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, {"a": {"c": None}}),
        ({"a": [1, 2]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {}}, {"a": {}}),
        ({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_a_patch_has_what_differs_and_no_more(
    present: dict[str, Any], target: dict[str, Any], patch: dict[str, Any]
) -> None:
    assert merge_patch(present, target) == patch


def test_going_back_restores_what_the_revision_was_made_from() -> None:
    endpoint = an_endpoint(
        spec={
            **asked("c", engine={"maxModelLen": 8192}, env=[{"name": "A", "value": "1"}]),
            "replicas": 5,
        }
    )
    revision = a_revision(ACTIVE, "b", engine={"maxNumSeqs": 4})
    change = going_back(endpoint, revision)
    after = applied(endpoint.spec, change.patch["spec"])
    assert pod_spec(after) == pod_spec(revision.pod_spec)
    assert after["replicas"] == 5
    assert misses(change, after) is None


def test_a_patch_holds_for_the_object_that_was_read() -> None:
    change = promotion(an_endpoint(version="41"), NEW)
    assert change.body == {
        "metadata": {"resourceVersion": "41"},
        "spec": {"rollout": {"promote": NEW}},
    }


def test_what_the_cluster_would_make_otherwise_is_told_field_by_field() -> None:
    change = going_back(with_preview(), a_revision(ACTIVE, "b", engine={"maxNumSeqs": 4}))
    why = misses(change, asked("b", engine={"maxNumSeqs": 8}))
    assert why is not None
    assert "runtime.engine.maxNumSeqs: 4 → 8" in why


def test_the_fragment_for_git_means_the_same_without_defaults() -> None:
    revision = a_revision(ACTIVE, "b", engine={"maxNumSeqs": 4}, startupTimeout="30m")
    fragment = going_back(with_preview(), revision).fragment
    assert fragment == (
        "# InferenceEndpoint chat in namespace demo: spec.model and spec.runtime as chat-0000000002"
        " has\n# them; replace both whole\n"
        "spec:\n"
        "  model:\n"
        "    uri: file:///models/tiny-b\n"
        "  runtime:\n"
        "    engine:\n"
        "      maxNumSeqs: 4\n"
    )
    assert pod_spec(yaml.safe_load(fragment)["spec"]) == pod_spec(revision.pod_spec)


def test_the_fragment_masks_credentials_and_says_so() -> None:
    revision = a_revision(ACTIVE, "b", env=[{"name": "HF_TOKEN", "value": "hf_very_secret"}])
    change = going_back(with_preview(), revision)
    assert "hf_very_secret" not in change.fragment
    assert "masked by this command" in change.fragment
    assert change.wanted == pod_spec(revision.pod_spec)


def test_the_fragment_of_a_promotion_names_the_revision() -> None:
    fragment = promotion(with_preview(), NEW).fragment
    assert yaml.safe_load(fragment) == {"spec": {"rollout": {"promote": NEW}}}
    assert fragment.startswith("# InferenceEndpoint chat in namespace demo")


@pytest.mark.parametrize(
    ("pool", "revision", "written"),
    [
        pytest.param(None, None, {}, id="no pool"),
        pytest.param({"size": 2, "tier": "Asleep"}, "Asleep", {}, id="the same"),
        pytest.param({"size": 2}, "Asleep", {"warmPool": {"tier": "Asleep"}}, id="to sleep again"),
        pytest.param(None, "Asleep", {"warmPool": {"size": 1, "tier": "Asleep"}}, id="anew"),
        pytest.param(
            {"size": 2, "tier": "Asleep"}, None, {"warmPool": {"tier": "Awake"}}, id="awake again"
        ),
    ],
)
def test_going_back_restores_the_tier_of_the_pool_and_not_its_size(
    pool: dict[str, Any] | None, revision: str | None, written: dict[str, Any]
) -> None:
    spec = {**asked("b"), "replicas": 2, **({"warmPool": pool} if pool else {})}
    recorded = a_revision(ACTIVE, "b")
    if revision is not None:
        stored = {**recorded.pod_spec, "warmPool": {"tier": revision}}
        recorded = dataclasses.replace(recorded, pod_spec=stored)

    change = going_back(an_endpoint(spec=spec), recorded)

    assert {key: it for key, it in change.patch["spec"].items() if key == "warmPool"} == written
    assert ("warmPool" in yaml.safe_load(change.fragment)["spec"]) == bool(written)
    after = applied(spec, change.patch["spec"])
    assert misses(change, {**an_endpoint().spec, **after}) is None


PREVIOUS_ASLEEP = {"previousRevision": {"tier": "Asleep"}}
PREVIOUS_AWAKE = {"previousRevision": {"tier": "Awake"}}


@pytest.mark.parametrize(
    ("present", "recorded", "written"),
    [
        pytest.param({"rollout": PREVIOUS_ASLEEP}, {"rollout": PREVIOUS_ASLEEP}, {}, id="the same"),
        pytest.param({}, {"rollout": PREVIOUS_ASLEEP}, {"rollout": PREVIOUS_ASLEEP}, id="again"),
        pytest.param({"rollout": PREVIOUS_ASLEEP}, {}, {"rollout": PREVIOUS_AWAKE}, id="no more"),
        pytest.param(
            {"rollout": PREVIOUS_ASLEEP, "warmPool": {"size": 2, "tier": "Asleep"}},
            {},
            {"rollout": PREVIOUS_AWAKE, "warmPool": {"tier": "Awake"}},
            id="neither any more",
        ),
        pytest.param(
            {"warmPool": {"size": 2, "tier": "Asleep"}},
            {"rollout": PREVIOUS_ASLEEP},
            {},
            id="the same to the engine",
        ),
    ],
)
def test_going_back_restores_the_tier_of_what_is_kept(
    present: dict[str, Any], recorded: dict[str, Any], written: dict[str, Any]
) -> None:
    spec = {**asked("b"), "replicas": 2, **present}
    revision = a_revision(ACTIVE, "b")
    revision = dataclasses.replace(revision, pod_spec={**revision.pod_spec, **recorded})

    change = going_back(an_endpoint(spec=spec), revision)

    tiers = {key: it for key, it in change.patch["spec"].items() if key in ("warmPool", "rollout")}
    assert tiers == written
    after = applied(spec, change.patch["spec"])
    assert misses(change, {**an_endpoint().spec, **after}) is None


def test_going_back_leaves_who_may_ask_as_it_is() -> None:
    """The Secret of keys is part of a revision, and is never put back with a model."""
    spec = {**an_endpoint().spec, "access": {"apiKeysSecretRef": {"name": "new"}}}
    revision = a_revision(ACTIVE, "b")
    old = {**revision.pod_spec, "access": {"apiKeysSecretRef": {"name": "old"}}}
    change = going_back(an_endpoint(spec=spec), dataclasses.replace(revision, pod_spec=old))
    assert "access" not in change.patch["spec"]
    assert change.wanted is not None
    assert change.wanted["access"] == {"apiKeysSecretRef": {"name": "new"}}
