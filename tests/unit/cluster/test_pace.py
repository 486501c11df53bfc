"""When the next survey is due."""

import pytest

from pilotlight.cluster.pace import Pace

EVERY = 5.0
BEGAN = 1000.0


def a_pace(took: float, *, unchanged: float = 0.0, failed: bool = False) -> Pace:
    """One after a survey that began at 1,000 s, with nothing new for so long before its end."""
    pace = Pace()
    pace.changed(BEGAN + took - unchanged)
    pace.surveyed(BEGAN, BEGAN + took, failed=failed)
    return pace


def pause_after(pace: Pace, took: float) -> float:
    due = pace.due(EVERY, woken=False)
    assert due is not None
    return due - BEGAN - took


@pytest.mark.parametrize("woken", [False, True])
def test_the_first_is_due_now(woken: bool) -> None:
    pace = Pace()
    pace.changed(BEGAN)
    assert pace.due(EVERY, woken=woken) is None


@pytest.mark.parametrize(
    ("took", "pause"),
    [
        pytest.param(0.02, 5.0, id="a small cluster"),
        pytest.param(0.5, 5.0, id="as long as the shortest pause"),
        pytest.param(2.0, 20.0, id="a thousand nodes"),
        pytest.param(15.0, 150.0, id="as large as they come"),
    ],
)
def test_surveys_take_an_eleventh_of_the_time_at_most(took: float, pause: float) -> None:
    assert pause_after(a_pace(took), took) == pytest.approx(pause)


@pytest.mark.parametrize(
    ("unchanged", "pause"),
    [
        pytest.param(0.0, 5.0, id="something has changed"),
        pytest.param(100.0, 5.0, id="100 seconds"),
        pytest.param(300.0, 15.0, id="5 minutes"),
        pytest.param(600.0, 30.0, id="10 minutes"),
        pytest.param(1200.0, 60.0, id="20 minutes"),
        pytest.param(3 * 86400.0, 60.0, id="days"),
    ],
)
def test_who_waits_hears_of_it_after_a_twentieth_of_the_time(
    unchanged: float, pause: float
) -> None:
    assert pause_after(a_pace(0.02, unchanged=unchanged), 0.02) == pytest.approx(pause)


def test_what_changes_in_a_long_pause_ends_it() -> None:
    pace = a_pace(0.02, unchanged=86400.0)
    pace.changed(BEGAN + 20)
    assert pause_after(pace, 0.02) == pytest.approx(EVERY)


def test_a_short_pause_between_surveys_is_the_callers_to_choose() -> None:
    assert a_pace(0.0).due(0.25, woken=False) == BEGAN + 0.25


@pytest.mark.parametrize(
    ("took", "after"),
    [
        pytest.param(0.02, 1.0, id="a second after the start of the last"),
        pytest.param(0.4, 1.0, id="still that"),
        pytest.param(3.0, 6.0, id="half of the time"),
    ],
)
def test_somebody_new_waits_for_others_that_come_with_him(took: float, after: float) -> None:
    pace = a_pace(took, unchanged=86400.0)
    assert pace.due(EVERY, woken=True) == pytest.approx(BEGAN + after)


@pytest.mark.parametrize(
    ("took", "pause", "woken"),
    [
        pytest.param(0.1, 5.0, 1.0, id="refused at once"),
        pytest.param(30.0, 30.0, 33.0, id="no answer in time"),
        pytest.param(120.0, 30.0, 123.0, id="no end in time"),
    ],
)
def test_waiting_in_vain_is_no_work(took: float, pause: float, woken: float) -> None:
    pace = a_pace(took, failed=True)
    assert pause_after(pace, took) == pytest.approx(pause)
    assert pace.due(EVERY, woken=True) == pytest.approx(BEGAN + woken)


def test_a_long_outage_is_looked_at_less_and_less() -> None:
    assert pause_after(a_pace(0.1, unchanged=3600.0, failed=True), 0.1) == pytest.approx(60)
