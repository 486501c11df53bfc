"""A manifest held against the strict pydantic models of the `kubernetes` package.

They forbid unknown fields and coercions, so a misspelt field, a number where text belongs or a
snake_case key fails here, without a cluster.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from kubernetes.aio.client import models
from pydantic import BaseModel

# Kinds of others that the package has no model for: only their frame can be checked.
_FOREIGN_GROUPS = frozenset({"monitoring.coreos.com"})


class StrictError(AssertionError):
    """The manifest is not what its kind allows."""


def validate(manifest: dict[str, Any]) -> None:
    """Raise unless the manifest is a complete, well-typed object of its kind.

    Raises:
        StrictError: with the fields at fault.
    """
    api_version, kind = manifest.get("apiVersion", ""), manifest.get("kind", "")
    group = api_version.rpartition("/")[0]
    if group in _FOREIGN_GROUPS:
        _check(models.V1ObjectMeta, manifest["metadata"], kind)
        return
    model = getattr(models, f"{_class_prefix(api_version)}{kind}", None)
    if model is None:
        raise StrictError(f"{api_version} {kind}: the kubernetes package has no such kind")
    _check(model, manifest, kind)
    if "name" not in manifest.get("metadata", {}):
        raise StrictError(f"{kind}: has no metadata.name")


def validate_part(model: str, part: dict[str, Any]) -> None:
    """Raise unless `part` is a well-typed value of a named class, such as `V1PodSpec`."""
    _check(getattr(models, model), part, model)


def _class_prefix(api_version: str) -> str:
    version = api_version.rpartition("/")[2]
    if not re.fullmatch(r"v\d+((alpha|beta)\d+)?", version):
        raise StrictError(f"{api_version!r} is not an apiVersion")
    return version[0].upper() + version[1:]


def _check(model: type[BaseModel], value: dict[str, Any], what: str) -> None:
    try:
        # Through JSON, because only there strict mode reads timestamps from text.
        read = model.model_validate_json(json.dumps(value), strict=True)
    except ValueError as error:
        raise StrictError(f"{what}: {error}") from error
    # The models also read snake_case, which the API server does not know.
    written = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for path in _unknown(value, written, what):
        raise StrictError(f"{path}: no such field")


def _unknown(given: Any, known: Any, path: str) -> Iterator[str]:
    match given, known:
        case dict(), dict():
            for key, value in given.items():
                if key in known:
                    yield from _unknown(value, known[key], f"{path}.{key}")
                else:
                    yield f"{path}.{key}"
        case list(), list():
            for index, (value, other) in enumerate(zip(given, known, strict=True)):
                yield from _unknown(value, other, f"{path}[{index}]")
        case _:
            return
