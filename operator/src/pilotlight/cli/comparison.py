"""Which two things `rollout diff` compares."""

from collections.abc import Sequence
from dataclasses import replace

from pilotlight.cli.errors import ComplaintError
from pilotlight.cli.podspec import pod_spec
from pilotlight.cli.screens import role_of
from pilotlight.cli.targets import by_name_or_number, unknown, wanted
from pilotlight.cli.views import Endpoint, Revision


def sides(
    endpoint: Endpoint, revisions: Sequence[Revision], first: str | None, second: str | None
) -> tuple[tuple[str, Revision], tuple[str, Revision]]:
    """Two titled revisions: the active one and the spec unless others are named.

    Raises:
        ComplaintError: there is no such revision, or none that has the traffic.
    """
    if first is None and not endpoint.active:
        raise ComplaintError("no revision has the traffic yet; name two that shall be compared")
    before = _recorded(endpoint, revisions, first or endpoint.active)
    after = _spec(endpoint, revisions) if second is None else _recorded(endpoint, revisions, second)
    return before, after


def _recorded(endpoint: Endpoint, revisions: Sequence[Revision], text: str) -> tuple[str, Revision]:
    found = by_name_or_number(revisions, text)
    if found is None:
        raise ComplaintError(unknown(revisions, text))
    title = f"{found.name} ({role_of(endpoint, found.name).lower()})"
    try:
        # A field that is newer than the record has its default on both sides.
        return title, replace(found, pod_spec=pod_spec(found.pod_spec))
    except ComplaintError:
        return title, found


def _spec(endpoint: Endpoint, revisions: Sequence[Revision]) -> tuple[str, Revision]:
    asked = Revision("", 0, pod_spec(endpoint.spec), image="", created_at=None)
    if (recorded := wanted(endpoint, revisions)) is None:
        return "the spec (not recorded yet)", asked
    image = recorded.image
    return f"the spec, which is {recorded.name}", replace(asked, image=image)
