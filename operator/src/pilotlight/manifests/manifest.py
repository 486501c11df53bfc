"""What a manifest is, and the one way in which two of them are compared."""

import hashlib
import json
from typing import Any, TypeAlias

Manifest: TypeAlias = dict[str, Any]
"""A finished Kubernetes object, as JSON."""

# Set by the API server or by the writer's own preconditions: never part of what we intend.
_SERVER_OWNED = frozenset({"uid", "resourceVersion", "generation", "creationTimestamp"})

_DEFAULTED = frozenset({"apiVersion", "divisor", "optional"})

# json.dumps makes a new encoder each time that it is asked for anything but its defaults.
_text = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> Any:
    """The value without what the API server drops or reorders.

    Null, empty text, empty lists and empty maps vanish, as do a few defaults, and lists of maps are
    sorted, so that an intent and the same object read back are equal.
    """
    if isinstance(value, dict):
        filled = {}
        for key, item in value.items():
            # Plain values, which most are, without another call: this is half of what a plan costs.
            if isinstance(item, (dict, list)):
                item = canonical(item)
                if item:
                    filled[key] = item
            elif item is not None and item != "":
                filled[key] = item
        return filled if _DEFAULTED.isdisjoint(filled) else _without_defaults(filled)
    if isinstance(value, list):
        items = [canonical(item) if isinstance(item, (dict, list)) else item for item in value]
        if len(items) > 1 and all(isinstance(item, dict) for item in items):
            items.sort(key=_text)
        return items
    return value


def _without_defaults(filled: dict[str, Any]) -> dict[str, Any]:
    for key in _DEFAULTED & filled.keys():
        if _is_default(filled, key, filled[key]):
            del filled[key]
    return filled


def _is_default(owner: dict[str, Any], key: str, item: Any) -> bool:
    """Whether the API server would have put this value there.

    Only where it matters: in values that are owned as a whole (`fieldRef`, `resourceFieldRef`,
    `fileKeyRef`), where a default is filled in beside what was applied.
    """
    if key == "apiVersion":
        return item == "v1" and "fieldPath" in owner
    if key == "divisor":
        return item in ("0", 0) and "resource" in owner
    return key == "optional" and item is False


def digest(manifest: Manifest) -> str:
    """A fingerprint of what a manifest intends: equal digests mean nothing to write.

    `apiVersion`, `kind`, name and namespace identify the object and are left out, as is what only
    the server sets.
    """
    body = {
        key: item for key, item in manifest.items() if key not in ("apiVersion", "kind", "status")
    }
    metadata = body.get("metadata", {})
    body["metadata"] = {
        key: item
        for key, item in metadata.items()
        if key not in _SERVER_OWNED and key not in ("name", "namespace", "managedFields")
    }
    return hashlib.sha256(_text(canonical(body)).encode()).hexdigest()[:32]
