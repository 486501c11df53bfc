"""The part of a spec that restarts pods, in the one form in which two of them can be compared."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from pilotlight.api.access import AccessSpec
from pilotlight.api.base import LocalReference
from pilotlight.api.v1alpha1 import EndpointSpec, ModelSource, Runtime
from pilotlight.api.warm import WarmPool, WarmTier
from pilotlight.cli.errors import ComplaintError
from pilotlight.core.revision import asking_for_sleep, keys_secret, pod_affecting


def pod_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """`{model, runtime}`, `warmPool` where any tier is Asleep, and `access` with the name of a
    Secret, of a spec or of a revision's record, as the operator compares them.

    Raises:
        ComplaintError: this plugin cannot read it; the text names the field.
    """
    return pod_affecting(_parsed(spec))


def short(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a person would write it: without what is a default anyway."""
    parsed = _parsed(spec)
    return {
        name: part.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        for name, part in (("model", parsed.model), ("runtime", parsed.runtime))
    }


def with_access_of(spec: Mapping[str, Any], pods: Mapping[str, Any]) -> dict[str, Any]:
    """Such a part `pods` with the keys' Secret that `spec` names: who may ask is never put back
    with a model."""
    secret = keys_secret(spec)
    kept = {name: part for name, part in pods.items() if name != "access"}
    return kept | ({"access": {"apiKeysSecretRef": {"name": secret}}} if secret else {})


def _parsed(spec: Mapping[str, Any]) -> EndpointSpec:
    secret = keys_secret(spec)
    reference = LocalReference(name=secret) if secret is not None else None
    try:
        return EndpointSpec.model_construct(
            model=ModelSource.model_validate(spec.get("model") or {}),
            runtime=Runtime.model_validate(spec.get("runtime") or {}),
            replicas=0,
            access=AccessSpec(api_keys_secret_ref=reference) if reference is not None else None,
            warm_pool=WarmPool(size=1, tier=WarmTier.ASLEEP) if asking_for_sleep(spec) else None,
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ComplaintError(
            f"this version of the plugin cannot read the field {where}: {first['msg']}"
        ) from error
