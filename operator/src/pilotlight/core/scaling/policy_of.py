"""`spec.scaling` as the law takes it."""

from datetime import datetime

from pilotlight.api.scaling import (
    ScalingBehavior,
    ScalingMode,
    ScalingObjective,
    ScalingSpec,
    ScalingTarget,
)
from pilotlight.core.scaling.bounds import bounds_of
from pilotlight.core.scaling.policy import (
    Behavior,
    FirstToken,
    Mode,
    Objective,
    Policy,
    Rate,
    Target,
)
from pilotlight.manifests.platform import Platform


def policy_of(scaling: ScalingSpec, platform: Platform, now: datetime) -> Policy:
    """What decides at `now`: its bounds are those of the schedules that last."""
    limits = bounds_of(scaling, platform, now)
    capacity = scaling.replica_capacity
    return Policy(
        minimum=limits.minimum,
        maximum=limits.maximum,
        objective=_objective(scaling.objective or ScalingObjective()),
        target=None if scaling.target is None else _target(scaling.target),
        capacity=None if capacity is None else capacity.requests_per_minute / 60,
        behavior=_behavior(scaling.behavior),
        mode=Mode.OBSERVE if scaling.mode is ScalingMode.OBSERVE else Mode.AUTO,
        nodes_come=platform.node_autoscaling,
    )


def _objective(objective: ScalingObjective) -> Objective:
    first = objective.time_to_first_token
    return Objective(
        utilization=objective.utilization_percent,
        queue_drain=objective.queue_drain,
        first_token=FirstToken(first.percentile, first.max_duration),
    )


def _target(target: ScalingTarget) -> Target:
    return Target(
        queue_depth=target.queue_depth,
        concurrency=target.concurrency,
        kv_cache=target.kv_cache_utilization_percent,
    )


def _behavior(behavior: ScalingBehavior) -> Behavior:
    up, down = behavior.scale_up, behavior.scale_down
    return Behavior(
        up=Rate(up.max_replicas, up.max_percent, up.period),
        down=Rate(down.max_replicas, 0, down.period),
        stabilization=down.stabilization_window,
        to_zero=behavior.scale_to_zero_after,
    )
