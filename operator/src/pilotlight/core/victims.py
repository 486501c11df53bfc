"""Which pods serve, which wait in the pool, and which go; and when a Deployment may ask for fewer.

Those serve that are Ready, and of these first those that serve already, then those that drain, then
those of the pool, and last of them those that sleep: a label makes a warm pod serve, once it is
awake (`core.sleep`). Of the others those are for the pool that are
Ready, and of these first those that are in it: what is scaled down fills a pool that is short, and
a pod that takes the place of one that was lost is warm before it is Ready. The rest is too many:

| a pod too many is | it |
| --- | --- |
| not Ready | goes at once: a ReplicaSet takes such pods first, whatever they cost |
| Ready | drains: it leaves the Service, and serves what it has |
| drained | becomes the cheapest one, and goes with the next lower number of replicas |

Those that are not Ready go first, then those that drain already or are cheap because somebody says
so, then those without traffic, then those with the fewest requests in flight, and of equals the
youngest, as a ReplicaSet would have it. They are chosen anew in each pass, and a pod that drains
and is no longer one too many is called back: demand has returned, or another one has died.

A drain is over when the pod was seen idle after it had left the Service, when `drainTimeout` has
passed, or soon where nobody counts requests. It is a courtesy: a pod that is stopped too early
finishes its streams all the same (its preStop hook), but cannot be called back any more.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pilotlight.core.change import Change
from pilotlight.core.observed import InvalidSpec, Observed, PodView
from pilotlight.core.rollout import Rollout
from pilotlight.core.serving import drains, is_warm, replicas_of, serves, standing_pods
from pilotlight.core.sleep import lightness
from pilotlight.core.targets import Targets
from pilotlight.manifests.deployment import drain_timeout_of
from pilotlight.manifests.role import DRAINED_COST, WARM, Role, draining

LEFT_AFTER = timedelta(seconds=5)
"""By then EndpointSlices and kube-proxy have followed a label (0.1 s when nothing is slow): as long
as a stopping worker waits for them (`min_drain`)."""
IDLE_AFTER = LEFT_AFTER + timedelta(seconds=6)
"""From then on no connection that is kept alive without a request is left: 5 s in the engine's
server, and one more."""
LOOK_AGAIN = timedelta(seconds=5)
"""Between two looks at what drains: as often as workers are scraped."""


@dataclass(frozen=True, slots=True)
class Victims:
    """targets: with the pool, and what still drains, among the replicas. roles: by name of the pod,
    of those that drain or are warm; all others serve. again: until a drain is looked at again."""

    targets: Targets
    roles: Mapping[str, Role]
    again: timedelta | None = None


def victims(
    observed: Observed,
    rollout: Rollout,
    change: Change,
    warm: Mapping[str, int],
    asleep: str | None = None,
) -> Victims:
    """The pods that go, of all revisions that have a part.

    Only where nothing else is under way are they chosen and drained here. What drained when a
    rollout began goes with the next pass of its ReplicaSet, or is called back; what is in a pool
    serves nobody, and is the next one that its ReplicaSet takes.

    Args:
        warm: how many pods each revision's pool shall have.
        asleep: a revision of which all that would serve shall sleep (`core.kept`).
    """
    active, now = rollout.active, change.now
    replicas = dict(rollout.targets.replicas)
    roles: dict[str, Role] = {}
    held_count = 0
    for revision, serving in rollout.targets.replicas.items():
        parted = _parted(observed, revision, serving, warm.get(revision, 0))
        stay, held = serving + warm.get(revision, 0), 0
        roles |= dict.fromkeys((pod.name for pod in parted.warm), WARM)
        roles |= {pod.name: WARM for pod in parted.going if is_warm(pod)}
        if revision == active and _is_calm(rollout, change, stay):
            patience = drain_timeout_of(change.rendered.get(active, {}))
            going = _going(parted.going, replicas_of(observed, revision) - stay)
            roles |= {pod.name: _role(observed, pod, patience, now) for pod in going}
            held = sum(pod.ready and not _has_drained(pod) for pod in going)
        else:
            roles |= {pod.name: _as_it_is(pod) for pod in parted.going if drains(pod)}
        if revision == asleep:
            there = (pod.name for pod in standing_pods(observed, revision))
            roles |= {name: WARM for name in there if name not in roles}
        replicas[revision] = min(stay + held, max(stay, replicas_of(observed, revision)))
        held_count += replicas[revision] - stay if revision == active else 0
    waits = any(role.since is not None and role.cost != DRAINED_COST for role in roles.values())
    targets = replace(rollout.targets, replicas=replicas, draining=held_count, warm=warm)
    return Victims(targets, roles, LOOK_AGAIN if waits else None)


def _is_calm(rollout: Rollout, change: Change, stay: int) -> bool:
    """Some of the active revision may be too many, and no other one has a part."""
    others = (rollout.preview, rollout.previous, rollout.sharer, rollout.switched_from)
    whole = rollout.targets.replicas.get(rollout.active) == change.replicas and stay > 0
    return whole and others == (None,) * len(others)


def _as_it_is(pod: PodView) -> Role:
    return Role(pod.role, pod.draining_since, pod.deletion_cost)


@dataclass(frozen=True, slots=True)
class _Parted:
    """The pods of one revision, but for those that serve. What a Deployment asks for and is not
    made yet is no pod."""

    warm: Sequence[PodView]
    going: Sequence[PodView]


def _parted(observed: Observed, revision: str, serving: int, warm: int) -> _Parted:
    numbers = observed.scaling.in_flight if observed.scaling is not None else {}

    def rank(pod: PodView) -> tuple[float, ...]:
        known = numbers.get(pod.name)
        return (
            pod.ready,
            pod.scheduled_at is not None,
            _standing(pod),
            lightness(observed, pod),
            0 if is_warm(pod) else pod.deletion_cost or 0,
            pod.name in observed.routed,
            known.requests if known is not None else math.inf,
            -pod.created_at.timestamp(),
            serves(pod),
        )

    def rank_in_pool(pod: PodView) -> tuple[float, ...]:
        return (pod.ready, pod.scheduled_at is not None, is_warm(pod), *rank(pod))

    rest = sorted(standing_pods(observed, revision), key=rank)
    rest = rest[: max(0, len(rest) - serving)]
    rest.sort(key=rank_in_pool)
    too_many = max(0, len(rest) - warm)
    return _Parted(rest[too_many:], rest[:too_many])


def _standing(pod: PodView) -> int:
    """How near it is to the traffic. Of those that are not Ready the oldest is, whatever it is for;
    what has drained may be taken in this very moment."""
    if _has_drained(pod):
        return 0
    if drains(pod):
        return 1 if not pod.ready else 2
    return 3 if serves(pod) or not pod.ready else 1


def _going(chosen: Sequence[PodView], untold: int) -> list[PodView]:
    """Those that drain, or shall. What its ReplicaSet has been told to take goes without us.

    Args:
        untold: replicas too many that the Deployment still asks for.
    """
    gone = sum(not pod.ready and not drains(pod) for pod in chosen)
    drain = [pod for pod in chosen if drains(pod)]
    more = [pod for pod in chosen if pod.ready and not drains(pod)]
    return drain + more[: max(0, untold - gone - len(drain))]


def _role(observed: Observed, pod: PodView, patience: timedelta, now: datetime) -> Role:
    since = pod.draining_since
    if not drains(pod) or since is None or since > now:
        return draining(now)
    if _has_drained(pod):
        return draining(since, drained=True)
    passed = now - since
    over = passed >= max(LEFT_AFTER, patience)
    idle = passed >= LEFT_AFTER and _is_idle(observed, pod.name, since)
    return draining(since, drained=over or idle)


def _has_drained(pod: PodView) -> bool:
    return drains(pod) and pod.deletion_cost == DRAINED_COST


def _is_idle(observed: Observed, pod: str, since: datetime) -> bool:
    """Also where nobody counts. An operator that has just started waits for its first numbers."""
    spec = observed.endpoint.spec
    if observed.scaling is None:
        return isinstance(spec, InvalidSpec) or spec.scaling is None
    known = observed.scaling.in_flight.get(pod)
    return known is None or (known.at >= since + IDLE_AFTER and known.requests == 0)
