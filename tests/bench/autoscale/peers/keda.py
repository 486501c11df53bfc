"""KEDA with a Prometheus trigger: an HPA on an external AverageValue metric.

After keda.sh/docs/latest, "ScaledObject specification" and "Prometheus": the metric type is
AverageValue, a null result counts as 0 (`ignoreNullValues` is true unless it is set), the interval
of polling (30 s) matters from 0 to 1 and for `useCachedMetrics`; otherwise every sync of the HPA
(15 s) asks Prometheus. The documented trigger is that of vLLM's production-stack
(`docs/source/use_cases/autoscaling-keda.rst`, commit 183a136): `vllm:num_requests_waiting` with the
threshold 5; the sum, because a trigger's query must have one result.
"""

from collections.abc import Mapping

from tests.bench.autoscale.peers.hpa import DOWN, Controller, Rules, by_total, requests_per_pod
from tests.bench.autoscale.policy import Scrape


class Keda:
    """On the sum of waiting requests, or with `in_flight` 1 of running and waiting ones.

    `polling` above 15 s is `useCachedMetrics`: the HPA sees a value up to so old.
    """

    every = 15.0

    def __init__(
        self,
        threshold: float = 5,
        in_flight: float = 0,
        polling: float = 15,
        window: float = 300,
        scrape: float = 15,
        maximum: int = 24,
    ) -> None:
        self.name = "KEDA"
        self.settings: Mapping[str, float] = {
            "threshold": threshold,
            "in_flight": in_flight,
            "polling": polling,
            "window": window,
            "scrape": scrape,
        }
        self._controller = Controller(maximum=maximum, down=Rules(DOWN.limits, window))
        self._polled: tuple[float, float] | None = None

    def decide(self, scrape: Scrape) -> int:
        """Nothing to be seen is a total of 0, as documented."""
        if self._polled is None or scrape.now - self._polled[0] >= self.settings["polling"]:
            in_flight = self.settings["in_flight"] > 0
            total = sum(requests_per_pod(scrape, in_flight=in_flight)) + scrape.held
            self._polled = (scrape.now, total)
        current = scrape.ready + scrape.starting
        desired = by_total(self._polled[1], self.settings["threshold"], max(1, current))
        return self._controller.decide(current, desired, scrape.now)
