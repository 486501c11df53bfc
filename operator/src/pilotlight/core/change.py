"""What is asked for: the revision that the spec describes, and by which rules it gets there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilotlight.api.reasons import Reason
from pilotlight.api.rollout import Promotion, RolloutSpec
from pilotlight.core.access import access_of
from pilotlight.core.diagnosis import Trouble
from pilotlight.core.observed import Observed
from pilotlight.core.serving import floor
from pilotlight.core.smoke import SmokeOrder
from pilotlight.manifests.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Change:
    """The target of a rollout.

    wanted: name of the revision that the spec asks for. replicas: serving pods. troubles: what
    keeps pods of a revision from serving, by its name. rendered: the Deployment spec of each known
    revision. now: whole seconds, as what is remembered.
    """

    wanted: str
    replicas: int
    rules: RolloutSpec
    now: datetime
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    rendered: Mapping[str, Manifest] = field(default_factory=dict)

    def lacks_accelerators(self, revision: str) -> bool:
        """Whether the scheduler finds no accelerators for a pod of it."""
        trouble = self.troubles.get(revision)
        return trouble is not None and trouble.reason is Reason.WAITING_FOR_GPU

    @property
    def min_available(self) -> int:
        """Ready replicas below which nothing that serves is taken away."""
        return floor(self.replicas, self.rules.min_available)

    @property
    def asks_preview(self) -> bool:
        """Whether a test or a person asks the new revision before it gets the traffic."""
        return self.rules.smoke_test is not None or self.rules.promotion is Promotion.MANUAL


def smoke_order(
    observed: Observed, change: Change, revision: str, url: str, occasion: str
) -> SmokeOrder | None:
    """The smoke test of a revision, or None when there is none in the spec."""
    test = change.rules.smoke_test
    if test is None:
        return None
    return SmokeOrder(
        revision=revision,
        url=url,
        model=_served_name(observed, revision),
        prompt=test.prompt,
        max_tokens=test.max_tokens,
        expect=test.expect,
        timeout=test.timeout,
        attempts=test.attempts,
        occasion=occasion,
        keyed=access_of(observed) is not None,
    )


def _served_name(observed: Observed, revision: str) -> str:
    records = {record.name: record for record in observed.records}
    source: Mapping[str, Any] = {}
    if revision in records:
        source = records[revision].pod_spec.get("model", {})
    return str(source.get("servedName") or observed.endpoint.name)
