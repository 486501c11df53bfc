"""GEP-2257 durations."""

from datetime import timedelta

import pytest

from pilotlight.api.duration import parse, render


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("5m", 300), ("1h30m", 5400), ("500ms", 0.5), ("0s", 0), ("1h1m1s1ms", 3661.001)],
)
def test_a_duration_means_its_parts(text: str, seconds: float) -> None:
    assert parse(text) == timedelta(seconds=seconds)
    assert parse(render(parse(text))) == parse(text)


@pytest.mark.parametrize("text", ["", "5", "5 m", "-5m", "1.5h", "5d", "1h2h3h4h5h", 5])
def test_anything_else_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match="write it like 30s, 5m or 1h30m"):
        parse(text)
