"""KEDA: the HPA's rule for totals (its vectors are in test_hpa.py), and what Prometheus returns."""

from tests.bench.autoscale.peers.keda import Keda
from tests.unit.bench_autoscale.worlds import a_scrape


def test_the_total_divided_by_the_threshold() -> None:
    assert Keda(threshold=5).decide(a_scrape(0, [(9, 8), (9, 12)])) == 4
    assert Keda(threshold=5, in_flight=1).decide(a_scrape(0, [(9, 4), (9, 4)])) == 6


def test_nothing_to_be_seen_counts_as_zero_as_its_default_says() -> None:
    keda = Keda(threshold=5, window=60)
    assert keda.decide(a_scrape(0, [(0, 10), (0, 10)])) == 4
    gap = [keda.decide(a_scrape(now, [], starting=4)) for now in (15, 30, 75)]
    assert gap == [4, 4, 1]


def test_a_cached_value_is_as_old_as_the_polling_interval() -> None:
    keda = Keda(threshold=5, polling=30)
    assert keda.decide(a_scrape(0, [(0, 10), (0, 0)])) == 2
    assert keda.decide(a_scrape(15, [(0, 20), (0, 0)])) == 2
    assert keda.decide(a_scrape(30, [(0, 20), (0, 0)])) == 4
