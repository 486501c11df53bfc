"""Which revision a command means, and why it cannot be done: truth tables, nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilotlight.cli.errors import ComplaintError
from pilotlight.cli.podspec import pod_spec, with_access_of
from pilotlight.cli.views import Endpoint, Revision


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, and what to do instead."""

    why: str


def promotion_blocked(endpoint: Endpoint) -> str | None:
    """Why there is nothing to promote, or None.

    | promotion | phase | answer |
    | --- | --- | --- |
    | Automatic | any | nothing waits for people |
    | Manual | the newest spec is not seen yet | wait |
    | Manual | AwaitingPromotion | None |
    | Manual | another | says which |
    """
    if not endpoint.waits_for_people:
        return (
            "spec.rollout.promotion is Automatic: a revision that is ready and tested gets the"
            " traffic by itself"
        )
    if not endpoint.seen:
        return "the operator has not acted on the newest spec yet; try again in a moment"
    if endpoint.phase != "AwaitingPromotion" or not endpoint.preview:
        said = endpoint.rollout.message if endpoint.rollout is not None else endpoint.message
        return f"nothing waits for promotion; the phase is {endpoint.phase or 'not known'}" + (
            f": {said}" if said else ""
        )
    return None


def wanted(endpoint: Endpoint, revisions: Sequence[Revision]) -> Revision | None:
    """The recorded revision that the spec asks for, by content; None before it is recorded."""
    asked = _normal(endpoint.spec)
    return next((it for it in newest_first(revisions) if _normal(it.pod_spec) == asked), None)


def abort_target(endpoint: Endpoint, revisions: Sequence[Revision]) -> Revision | Refusal:
    """Where `abort` goes: the active revision, if the spec asks for something else."""
    active = _named(revisions, endpoint.active)
    if active is None:
        return Refusal("no revision has the traffic yet, so there is none to go back to")
    if _normal(active.pod_spec) != _normal(endpoint.spec):
        return _going_back_to(endpoint, active)
    why = f"nothing is being brought up: the spec asks for {active.name}, which has the traffic"
    if endpoint.rollout is not None and (before := endpoint.rollout.previous):
        why += f"; `kubectl pilotlight rollout undo {endpoint.name}` goes back to {before}"
    return Refusal(why)


def undo_target(
    endpoint: Endpoint, revisions: Sequence[Revision], to: str | None = None
) -> Revision | Refusal:
    """Where `undo` goes.

    | asked for | state | target |
    | --- | --- | --- |
    | a revision | it is what the spec asks for | refused: it is there already |
    | a revision | known | that one |
    | nothing | the spec asks for another than the active one | refused: that is `abort` |
    | nothing | status.rollout.previousRevision is recorded | that one |
    | nothing | else | the newest one before the active one that has not failed |

    Nobody records whether a newer one ever served: it may be one that was given up.
    """
    if to is not None:
        return _asked_for(endpoint, revisions, to)
    asked = _normal(endpoint.spec)
    active = _named(revisions, endpoint.active)
    if active is not None and _normal(active.pod_spec) != asked:
        return Refusal(
            f"the spec asks for another revision than {active.name}, which has the traffic;"
            f" `kubectl pilotlight rollout abort {endpoint.name}` goes back to that,"
            " --to-revision names another"
        )
    before = endpoint.rollout.previous if endpoint.rollout is not None else ""
    if (kept := _named(revisions, before)) is not None:
        return _going_back_to(endpoint, kept)
    good = [
        it
        for it in newest_first(revisions)
        if it.name != endpoint.active and it.failure is None and _normal(it.pod_spec) != asked
    ]
    if active is None:
        return good[0] if good else Refusal("there is no other revision that has not failed")
    before_it = [it for it in good if it.number < active.number]
    return before_it[0] if before_it else _none_before(endpoint, good)


def _none_before(endpoint: Endpoint, newer: Sequence[Revision]) -> Refusal:
    why = f"there is no revision before {endpoint.active} that has not failed"
    if newer:
        again = f"kubectl pilotlight rollout undo {endpoint.name} --to-revision {newer[0].name}"
        why += f"; `{again}` brings up a newer one"
    return Refusal(f"{why}; see `rollout history`")


def retry_target(endpoint: Endpoint, revisions: Sequence[Revision]) -> Revision | Refusal:
    """Which failed revision is tried again: only the one that the spec asks for would be."""
    asked = wanted(endpoint, revisions)
    if asked is None:
        return Refusal("the revision that the spec asks for is not recorded yet; it has not failed")
    if asked.failure is None:
        return Refusal(f"{asked.name}, which the spec asks for, has not failed")
    return asked


def by_name_or_number(revisions: Sequence[Revision], text: str) -> Revision | None:
    """A revision as people name it: `chat-6c9f4b21d0`, or `3` from `rollout history`."""
    if text.isdecimal():
        return next((it for it in revisions if it.number == int(text)), None)
    return _named(revisions, text)


def unknown(revisions: Sequence[Revision], text: str) -> str:
    """What to say of a name that is not among them."""
    known = ", ".join(it.name for it in newest_first(revisions)) or "none"
    return f"there is no revision {text}; recorded are: {known}"


def newest_first(revisions: Sequence[Revision]) -> list[Revision]:
    """By number, then by name."""
    return sorted(revisions, key=lambda it: (-it.number, it.name))


def _asked_for(endpoint: Endpoint, revisions: Sequence[Revision], to: str) -> Revision | Refusal:
    target = by_name_or_number(revisions, to)
    if target is None:
        return Refusal(unknown(revisions, to))
    if _normal(target.pod_spec) == _normal(endpoint.spec):
        return Refusal(f"the spec asks for {target.name} already")
    return _going_back_to(endpoint, target)


def _going_back_to(endpoint: Endpoint, target: Revision) -> Revision | Refusal:
    """Not where that would only change who may ask: this is never put back with a model."""
    kept = with_access_of(endpoint.spec, _normal(target.pod_spec))
    if kept != _normal(endpoint.spec):
        return target
    return Refusal(
        f"{target.name} differs in spec.access.apiKeysSecretRef only; change that field itself"
    )


def _named(revisions: Sequence[Revision], name: str) -> Revision | None:
    return next((it for it in revisions if name and it.name == name), None)


def _normal(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """What cannot be read is like nothing else, and can be gone back from."""
    try:
        return pod_spec(spec)
    except ComplaintError:
        return spec
