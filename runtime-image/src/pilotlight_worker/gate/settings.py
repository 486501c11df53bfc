"""The live settings of the gate: a file from the endpoint's ConfigMap, re-read while serving.

Kubelet swaps a symbolic link when the ConfigMap changes, so a changed inode or time of the
resolved file is the signal, and a file is never seen half written. A missing or unreadable file
leaves the last good settings, or the defaults, in force: a bad edit must not close a port.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pilotlight_worker.gate.keys import AccessSettings
from pilotlight_worker.gate.limits import RequestLimits
from pilotlight_worker.logs import log

DEFAULT_SETTINGS = "/etc/pilotlight/gate/settings.json"
CHECK_EVERY_SECONDS = 1.0
_PUBLIC_KEY_BYTES = 32  # Ed25519, raw


class GateSettings(BaseModel):
    """What can change without a restart. Unknown fields of a newer operator are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    version: int = Field(default=1, ge=1)
    active: str | None = Field(default=None, max_length=63)
    """The revision that new connections lead to."""
    operator_keys: tuple[str, ...] = Field(default=(), alias="operatorKeys", max_length=4)
    """Whose orders the admin port takes: Ed25519 public keys, raw, in base64; several while the
    operator's key is exchanged. Without one it takes none."""
    access: AccessSettings | None = None
    """Who may ask; None: everybody."""
    limits: RequestLimits = Field(default=RequestLimits(), alias="requestLimits")

    @field_validator("operator_keys")
    @classmethod
    def _are_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for key in keys:
            if len(base64.b64decode(key, validate=True)) != _PUBLIC_KEY_BYTES:
                raise ValueError("an operator key has 32 bytes")
        return keys


class SettingsFile:
    """The settings in force, kept up to date by `watch`; `changed` is called with new ones."""

    def __init__(self, path: Path, changed: Callable[[], None] = lambda: None) -> None:
        self._path = path
        self._changed = changed
        self._seen: tuple[int, int, int] | None = None
        self.current = GateSettings()
        self.valid = True
        self.taken = False  # good ones were read, once at least

    async def watch(self) -> None:
        """Check once a second, for ever. A stat costs microseconds, so no inotify is needed."""
        while True:
            self.refresh()
            await asyncio.sleep(CHECK_EVERY_SECONDS)

    def refresh(self) -> None:
        """Re-read the file if it is another one than last time."""
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._seen = stamp
        if stamp is None:
            log("gate", "settings file is gone, keeping what was read", path=self._path)
            return
        try:
            settings = GateSettings.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            self.valid = False
            problem = str(error).splitlines()[0]
            log("gate", "settings refused, keeping the last good ones", level="warning",
                path=self._path, problem=problem)  # fmt: skip
            return
        self.valid = self.taken = True
        if settings != self.current:
            self.current = settings
            self._changed()
            log("gate", "settings taken", version=settings.version, active=settings.active)

    def _stamp(self) -> tuple[int, int, int] | None:
        with contextlib.suppress(OSError):
            status = os.stat(self._path)  # noqa: PTH116 - follows the link, which is the point
            return (status.st_mtime_ns, status.st_ino, status.st_size)
        return None
