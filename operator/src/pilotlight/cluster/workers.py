"""What only the workers and the kubelet know: start-up progress, and why a volume does not mount.

Asked only while it matters: a worker's `/state` until it has been Ready for one answer (the
cold-start split) and again while it drains, and for ever, if more rarely, where it can sleep or
requests need keys; a pod's Events only while its container does not come.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.leadership import boot_time
from pilotlight.cluster.resources import EVENTS
from pilotlight.cluster.store import Key, Store
from pilotlight.core.observed import PodView, WorkerReport
from pilotlight.core.orders import ASLEEP, AWAKE, SleepReport
from pilotlight.core.serving import is_warm
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import ADMIN_PORT, in_url

log = logging.getLogger(__name__)

STATE_TIMEOUT_SECONDS = 1.0
# Between two questions to the same worker, seconds.
ASK_EVERY = 1.0
# The same where it can sleep, and neither falls asleep nor wakes, and is not about to.
ASK_RESTING_EVERY = 5.0
# The same where it does not ask for keys as it shall, or reads them from a Secret, which may come
# and go.
ASK_KEYS_EVERY = 30.0
# The same where it asks for keys, as it shall.
ASK_SURE_EVERY = 300.0
# So many questions that are asked rarely may begin in one round, the longest due first. A thousand
# workers that never answer, one second each, must not hold up those that start.
_RARE_AT_ONCE = 16
# A Ready worker that does not answer (a NetworkPolicy, an older image) is let be after these; of
# one that is not Ready any more it is said.
READY_ATTEMPTS = 3
# kubelet needs a moment for every volume; only after it is a mount worth a question.
MOUNT_PATIENCE = timedelta(seconds=3)
MOUNT_ASK_EVERY = 5.0
_AT_ONCE = 32
_MOUNT_REASONS = ("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
_NOT_STARTED = ("", "ContainerCreating", "PodInitializing")


@dataclass(slots=True)
class _Asked:
    """Our dealings with one pod."""

    state_at: float = 0.0
    final: bool = False
    attempts: int = 0
    silences: int = 0
    mount_at: float = 0.0


_Turn = tuple[Key, PodView, _Asked]


@dataclass(slots=True)
class Workers:
    """Reports and mount problems by pod uid; `notify` when one has changed for the plan.

    mute: uids of pods that are Ready, and answered none of the first questions, nor any since.
    """

    client: ApiClient
    session: aiohttp.ClientSession
    store: Store
    notify: Callable[[Key], None]
    port: int = ADMIN_PORT
    reports: dict[str, WorkerReport] = field(default_factory=dict)
    mute: set[str] = field(default_factory=set)
    mount_problems: dict[str, str] = field(default_factory=dict)
    _asked: dict[str, _Asked] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def run(self) -> None:
        """Ask for ever, whoever needs asking."""
        while True:
            try:
                await self.round()
            except Exception:  # what a worker says is an extra: the operator lives without it
                log.exception("asking the workers failed")
            await asyncio.sleep(ASK_EVERY / 2)

    async def round(self) -> None:
        """Ask every pod whose turn it is, at the same time; none may hold up the others."""
        now = boot_time()
        pods = list(self.store.pods())
        self._forget({pod.uid for _, pod in pods})
        async with asyncio.TaskGroup() as tasks:
            for key, pod, asked in self._due(pods, now):
                asked.state_at = now
                tasks.create_task(self._ask_state(key, pod, asked))
            for key, pod in pods:
                asked = self._asked[pod.uid]
                if _mount_matters(pod):
                    if now - asked.mount_at >= MOUNT_ASK_EVERY:
                        asked.mount_at = now
                        tasks.create_task(self._ask_events(key, pod))
                elif self.mount_problems.pop(pod.uid, None) is not None:
                    self.notify(key)

    def _due(self, pods: Iterable[tuple[Key, PodView]], now: float) -> list[_Turn]:
        """Whose turn it is to say how they are."""
        due: list[_Turn] = []
        rare: list[_Turn] = []
        for key, pod in pods:
            asked = self._asked.setdefault(pod.uid, _Asked())
            known, keyed = self.reports.get(pod.uid), self._keyed(key)
            pause = asked_every(pod, known, settled=asked.final, keyed=keyed)
            if pause is not None and now - asked.state_at >= pause:
                (rare if pause >= ASK_KEYS_EVERY else due).append((key, pod, asked))
        rare.sort(key=lambda turn: turn[2].state_at)
        return due + rare[:_RARE_AT_ONCE]

    def _keyed(self, key: Key) -> bool:
        """Whether the spec asks for keys; or says so elsewhere, which costs a question."""
        stored = self.store.endpoint(key)
        return stored is not None and b'"access"' in stored.spec

    def _forget(self, alive: set[str]) -> None:
        self.mute &= alive
        for known in (self.reports, self.mount_problems, self._asked):
            for uid in known.keys() - alive:
                del known[uid]

    async def _ask_state(self, key: Key, pod: PodView, asked: _Asked) -> None:
        url = f"http://{in_url(pod.ip or '')}:{self.port}/state"
        timeout = aiohttp.ClientTimeout(total=STATE_TIMEOUT_SECONDS)
        try:
            async with (
                self._slots,
                self.session.get(url, timeout=timeout) as response,
            ):
                # A worker's word is worth a few hundred bytes; whatever else listens there is not.
                report = parse_report(await response.content.read(64 * 1024))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            log.debug("no state from %s/%s: %s", key[0], pod.name, error)
            report = None
        if pod.ready:
            asked.attempts += 1
            asked.final = report is not None or asked.attempts >= READY_ATTEMPTS
        asked.silences = 0 if report is not None else asked.silences + 1
        known = self.reports.get(pod.uid)
        if report is None and not pod.ready and asked.silences >= READY_ATTEMPTS:
            report = _silent(known)
        if report is not None and report != known:
            self.reports[pod.uid] = report
            self.mute.discard(pod.uid)
            self.notify(key)
        elif report is None and known is None and asked.final and pod.uid not in self.mute:
            self.mute.add(pod.uid)
            self.notify(key)

    async def _ask_events(self, key: Key, pod: PodView) -> None:
        try:
            async with self._slots:
                selector = f"involvedObject.uid={pod.uid}"
                events = [
                    event
                    async for page, _ in self.client.pages(EVENTS, key[0], field_selector=selector)
                    for event in page
                ]
        except ApiError as error:
            log.debug("no events of %s/%s: %s", key[0], pod.name, error)
            return
        problem = latest_mount_problem(events)
        if problem and problem != self.mount_problems.get(pod.uid):
            self.mount_problems[pod.uid] = problem
            self.notify(key)


def _silent(known: WorkerReport | None) -> WorkerReport | None:
    """What is to be said of a worker that was Ready and says nothing any more."""
    if known is None or known.phase != "Ready":
        return None
    message = "the worker does not answer; kubelet starts it again when its liveness probe gives up"
    return replace(known, message=message)


def asked_every(
    pod: PodView, known: WorkerReport | None, *, settled: bool, keyed: bool = False
) -> float | None:
    """Seconds between two questions to a worker about its state; None when it need not be asked.

    | worker | asked |
    | --- | --- |
    | starts, stops, or has just become Ready | every second |
    | Ready, and can sleep | for ever: rarely while it is as it shall be, else every second |
    | Ready and warm, and has not answered | rarely: it may be one of those |
    | Ready, and shall ask for keys, and has not answered | for ever, very rarely |
    | Ready, and asks for keys and shall not, or the other way round | the same |
    | Ready, and reads keys from a Secret | the same |
    | Ready, and asks for keys as it shall | for ever, most rarely |
    | any other, also of images that know nothing of keys | no more |

    Args:
        known: what it said last.
        settled: it has answered since it is Ready, or will not.
        keyed: the spec asks for keys.
    """
    if not _is_up(pod):
        return None
    if not pod.ready or pod.deleting or not settled:
        return ASK_EVERY
    if known is None and is_warm(pod):
        return ASK_RESTING_EVERY
    if known is None or known.sleep is None:
        return _asked_of_keys(known, keyed=keyed)
    rests = known.sleep.phase == (ASLEEP if is_warm(pod) else AWAKE)
    return ASK_RESTING_EVERY if rests else ASK_EVERY


def _asked_of_keys(known: WorkerReport | None, *, keyed: bool) -> float | None:
    if known is None:
        return ASK_KEYS_EVERY if keyed else None
    if not known.checks_keys:
        return None
    if known.secret_keys is not None or bool(known.keys_required) != keyed:
        return ASK_KEYS_EVERY
    return ASK_SURE_EVERY if keyed else None


def _is_up(pod: PodView) -> bool:
    return pod.ip is not None and pod.started_at is not None and pod.phase == "Running"


def _mount_matters(pod: PodView) -> bool:
    return (
        pod.phase == "Pending"
        and not pod.deleting
        and pod.scheduled_at is not None
        and pod.started_at is None
        and pod.waiting_reason in _NOT_STARTED
        and datetime.now(UTC) - pod.scheduled_at > MOUNT_PATIENCE
    )


def parse_report(text: bytes) -> WorkerReport:
    """A worker's `/state`, leniently: a field of a wrong type counts as absent.

    Raises:
        ValueError: when it is not a JSON object.
    """
    body = json.loads(text)
    if not isinstance(body, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004
    percent = _number(body.get("percent"))
    cold_start = body.get("coldStart")
    return WorkerReport(
        phase=_text(body.get("phase")),
        percent=None if percent is None else max(0, min(100, int(percent))),
        in_flight=int(_number(body.get("inFlight")) or 0),
        cold_start={
            str(stage): seconds
            for stage, value in (cold_start.items() if isinstance(cold_start, dict) else ())
            if (seconds := _number(value)) is not None
        },
        resolved_commit=_text(body.get("resolvedCommit")) or None,
        message=_text(body.get("message"))[:1024],
        sleep=_sleep(body.get("sleep")),
        checks_keys="access" in body,
        **_keys(body.get("access")),
    )


def _keys(access: Any) -> dict[str, Any]:
    """What the gate says of keys; nothing while it has not looked."""
    told = access if isinstance(access, dict) else {}
    required, found = told.get("required"), _number(told.get("secretKeys"))
    return {
        "keys_required": required if isinstance(required, bool) else None,
        "secret_keys": None if found is None else int(found),
    }


def _sleep(value: Any) -> SleepReport | None:
    if not isinstance(value, dict):
        return None
    return SleepReport(_text(value.get("phase")), _text(value.get("problem"))[:512])


def latest_mount_problem(events: list[Manifest]) -> str:
    """The newest message of those that say why a pod's container cannot be made; empty without."""
    told = [event for event in events if event.get("reason") in _MOUNT_REASONS]
    newest = max(told, key=_when, default=None)
    return "" if newest is None else str(newest.get("message") or newest["reason"])[:1024]


def _when(event: Mapping[str, Any]) -> str:
    series = event.get("series") or {}
    metadata = event.get("metadata") or {}
    return str(
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or metadata.get("creationTimestamp")
        or ""
    )


def _number(value: Any) -> float | None:
    number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return None if number is None or number != number or abs(number) > 1e9 else float(number)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
