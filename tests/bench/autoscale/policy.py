"""What a policy is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Replica:
    """One pod's metrics. Not ready means draining: a starting pod has no metrics yet.

    `ttft` holds cumulative counts by the bounds `server.TTFT_BOUNDS`, as Prometheus has them.
    """

    name: str
    ready: bool
    running: int
    waiting: int
    arrivals: int
    completions: int
    ttft: tuple[int, ...]
    prompt_tokens: int
    generation_tokens: int
    kv_usage: float


@dataclass(frozen=True, slots=True)
class Scrape:
    """What is known at `now` (seconds): metrics as of `at`, numbers of replicas as of now.

    The metrics are those of the latest scrape that has arrived; none at all while scrapes fail.
    The numbers come from the API server, which is not behind, as do the names of the ready `pods`
    and the `cold_start` (seconds from creation to ready) of the newest pod that has had one. `held`
    requests wait for any replica to be ready; like the metrics they are as of the scrape.
    """

    now: float
    at: float
    replicas: tuple[Replica, ...]
    ready: int
    starting: int
    pool: int
    held: int = 0
    pods: tuple[str, ...] = ()
    cold_start: float | None = None


class Policy(Protocol):
    """An autoscaler. It remembers what it wants to and is used for one run only.

    `every` is how often it decides, in seconds; `settings` are what it is printed with. The setting
    `scrape`, if there is one, is the interval of its metrics in seconds.
    """

    name: str
    every: float
    settings: Mapping[str, float]

    def decide(self, scrape: Scrape) -> int:
        """How many replicas should serve; the simulator puts it into the bounds."""
        ...
