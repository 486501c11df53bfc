"""After all other tests of this folder: nothing is granted that none of them needed."""

import pytest

from tests.cluster.running.rights import ACTIVATOR, OPERATOR, Granted, Record, Right

# Granted, and not used by any of these tests; each with the reason. What is used must not be here.
UNREACHED: dict[Right, str] = {}


@pytest.mark.parametrize("user", [OPERATOR, ACTIVATOR])
def test_every_right_that_is_granted_was_needed(
    granted: Granted, record: Record, user: str
) -> None:
    rights = granted.to(user)
    unused = rights - record.used(user, rights)
    assert unused == rights & UNREACHED.keys()


@pytest.mark.parametrize("user", [OPERATOR, ACTIVATOR])
def test_nothing_that_was_asked_for_is_not_granted(record: Record, user: str) -> None:
    assert record.refused(user) == set()
