"""`spec.rollout`: how a change of the pods gets the traffic, and what takes it back."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from pilotlight.api.base import Model
from pilotlight.api.duration import Duration
from pilotlight.api.schema import AtomicList, Bounds, Rule
from pilotlight.api.warm import WarmTier


class Strategy(StrEnum):
    """`BlueGreen`: the new revision proves itself beside the old. `Recreate`: the old goes first."""

    BLUE_GREEN = "BlueGreen"
    RECREATE = "Recreate"


class Promotion(StrEnum):
    """Who moves the traffic to a revision that is ready and tested."""

    AUTOMATIC = "Automatic"
    MANUAL = "Manual"


class CapacityMode(StrEnum):
    """How much room a blue/green rollout takes while both revisions run."""

    AUTO = "Auto"
    SURGE = "Surge"
    STEPWISE = "Stepwise"


class OnInconclusive(StrEnum):
    """What happens when the bake is over and its gates had too little to judge on."""

    PROMOTE = "Promote"
    HOLD = "Hold"
    ROLL_BACK = "RollBack"


class GateMetric(StrEnum):
    """What a gate measures, per revision, over the time since the switch."""

    ERROR_RATE = "ErrorRate"
    REJECTION_RATE = "RejectionRate"
    TIME_TO_FIRST_TOKEN = "TimeToFirstToken"  # noqa: S105
    INTER_TOKEN_LATENCY = "InterTokenLatency"  # noqa: S105
    END_TO_END_LATENCY = "EndToEndLatency"
    TOKENS_PER_SECOND = "TokensPerSecond"


_LATENCIES = "['TimeToFirstToken', 'InterTokenLatency', 'EndToEndLatency']"
_RATES = "['ErrorRate', 'RejectionRate']"
_LIMITS = ("maxPercent", "maxDuration", "maxRatioPercent", "minPerSecond", "minRatioPercent")


class SmokeTest(Model):
    """A request that a new revision must answer before it gets the traffic."""

    prompt: Annotated[
        str,
        Field(min_length=1, max_length=4096, description="Prompt of a streamed completion."),
    ] = "The capital of France is"
    max_tokens: Annotated[
        int, Field(ge=1, le=1024, description="Longest answer that is asked for, in tokens.")
    ] = 16
    expect: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=512,
            description=(
                "Regular expression (RE2) that must be found in the answer; any answer will do"
                " when absent."
            ),
        ),
        # An expression that RE2 cannot compile is an error of the evaluation, and refused as such.
        Rule("[''.matches(self)].size() == 1", "write a regular expression that RE2 understands"),
    ] = None
    timeout: Annotated[
        Duration,
        Bounds("1s", "10m"),
        Field(description="From sending the request to the end of its answer."),
    ] = timedelta(seconds=30)
    attempts: Annotated[
        int, Field(ge=1, le=10, description="The test has failed after so many in a row.")
    ] = 3


class Gate(Model):
    """One limit that a new revision must keep while it bakes."""

    metric: Annotated[
        GateMetric,
        Field(
            description=(
                "ErrorRate: 5xx answers and streams that were cut, of all requests."
                " RejectionRate: 429 and 503 answers. TimeToFirstToken, InterTokenLatency,"
                " EndToEndLatency: as vLLM measures them. TokensPerSecond: generated tokens by"
                " the time that requests took, which does not depend on how many there are."
            )
        ),
    ]
    percentile: Annotated[
        int | None,
        Field(ge=1, le=99, description="Of a latency, e.g. 95; required there and only there."),
    ] = None
    max_percent: Annotated[
        int | None,
        Field(ge=0, le=100, description="Highest share of the requests, percent. For rates."),
    ] = None
    max_duration: Annotated[
        Duration | None,
        Bounds("1ms", "1h"),
        Field(description="Longest acceptable value. For latencies."),
    ] = None
    max_ratio_percent: Annotated[
        int | None,
        Field(
            ge=1,
            le=10_000,
            description=(
                "Highest value relative to the previous revision's, percent: 130 allows a third"
                " more. For rates and latencies."
            ),
        ),
    ] = None
    min_per_second: Annotated[
        int | None,
        Field(ge=1, le=1_000_000, description="Lowest acceptable value. For TokensPerSecond."),
    ] = None
    min_ratio_percent: Annotated[
        int | None,
        Field(
            ge=1,
            le=10_000,
            description=(
                "Lowest value relative to the previous revision's, percent. For TokensPerSecond."
            ),
        ),
    ] = None


GATE_RULES = (
    Rule(
        f"self.all(g, [{', '.join(f'has(g.{name})' for name in _LIMITS)}].filter(x, x).size() == 1)",
        f"each gate has exactly one limit: {', '.join(_LIMITS)}",
    ),
    Rule(
        f"self.all(g, has(g.percentile) == (g.metric in {_LATENCIES}))",
        "latencies need a percentile, e.g. 95; rates and TokensPerSecond have none",
    ),
    Rule(
        f"self.all(g, !has(g.maxPercent) || g.metric in {_RATES})",
        "maxPercent is for ErrorRate and RejectionRate; latencies take maxDuration or maxRatioPercent, TokensPerSecond minPerSecond or minRatioPercent",
    ),
    Rule(
        f"self.all(g, !has(g.maxDuration) || g.metric in {_LATENCIES})",
        "maxDuration is for latencies; rates take maxPercent or maxRatioPercent, TokensPerSecond minPerSecond or minRatioPercent",
    ),
    Rule(
        "self.all(g, (has(g.minPerSecond) || has(g.minRatioPercent)) == (g.metric == 'TokensPerSecond'))",
        "TokensPerSecond takes minPerSecond or minRatioPercent, and nothing else does",
    ),
    Rule(
        "self.all(g, self.exists_one(h, h.metric == g.metric && (has(h.percentile) ? h.percentile : 0) == (has(g.percentile) ? g.percentile : 0)))",
        "each metric and percentile has one gate",
    ),
)


class Analysis(Model):
    """What is watched after the switch, while the previous revision is still up."""

    bake: Annotated[
        Duration,
        Bounds("10s", "24h"),
        Field(description="How long the gates are watched after the switch."),
    ] = timedelta(minutes=5)
    min_requests: Annotated[
        int,
        Field(
            ge=1,
            le=1_000_000,
            description=(
                "Requests since the switch that a verdict needs. With fewer the smoke test, if"
                " there is one, is sent at the end of the bake and decides; else the analysis is"
                " inconclusive."
            ),
        ),
    ] = 50
    gates: Annotated[
        list[Gate],
        Field(min_length=1, max_length=16, description="All must be kept."),
        AtomicList(),
        *GATE_RULES,
    ]
    on_inconclusive: Annotated[
        OnInconclusive,
        Field(
            description=(
                "At the end of a bake without a verdict (no numbers, too few requests): Promote"
                " keeps the new revision, Hold keeps both up until there is a verdict, RollBack"
                " goes back."
            )
        ),
    ] = OnInconclusive.PROMOTE


class PreviousRevision(Model):
    """The revision that had the traffic before."""

    keep_for: Annotated[
        Duration,
        Bounds("0s", "24h"),
        Field(
            description=(
                "How long it stays up after the switch, at least; going back to it meanwhile"
                " starts no pod."
            )
        ),
    ] = timedelta(seconds=60)
    tier: Annotated[
        WarmTier,
        Field(
            description=(
                "Awake: going back to it takes a moment. Asleep: once nothing is watched any more"
                " it sleeps while it is kept, and going back wakes it first, which takes seconds;"
                " it keeps its accelerators, their memory is free, and the weights are in the"
                " host's memory, up to twice their size, which has to be in runtime.resources"
                " (vLLM's sleep mode, level 1;"
                " not on CPUs). A change to or from Asleep makes a new revision, which restarts all"
                " pods."
            )
        ),
    ] = WarmTier.AWAKE

    @property
    def sleeps(self) -> bool:
        """Whether what is kept for going back shall sleep."""
        return self.tier is WarmTier.ASLEEP


class RolloutSpec(Model):
    """How a change of the pods gets the traffic. Changing any of it restarts nothing, but for the
    tier of the previous revision."""

    strategy: Annotated[
        Strategy,
        Field(
            description=(
                "BlueGreen brings the new revision up beside the old one; capacity says what it"
                " does where there is no room for both. Recreate stops the old one first, and"
                " nothing serves meanwhile."
            )
        ),
    ] = Strategy.BLUE_GREEN
    capacity: Annotated[
        CapacityMode,
        Field(
            description=(
                "Surge brings all replicas of the new revision up beside the old ones, and waits"
                " until accelerators for all of them are free. Stepwise brings up one, tests it,"
                " and then exchanges replica by replica, both revisions serving meanwhile. Auto is"
                " Surge where all fit, else Stepwise with as many as fit."
            )
        ),
    ] = CapacityMode.AUTO
    min_available: Annotated[
        int | None,
        Field(
            ge=1,
            le=1000,
            description=(
                "Ready replicas, of both revisions together, that are kept while replicas are"
                " exchanged; with fewer the endpoint is not Available. replicas − 1, at least 1,"
                " when absent."
            ),
        ),
    ] = None
    promotion: Annotated[
        Promotion,
        Field(
            description=(
                "Automatic moves the traffic once the new revision is ready and tested; Manual"
                " waits for spec.rollout.promote."
            )
        ),
    ] = Promotion.AUTOMATIC
    promote: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=63,
            description=(
                "Name of the revision that may have the traffic (status.previewRevision)."
                " Removing it later has no effect."
            ),
        ),
        Rule(
            "self.matches('^[a-z]([-a-z0-9]*)-[0-9a-f]{10}$')",
            "write the name of a revision, as status.previewRevision has it",
        ),
    ] = None
    smoke_test: Annotated[
        SmokeTest | None,
        Field(
            description=(
                "Sent to the new revision through its preview Service before it gets the traffic;"
                " `{}` takes the defaults. No test when absent: Ready is enough."
            )
        ),
    ] = None
    analysis: Annotated[
        Analysis | None,
        Field(
            description=(
                "Limits, read from Prometheus, that the new revision must keep after the switch;"
                " else the traffic goes back. Nothing is watched when absent."
            )
        ),
    ] = None
    progress_deadline: Annotated[
        Duration,
        Bounds("10s", "24h"),
        Field(
            description=(
                "A new revision whose replicas are not all ready after this long has failed."
                " The time for which it waits for accelerators does not count."
            )
        ),
    ] = timedelta(minutes=45)
    previous_revision: Annotated[
        PreviousRevision, Field(description="What happens to the revision that was replaced.")
    ] = Field(default_factory=PreviousRevision)
    revision_history_limit: Annotated[
        int,
        Field(
            ge=0,
            le=50,
            description="Retired revisions that are remembered for going back to them.",
        ),
    ] = 5


# The API server checks the default `{}` of `rollout` before it fills in the defaults inside it.
ROLLOUT_RULES = (
    Rule(
        "!has(self.promote) || (has(self.promotion) && self.promotion == 'Manual')",
        "promote is for promotion: Manual; set spec.rollout.promotion, or remove promote",
    ),
    Rule(
        "!has(self.strategy) || self.strategy != 'Recreate' || !(has(self.smokeTest) || has(self.analysis) || (has(self.promotion) && self.promotion == 'Manual'))",
        "Recreate leaves nothing to go back to: smokeTest, analysis and promotion: Manual need strategy: BlueGreen",
    ),
    Rule(
        "!has(self.strategy) || self.strategy != 'Recreate' || !(has(self.minAvailable) || (has(self.capacity) && self.capacity != 'Auto'))",
        "Recreate stops what serves before it starts anything: minAvailable and capacity need strategy: BlueGreen",
    ),
    Rule(
        "!has(self.strategy) || self.strategy != 'Recreate' || !has(self.previousRevision) || !has(self.previousRevision.tier) || self.previousRevision.tier != 'Asleep'",
        "Recreate keeps nothing that could sleep: previousRevision.tier: Asleep needs strategy: BlueGreen",
    ),
)
