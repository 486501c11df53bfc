"""What reactive laws are to be seen against: no autoscaling, and knowing what comes."""

from collections.abc import Mapping
from math import ceil

import numpy as np

from tests.bench.autoscale.policy import Scrape
from tests.bench.autoscale.server import Engine
from tests.bench.autoscale.trace import Trace


class Fixed:
    """Always as many."""

    every = 60.0

    def __init__(self, replicas: float) -> None:
        self.name = "fixed N"
        self.settings: Mapping[str, float] = {"replicas": replicas}

    def decide(self, scrape: Scrape) -> int:
        """The number it was made with."""
        return int(self.settings["replicas"])


class Clairvoyant:
    """Knows the trace, and asks for replicas one cold start before they are needed.

    A heuristic and no bound: it reckons with a batch of `BATCH` sequences, spreads every request's
    work over `SMOOTHING` seconds and fills replicas up to the share `load`. It scales down only
    when what is over is not needed within the next two cold starts.
    """

    every = 5.0
    BATCH = 48
    SMOOTHING = 20.0

    def __init__(
        self, trace: Trace, engine: Engine, cold_start: float = 120.0, load: float = 0.8
    ) -> None:
        self.name = "clairvoyant"
        self.settings: Mapping[str, float] = {"load": load}
        self._ahead = cold_start * 1.3 + self.every
        per_token = engine.base / self.BATCH + engine.per_sequence
        work = trace.prompts * engine.per_prefill_token + trace.outputs * per_token
        bins = int(trace.duration // self.every) + 1
        index = (trace.arrivals // self.every).astype(np.int64)
        demand = np.bincount(index, weights=work, minlength=bins) / self.every
        width = int(self.SMOOTHING / self.every)
        self._needed = np.convolve(demand, np.ones(width) / width, "same") / load

    def decide(self, scrape: Scrape) -> int:
        """The most that is needed until replicas asked for at the next decision would be ready."""
        current = scrape.ready + scrape.starting
        soon = self._most(scrape.now, self._ahead)
        later = self._most(scrape.now, 2 * self._ahead)
        return soon if soon > current else min(current, later)

    def _most(self, now: float, ahead: float) -> int:
        since, until = (int(it // self.every) for it in (now, now + ahead))
        window = self._needed[max(0, since - 1) : until + 1]
        return ceil(float(window.max())) if len(window) else 1
