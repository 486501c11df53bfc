"""Which pods Prometheus scrapes, and the labels that their metrics get."""

from typing import Any

from e2e.cluster.prometheus_targets import JOBS, targets


def a_worker(**status: Any) -> dict[str, Any]:
    labels = {
        "pilotlight.dev/endpoint": "chat",
        "pilotlight.dev/revision": "chat-1",
        "pilotlight.dev/role": "serving",
        "team": "blue",
    }
    ports = [
        {"name": "http", "containerPort": 8000},
        {"name": "admin", "containerPort": 8081},
    ]
    return {
        "metadata": {"name": "chat-1-x", "namespace": "demo", "labels": labels},
        "spec": {"containers": [{"name": "worker", "ports": ports}, {"name": "without-ports"}]},
        "status": {"phase": "Running", "podIP": "10.244.0.9", **status},
    }


def test_a_worker_is_scraped_on_its_admin_port_with_the_labels_of_its_endpoint() -> None:
    assert targets([a_worker()], JOBS["/workers"]) == [
        {
            "targets": ["10.244.0.9:8081"],
            "labels": {
                "namespace": "demo",
                "pod": "chat-1-x",
                "endpoint": "chat",
                "revision": "chat-1",
                "role": "serving",
            },
        }
    ]


def test_a_pod_that_has_no_address_yet_is_not_scraped() -> None:
    assert targets([a_worker(podIP=None)], JOBS["/workers"]) == []


def test_a_pod_that_has_ended_is_not_scraped() -> None:
    assert targets([a_worker(phase="Failed")], JOBS["/workers"]) == []


def test_a_pod_without_the_port_is_not_scraped() -> None:
    assert targets([a_worker()], JOBS["/operator"]) == []
