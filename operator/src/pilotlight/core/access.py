"""Who may ask: what the gates are told of it, and what is true.

| spec.access | | AccessRestricted |
| --- | --- | --- |
| any | is paused, or cannot be read, or not be written | as it was told last; Unknown at first |
| absent | | False, Open |
| present | a ready worker runs an image that knows nothing of keys | False, KeysNotChecked |
| keys only | | True, KeysRequired |
| a Secret | no ready worker mounts any yet, and no other keys | False, KeysPending |
| | … but there are other keys | True, KeysRequired |
| | those that mount it have not told of it | as it was told last; Unknown at first |
| | they find no key in it | False, SecretMissing |
| | they find some | True, KeysRequired |
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
    pods = _ready_pods(observed, active)
    if blind := [it for it in pods if it.worker is not None and not it.worker.checks_keys]:
        words = f"{len(blind)} of {len(pods)} ready workers run an image that does not check keys"
        return False, Reason.KEYS_NOT_CHECKED, f"{words}; roll out a newer one"
    return _restricted(observed, spec.access, pods)


def _restricted(observed: Observed, access: AccessSpec, pods: list[PodView]) -> Judgement:
    count = len(access.api_keys)
    named = f"{count} name{'' if count == 1 else 's'} in spec.access"
    if access.secret is None:
        return True, Reason.KEYS_REQUIRED, f"keys are required: of {named}"
    secret = f"Secret {access.secret}"
    mounted = {it.name: keys_secret(it.pod_spec) for it in observed.records}
    seen = [it for it in pods if mounted.get(it.revision) is not None]
    if pods and not seen:
        later = f"those of {secret} count once the revision serves that mounts it"
        if count:
            return True, Reason.KEYS_REQUIRED, f"keys are required: of {named}; {later}"
        return False, Reason.KEYS_PENDING, f"what was in force before still is: {later}"
    told = [it.worker.secret_keys for it in seen if it.worker is not None]
    found = [number for number in told if number is not None]
    if not found:
        words = f"no ready worker has said whether {secret} has keys"
        return _as_told(observed, Reason.KEYS_UNKNOWN, words)
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


def _as_told(observed: Observed, reason: Reason, words: str) -> Judgement:
    """What was true when it could be seen last."""
    conditions = observed.endpoint.status.conditions
    kind = ConditionType.ACCESS_RESTRICTED
    before = next((it for it in conditions if it.type == kind), None)
    if before is None or before.reason not in set(Reason):
        return None, reason, words
    return _TOLD[before.status], Reason(before.reason), before.message
