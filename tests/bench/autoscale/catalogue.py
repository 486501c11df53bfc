"""Every policy with the settings that it is judged with.

A peer is run with its documented defaults, which are those of its constructor, and with at most
twelve settings of its own, all printed: its best of them is "tuned". They span what a careful user
would try: the target over an octave or three, the scrape interval of 5 s that ours has, slower or
faster ways down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.bench.autoscale.ours import Ours
from tests.bench.autoscale.peers.bounds import Clairvoyant, Fixed
from tests.bench.autoscale.peers.hpa import Hpa
from tests.bench.autoscale.peers.keda import Keda
from tests.bench.autoscale.peers.kpa import Kpa
from tests.bench.autoscale.peers.llmd import Llmd
from tests.bench.autoscale.policy import Policy
from tests.bench.autoscale.scenario import Scenario
from tests.bench.autoscale.trace import Trace

Settings = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """A policy by the name that the command line knows.

    `default` is None for what has no default worth the name. `reference` marks what is printed
    beside the comparison and does not take part in it.
    """

    name: str
    make: Callable[[Trace, Scenario, Settings], Policy]
    default: Settings | None
    tuned: tuple[Settings, ...]
    reference: bool = False

    def settings(self) -> list[tuple[str, Settings]]:
        """All of them: the default first, each with its kind."""
        default = [] if self.default is None else [("default", self.default)]
        return [*default, *(("tried", it) for it in self.tuned)]


def _ours(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Ours(
        scenario.minimum, scenario.maximum, scenario.objective, scenario.engine.slots, **settings
    )


def _hpa(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Hpa(**settings, maximum=scenario.maximum)


def _keda(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Keda(**settings, maximum=scenario.maximum)


def _kpa(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Kpa(**settings)


def _llmd(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Llmd(**settings, objective=scenario.objective, maximum=scenario.maximum)


def _fixed(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Fixed(**settings)


def _clairvoyant(trace: Trace, scenario: Scenario, settings: Settings) -> Policy:
    return Clairvoyant(trace, scenario.engine, scenario.cold_start, **settings)


def _in_flight(targets: tuple[float, ...], word: str, **more: float) -> tuple[Settings, ...]:
    return tuple({word: it, "in_flight": 1, "scrape": 5, **more} for it in targets)


OURS = Entry(
    "ours",
    _ours,
    {},
    tuple({"utilization": it} for it in (50, 60, 70, 80, 100, 110, 120)),
)
HPA = Entry(
    "hpa",
    _hpa,
    {},
    (
        *_in_flight((4, 6, 8, 10, 12, 16, 24), "target"),
        *_in_flight((6, 10), "target", window=900),
        {"target": 1, "scrape": 5},
        {"target": 2, "scrape": 5},
    ),
)
KEDA = Entry(
    "keda",
    _keda,
    {},
    (
        *_in_flight((4, 6, 8, 10, 12, 16, 24), "threshold"),
        *_in_flight((6, 10), "threshold", window=900),
        {"threshold": 1, "scrape": 5},
        {"threshold": 2, "scrape": 5},
    ),
)
KPA = Entry(
    "kpa",
    _kpa,
    {},
    (
        *({"target": it} for it in (10, 16, 24)),
        *({"target": it, "down_delay": 300} for it in (8, 12, 16, 24, 32)),
        *({"target": it, "down_delay": 900} for it in (12, 16, 24)),
        {"target": 16, "stable": 180, "down_delay": 300},
    ),
)
LLMD = Entry(
    "llmd",
    _llmd,
    {},
    (
        *(
            {"up": up, "down": down}
            for up, down in (
                (0.20, 0.12),
                (0.30, 0.20),
                (0.40, 0.25),
                (0.50, 0.30),
                (0.70, 0.50),
                (0.55, 0.25),
            )
        ),
        *(
            {"up": up, "down": down, "smoothing": 15}
            for up, down in ((0.30, 0.20), (0.40, 0.25), (0.55, 0.40))
        ),
        *(
            {"up": up, "down": down, "down_period": 60}
            for up, down in ((0.30, 0.20), (0.40, 0.25), (0.55, 0.40))
        ),
    ),
)
FIXED = Entry(
    "fixed",
    _fixed,
    None,
    tuple({"replicas": it} for it in (5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24)),
    reference=True,
)
CLAIRVOYANT = Entry(
    "clairvoyant",
    _clairvoyant,
    None,
    tuple({"load": it} for it in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
    reference=True,
)

POLICIES = {it.name: it for it in (OURS, HPA, KEDA, KPA, LLMD, FIXED, CLAIRVOYANT)}
