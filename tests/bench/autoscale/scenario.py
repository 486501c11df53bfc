"""The world that a policy is put into."""

from dataclasses import dataclass, field

from tests.bench.autoscale.fleet import RANDOM
from tests.bench.autoscale.server import Engine


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything but the requests and the policy; times in seconds.

    A cold start takes `cold_start` in the mean, lognormal with the given sigma (0.2: nine of ten
    between 0.7 and 1.4 times the mean). Metrics are scraped every `scrape_every` unless a policy
    brings an interval of its own, and are known `scrape_delay` later. In a gap (from, until) every
    scrape fails. The numbers count from `measured_from` on: the first burst after a start that no
    policy chose would otherwise decide a one-hour trace. `pool_waits`: the warm pool is filled as
    the operator does it, after what serves; else at once, as in the comparison of laws.

    Not modelled: clients that try again, a want of GPUs, replicas that never start or that fail,
    the time until a new endpoint is routed to, a prefix cache that is lost with its replica.
    """

    start: int = 8
    minimum: int = 1
    maximum: int = 24
    cold_start: float = 120.0
    cold_sigma: float = 0.2
    routing: int = RANDOM
    pool: int = 0
    pool_waits: bool = False
    promotion: float = 0.1
    scrape_every: float = 5.0
    scrape_delay: float = 1.0
    gaps: tuple[tuple[float, float], ...] = ()
    objective: float = 2.0
    measured_from: float = 600.0
    engine: Engine = field(default_factory=Engine)
