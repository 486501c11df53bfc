"""Who may ask: what the gates are told of it, and what is true.

| spec.access | | AccessRestricted |
| --- | --- | --- |
| any | is paused, or cannot be read, or not be written | as it was told last; Unknown at first |
| absent | | False, Open |
| present | pods cannot be observed | as it was told last; Unknown at first |
| | a ready worker runs an image that knows nothing of keys | False, KeysNotChecked |
| a Secret alone | no ready worker mounts any yet | False, KeysPending |
| present | a ready worker says that it does not ask for keys | False, KeysPending |
| | no ready worker has said whether it does, and … | |
| | … some may still answer | as it was told last; Unknown at first |
| | … none answers | Unknown, KeysUnknown |
| keys only | all that said so ask for keys, or none is ready | True, KeysRequired |
| a Secret, and keys | … and no ready worker mounts any yet | True, KeysRequired |
| a Secret | no ready worker has told what is in it | as where none has said whether it asks |
| | they find no key in it | False, SecretMissing |
| | they find some | True, KeysRequired |

A worker that does not answer says nothing for or against: another's word is enough. With none ready
there is nobody to be asked, so what the spec asks for counts: a worker takes it when it starts.
"""

from pilotlight.api.access import AccessSpec
from pilotlight.api.reasons import ConditionType, Reason
from pilotlight.api.status import ConditionStatus
from pilotlight.core.observed import InvalidSpec, Observed, PodView
from pilotlight.core.revision import keys_secret
from pilotlight.core.serving import ready_in_service, serving_pods, sharer
from pilotlight.manifests import names

Judgement = tuple[bool | None, Reason, str]
"""Status, reason and message of a condition."""

_TOLD = {ConditionStatus.TRUE: True, ConditionStatus.FALSE: False, ConditionStatus.UNKNOWN: None}


def access_of(observed: Observed) -> AccessSpec | None:
    """What the spec asks for; None: everybody may ask, or it cannot be read."""
    spec = observed.endpoint.spec
    return None if isinstance(spec, InvalidSpec) else spec.access


def sharing(observed: Observed, active: str, number: int) -> int:
    """How many workers share the budgets, one at least.

    Args:
        number: serving replicas that shall be: what counts while pods cannot be observed.
    """
    if "Pod" in observed.unseen:
        return max(1, number)
    return max(1, ready_in_service(observed, active, sharer(observed, active)))


def wakers(access: AccessSpec | None) -> frozenset[str]:
    """Digests of the keys that may wake an endpoint; empty: everybody may.

    What is in a Secret an activator cannot know; it would turn its keys away.
    """
    return access.digests if access is not None and access.secret is None else frozenset()


def access_restricted(observed: Observed, active: str | None) -> Judgement:
    """Whether requests need a key."""
    spec = observed.endpoint.spec
    if isinstance(spec, InvalidSpec):
        return _as_told(observed, Reason.INVALID_SPEC, "the spec cannot be read")
    if spec.paused:
        return _as_told(observed, Reason.PAUSED, "paused: access is not changed")
    gate = names.gate(observed.endpoint.name)
    if any(it.kind == "ConfigMap" and it.name == gate for it in observed.problems):
        return _as_told(observed, Reason.WRITE_REFUSED, f"ConfigMap {gate} could not be written")
    if spec.access is None:
        return False, Reason.OPEN, "whoever can connect may ask; spec.access asks for keys"
    if "Pod" in observed.unseen:
        return _as_told(observed, Reason.KEYS_UNKNOWN, "pods could not be observed")
    pods = _ready_pods(observed, active)
    if blind := [it for it in pods if it.worker is not None and not it.worker.checks_keys]:
        words = f"{len(blind)} of {len(pods)} ready workers run an image that does not check keys"
        return False, Reason.KEYS_NOT_CHECKED, f"{words}; roll out a newer one"
    return _restricted(observed, spec.access, pods)


def _restricted(observed: Observed, access: AccessSpec, pods: list[PodView]) -> Judgement:
    count = len(access.api_keys)
    named = f"{count} name{'' if count == 1 else 's'} in spec.access"
    secret = f"Secret {access.secret}"
    later = f"those of {secret} count once the revision serves that mounts it"
    mounted = {it.name: keys_secret(it.pod_spec) for it in observed.records}
    seen = [it for it in pods if mounted.get(it.revision) is not None]
    unmounted = access.secret is not None and bool(pods) and not seen
    if unmounted and not count:
        return False, Reason.KEYS_PENDING, f"what was in force before still is: {later}"
    told = [it.worker.keys_required for it in pods if it.worker is not None]
    said = [required for required in told if required is not None]
    if open_ := said.count(False):
        words = f"{open_} of {len(pods)} ready workers do not ask for keys yet"
        return False, Reason.KEYS_PENDING, f"{words}, and let everybody ask; they are told to"
    if pods and not said:
        return _unsaid(observed, pods, "no ready worker has said whether it asks for keys")
    if access.secret is None:
        return True, Reason.KEYS_REQUIRED, f"keys are required: of {named}"
    if unmounted:
        return True, Reason.KEYS_REQUIRED, f"keys are required: of {named}; {later}"
    numbers = [it.worker.secret_keys for it in seen if it.worker is not None]
    found = [number for number in numbers if number is not None]
    if not found:
        return _unsaid(observed, seen, f"no ready worker has said whether {secret} has keys")
    if not max(found):
        rest = f"only keys of {named} pass" if count else "every request is refused with 401"
        return False, Reason.SECRET_MISSING, f"{secret} is missing or has no key in it; {rest}"
    those = f"{named} and {secret}" if count else secret
    return True, Reason.KEYS_REQUIRED, f"keys are required: of {those}"


def _ready_pods(observed: Observed, active: str | None) -> list[PodView]:
    if active is None:
        return []
    revisions = {active, sharer(observed, active)} - {None}
    return [it for name in revisions if name for it in serving_pods(observed, name) if it.ready]


def _unsaid(observed: Observed, pods: list[PodView], words: str) -> Judgement:
    """What was true, while these may yet say what is; not for ever."""
    if pods and all(it.mute for it in pods):
        return None, Reason.KEYS_UNKNOWN, f"{words}: they do not answer"
    return _as_told(observed, Reason.KEYS_UNKNOWN, words)


def _as_told(observed: Observed, reason: Reason, words: str) -> Judgement:
    """What was true when it could be seen last."""
    conditions = observed.endpoint.status.conditions
    kind = ConditionType.ACCESS_RESTRICTED
    before = next((it for it in conditions if it.type == kind), None)
    if before is None or before.reason not in set(Reason):
        return None, reason, words
    return _TOLD[before.status], Reason(before.reason), before.message
