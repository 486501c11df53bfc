"""After all other tests of this folder: nothing is granted that none of them needed.

A right that shows up here is taken out of the chart, or gets a test that needs it.
"""

import pytest

from tests.cluster.running.rights import ACTIVATOR, OPERATOR, Granted, Record


@pytest.mark.parametrize("user", [OPERATOR, ACTIVATOR])
def test_every_right_that_is_granted_was_needed(
    granted: Granted, record: Record, user: str
) -> None:
    rights = granted.to(user)
    assert rights - record.used(user, rights) == set()


@pytest.mark.parametrize("user", [OPERATOR, ACTIVATOR])
def test_nothing_that_was_asked_for_is_not_granted(record: Record, user: str) -> None:
    assert record.refused(user) == set()
