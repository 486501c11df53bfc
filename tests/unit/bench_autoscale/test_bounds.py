"""What the laws are seen against."""

from tests.bench.autoscale.made_up import MADE_UP
from tests.bench.autoscale.peers.bounds import Clairvoyant, Fixed
from tests.bench.autoscale.server import Engine
from tests.unit.bench_autoscale.worlds import a_scrape, a_trace


def test_fixed_is_fixed() -> None:
    assert Fixed(7).decide(a_scrape(0, [(64, 500)])) == 7


def test_who_knows_the_trace_asks_one_cold_start_ahead() -> None:
    step = Clairvoyant(MADE_UP["step"](1), Engine(), cold_start=100)
    wanted = [step.decide(a_scrape(now, [(0, 0)])) for now in (900, 1000, 1100, 1200)]
    assert wanted[0] == wanted[1] < wanted[2] <= wanted[3]
    assert wanted[3] >= 2.5 * wanted[0]


def test_who_knows_the_trace_keeps_what_will_be_needed_again() -> None:
    busy = [(10 * i / 40, 2000, 200) for i in range(2400) if i < 400 or i > 2000]
    policy = Clairvoyant(a_trace(*busy, duration=700), Engine(), cold_start=400)
    short = Clairvoyant(a_trace(*busy, duration=700), Engine(), cold_start=30)
    calm = a_scrape(200, [(0, 0)] * 5)
    assert policy.decide(calm) > short.decide(calm)
