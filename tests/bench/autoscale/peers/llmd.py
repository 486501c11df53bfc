"""llm-d's SLO-aware autoscaling: the 90th percentile of the time to first token over its objective.

After llm-d/llm-d `docs/architecture/autoscaling/slo-aware-keda.md` (commit a7922ed) and
`guides/workload-autoscaling/slo-aware/README.md` (commit 1860df2): a recording rule every 15 s
takes the percentile over bucket rates of a minute, clamps its ratio to the objective at 2 and
averages 45 s of it; above 0.55 more replicas, in proportion and less those that are coming; below
0.40 fewer; a KEDA formula whose value is the number of replicas. The HPA under it goes up by 100 %
or 4 pods a minute, stabilised over 30 s, and down by one pod in two minutes, stabilised over 180 s.
Its tolerance of 10 % holds here too, so that one replica of more than ten is not changed.

Without its latency predictor, which that guide calls optional and "a little earlier": the measured
latencies are used, with vLLM's buckets. The objective is the one that is judged, on the time to
first token alone; with its second one, 100 ms per output token, it would need more replicas.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from math import ceil, floor, inf

from tests.bench.autoscale.peers.hpa import Controller, Limit, Rules, by_total
from tests.bench.autoscale.policy import Scrape
from tests.bench.autoscale.server import TTFT_BOUNDS

BOUNDS: tuple[float, ...] = tuple(TTFT_BOUNDS.tolist())


def formula(signal: float, replicas: int, ready: int, up: float, down: float) -> int:
    """Replicas for a smoothed signal, by three branches: more, fewer, as it is.

    Taken literally the first one could shed replicas while others start; its text says that only a
    signal below `down` may, so that is kept.
    """
    if signal > up:
        credit = ready / replicas if 0 < ready < replicas else 1.0
        return replicas + max(0, ceil(replicas * (signal * credit / up - 1)))
    if signal < down:
        return replicas - floor(replicas * (1 - signal / down))
    return replicas


def histogram_quantile(share: float, cumulative: Sequence[float], bounds: Sequence[float]) -> float:
    """As Prometheus has it: linear within a bucket, the last finite bound at most; NaN if empty."""
    rank = share * cumulative[-1]
    if not cumulative[-1]:
        return float("nan")
    bucket = next(i for i, count in enumerate(cumulative) if count >= rank)
    if bounds[bucket] == inf:
        return bounds[bucket - 1]
    below = cumulative[bucket - 1] if bucket else 0.0
    start = bounds[bucket - 1] if bucket else 0.0
    share_of_bucket = (rank - below) / (cumulative[bucket] - below)
    return start + (bounds[bucket] - start) * share_of_bucket


class Histogram:
    """What all pods together have added to their buckets, over a window in seconds."""

    def __init__(self, window: float) -> None:
        self._window = window
        self._last: dict[str, tuple[int, ...]] = {}
        self._total = [0] * len(BOUNDS)
        self._seen: deque[tuple[float, list[int]]] = deque()

    def see(self, scrape: Scrape) -> None:
        """Add a scrape, if it is a new one."""
        if not scrape.replicas or (self._seen and self._seen[-1][0] >= scrape.at):
            return
        for it in scrape.replicas:
            before = self._last.get(it.name, (0,) * len(BOUNDS))
            increase = [now - then for now, then in zip(it.ttft, before, strict=True)]
            self._total = [a + b for a, b in zip(self._total, increase, strict=True)]
            self._last[it.name] = it.ttft
        self._seen.append((scrape.at, self._total))

    def increase(self, now: float) -> list[int]:
        """By bucket, cumulative; nothing when nothing was seen within the window."""
        while self._seen and self._seen[0][0] < now - self._window:
            self._seen.popleft()
        if len(self._seen) < 2:
            return [0] * len(BOUNDS)
        return [b - a for a, b in zip(self._seen[0][1], self._seen[-1][1], strict=True)]


class Llmd:
    """With the objective in seconds, thresholds, and the seconds that the signal is averaged."""

    every = 15.0

    def __init__(
        self,
        objective: float = 2.0,
        up: float = 0.55,
        down: float = 0.40,
        smoothing: float = 45,
        clamp: float = 2.0,
        down_period: float = 120,
        maximum: int = 24,
    ) -> None:
        self.name = "llm-d SLO"
        self.settings: Mapping[str, float] = {
            "objective": objective,
            "up": up,
            "down": down,
            "smoothing": smoothing,
            "clamp": clamp,
            "down_period": down_period,
            "scrape": 5.0,
        }
        more = Rules((Limit(100, 60, percent=True), Limit(4, 60)), window=30)
        fewer = Rules((Limit(1, down_period),), window=180)
        self._controller = Controller(maximum=maximum, up=more, down=fewer)
        self._ttft = Histogram(60)
        self._signals: deque[tuple[float, float]] = deque()

    def decide(self, scrape: Scrape) -> int:
        """No traffic and no metrics both read 0, as in its recording rule."""
        self._ttft.see(scrape)
        late = histogram_quantile(0.9, self._ttft.increase(scrape.now), BOUNDS)
        raw = 0.0 if late != late else late / self.settings["objective"]
        self._signals.append((scrape.now, min(raw, self.settings["clamp"])))
        while self._signals[0][0] <= scrape.now - self.settings["smoothing"]:
            self._signals.popleft()
        signal = sum(value for _, value in self._signals) / len(self._signals)
        current = max(1, scrape.ready + scrape.starting)
        ready = min(scrape.ready, current)
        desired = formula(signal, current, ready, self.settings["up"], self.settings["down"])
        return self._controller.decide(current, by_total(desired, 1, current), scrape.now)
