"""Carrying out a change: checked by the API server first, sent to what was read, or only shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pilotlight.cli import reading
from pilotlight.cli.changes import Change
from pilotlight.cli.diff import differences
from pilotlight.cli.errors import ComplaintError, KubectlError
from pilotlight.cli.gitops import keeper
from pilotlight.cli.kubectl import ENDPOINTS, REVISIONS, Kubectl
from pilotlight.cli.podspec import pod_spec
from pilotlight.cli.targets import Refusal
from pilotlight.cli.views import Endpoint, Revision
from pilotlight.manifests.marks import FAILED

# The status is written every few seconds during a bake, and each write changes the version that a
# patch is bound to.
TRIES = 5

Decide: TypeAlias = Callable[[Endpoint, Sequence[Revision]], Change | Refusal]


@dataclass(frozen=True, slots=True)
class How:
    """`dry_run`: only show what git needs. `sure`: even where git will put it back.

    `say` prints what was asked for, `warn` what people should know.
    """

    dry_run: bool
    sure: bool
    say: Callable[[str], None]
    warn: Callable[[str], None]


def change_spec(kubectl: Kubectl, name: str, decide: Decide, how: How) -> None:
    """Decide on what is there, and do it; anew when the object has changed in between.

    Raises:
        ComplaintError: it cannot be done, or must not be without `sure`.
    """
    for left in reversed(range(TRIES)):
        endpoint = reading.endpoint(kubectl, name)
        change = decide(endpoint, reading.revisions(kubectl, endpoint))
        if isinstance(change, Refusal):
            raise ComplaintError(change.why)
        if how.dry_run:
            how.say(change.fragment)
            return
        _ask(endpoint, change, how)
        try:
            _send(kubectl, change)
        except KubectlError as error:
            if error.conflict and left:
                continue
            raise
        how.say(f"{name}: {change.done}\n")
        if endpoint.paused:
            how.warn("the endpoint is paused: nothing moves until spec.paused is false")
        return


def _ask(endpoint: Endpoint, change: Change, how: How) -> None:
    tool = keeper(endpoint)
    if tool is None:
        return
    how.warn(f"this endpoint is kept by {tool}, which will put back what git says")
    if how.sure:
        return
    how.warn("nothing was changed; write this into git instead:\n")
    how.say(change.fragment)
    raise ComplaintError("to change the cluster all the same, add --yes")


def _send(kubectl: Kubectl, change: Change) -> None:
    if change.wanted is not None:
        tried = kubectl.patch(ENDPOINTS, change.endpoint, change.body, dry_run=True)
        if problem := misses(change, tried.get("spec") or {}):
            raise ComplaintError(problem)
    kubectl.patch(ENDPOINTS, change.endpoint, change.body)


def misses(change: Change, spec: dict[str, object]) -> str | None:
    """Why the spec that the API server would store is not the one that is wanted, or None.

    A default that is newer than the revision, or a policy that edits what it admits, may do that.
    """
    made, wanted = pod_spec(spec), change.wanted or {}
    if made == wanted:
        return None
    found = "; ".join(str(it) for it in differences(wanted, made))
    return (
        "nothing was changed: the cluster would store something else than that revision was made"
        f" from ({found}); edit the spec by hand"
    )


def forgive(kubectl: Kubectl, revision: str) -> None:
    """Remove the mark of a failure, so that the operator tries the revision again."""
    kubectl.patch(REVISIONS, revision, {"metadata": {"annotations": {FAILED: None}}})
