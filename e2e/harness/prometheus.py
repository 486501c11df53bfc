"""Questions to the Prometheus that the local cluster has, asked from the client pod."""

from typing import Any
from urllib.parse import quote

from e2e.harness.client import Client
from e2e.kubectl import Kubectl

QUERY = "http://prometheus.monitoring:9090/api/v1/query"
SCRAPED_WITHIN = 25.0  # seconds: discovery every 2, a scrape every 5


def exists(kubectl: Kubectl) -> bool:
    """A cluster that was named explicitly may have none, or another."""
    return kubectl.attempt("get", "service", "prometheus", "-n", "monitoring").returncode == 0


def ask(client: Client, query: str) -> list[dict[str, Any]]:
    """The result of an instant query."""
    answer = client.get(f"{QUERY}?query={quote(query)}")
    assert answer.status == 200, answer
    result = answer.json()["data"]["result"]
    assert isinstance(result, list)
    return result


def value(result: list[dict[str, Any]]) -> str | None:
    """Of the only series; None without any."""
    return str(result[0]["value"][1]) if result else None
