"""Sleep: which workers are told to sleep, and which to wake: those of a pool of tier Asleep, and
what is kept for going back and shall sleep (`core.kept`).

Workers are told over HTTP; their pods say by a label whether they get traffic (`core.roles`). The
label comes first on the way down, and last on the way up:

| the pod is labelled | shall | its worker | then |
| --- | --- | --- | --- |
| warm, Ready, out of the EndpointSlices | be warm | is awake, whoever woke it | order to sleep |
| warm, Ready | serve | is in any state | order to wake, and once it has woken the label |
| draining | serve | is awake | the label |
| warm, not Ready, or draining | serve | sleeps, or is about to | order to wake, then the label |
| warm, not Ready | serve | loads | the label: it is awake when it is Ready |
| serving | serve | is not awake: somebody changed the label | order to wake |
| any | not serve | wakes, for whatever reason | order to wake: once begun it comes to an end |

A worker that was told to sleep closes connections with its answers until it is told to wake; so it
is told that also where it is awake already.

Who does not wake in time is deleted, and another one has its turn. One that is awake, and only
cannot be told so, serves all the same. Orders and what became of them are in memory only: an
operator that has just started gives them again.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from pilotlight.core.observed import InvalidSpec, Observed, PodView
from pilotlight.core.orders import (
    ASLEEP,
    AWAKE,
    DRAINING,
    FALLING_ASLEEP,
    WAKING,
    Order,
    OrderReport,
    Verb,
)
from pilotlight.core.revision import stored, wants_sleep
from pilotlight.core.serving import (
    is_warm,
    serves,
    serving_pods,
    stands,
    warm_pods,
    warm_replicas,
)
from pilotlight.manifests.role import SERVING, WARM, Role

_WOKEN = 6
_LIGHTNESS = {AWAKE: 5, DRAINING: 3, WAKING: 2, ASLEEP: 1, FALLING_ASLEEP: 0}
_BEING_WOKEN = 4


def has_sleepers(observed: Observed) -> bool:
    """Whether workers may have to be told something: of what is asked for, or of what there is."""
    spec = observed.endpoint.spec
    asked = not isinstance(spec, InvalidSpec) and wants_sleep(spec)
    return asked or any(stored(record).sleeps for record in observed.records)


def phase_of(pod: PodView) -> str | None:
    """Of the worker's sleep; None where it has no sleep mode, or has not said."""
    return pod.worker.sleep.phase if pod.worker is not None and pod.worker.sleep else None


def is_asleep(pod: PodView) -> bool:
    """It has given back the memory of its accelerators."""
    return phase_of(pod) == ASLEEP


def awake_count(observed: Observed, revision: str) -> int:
    """Ready pods of a revision that serve, without those whose worker says that it is not awake."""
    pods = serving_pods(observed, revision)
    return sum(pod.ready and phase_of(pod) in (None, AWAKE) for pod in pods)


def is_waking(observed: Observed, revision: str) -> bool:
    """Whether a Ready pod of it is out of the traffic that is not for its pool: it serves once it
    has woken."""
    loaded = [pod for pod in warm_pods(observed, revision) if pod.ready and phase_of(pod)]
    return len(loaded) > warm_replicas(observed, revision)


def lightness(observed: Observed, pod: PodView) -> int:
    """How little it takes until it is awake. Who is being woken for the traffic comes before all
    that sleep, so that no two are woken for one place."""
    known = _LIGHTNESS.get(phase_of(pod) or AWAKE, _LIGHTNESS[ASLEEP])
    report = _wake(observed, pod)
    if report is None or serves(pod):
        return known
    return _WOKEN if report.done else max(known, _BEING_WOKEN)


def _wake(observed: Observed, pod: PodView) -> OrderReport | None:
    """What became of the order to wake, while it is asked for."""
    report = observed.orders.get(pod.uid)
    return report if report is not None and report.verb is Verb.WAKE else None


def without_overslept(observed: Observed) -> tuple[Observed, tuple[PodView, ...]]:
    """The world as it will be once those have gone that do not wake; and who these are."""
    if observed.unseen:
        return observed, ()
    gone = tuple(pod for pod in observed.pods if _has_overslept(observed, pod))
    if not gone:
        return observed, ()
    pods = tuple(replace(pod, deleting=True) if pod in gone else pod for pod in observed.pods)
    return replace(observed, pods=pods), gone


def _has_overslept(observed: Observed, pod: PodView) -> bool:
    """It was to serve, and does not wake. Who serves already is left to its own liveness."""
    report = _wake(observed, pod)
    failed = report is not None and report.done is False
    return failed and stands(pod) and not serves(pod) and phase_of(pod) != AWAKE


@dataclass(frozen=True, slots=True)
class Bedtime:
    """orders: to workers, by pod. waking: names of pods that have to wake before their label says
    that they serve."""

    orders: tuple[Order, ...] = ()
    waking: frozenset[str] = frozenset()


def bedtime(
    observed: Observed,
    replicas: Mapping[str, int],
    roles: Mapping[str, Role],
    sleepers: Collection[str],
    overslept: Collection[PodView] = (),
) -> Bedtime:
    """Who is told what. Nobody is told anything while something could not be observed.

    Args:
        replicas: of each revision that has a part.
        roles: by name of the pod, where it is not to serve.
        sleepers: revisions whose workers have sleep mode.
        overslept: those that go. Until they have gone they are told to wake, so that it is known
            that they do not.
    """
    if observed.unseen:
        return Bedtime()
    pods = [
        pod
        for pod in observed.pods
        if pod.revision in sleepers and stands(pod) and replicas.get(pod.revision)
    ]
    found = [(pod, _verb(observed, pod, roles.get(pod.name, SERVING))) for pod in pods]
    told = (*found, *((pod, Verb.WAKE) for pod in overslept))
    orders = (Order(it.name, it.uid, it.ip, verb) for it, verb in told if it.ip and verb)
    woken = [pod for pod, verb in found if verb is Verb.WAKE and pod.name not in roles]
    waking = (it.name for it in woken if not serves(it) and not _may_serve(observed, it))
    return Bedtime(tuple(orders), frozenset(waking))


def _verb(observed: Observed, pod: PodView, role: Role) -> Verb | None:
    awake = phase_of(pod) in (None, AWAKE)
    if role == SERVING:
        wakes = not awake or (is_warm(pod) and pod.ready)
        return Verb.WAKE if wakes else None
    if phase_of(pod) == WAKING:
        return Verb.WAKE
    leaves = role == WARM and is_warm(pod) and pod.name not in observed.routed
    return Verb.SLEEP if leaves and pod.ready and phase_of(pod) == AWAKE else None


def _may_serve(observed: Observed, pod: PodView) -> bool:
    """It has woken; or it is awake, and cannot be told so."""
    report = _wake(observed, pod)
    if report is None:
        return False
    return bool(report.done) or (bool(report.problem) and phase_of(pod) == AWAKE)


def waking_count(observed: Observed) -> int:
    """Pods that are being woken."""
    return sum(it.verb is Verb.WAKE and not it.done for it in observed.orders.values())


def overslept_words(observed: Observed, pod: PodView) -> str:
    """Why it does not wake."""
    report = observed.orders.get(pod.uid)
    return report.problem if report is not None else ""


def sleep_problem(pods: Collection[PodView], observed: Observed) -> str:
    """Why one of these does not fall asleep; empty when nothing is known to be wrong."""
    return next(_problems(pods, observed), "")


def _problems(pods: Collection[PodView], observed: Observed) -> Iterator[str]:
    for pod in pods:
        report = observed.orders.get(pod.uid)
        told = pod.worker.sleep.problem if pod.worker is not None and pod.worker.sleep else ""
        problem = told or (report.problem if report is not None else "")
        if problem and not is_asleep(pod):
            yield f"{pod.name}: {problem}"
