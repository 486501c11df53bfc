"""Every condition, reason, phase and Event is explained on the reference page."""

import re

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.status import RolloutPhase
from pilotlight.codegen.glossary import CONDITIONS, EVENTS, PHASES, REASONS
from pilotlight.codegen.outputs import REPOSITORY


def test_every_condition_type_is_explained() -> None:
    assert set(CONDITIONS) == set(ConditionType)


def test_every_reason_is_explained_with_what_to_do() -> None:
    assert set(REASONS) == set(Reason)
    assert all(meaning and mend for meaning, mend in REASONS.values())


def test_every_phase_is_explained() -> None:
    assert set(PHASES) == set(RolloutPhase)


def test_every_event_is_explained() -> None:
    sources = (REPOSITORY / "operator/src/pilotlight").glob("*/*.py")
    written = {
        name
        for source in sources
        for name in re.findall(r"\bEvent\(\s*\"(\w+)\"", source.read_text("utf-8"))
    }
    assert written == set(EVENTS)
