"""Which revision is this spec? And how is it rendered?

A revision is identified by the pod-affecting part of the user's spec, as the current models
normalise it: spellings that mean the same (`60m`, `1h`) are one. The hash only names it.

Defaults are written out in the record. The API server stores them with the object, so an endpoint
made under an older default keeps that value, and its record says the same; a field that is newer
than the record gets its default on both sides. Neither is a change. What was rendered once is read
back from the ControllerRevision, so a newer operator never moves a Deployment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from pilotlight.api.v1alpha1 import EndpointSpec, ModelSource, Runtime
from pilotlight.api.warm import WarmTier
from pilotlight.core.observed import RevisionRecord
from pilotlight.manifests import names
from pilotlight.manifests.deployment import deployment_spec, image_of
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.platform import Platform


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision, stored or about to be.

    `deployment` is the rendered Deployment spec without replicas. `created_at` is None until its
    ControllerRevision has been seen.
    """

    name: str
    number: int
    pod_spec: Mapping[str, Any]
    deployment: Manifest
    created_at: datetime | None

    @property
    def image(self) -> str:
        """The worker image, frozen with the revision."""
        return image_of(self.deployment)

    @property
    def model(self) -> str:
        """The model URI with its revision, for people."""
        source = self.pod_spec.get("model", {})
        revision = source.get("revision")
        return f"{source.get('uri', '')}@{revision}" if revision else str(source.get("uri", ""))

    @property
    def sleeps(self) -> bool:
        """Its workers can be put to sleep."""
        return bool(asking_for_sleep(self.pod_spec))


def pod_affecting(spec: EndpointSpec) -> dict[str, Any]:
    """The part of a spec that restarts pods, normalised: `model`, `runtime`, the name of the keys'
    Secret, and that there are workers that shall sleep, which is a flag of the engine. Who shall is
    all the same to it."""
    secret = spec.access.secret if spec.access is not None else None
    return _normalised(spec.model, spec.runtime, sleeps=wants_sleep(spec), secret=secret)


def wants_sleep(spec: EndpointSpec) -> bool:
    """Whether its workers shall be such that can be put to sleep."""
    return pool_sleeps(spec) or spec.rollout.previous_revision.sleeps


def pool_sleeps(spec: EndpointSpec) -> bool:
    """Whether those of its warm pool shall sleep."""
    return spec.warm_pool is not None and spec.warm_pool.tier is WarmTier.ASLEEP


def _recorded(spec: EndpointSpec) -> dict[str, Any]:
    """`pod_affecting`, as the user wrote it: with the field that asks for sleep."""
    written = pod_affecting(spec)
    if wants_sleep(spec) and not pool_sleeps(spec):
        del written["warmPool"]
        written["rollout"] = {"previousRevision": {"tier": str(WarmTier.ASLEEP)}}
    return written


def _normalised(
    source: ModelSource, runtime: Runtime, *, sleeps: bool, secret: str | None
) -> dict[str, Any]:
    parts = {"model": source, "runtime": runtime}
    written = {
        name: part.model_dump(mode="json", by_alias=True, exclude_none=True)
        for name, part in parts.items()
    }
    if secret is not None:
        written["access"] = {"apiKeysSecretRef": {"name": secret}}
    return written | ({"warmPool": {"tier": str(WarmTier.ASLEEP)}} if sleeps else {})


def keys_secret(written: Mapping[str, Any]) -> str | None:
    """The Secret of keys that a spec as it is written, or a record, names."""
    reference = (written.get("access") or {}).get("apiKeysSecretRef") or {}
    return reference.get("name")


def asking_for_sleep(written: Mapping[str, Any]) -> frozenset[str]:
    """Which parts of a spec as it is written, or of a record, want workers that can be put to
    sleep: `warmPool`, `rollout`."""
    tiers = {
        "warmPool": written.get("warmPool"),
        "rollout": (written.get("rollout") or {}).get("previousRevision"),
    }
    asleep = WarmTier.ASLEEP
    return frozenset(part for part, it in tiers.items() if (it or {}).get("tier") == asleep)


def _renormalised(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """A stored pod spec as the current models would have written it; as it is when they can't."""
    try:
        source = ModelSource.model_validate(stored.get("model", {}))
        runtime = Runtime.model_validate(stored.get("runtime", {}))
    except ValidationError:
        return stored
    sleeps, secret = bool(asking_for_sleep(stored)), keys_secret(stored)
    return _normalised(source, runtime, sleeps=sleeps, secret=secret)


def stored(record: RevisionRecord) -> Revision:
    """A revision as it was recorded."""
    return Revision(
        record.name, record.number, record.pod_spec, record.deployment, record.created_at
    )


def wanted(
    spec: EndpointSpec,
    records: Sequence[RevisionRecord],
    endpoint: Endpoint,
    platform: Platform,
) -> Revision:
    """The revision that this spec asks for: a recorded one where its content is the same."""
    asked = pod_affecting(spec)
    for record in sorted(records, key=lambda record: -record.number):
        if _renormalised(record.pod_spec) == asked:
            return stored(record)
    pod_spec = _recorded(spec)
    taken = {record.name for record in records}
    collisions = 0
    while (name := names.revision(endpoint.name, pod_spec, collisions)) in taken:
        collisions += 1
    number = 1 + max((record.number for record in records), default=0)
    rendered = deployment_spec(
        endpoint,
        name,
        spec.model,
        spec.runtime,
        platform,
        sleeps=wants_sleep(spec),
        keys_secret=keys_secret(asked),
    )
    return Revision(name, number, pod_spec, rendered, None)


def outdated(revision: Revision, platform: Platform) -> str | None:
    """What a new revision of the same spec would take instead, or None."""
    chosen = revision.pod_spec.get("runtime", {}).get("image")
    if chosen is None and revision.image != platform.worker_image:
        return f"the default image is {platform.worker_image} now"
    return None
