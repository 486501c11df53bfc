"""What one round of metrics says of the pods that serve an endpoint. Read by `load`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

Buckets = tuple[tuple[float, float], ...]
"""(upper bound in seconds, observations at or below it since the pod started), rising in both."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The newest numbers of one pod. None, or no buckets: the metric is not there.

    at: when Prometheus stored it, by Prometheus' clock.
    running, waiting: requests, now. kv_usage: 0 to 1, now.
    arrivals, completions, prompt_tokens, generated_tokens: counted since the pod started; prompt
    tokens when they are computed, not when they arrive. Without `arrivals` they are inferred:
    completions and what is running and waiting.
    ttft: time to first token.
    """

    pod: str
    at: datetime
    running: float | None = None
    waiting: float | None = None
    arrivals: float | None = None
    completions: float | None = None
    prompt_tokens: float | None = None
    generated_tokens: float | None = None
    kv_usage: float | None = None
    ttft: Buckets = ()


@dataclass(frozen=True, slots=True)
class Fleet:
    """The replicas of the revision that has the traffic.

    desired: asked for at present; all below are among them. ready: names of the pods that get
    requests. starting: on their way. stuck: will not come by themselves, `stuck_because` says why.
    cold_start: as measured, from being asked for to the first request; None when never measured.
    """

    desired: int
    ready: frozenset[str] = frozenset()
    starting: int = 0
    stuck: int = 0
    stuck_because: str = ""
    cold_start: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """One round: what Prometheus answered for one endpoint, and the replicas at that time.

    clock: Prometheus' own clock when it answered. interval: between scrapes.
    samples: of all pods of `revision` that have not ended, also of those that drain.
    slots: requests that one engine runs at a time (vLLM's max-num-seqs), None when not known.
    problem: why there are no samples: not reachable, not authorised, not scraped, names unknown.
    incompatible: the last of these: pods are scraped, and what the law needs goes by other names.
    held: requests that wait for a replica in the activator. holds: whether requests would be held
    if there were no replica.
    """

    revision: str
    clock: datetime
    fleet: Fleet
    samples: tuple[Sample, ...] = ()
    interval: timedelta = timedelta(seconds=5)
    slots: int | None = None
    problem: str = ""
    incompatible: bool = False
    held: int = 0
    holds: bool = False
