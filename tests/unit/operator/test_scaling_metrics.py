"""Series of autoscaling say what is so now, and count what was."""

from dataclasses import replace

from prometheus_client import CollectorRegistry

from pilotlight.scaling_metrics import ScalingGauges, ScalingMetrics

CALM = ScalingGauges(2, 1, 8, "keep", "Steady", {"arrivals": 0.7, "queue": 0.1})
BUSY = ScalingGauges(4, 1, 8, "up", "DemandRose", {"arrivals": 1.6})
BLIND = ScalingGauges(2, 1, 8, "keep", "MetricsStale", {}, "MetricsStale", 65.0)


def series(metrics: ScalingMetrics) -> dict[str, float]:
    """Of the endpoint demo/chat, by name and what other labels there are."""
    found = {}
    for metric in metrics.registry.collect():
        for sample in metric.samples:
            labels = dict(sample.labels)
            assert (labels.pop("namespace"), labels.pop("name")) == ("demo", "chat")
            short = sample.name.removeprefix("pilotlight_scaling_")
            found[" ".join([short, *labels.values()])] = sample.value
    return found


def after(*gauges: ScalingGauges) -> dict[str, float]:
    metrics = ScalingMetrics(CollectorRegistry())
    for it in gauges:
        metrics.show("demo", "chat", it)
    return series(metrics)


def test_all_of_a_decision_is_shown() -> None:
    assert after(BLIND) == {
        "decisions_total keep MetricsStale": 1,
        "desired_replicas": 2,
        "min_replicas": 1,
        "max_replicas": 8,
        "reason MetricsStale": 1,
        "doubt MetricsStale": 1,
        "without_numbers_seconds": 65,
    }


def test_what_is_not_so_any_more_goes_and_what_was_decided_stays_counted() -> None:
    assert after(BLIND, CALM, replace(BUSY, maximum=6)) == {
        "decisions_total keep MetricsStale": 1,
        "decisions_total keep Steady": 1,
        "decisions_total up DemandRose": 1,
        "desired_replicas": 4,
        "min_replicas": 1,
        "max_replicas": 6,
        "reason DemandRose": 1,
        "without_numbers_seconds": 0,
        "utilization arrivals": 1.6,
    }


def test_the_same_decision_is_counted_once_and_a_higher_number_again() -> None:
    shown = after(CALM, CALM, BUSY, BUSY, replace(BUSY, desired=5), replace(CALM, desired=5))
    counted = {name: count for name, count in shown.items() if name.startswith("decisions")}
    assert counted == {"decisions_total keep Steady": 2, "decisions_total up DemandRose": 2}


def test_nothing_is_left_of_an_endpoint_that_is_not_autoscaled_any_more() -> None:
    metrics = ScalingMetrics(CollectorRegistry())
    for it in (CALM, BLIND, BUSY):
        metrics.show("demo", "chat", it)
    metrics.forget("demo", "chat")
    metrics.forget("demo", "never-seen")
    assert series(metrics) == {}
