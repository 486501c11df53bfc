"""What is not shown: values that look like credentials, though they stand in the spec.

Contents of Secrets are not in a spec at all; but people do write tokens into `env`.
"""

import re
from collections.abc import Mapping
from typing import Any

MASK = "(masked)"

_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
# Whole words only: --max-num-batched-tokens is no credential, --hf-token is.
_FLAG = re.compile(
    r"^--(?:[a-z0-9]+[-_.])*(?:key|token|secret|password)(?:[-_.][a-z0-9]+)*=", re.IGNORECASE
)


def masked(pod_spec: Mapping[str, Any]) -> dict[str, Any]:
    """`{model, runtime}` fit to be shown."""
    shown: dict[str, Any] = _shown(pod_spec)
    return shown


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        hidden = isinstance(value.get("name"), str) and "value" in value and secret(value["name"])
        return {
            key: MASK if hidden and key == "value" else _shown(item) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, str) and (flag := _FLAG.match(value)):
        return f"{flag.group()}{MASK}"
    return value


def secret(name: str) -> bool:
    """Whether a variable of this name is taken for a credential."""
    return _NAME.search(name) is not None
