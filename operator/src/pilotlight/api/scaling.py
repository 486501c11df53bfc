"""`spec.scaling`: the operator chooses the number of replicas, within bounds."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, Field

from pilotlight.api.base import Model
from pilotlight.api.duration import Duration
from pilotlight.api.schema import Bounds, ListMap, Rule

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MAX_REPLICAS = 1000


def _cron(text: str) -> str:
    """As written, if it is five fields of Debian's cron that ever come true.

    Raises:
        ValueError: it is not.
    """
    example = "write minute hour day-of-month month day-of-week, e.g. 0 8 * * 1-5"
    if len(text.split()) != 5:
        raise ValueError(f"{text!r} does not have five fields; {example}")
    try:
        first = next(CronSim(text, EPOCH), None)
    except CronSimError as error:
        raise ValueError(f"{text!r} is not a cron expression ({error}); {example}") from error
    if first is None:
        raise ValueError(f"{text!r} never comes true; {example}")
    return text


def _time_zone(name: str) -> str:
    """As written, if the tz database knows it.

    Raises:
        ValueError: it does not.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        text = f"{name!r} is not in the tz database; write a name like Europe/Berlin or UTC"
        raise ValueError(text) from error
    return name


class ScalingMode(StrEnum):
    """`Observe`: decide and tell, but do not act."""

    AUTO = "Auto"
    OBSERVE = "Observe"


class FirstTokenObjective(Model):
    """How long the first token may take."""

    percentile: Annotated[
        int, Field(ge=1, le=99, description="Of the times to first token, e.g. 95.")
    ] = 95
    max_duration: Annotated[
        Duration,
        Bounds("1ms", "1h"),
        Field(description="The percentile shall not exceed it; if it does, a replica is added."),
    ] = timedelta(seconds=2)


class ScalingObjective(Model):
    """The default law: from arrivals, queue, and what one replica was seen to serve."""

    utilization_percent: Annotated[
        int,
        Field(
            ge=10,
            le=200,
            description=(
                "Share of a replica's measured throughput that is planned with, percent: 60 is"
                " careful, 110 thrifty."
            ),
        ),
    ] = 90
    queue_drain: Annotated[
        Duration, Bounds("1s", "1h"), Field(description="Within so long a queue shall be gone.")
    ] = timedelta(seconds=30)
    time_to_first_token: Annotated[
        FirstTokenObjective, Field(description="Late first tokens add a replica.")
    ] = Field(default_factory=FirstTokenObjective)


class ScalingTarget(Model):
    """Explicit thresholds, means per serving replica. The one that needs most replicas decides."""

    queue_depth: Annotated[
        int | None, Field(ge=1, le=100_000, description="Requests that wait.")
    ] = None
    concurrency: Annotated[
        int | None, Field(ge=1, le=100_000, description="Requests that run or wait.")
    ] = None
    kv_cache_utilization_percent: Annotated[
        int | None, Field(ge=1, le=100, description="Share of the KV cache in use, percent.")
    ] = None


class ReplicaCapacity(Model):
    """What one replica serves, where it shall not be learnt."""

    requests_per_minute: Annotated[
        int, Field(ge=1, le=1_000_000, description="Requests that one replica completes.")
    ]


class ScaleUp(Model):
    """How fast replicas are added."""

    max_replicas: Annotated[
        int,
        Field(
            ge=1,
            le=MAX_REPLICAS,
            description="Replicas that are added within the period at most; or maxPercent.",
        ),
    ] = 4
    max_percent: Annotated[
        int,
        Field(
            ge=0,
            le=1000,
            description="The same as a share of those there were, percent. The larger one counts.",
        ),
    ] = 100
    period: Annotated[
        Duration, Bounds("1s", "30m"), Field(description="Over which the limits count.")
    ] = timedelta(seconds=15)


class ScaleDown(Model):
    """How fast replicas are taken away."""

    stabilization_window: Annotated[
        Duration,
        Bounds("0s", "1h"),
        Field(
            description="So long fewer replicas must have been enough before one goes. With an"
            " objective, peaks of four times as long, at most 20 minutes, count as well, the less"
            " the older they are."
        ),
    ] = timedelta(minutes=5)
    max_replicas: Annotated[
        int,
        Field(
            ge=1,
            le=MAX_REPLICAS,
            description="Replicas that are taken away within the period at most.",
        ),
    ] = 1
    period: Annotated[
        Duration, Bounds("1s", "30m"), Field(description="Over which the limit counts.")
    ] = timedelta(seconds=30)


class ScalingBehavior(Model):
    """How fast the number changes."""

    scale_up: Annotated[ScaleUp, Field(description="How fast replicas are added.")] = Field(
        default_factory=ScaleUp
    )
    scale_down: Annotated[ScaleDown, Field(description="How fast replicas are taken away.")] = (
        Field(default_factory=ScaleDown)
    )
    scale_to_zero_after: Annotated[
        Duration,
        Bounds("10s", "168h"),
        Field(
            description=(
                "Where minReplicas is 0: so long nothing must have been asked, as its metrics show,"
                " before the replicas go. Then all of them go at once, whatever scaleDown says."
            )
        ),
    ] = timedelta(minutes=10)


class HoldSpec(Model):
    """What becomes of requests while no replica is ready: they wait in the activator."""

    max_pending: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description=(
                "Requests that wait on each pod of the activator at most; two pods hold up to twice"
                " as many. More are refused with 503 and Retry-After."
            ),
        ),
    ] = 100
    max_wait: Annotated[
        Duration,
        Bounds("1s", "1h"),
        Field(
            description=(
                "How long each of them waits at most, from when a replica has been asked for; then"
                " it is refused with 503 and Retry-After."
            )
        ),
    ] = timedelta(minutes=5)


class ScalingSchedule(Model):
    """Other bounds from time to time, say more replicas in office hours."""

    name: Annotated[str, Field(min_length=1, max_length=63, description="Names it in decisions.")]
    cron: Annotated[
        str,
        Field(
            max_length=128,
            description=(
                "When it begins: minute, hour, day of month, month and day of week, as Debian's cron"
                " reads them. A time that the clocks skip is the first one after it, and one that"
                " comes twice is the first."
            ),
        ),
        Rule(
            r"self.matches('^[0-9A-Za-z*/,#-]+( +[0-9A-Za-z*/,#-]+){4}$')",
            "write minute hour day-of-month month day-of-week, e.g. 0 8 * * 1-5",
        ),
        AfterValidator(_cron),
    ]
    time_zone: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description="In which cron is read: a name of the tz database, e.g. Europe/Berlin.",
        ),
        Rule(
            r"self.matches('^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$')",
            "write a name of the tz database, e.g. Europe/Berlin or UTC",
        ),
        AfterValidator(_time_zone),
    ] = "UTC"
    duration: Annotated[
        Duration,
        Bounds("1m", "168h"),
        Field(
            description="How long it lasts, in whole minutes; clocks that are set do not change it."
        ),
        Rule("self.matches('^([0-9]{1,5}(h|m)){1,2}$')", "write whole minutes, e.g. 30m or 8h"),
    ]
    min_replicas: Annotated[
        int | None,
        Field(
            ge=0,
            le=MAX_REPLICAS,
            description=(
                "Replaces scaling.minReplicas meanwhile. Of several schedules the highest counts."
            ),
        ),
    ] = None
    max_replicas: Annotated[
        int | None,
        Field(
            ge=1,
            le=MAX_REPLICAS,
            description=(
                "Replaces scaling.maxReplicas meanwhile. Of several schedules the lowest counts,"
                " and before any minimum."
            ),
        ),
    ] = None


class ScalingSpec(Model):
    """How many replicas there are, by what is asked of them. Changing any of it restarts nothing."""

    mode: Annotated[
        ScalingMode,
        Field(
            description=(
                "Auto acts on its decisions. Observe only tells them; the number then stays as it"
                " is, within the bounds."
            )
        ),
    ] = ScalingMode.AUTO
    min_replicas: Annotated[
        int,
        Field(
            ge=0,
            le=MAX_REPLICAS,
            description=(
                "Fewest serving replicas. 0: none while nothing is asked; the next request is held"
                " and wakes the endpoint. Without an activator in the installation 0 is taken as 1."
            ),
        ),
    ] = 1
    max_replicas: Annotated[int, Field(ge=1, le=MAX_REPLICAS, description="Most serving replicas.")]
    objective: Annotated[
        ScalingObjective | None,
        Field(
            description=(
                "What is aimed at. With neither this nor target it is an objective with the"
                " defaults of its fields."
            )
        ),
    ] = None
    target: Annotated[
        ScalingTarget | None,
        Field(description="Explicit thresholds instead of an objective."),
        Rule(
            "has(self.queueDepth) || has(self.concurrency) || has(self.kvCacheUtilizationPercent)",
            "give at least one of queueDepth, concurrency and kvCacheUtilizationPercent",
        ),
    ] = None
    replica_capacity: Annotated[
        ReplicaCapacity | None,
        Field(description="What one replica serves; learnt from its metrics when absent."),
    ] = None
    behavior: Annotated[ScalingBehavior, Field(description="How fast the number changes.")] = Field(
        default_factory=ScalingBehavior
    )
    hold: Annotated[
        HoldSpec | None,
        Field(
            description=(
                "Hold requests while no replica is ready, rather than refuse them. Absent: only"
                " where minReplicas, of scaling or of a schedule, is 0, with the defaults."
            )
        ),
    ] = None
    schedules: Annotated[
        list[ScalingSchedule],
        Field(max_length=16, description="Other bounds from time to time."),
        ListMap(("name",)),
        Rule(
            "self.all(s, has(s.minReplicas) || has(s.maxReplicas))",
            "a schedule changes minReplicas, maxReplicas or both; give one of them",
        ),
    ] = Field(default_factory=list)

    @property
    def sleeps(self) -> bool:
        """Whether the number may ever be 0."""
        lowest = [it.min_replicas for it in self.schedules if it.min_replicas is not None]
        return min([self.min_replicas, *lowest]) == 0

    @property
    def holds(self) -> HoldSpec | None:
        """How requests are held; None when they are not."""
        return self.hold or (HoldSpec() if self.sleeps else None)


SCALING_RULES = (
    Rule(
        "self.minReplicas <= self.maxReplicas",
        "minReplicas is greater than maxReplicas; raise maxReplicas or lower minReplicas",
    ),
    Rule(
        "!has(self.objective) || !has(self.target)",
        "give objective or target, not both: they are two laws for the same number",
    ),
    Rule(
        "!has(self.schedules) || self.schedules.all(s, (has(s.minReplicas) ? s.minReplicas : self.minReplicas) <= (has(s.maxReplicas) ? s.maxReplicas : self.maxReplicas))",
        "a schedule's minReplicas is greater than the maxReplicas that goes with it, its own or that of scaling",
    ),
)
