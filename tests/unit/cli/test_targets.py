"""Which revision a command means, and when it is refused."""

from typing import Any

import pytest

from pilotlight.cli import targets
from pilotlight.cli.targets import Refusal
from pilotlight.cli.views import Endpoint, Revision, Rollout
from tests.unit.cli.builders import ACTIVE, NEW, OLD, a_revision, an_endpoint, asked, with_preview

KNOWN = [a_revision(NEW, "c"), a_revision(ACTIVE, "b"), a_revision(OLD, "a")]
BAD = a_revision(ACTIVE, "b", failed="SmokeTestFailed")


def name_of(target: Revision | Refusal) -> str:
    return target.name if isinstance(target, Revision) else f"refused: {target.why}"


@pytest.mark.parametrize(
    ("endpoint", "why"),
    [
        (with_preview("AwaitingPromotion", "Manual"), None),
        (with_preview("AwaitingPromotion", "Automatic"), "Automatic"),
        (with_preview("Testing", "Manual", message="1 of 3 tries"), "Testing: 1 of 3 tries"),
        (an_endpoint(spec={"rollout": {"promotion": "Manual"}}), "the phase is Idle"),
        (an_endpoint(spec={"rollout": {"promotion": "Manual"}}, generation=8), "try again"),
        (an_endpoint(spec={"rollout": {"promotion": "Manual"}}, rollout=None), "not known"),
    ],
)
def test_only_what_waits_for_promotion_is_promoted(endpoint: Endpoint, why: str | None) -> None:
    blocked = targets.promotion_blocked(endpoint)
    assert (blocked is None) if why is None else (why in (blocked or ""))


def test_abort_goes_to_the_revision_that_has_the_traffic() -> None:
    assert name_of(targets.abort_target(with_preview(), KNOWN)) == ACTIVE


def test_abort_goes_back_from_a_spec_that_nobody_can_read() -> None:
    assert name_of(targets.abort_target(an_endpoint(spec={"model": 7}), KNOWN)) == ACTIVE


def test_nothing_is_aborted_when_the_spec_is_what_serves() -> None:
    refusal = name_of(targets.abort_target(an_endpoint(), KNOWN))
    assert "nothing is being brought up" in refusal
    assert "undo" not in refusal


def test_after_the_switch_abort_points_to_undo() -> None:
    baking = an_endpoint(rollout=Rollout("Baking", previous=OLD))
    assert f"rollout undo chat` goes back to {OLD}" in name_of(targets.abort_target(baking, KNOWN))


def test_the_very_first_revision_cannot_be_aborted() -> None:
    assert "no revision has the traffic" in name_of(
        targets.abort_target(an_endpoint(active=""), [])
    )


@pytest.mark.parametrize(
    ("changes", "revisions", "target"),
    [
        ({}, KNOWN, OLD),
        ({"rollout": Rollout("Draining", previous=OLD)}, KNOWN, OLD),
        ({"rollout": Rollout("Draining", previous=NEW)}, KNOWN, NEW),
        ({"rollout": Rollout("Draining", previous="chat-forgotten00")}, KNOWN, OLD),
        ({"active": NEW, "spec": asked("c")}, KNOWN, ACTIVE),
        ({"active": NEW, "spec": asked("c")}, [KNOWN[0], BAD, KNOWN[2]], OLD),
        ({"rollout": None}, KNOWN, OLD),
        ({"active": "chat-forgotten00"}, KNOWN, NEW),
    ],
)
def test_undo_goes_to_the_previous_revision_else_to_the_newest_good_one_before(
    changes: dict[str, Any], revisions: list[Revision], target: str
) -> None:
    assert name_of(targets.undo_target(an_endpoint(**changes), revisions)) == target


@pytest.mark.parametrize(
    "endpoint", [an_endpoint(preview=NEW, generation=8), an_endpoint()], ids=["at once", "later"]
)
def test_undo_does_not_bring_back_what_was_aborted(endpoint: Endpoint) -> None:
    assert name_of(targets.undo_target(endpoint, KNOWN)) == OLD
    refusal = name_of(targets.undo_target(endpoint, KNOWN[:2]))
    assert f"no revision before {ACTIVE} that has not failed" in refusal
    assert f"--to-revision {NEW}" in refusal


def test_undo_while_something_is_brought_up_points_to_abort() -> None:
    refusal = name_of(targets.undo_target(with_preview(), KNOWN))
    assert "rollout abort chat" in refusal


def test_undo_is_refused_when_there_is_nothing_good_to_go_to() -> None:
    known = [a_revision(ACTIVE, "b"), a_revision(OLD, "a", failed="EngineCrashed")]
    refusal = name_of(targets.undo_target(an_endpoint(), known))
    assert f"no revision before {ACTIVE} that has not failed" in refusal
    assert "--to-revision" not in refusal


@pytest.mark.parametrize(
    ("to", "target"),
    [
        (OLD, OLD),
        ("1", OLD),
        ("3", NEW),
        (ACTIVE, "asks for chat-0000000002 already"),
        ("9", f"there is no revision 9; recorded are: {NEW}, {ACTIVE}, {OLD}"),
        ("other", "there is no revision other"),
    ],
)
def test_undo_goes_to_a_revision_by_name_or_number(to: str, target: str) -> None:
    assert target in name_of(targets.undo_target(an_endpoint(), KNOWN, to))


def test_undo_may_name_any_revision_while_something_is_brought_up() -> None:
    assert name_of(targets.undo_target(with_preview(), KNOWN, OLD)) == OLD


def test_only_the_failed_revision_that_the_spec_asks_for_is_tried_again() -> None:
    failed = [a_revision(NEW, "c", failed="SmokeTestFailed"), *KNOWN[1:]]
    assert name_of(targets.retry_target(with_preview("Failed"), failed)) == NEW
    assert "has not failed" in name_of(targets.retry_target(an_endpoint(), failed))
    unknown = an_endpoint(spec=asked("d"))
    assert "not recorded yet" in name_of(targets.retry_target(unknown, failed))


def test_the_wanted_revision_is_found_by_content_whatever_its_spelling() -> None:
    endpoint = an_endpoint(spec=asked("c", startupTimeout="1800s"))
    found = targets.wanted(endpoint, KNOWN)
    assert found is not None
    assert found.name == NEW


def test_what_differs_in_the_secret_of_keys_only_is_not_gone_back_to() -> None:
    endpoint = an_endpoint()
    spec = {**endpoint.spec, "access": {"apiKeysSecretRef": {"name": "new"}}}
    refusal = name_of(targets.abort_target(an_endpoint(spec=spec), KNOWN))
    assert "differs in spec.access.apiKeysSecretRef only" in refusal
