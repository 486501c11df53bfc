"""Which of the spec's limits refused a smoke test: those that a gate's limits say, no others."""

import pytest

from pilotlight.api.limits import RequestLimits
from pilotlight.core.smoke import limit_of
from pilotlight_worker.gate.limits import STATUS, Limit


@pytest.mark.parametrize(
    ("limit", "field"),
    [
        (Limit.REQUEST_TIMEOUT, "timeout"),
        (Limit.INPUT_TOO_LONG, "maxInputTokens"),
        (Limit.TOO_MANY_REQUESTS, "maxConcurrent"),
    ],
)
def test_a_limit_of_the_spec_is_named_by_its_path(limit: Limit, field: str) -> None:
    assert limit_of(STATUS[limit], limit) == f"spec.requestLimits.{field}"
    assert field in {it.alias for it in RequestLimits.model_fields.values()}
    assert limit_of(500, limit) is None
    assert limit_of(STATUS[limit], "other") is None
