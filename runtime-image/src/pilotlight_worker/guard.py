"""Who may give this worker orders: the holder of a permit that the operator signed just now."""

from __future__ import annotations

import time
from collections.abc import Callable

from pilotlight_worker.gate.settings import SettingsFile
from pilotlight_worker.permits import Refusal, Verb, issued_at, refusal

_SCHEME = "bearer "


class Guard:
    """The operator's keys are read again with every order, so that an exchanged key counts at
    once; without one, nothing is allowed. Nor is what was ordered before the newest order that was
    taken, and arrives late. `refused` is told why something was not.
    """

    def __init__(
        self, settings: SettingsFile, pod_uid: str | None, refused: Callable[[Refusal], None]
    ) -> None:
        self._settings = settings
        self._pod_uid = pod_uid
        self._refused = refused
        self._newest = 0.0

    def allows(self, authorization: str, verb: Verb) -> bool:
        """Whether the header `Authorization: Bearer <permit>` allows the order."""
        self._settings.refresh()
        has_scheme = authorization[: len(_SCHEME)].lower() == _SCHEME
        permit = authorization[len(_SCHEME) :] if has_scheme else ""
        why_not = refusal(
            permit,
            verb,
            keys=self._settings.current.operator_keys,
            pod_uid=self._pod_uid,
            now=time.time(),
            newest=self._newest,
        )
        if why_not is not None:
            self._refused(why_not)
            return False
        self._newest = issued_at(permit)
        return True
