"""Every condition and every reason is explained on the reference page."""

from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.codegen.glossary import CONDITIONS, REASONS


def test_every_condition_type_is_explained() -> None:
    assert set(CONDITIONS) == set(ConditionType)


def test_every_reason_is_explained_with_what_to_do() -> None:
    assert set(REASONS) == set(Reason)
    assert all(meaning and mend for meaning, mend in REASONS.values())
