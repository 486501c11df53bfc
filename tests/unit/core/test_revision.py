"""Which edits make a new revision, and which do not."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.core import revision as revisions
from pilotlight.core.observed import RevisionRecord
from pilotlight.core.revision import Revision
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def wanted(records: tuple[RevisionRecord, ...] = (), **changes: Any) -> Revision:
    return revisions.wanted(a_parsed_spec(**changes), records, ENDPOINT, PLATFORM)


def recorded(revision: Revision) -> RevisionRecord:
    return RevisionRecord(
        revision.name, revision.number, revision.pod_spec, revision.deployment, NOW
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"replicas": 5},
        {"paused": True},
        {"monitoring": {"podMonitor": "Disabled"}},
        {"runtime": {}},
        {"runtime": {"startupTimeout": "30m"}},
        {"runtime": {"drainTimeout": "300s"}},
        {"runtime": {"engine": {"tensorParallelSize": 1}}},
        {"warmPool": {"size": 1}},
        {"warmPool": {"size": 2, "tier": "Awake"}},
        {"rollout": {"previousRevision": {"keepFor": "1h", "tier": "Awake"}}},
    ],
)
def test_what_does_not_touch_pods_keeps_the_revision(changes: dict[str, Any]) -> None:
    assert wanted(**changes).name == wanted().name


@pytest.mark.parametrize(
    "changes",
    [
        {"model": {"uri": "file:///models/tiny-b"}},
        {"model": {"uri": "file:///models/tiny-a", "servedName": "other"}},
        {"model": {"uri": "file:///models/tiny-a", "credentialsSecretRef": {"name": "hub"}}},
        {"runtime": {"image": "registry.example/worker:2"}},
        {"runtime": {"drainTimeout": "6m"}},
        {"runtime": {"env": [{"name": "A", "value": "1"}]}},
        {"runtime": {"podLabels": {"team": "x"}}},
        {"runtime": {"engine": {"extraArgs": ["--enforce-eager"]}}},
        {"warmPool": {"size": 1, "tier": "Asleep"}},
    ],
)
def test_what_touches_pods_makes_a_new_revision(changes: dict[str, Any]) -> None:
    assert wanted(**changes).name != wanted().name


def test_a_recorded_revision_is_read_back_as_it_was_rendered() -> None:
    old = recorded(wanted())
    frozen = replace(old, deployment={**old.deployment, "rendered": "by an older operator"})
    again = wanted((frozen,))
    assert again.name == old.name
    assert again.deployment == frozen.deployment


def test_a_record_that_is_older_than_a_field_gets_the_fields_default() -> None:
    old = recorded(wanted())
    before_the_field = {**old.pod_spec, "runtime": {"startupTimeout": "30m"}}
    assert wanted((replace(old, pod_spec=before_the_field),)).name == old.name


def test_a_record_keeps_the_default_of_its_time() -> None:
    """The API server stored it with the object; a newer default is not the user's wish."""
    old = recorded(wanted())
    assert old.pod_spec["runtime"]["drainTimeout"] == "5m"
    stored_then = {**old.pod_spec, "runtime": {**old.pod_spec["runtime"], "drainTimeout": "4m"}}
    older = replace(old, pod_spec=stored_then)
    assert wanted((older,), runtime={"drainTimeout": "4m"}).name == older.name


def test_a_stored_spec_that_nobody_can_read_any_more_is_left_alone() -> None:
    old = replace(recorded(wanted()), pod_spec={"model": {"uri": 7}})
    assert wanted((old,)).number == old.number + 1


def test_equal_hashes_of_different_specs_get_different_names() -> None:
    name = wanted().name
    other = replace(recorded(wanted(model={"uri": "file:///models/tiny-b"})), name=name)
    assert wanted((other,)).name != name


def test_going_back_finds_the_old_revision() -> None:
    first = recorded(wanted())
    second = recorded(wanted((first,), model={"uri": "file:///models/tiny-b"}))
    assert second.number == 2
    assert wanted((first, second)).name == first.name


def test_a_changed_default_image_is_told_and_not_taken() -> None:
    revision = wanted((recorded(wanted()),))
    newer = replace(PLATFORM, worker_image="registry.example/worker:2")
    assert revision.image == PLATFORM.worker_image
    assert "registry.example/worker:2" in (revisions.outdated(revision, newer) or "")
    assert revisions.outdated(revision, PLATFORM) is None


def test_an_image_of_the_users_choice_is_never_outdated() -> None:
    revision = wanted(runtime={"image": "mine:1"})
    assert revisions.outdated(revision, PLATFORM) is None


def test_a_revision_that_can_sleep_is_found_again_whatever_the_size_of_its_pool() -> None:
    first = wanted(warmPool={"size": 1, "tier": "Asleep"})
    again = wanted((recorded(first),), warmPool={"size": 3, "tier": "Asleep"})
    assert (again.name, first.sleeps, again.sleeps) == (first.name, True, True)
    assert not wanted((recorded(first),), warmPool={"size": 1}).sleeps


KEPT = {"rollout": {"previousRevision": {"tier": "Asleep"}}}


def test_that_the_previous_revision_shall_sleep_makes_a_new_one_that_can() -> None:
    first = wanted()
    second = wanted((recorded(first),), **KEPT)
    assert (second.name != first.name, second.sleeps, second.number) == (True, True, 2)
    assert second.pod_spec["rollout"] == {"previousRevision": {"tier": "Asleep"}}
    longer = {"rollout": {"previousRevision": {"keepFor": "2h", "tier": "Asleep"}}}
    assert wanted((recorded(first), recorded(second)), **longer).name == second.name


def test_who_shall_sleep_is_all_the_same_to_what_is_rendered() -> None:
    """A flag of the engine is there once, so that a second wish for it restarts nothing."""
    pool = {"warmPool": {"size": 1, "tier": "Asleep"}}
    by_pool, by_tier = wanted(**pool), wanted(**KEPT)
    assert wanted((recorded(by_tier),), **pool).name == by_tier.name
    assert wanted((recorded(by_pool),), **KEPT).name == by_pool.name
    assert wanted((recorded(by_pool),), **pool, **KEPT).name == by_pool.name
