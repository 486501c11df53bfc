"""What our own field manager holds in a live object.

"Is it as intended?" is answered from the watch: the values that *our* managedFields entry owns are
taken out of the object, and their digest is compared with the digest of the intent. It costs about
0.2 ms per event and no request, detects every foreign change to a field of ours, and does not see
what others add. A cache keyed by resourceVersion would not survive status writes of others.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pilotlight.manifests.manifest import Manifest, digest
from pilotlight.manifests.names import FIELD_MANAGER

_EXISTENCE = {"."}


def owned_digest(live: Manifest, manager: str = FIELD_MANAGER) -> str:
    """Fingerprint of what `manager` applied; equals `digest(intent)` while it is as intended."""
    return digest(owned(live, manager))


def owned(live: Manifest, manager: str = FIELD_MANAGER) -> Manifest:
    """The part of a live object that `manager` owns by server-side apply; `{}` without any."""
    for entry in live.get("metadata", {}).get("managedFields") or ():
        if (
            entry.get("manager") == manager
            and entry.get("operation") == "Apply"
            and not entry.get("subresource")
        ):
            extracted = _extract(live, entry.get("fieldsV1") or {})
            return extracted if isinstance(extracted, dict) else {}
    return {}


def _extract(value: Any, fields: Mapping[str, Any]) -> Any:
    """The part of `value` that a FieldsV1 set names.

    An empty set names the whole value; `f:x` a field, `k:{…}` a list item by its keys, `v:…` a
    member of a list of scalars, `i:0` one by its index, and `.` the existence of the value itself.
    """
    if not fields or fields.keys() == _EXISTENCE:
        # Owning no more than the existence of a map or list leaves its content to others.
        return type(value)() if fields and isinstance(value, (dict, list)) else value
    if isinstance(value, dict):
        return {
            name: _extract(value[name], deeper) if deeper else value[name]
            for path, deeper in fields.items()
            if path[:2] == "f:" and (name := path[2:]) in value
        }
    if isinstance(value, list):
        items = (_item(value, path, deeper) for path, deeper in fields.items() if path != ".")
        return [item for item in items if item is not None]
    # A field of ours has become something else altogether: surely not as intended.
    return value


def _item(items: list[Any], path: str, fields: Mapping[str, Any]) -> Any:
    kind, _, text = path.partition(":")
    wanted = _decoded(text)
    if kind == "i":
        return _extract(items[wanted], fields) if wanted < len(items) else None
    if kind == "v":
        return wanted if wanted in items else None
    for item in items:
        if isinstance(item, dict) and all(item.get(key) == part for key, part in wanted.items()):
            return _extract(item, fields)
    return None


@lru_cache(maxsize=1024)
def _decoded(text: str) -> Any:
    """Keys of list items: the same few in every object."""
    return json.loads(text)
