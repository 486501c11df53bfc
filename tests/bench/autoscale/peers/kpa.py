"""Knative's pod autoscaler (KPA): concurrency per pod, with a panic mode.

After knative/serving `pkg/autoscaler/scaling/autoscaler.go` and the comments of
`config/core/configmaps/autoscaler.yaml`: the average concurrency over 60 s (stable) and over 10 %
of that (panic); a target of 100 per pod, of which 70 % are aimed at; panic from twice of what the
ready pods are for, until a stable window has passed, and then only up; at most 1,000 times up and
half down in one step; every 2 s. Its autoscaler asks the pods themselves once a second.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from tests.bench.autoscale.policy import Scrape


@dataclass(frozen=True, slots=True)
class Spec:
    """Of a decider. `target` is what is aimed at per pod, the utilisation being applied already."""

    target: float = 70.0
    stable: float = 60.0
    panic_threshold: float = 2.0
    up_rate: float = 1000.0
    down_rate: float = 2.0
    down_delay: float = 0.0


@dataclass(slots=True)
class Decider:
    """The decision for given averages, and its memory: since when it panics, and with how many."""

    spec: Spec
    panicking: float | None = None
    panic_pods: int = 0
    wanted: deque[tuple[float, int]] = field(default_factory=deque)

    @classmethod
    def started(cls, spec: Spec, ready: int, now: float) -> "Decider":
        """With more than one pod it starts in panic, so as not to forget them."""
        return cls(spec, now if ready > 1 else None, ready)

    def scale(self, stable: float, panic: float, ready: int, now: float) -> int:
        """Pods for an average concurrency (of all pods together) over the two windows."""
        spec, pods = self.spec, max(1, ready)
        most, least = ceil(spec.up_rate * pods), pods // spec.down_rate
        needed = ceil(panic / spec.target)
        wanted = int(min(max(ceil(stable / spec.target), least), most))
        in_panic = int(min(max(needed, least), most))
        if needed / pods >= spec.panic_threshold:
            self.panicking = now
        elif self.panicking is not None and self.panicking + spec.stable < now:
            self.panicking, self.panic_pods = None, 0
        if self.panicking is not None:
            self.panic_pods = max(self.panic_pods, wanted, in_panic)
            wanted = self.panic_pods
        return self._delayed(wanted, now) if spec.down_delay else wanted

    def _delayed(self, wanted: int, now: float) -> int:
        """The most that was wanted within the delay."""
        self.wanted.append((now, wanted))
        while self.wanted[0][0] <= now - self.spec.down_delay:
            self.wanted.popleft()
        return max(number for _, number in self.wanted)


class Kpa:
    """On running and waiting requests. `target` is per pod, before the utilisation of 70 %."""

    every = 2.0

    def __init__(
        self,
        target: float = 100,
        utilization: float = 0.7,
        stable: float = 60,
        down_delay: float = 0,
    ) -> None:
        self.name = "KPA"
        self.settings: Mapping[str, float] = {
            "target": target,
            "utilization": utilization,
            "stable": stable,
            "down_delay": down_delay,
            "scrape": 1.0,
        }
        self._spec = Spec(target * utilization, stable, down_delay=down_delay)
        self._decider: Decider | None = None
        self._seen: deque[tuple[float, int]] = deque()

    def decide(self, scrape: Scrape) -> int:
        """Without data everything stays."""
        if self._decider is None:
            self._decider = Decider.started(self._spec, scrape.ready, scrape.now)
        if scrape.replicas and (not self._seen or self._seen[-1][0] < scrape.at):
            in_flight = sum(it.running + it.waiting for it in scrape.replicas)
            self._seen.append((scrape.at, in_flight + scrape.held))
        while self._seen and self._seen[0][0] <= scrape.now - self._spec.stable:
            self._seen.popleft()
        recent = [n for at, n in self._seen if at > scrape.now - self._spec.stable / 10]
        if not recent:
            return scrape.ready + scrape.starting
        stable = sum(n for _, n in self._seen) / len(self._seen)
        panic = sum(recent) / len(recent)
        return max(1, self._decider.scale(stable, panic, scrape.ready, scrape.now))
