"""Series of endpoints come, change and go with them."""

from pilotlight.metrics import EndpointGauges, Metrics


def shown(metrics: Metrics) -> set[tuple[str, str, float]]:
    return {
        (sample.labels["type"], sample.labels["status"], sample.value)
        for metric in metrics.registry.collect()
        for sample in metric.samples
        if sample.name == "pilotlight_endpoint_condition"
    }


def test_a_condition_has_one_series_with_its_present_status() -> None:
    metrics = Metrics()
    metrics.show_endpoint(
        "demo", "chat", EndpointGauges(0, 2, "Starting", frozenset({("Ready", "False")}))
    )

    metrics.show_endpoint(
        "demo", "chat", EndpointGauges(2, 2, "Idle", frozenset({("Ready", "True")}))
    )

    assert shown(metrics) == {("Ready", "True", 1.0)}
    at = {"namespace": "demo", "name": "chat"}
    assert metrics.registry.get_sample_value("pilotlight_endpoint_ready_replicas", at) == 2


def test_a_rollout_has_one_phase_and_each_that_began_is_counted() -> None:
    metrics = Metrics()
    for phase in ("Idle", "Starting", "Starting", "Baking", "Idle"):
        metrics.show_endpoint("demo", "chat", EndpointGauges(2, 2, phase, frozenset()))

    phases = {
        sample.labels["phase"]: sample.value
        for metric in metrics.registry.collect()
        for sample in metric.samples
        if sample.name == "pilotlight_endpoint_rollout_phase"
    }
    began = {
        phase: metrics.registry.get_sample_value(
            "pilotlight_rollout_transitions_total", {"phase": phase}
        )
        for phase in ("Idle", "Starting", "Baking", "Failed")
    }
    assert phases == {"Idle": 1.0}
    assert began == {"Idle": 1.0, "Starting": 1.0, "Baking": 1.0, "Failed": 0.0}


def test_restarts_are_counted_from_when_a_pod_was_first_seen() -> None:
    metrics = Metrics()
    for restarts in ({"a": 5}, {"a": 7, "b": 3}, {"b": 4}, {"b": 4, "c": 0}, {"c": 1}):
        metrics.count_restarts("demo", "chat", restarts)

    at = {"namespace": "demo", "name": "chat"}
    assert metrics.registry.get_sample_value("pilotlight_worker_restarts_total", at) == 4


def test_nothing_is_left_of_an_endpoint_that_is_gone() -> None:
    metrics = Metrics()
    metrics.show_endpoint(
        "demo", "chat", EndpointGauges(0, 2, "Starting", frozenset({("Ready", "False")}))
    )
    metrics.count_restarts("demo", "chat", {"a": 1})

    metrics.forget_endpoint("demo", "chat")
    metrics.forget_endpoint("demo", "never-seen")

    left = [
        sample.name
        for metric in metrics.registry.collect()
        for sample in metric.samples
        if sample.labels.get("name")
    ]
    assert left == []
