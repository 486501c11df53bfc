"""One line per thing that happened, key=value, on stderr; never a secret, never a prompt.

The engine's own output goes through untouched on the same streams, so these lines carry a
`component=` that no engine line has.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from pilotlight_worker.reasons import redacted

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:+%")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.3f}"
    text = redacted(str(value))
    if text and _PLAIN.issuperset(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def log(component: str, event: str, *, level: str = "info", **fields: object) -> None:
    """Write one line, e.g. `time=… level=info component=supervisor event="engine started" pid=7`.

    A None value leaves its key out. A full or closed stderr must never take the worker down.
    """
    now = datetime.now(tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    pairs = [f"time={now}", f"level={level}", f"component={component}", f"event={_value(event)}"]
    pairs += [f"{key}={_value(value)}" for key, value in fields.items() if value is not None]
    try:
        sys.stderr.write(" ".join(pairs) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        return
