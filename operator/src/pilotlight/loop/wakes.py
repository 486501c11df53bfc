"""Requests that activators hold, as the leader hears of it: `POST /wake` from each of their pods.

Not from Prometheus, because a held request shall not wait for a scrape; and not through an object
of the cluster, because that would be a write per request where a thousand come.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from aiohttp import web
from pydantic import ValidationError

from pilotlight.api.wake import MAX_HELD, WakeAnswer, WakeRequest
from pilotlight.cluster.leadership import boot_time
from pilotlight.cluster.resources import DEPLOYMENTS
from pilotlight.cluster.store import Key
from pilotlight.core.actions import Action, Apply
from pilotlight.core.observed import Observed
from pilotlight.core.scaling.wake import Wake
from pilotlight.core.scaling.wanted import asked_of
from pilotlight.manifests.hold import WAKE_PATH
from pilotlight.manifests.marks import read_serving
from pilotlight.metrics import Metrics
from pilotlight.probes import listen

# An activator repeats its word every 5 s; one that has said nothing for three times that has gone.
FRESH_SECONDS = 15.0
# Clients that come and go again do not have an endpoint looked at more often than this, seconds.
NOTICE_SECONDS = 1.0
# Pods that hold requests of one endpoint. There are two or three activators.
_MOST_SOURCES = 32
_LONGEST = 4096


# As Prometheus shows them. An activator that finds a follower asks the next.
_RESULTS = {
    HTTPStatus.OK: "accepted",
    HTTPStatus.MISDIRECTED_REQUEST: "not_leading",
    HTTPStatus.NOT_FOUND: "unknown",
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "malformed",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many",
}


@dataclass(slots=True)
class _Word:
    held: int
    at: float


@dataclass(slots=True)
class _Need:
    """Of one endpoint. `since`: when the first request was held of those that are held now.
    `answered`: its first replica has been asked for since."""

    since: float
    answered: bool = False
    words: dict[str, _Word] = field(default_factory=dict)


@dataclass(slots=True)
class Wakes:
    """notify: called when requests are held for an endpoint that none were held for, and when none
    are held any more, with the seconds until it is to be looked at: 0, for somebody waits, unless
    that was so within the last second. failed: whether that look came to nothing; then the next
    word about the endpoint, if they still are held, is notified of, too. uid_of: that of a known
    endpoint. leading: whether to agree to anything. obstacle: what keeps an endpoint from having a
    worker, for the clients that wait; "" for nothing. metrics: counts what is heard, and times how
    soon it is acted upon."""

    notify: Callable[[Key, float], None]
    failed: Callable[[Key], bool]
    uid_of: Callable[[Key], str | None]
    leading: Callable[[], bool]
    obstacle: Callable[[Key], str] = lambda _: ""
    clock: Callable[[], float] = boot_time
    metrics: Metrics = field(default_factory=Metrics)
    _needs: dict[Key, _Need] = field(default_factory=dict)
    _heard: dict[Key, float] = field(default_factory=dict)
    _noticed: dict[Key, float] = field(default_factory=dict)

    def held(self, key: Key) -> int:
        """Requests that are held for an endpoint, by all activators together."""
        need = self._fresh(key)
        return min(MAX_HELD, sum(it.held for it in need.words.values())) if need else 0

    def since(self, key: Key) -> float | None:
        """For how many seconds requests have been held without a break; None if none are."""
        need = self._fresh(key)
        return self.clock() - need.since if need else None

    def wake(self, key: Key, now: datetime) -> Wake | None:
        """The same as a plan takes it; None if none were ever held."""
        heard = self._heard.get(key)
        if heard is None:
            return None
        return Wake(self.held(key), now - timedelta(seconds=self.clock() - heard))

    def written(self, key: Key, action: Action, observed: Observed) -> None:
        """A write was accepted. That which asks for the first replica, where none was asked for, is
        what the wake was for."""
        need = self._fresh(key)
        if need is None or need.answered or not _brings_back(action, observed):
            return
        need.answered = True
        self.metrics.wake_write_seconds.observe(self.clock() - need.since)

    def forget(self, key: Key) -> None:
        """The endpoint is gone."""
        self._needs.pop(key, None)
        self._heard.pop(key, None)
        self._noticed.pop(key, None)

    def routes(self) -> list[web.RouteDef]:
        """For the HTTP server that the headless Service leads to."""
        return [web.post(WAKE_PATH, self._wake)]

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[int]:
        """Listen on all addresses, meanwhile; the port that was bound."""
        app = web.Application(client_max_size=_LONGEST)
        app.add_routes(self.routes())
        runner, bound = await listen(app, port)
        try:
            yield bound
        finally:
            await runner.cleanup()

    async def _wake(self, request: web.Request) -> web.Response:
        answer = await self._answer(request)
        self.metrics.wakes.labels(_RESULTS[HTTPStatus(answer.status)]).inc()
        return answer

    async def _answer(self, request: web.Request) -> web.Response:
        """
        | who is asked | answer |
        | --- | --- |
        | a follower | 421: ask another |
        | the leader, about an endpoint that it does not know by this uid | 404 |
        | the leader | 200, and since when it has been seeing to it |
        """
        if not self.leading():
            return web.Response(status=HTTPStatus.MISDIRECTED_REQUEST, text="not leading\n")
        try:
            word = WakeRequest.model_validate_json(await request.read())
        except ValidationError:
            return web.Response(status=HTTPStatus.BAD_REQUEST, text="not a wake request\n")
        except web.HTTPRequestEntityTooLarge:
            large = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return web.Response(status=large, text="too long for a wake request\n")
        key = (word.namespace, word.name)
        if self.uid_of(key) != word.uid:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="no such endpoint\n")
        if not self._hear(key, word):
            return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS, text="too many sources\n")
        answer = WakeAnswer(
            asked_seconds_ago=self.since(key) or 0.0, message=self.obstacle(key)[:1000]
        )
        return web.Response(
            text=answer.model_dump_json(by_alias=True), content_type="application/json"
        )

    def _hear(self, key: Key, word: WakeRequest) -> bool:
        """Take it in; False when there are too many that talk."""
        need, now = self._fresh(key), self.clock()
        if not word.held:
            if need is not None:
                need.words.pop(word.source, None)
                if not need.words:
                    self._needs.pop(key, None)
                    self.notify(key, NOTICE_SECONDS)
            return True
        if need is None:
            need = self._needs[key] = _Need(now)
        if word.source not in need.words and len(need.words) >= _MOST_SOURCES:
            return False
        first = not need.words
        need.words[word.source] = _Word(word.held, now)
        self._heard[key] = now
        if first or self.failed(key):
            self._notice(key, now)
        return True

    def _notice(self, key: Key, now: float) -> None:
        """Somebody waits."""
        rest = self._noticed.get(key, -NOTICE_SECONDS) + NOTICE_SECONDS - now
        if rest <= 0:
            self._noticed[key] = now
        self.notify(key, max(0.0, rest))

    def _fresh(self, key: Key) -> _Need | None:
        """Without what is stale."""
        need = self._needs.get(key)
        if need is None:
            return None
        oldest = self.clock() - FRESH_SECONDS
        for source in [source for source, word in need.words.items() if word.at < oldest]:
            del need.words[source]
        if not need.words:
            del self._needs[key]
            return None
        return need


def _brings_back(action: Action, observed: Observed) -> bool:
    """Whether it asks for replicas that serve, where none were asked for."""
    if not isinstance(action, Apply) or action.kind != DEPLOYMENTS.kind:
        return False
    pods = action.manifest["spec"].get("replicas", 0)
    serving = read_serving(action.manifest["metadata"].get("annotations", {}))
    return bool(pods if serving is None else serving) and not asked_of(observed)
