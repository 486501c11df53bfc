"""`status` of an InferenceEndpoint: what the operator tells. A view, rebuilt when it is lost."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from pilotlight.api.base import Model
from pilotlight.api.rollout import CapacityMode
from pilotlight.api.schema import AtomicList, ListMap
from pilotlight.api.warm import WarmTier


class ConditionStatus(StrEnum):
    """Kubernetes' three truth values."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"


class Condition(Model):
    """One metav1.Condition."""

    type: Annotated[str, Field(max_length=316, description="Condition type.")]
    status: Annotated[ConditionStatus, Field(description="True, False or Unknown.")]
    observed_generation: Annotated[
        int | None, Field(ge=0, description="Generation of the spec this was judged on.")
    ] = None
    last_transition_time: Annotated[
        str,
        Field(
            description="When the status last changed.", json_schema_extra={"format": "date-time"}
        ),
    ]
    reason: Annotated[str, Field(min_length=1, max_length=1024, description="One CamelCase word.")]
    message: Annotated[str, Field(max_length=32_768, description="For people.")]


class ColdStart(Model):
    """From pod creation to Ready, in seconds, of the latest pod of the revision that got there."""

    schedule: Annotated[float | None, Field(description="Until a node was found, seconds.")] = None
    image_pull: Annotated[
        float | None, Field(description="Until the container ran, seconds: pull and set-up.")
    ] = None
    download: Annotated[float | None, Field(description="Fetching the model, seconds.")] = None
    load: Annotated[float | None, Field(description="Engine start and model load, seconds.")] = None
    warm_up: Annotated[float | None, Field(description="First request, seconds.")] = None


class RevisionRole(StrEnum):
    """Which part a revision plays (Argo Rollouts words)."""

    ACTIVE = "Active"
    PREVIEW = "Preview"
    PREVIOUS = "Previous"


class RevisionStatus(Model):
    """One revision: an immutable rendering of the pod-affecting part of the spec."""

    name: Annotated[str, Field(max_length=63, description="<endpoint>-<hash>.")]
    role: Annotated[RevisionRole, Field(description="Active, Preview or Previous.")]
    image: Annotated[str, Field(max_length=512, description="Worker image, frozen.")]
    model: Annotated[str, Field(max_length=1024, description="Model URI, with @revision.")]
    replicas: Annotated[int, Field(description="Pods that exist.")]
    ready_replicas: Annotated[int, Field(description="Pods that are Ready.")]
    created_at: Annotated[
        str, Field(description="When it was made.", json_schema_extra={"format": "date-time"})
    ]
    resolved_commit: Annotated[
        str | None, Field(max_length=128, description="Commit that the hub resolved.")
    ] = None
    cold_start: Annotated[ColdStart | None, Field(description="How its latest start split.")] = None
    outdated: Annotated[
        str | None,
        Field(
            max_length=1024,
            description="What a new revision of the same spec would take instead, e.g. the image.",
        ),
    ] = None


class RolloutPhase(StrEnum):
    """Where a rollout stands."""

    IDLE = "Idle"
    WAITING_FOR_GPU = "WaitingForGPU"
    STARTING = "Starting"
    TESTING = "Testing"
    AWAITING_PROMOTION = "AwaitingPromotion"
    BAKING = "Baking"
    EXCHANGING = "Exchanging"
    DRAINING = "Draining"
    ROLLING_BACK = "RollingBack"
    FAILED = "Failed"


class GateVerdict(StrEnum):
    """What a gate says of the new revision."""

    PASS = "Pass"  # noqa: S105
    FAIL = "Fail"
    INCONCLUSIVE = "Inconclusive"


class GateStatus(Model):
    """One gate of a revision that bakes."""

    metric: Annotated[str, Field(max_length=64, description="As in spec.rollout.analysis.gates.")]
    percentile: Annotated[int | None, Field(description="Of a latency.")] = None
    verdict: Annotated[GateVerdict, Field(description="Pass, Fail or Inconclusive.")]
    message: Annotated[
        str, Field(max_length=512, description="The value, its limit, and on what it rests.")
    ]


class RolloutStatus(Model):
    """The change that is under way, or the last one when it failed."""

    phase: Annotated[RolloutPhase, Field(description="Where it stands.")]
    since: Annotated[
        str | None,
        Field(description="When this phase began.", json_schema_extra={"format": "date-time"}),
    ] = None
    deadline: Annotated[
        str | None,
        Field(
            description="When the phase is over at the latest, where it has an end.",
            json_schema_extra={"format": "date-time"},
        ),
    ] = None
    revision: Annotated[
        str | None, Field(max_length=63, description="The revision that is rolled out.")
    ] = None
    capacity_mode: Annotated[
        CapacityMode | None,
        Field(
            description=(
                "How much room the change takes: Surge has all replicas of both revisions at once,"
                " Stepwise has fewer and exchanges them."
            )
        ),
    ] = None
    previous_revision: Annotated[
        str | None,
        Field(
            max_length=63,
            description=(
                "The revision that is kept for going back to it, or that shares the traffic while"
                " replicas are exchanged."
            ),
        ),
    ] = None
    preview_url: Annotated[
        str | None,
        Field(
            max_length=512,
            description=(
                "Where the revision that is brought up can be asked. Only with smokeTest or"
                " promotion: Manual, and once it has pods."
            ),
        ),
    ] = None
    gates: Annotated[
        list[GateStatus],
        Field(max_length=16, description="What the gates say."),
        AtomicList(),
    ] = Field(default_factory=list)
    message: Annotated[
        str | None, Field(max_length=2048, description="What is going on, or what went wrong.")
    ] = None


class ScalingDecision(Model):
    """One decision about the number of replicas."""

    at: Annotated[str, Field(description="When.", json_schema_extra={"format": "date-time"})]
    from_replicas: Annotated[
        int, Field(alias="from", description="Serving replicas that were asked for before.")
    ]
    to_replicas: Annotated[
        int,
        Field(
            alias="to",
            description="Those that it asks for; with mode Observe, those that it would ask for.",
        ),
    ]
    reason: Annotated[str, Field(max_length=64, description="One CamelCase word.")]
    message: Annotated[
        str, Field(max_length=1024, description="The sentence, with its numbers at that time.")
    ]


class ScalingStatus(Model):
    """What was decided about the number of replicas."""

    last_decision: Annotated[
        ScalingDecision | None,
        Field(
            description=(
                "The newest one. It is told anew with a new number; and with a new reason for"
                " keeping the number, at most once a minute."
            )
        ),
    ] = None
    decisions: Annotated[
        list[ScalingDecision],
        Field(
            max_length=10,
            description=("The newest first. Of those in a row that kept the number, the last one."),
        ),
        AtomicList(),
    ] = Field(default_factory=list)


class Promotion(Model):
    """A warm replica that began to serve."""

    at: Annotated[
        str,
        Field(
            description="When it was among the Service's endpoints.",
            json_schema_extra={"format": "date-time"},
        ),
    ]
    duration: Annotated[
        str,
        Field(max_length=32, description="From the decision to that moment, e.g. 80ms (GEP-2257)."),
    ]


class WarmPoolStatus(Model):
    """The pool of the active revision."""

    desired: Annotated[int, Field(description="Replicas that it shall have.")]
    ready: Annotated[int, Field(description="Replicas of it that are Ready.")]
    tier: Annotated[WarmTier, Field(description="As in spec.warmPool.")]
    asleep: Annotated[
        int | None, Field(description="Replicas of it that sleep; with tier Asleep.")
    ] = None
    last_promotion: Annotated[
        Promotion | None, Field(description="The last one that this operator has seen.")
    ] = None


class EndpointStatus(Model):
    """The observed state. A view: it may be deleted at any time and is rebuilt."""

    observed_generation: Annotated[int | None, Field(description="Generation last acted on.")] = (
        None
    )
    url: Annotated[
        str | None, Field(max_length=512, description="Base URL of the OpenAI API in the cluster.")
    ] = None
    replicas: Annotated[int | None, Field(description="Serving pods that exist.")] = None
    selector: Annotated[
        str | None, Field(max_length=1024, description="Label selector of the serving pods.")
    ] = None
    desired_replicas: Annotated[int | None, Field(description="Serving pods wanted.")] = None
    ready_replicas: Annotated[int | None, Field(description="Serving pods that are Ready.")] = None
    warm_replicas: Annotated[
        int | None,
        Field(description="Replicas of the warm pool that are Ready; with spec.warmPool."),
    ] = None
    active_revision: Annotated[
        str | None,
        Field(
            max_length=63,
            description=(
                "Revision that the Service selects; while replicas are exchanged, the one that they"
                " are exchanged for."
            ),
        ),
    ] = None
    preview_revision: Annotated[
        str | None, Field(max_length=63, description="Revision that is being brought up.")
    ] = None
    message: Annotated[
        str | None, Field(max_length=4096, description="One line that says what is going on.")
    ] = None
    revisions: Annotated[
        list[RevisionStatus],
        Field(max_length=32, description="Revisions that exist, newest first."),
        ListMap(("name",)),
    ] = Field(default_factory=list)
    rollout: Annotated[RolloutStatus | None, Field(description="The change that is under way.")] = (
        None
    )
    scaling: Annotated[
        ScalingStatus | None,
        Field(description="What was decided about the number of replicas; with spec.scaling."),
    ] = None
    warm_pool: Annotated[
        WarmPoolStatus | None, Field(description="The warm pool; with spec.warmPool.")
    ] = None
    conditions: Annotated[
        list[Condition],
        Field(max_length=16, description="Accepted, Available, Progressing, Routed, Ready, …"),
        ListMap(("type",)),
    ] = Field(default_factory=list)
