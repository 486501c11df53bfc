"""May this request pass, and what becomes of it: keys, budgets, and who asked how often.

| settings | Secret | in force |
| --- | --- | --- |
| none were ever read | not mounted | open |
| none were ever read, or what is there is refused | | closed: keys of the Secret pass |
| without `access` | | open |
| with `access` that has keys, or … | mounted | those keys, and those of a Secret that it names |
| with `access` that has none, for they are in a Secret | not mounted | what was; at first, closed |

The last line is a pod of the revision before the one that mounts the Secret: it must not turn
everybody away until that serves. Half a minute later it does, for as long as it is kept, unless it
gets the traffic back. A Secret that is missing, or empty, has no keys, so nobody passes.

The operator's own smoke tests have no key. They show a permit that it signed for this endpoint.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any

from pilotlight_worker.gate.budget import Account, Accounts, Clock
from pilotlight_worker.gate.errors import (
    INVALID_REQUEST,
    Headers,
    Message,
    Receive,
    Scope,
    Send,
    error_body,
)
from pilotlight_worker.gate.exchange import is_event_stream
from pilotlight_worker.gate.keys import (
    CLOSED,
    AccessSettings,
    Digests,
    KeyRing,
    SecretFolder,
    Stamp,
    bearer,
)
from pilotlight_worker.gate.meter import Meter
from pilotlight_worker.gate.metrics import KeyMetrics
from pilotlight_worker.gate.settings import CHECK_EVERY_SECONDS, SettingsFile
from pilotlight_worker.logs import log
from pilotlight_worker.permits import ASK, refusal

OPERATOR = "(operator)"
"""Who shows a permit, in metrics: no key can be called so."""
LATE_SECONDS = 30.0
_SAY_AGAIN_SECONDS = 60.0
_METER = "pilotlight.meter"  # in the scope of a request
KEY_MISSING, KEY_WRONG, OVER_BUDGET = "key_missing", "key_wrong", "over_budget"


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer instead of the engine's. reason: a word of `metrics.REFUSALS`. key: its name."""

    reason: str
    status: int
    body: bytes
    headers: Headers
    key: str | None = None


class Visit:
    """One request that may pass: its scope without the key, and where its answer goes.

    Whoever hands it to the engine puts its body through `metered`, once that is known to be within
    its bounds.
    """

    __slots__ = ("_account", "_meter", "_send", "_stream", "name", "scope", "status")

    def __init__(self, name: str, account: Account | None, scope: Scope, send: Send) -> None:
        headers = [it for it in scope["headers"] if it[0] != b"authorization"]
        self.name = name
        self.scope = {**scope, "headers": headers}
        self.status = 0
        self._account = account
        self._send = send
        self._stream = False
        self._meter: Meter | None = None
        if account is not None and account.tokens is not None and scope["method"] == "POST":
            is_json = any(
                header == b"content-type" and value.lower().startswith(b"application/json")
                for header, value in headers
            )
            self._meter = Meter(scope["path"], is_json=is_json, bucket=account.tokens)
            self.scope[_METER] = self._meter

    async def send(self, message: Message) -> None:
        """What it gets."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.get("headers", ())
            self._stream = is_event_stream(headers)
            if self._account is not None:
                message["headers"] = [*headers, *self._account.headers()]
        elif self._meter is not None and (body := message.get("body")):
            if not self._stream:
                self._meter.whole(body)
            elif (kept := self._meter.event(body)) != body:
                if not kept and message.get("more_body", False):
                    return
                message = {**message, "body": kept}
        await self._send(message)

    def over(self) -> int | None:
        """Its tokens; None when nobody counts them."""
        return None if self._meter is None else self._meter.over(self.status)


def metered(scope: Scope, receive: Receive) -> Receive:
    """What the engine is to get of a request, where somebody counts its tokens."""
    meter: Meter | None = scope.get(_METER)
    return receive if meter is None else partial(meter.receive, receive)


class Access:
    """Who may ask now.

    Args:
        subject: `<namespace>/<endpoint>`, which the operator's permits name.
        revision: this pod's; None: not known.
    """

    def __init__(
        self,
        settings: SettingsFile,
        folder: Path,
        subject: str,
        revision: str | None,
        metrics: KeyMetrics,
        clock: Clock = monotonic,
    ) -> None:
        self._metrics = metrics
        self._settings = settings
        self._folder = SecretFolder(folder)
        self._subject = subject
        self._revision = revision
        self._replaced_at: float | None = None
        self._clock = clock
        self._seen: tuple[object, ...] | None = None
        self._of_secret: Digests = {}
        self._secret_stamp: Stamp | None = None
        self._in_force: AccessSettings | None = None
        self._before: AccessSettings | None = CLOSED
        self._ring = KeyRing()
        self._accounts = Accounts(clock)
        self._said: dict[str, float] = {}

    @property
    def required(self) -> bool:
        """Whether a request needs a key."""
        return self._in_force is not None

    async def watch(self) -> None:
        """Look once a second, for ever, at what the kubelet shows."""
        while True:
            self.refresh()
            await asyncio.sleep(CHECK_EVERY_SECONDS)

    def refresh(self) -> None:
        """Take what is new in the settings and the Secret."""
        mounted, stamp = self._folder.mounted, self._folder.stamp()
        over, settings = self._is_over(), self._settings
        seen = (settings.current, settings.taken, settings.valid, mounted, stamp, over)
        if seen == self._seen:
            return
        self._seen = seen
        if stamp != self._secret_stamp:
            self._secret_stamp, self._of_secret = stamp, self._folder.read()
        self._in_force = self._chosen(mounted, over=over)
        found = self._in_force
        # A Secret that is no longer named counts no more, though this pod still mounts it.
        of_secret = self._of_secret if found is not None and found.secret else {}
        self._ring = KeyRing() if found is None else KeyRing(found.digests, of_secret)
        limits = {} if found is None else found.limits
        self._accounts.grant(limits, 1 if found is None else found.workers)
        self._metrics.required.set(self.required)
        self._metrics.known.set(len(self._ring.names))
        log("gate", "access taken", keys_required=self.required,
            names=",".join(sorted(self._ring.names)) or None)  # fmt: skip

    def _is_over(self) -> bool:
        """Whether another revision has had the traffic for so long that late requests on old
        connections have come."""
        active = self._settings.current.active
        if self._revision is None or active in (None, self._revision):
            self._replaced_at = None
            return False
        if self._replaced_at is None:
            self._replaced_at = self._clock()
        return self._clock() >= self._replaced_at + LATE_SECONDS

    def _chosen(self, mounted: bool, *, over: bool) -> AccessSettings | None:
        if not self._settings.taken:
            return CLOSED if mounted or not self._settings.valid else None
        asked = self._settings.current.access
        if asked is None or asked.keys or not asked.secret or mounted:
            self._before = asked
            return asked
        return CLOSED if over else self._before

    def report(self) -> Mapping[str, Any]:
        """For the operator: whether keys are required, how many names have one, and how many of
        them in the Secret; None without a Secret."""
        return {
            "required": self.required,
            "keys": len(self._ring.names),
            "secretKeys": len(self._of_secret) if self._folder.mounted else None,
        }

    def admit(self, scope: Scope, send: Send) -> Visit | Refused:
        """A request that needs a key."""
        key = bearer(scope)
        if key is None:
            return _unknown(KEY_MISSING, b'Bearer realm="pilotlight"')
        name = self._ring.name_of(key)
        if name is None and self._is_permit(key):
            name = OPERATOR
        if name is None:
            return _unknown(KEY_WRONG, b'Bearer realm="pilotlight", error="invalid_token"')
        account = self._accounts.of(name)
        if account is not None:
            if (short := account.shortage()) is not None:
                return self._over_budget(name, account, *short)
            account.take_request()
        return Visit(name, account, scope, send)

    def over(self, visit: Visit, status: int) -> None:
        """Count it. status: that the client got, or would have got."""
        self._metrics.answered(visit.name, status)
        if (tokens := visit.over()) is not None:
            self._metrics.tokens(visit.name, tokens)

    def turned_away(self, refused: Refused) -> None:
        """Count one that did not pass, where it is known whose it was."""
        if refused.key is not None:
            self._metrics.answered(refused.key, refused.status)

    def _is_permit(self, key: bytes) -> bool:
        operator = self._settings.current.operator_keys
        if not operator or not key.startswith(b"v1."):
            return False
        text = key.decode("latin-1")
        now = time.time()
        return refusal(text, ASK, keys=operator, pod_uid=self._subject, now=now) is None

    def _over_budget(self, name: str, account: Account, kind: str, seconds: float) -> Refused:
        limit = getattr(account.limit, kind)
        wait = max(1, ceil(seconds))
        now = self._clock()
        if now >= self._said.get(name, 0.0):
            self._said[name] = now + _SAY_AGAIN_SECONDS
            log("gate", "over budget", level="warning", key=name, used_up=kind, per_minute=limit)
        body = error_body(
            f"The budget of {limit} {kind} a minute of key '{name}' is used up on this worker."
            f" Try again in {wait} s.",
            kind=kind,
            code="rate_limit_exceeded",
        )
        headers = ((b"retry-after", str(wait).encode()), *account.headers())
        return Refused(OVER_BUDGET, 429, body, headers, name)


def _unknown(reason: str, challenge: bytes) -> Refused:
    problem = "No API key was sent" if reason == KEY_MISSING else "The API key is not valid"
    body = error_body(
        f"{problem}; send one as 'Authorization: Bearer …'.",
        kind=INVALID_REQUEST,
        code="invalid_api_key",
    )
    return Refused(reason, 401, body, ((b"www-authenticate", challenge),))
