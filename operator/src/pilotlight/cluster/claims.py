"""What other endpoints ask for and have not got yet: accelerators that are promised to them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from pilotlight.cluster.projection import Stored, StoredRevision
from pilotlight.cluster.store import Key, Store
from pilotlight.core.capacity import CapacityReport, Claim, accelerators, need_of
from pilotlight.core.observed import DeploymentView, PodView
from pilotlight.core.serving import stands
from pilotlight.manifests.manifest import Manifest

Promises: TypeAlias = Mapping[Key, Mapping[str, Manifest]]
"""Deployment specs that passes are about to write, by endpoint and revision."""


def claims_of_others(
    store: Store, key: Key, report: CapacityReport, promises: Promises
) -> tuple[Claim, ...]:
    """Replicas of all endpoints but this one that compete for the accelerators of the report.

    What belongs to an endpoint that is on its way out asks for nothing any more.
    """
    others = sorted(it for it in {*store.endpoints(), *promises} - {key} if _stays(store, it))
    return tuple(
        claim if other[0] == key[0] else replace(claim, unmade=0)
        for other in others
        for claim in _claims(other[0], store.children(other), report, promises.get(other, {}))
    )


def _stays(store: Store, key: Key) -> bool:
    endpoint = store.endpoint(key)
    return endpoint is not None and not endpoint.deleting


def _claims(
    namespace: str,
    children: Mapping[tuple[str, str], Stored],
    report: CapacityReport,
    promised: Mapping[str, Manifest],
) -> Iterator[Claim]:
    replicas = {name: int(spec.get("replicas", 1)) for name, spec in promised.items()}
    made: Counter[str] = Counter()
    for child in children.values():
        if isinstance(child.detail, DeploymentView):
            replicas[child.name] = max(child.detail.replicas, replicas.get(child.name, 0))
        elif isinstance(child.detail, PodView) and stands(child.detail):
            made[child.detail.revision] += 1
    for revision, asked in replicas.items():
        count = asked - len(report.placed.get((namespace, revision), ()))
        if count <= 0:
            continue
        # Records are decoded for those few that wait.
        spec = promised.get(revision) or _rendered(children.get(("ControllerRevision", revision)))
        need = need_of(spec)
        if accelerators(need).keys() & report.order.accelerators:
            yield Claim(need, count, unmade=max(0, asked - made[revision]))


def _rendered(record: Stored | None) -> Manifest:
    """The Deployment spec of a record; empty without one, as for somebody else's Deployment."""
    if record is None or not isinstance(record.detail, StoredRevision):
        return {}
    return record.detail.record().deployment
