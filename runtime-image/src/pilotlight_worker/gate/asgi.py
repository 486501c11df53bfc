"""The middleware itself: refuse, count, answer the probes, pass everything else on.

| request | answer |
| --- | --- |
| `GET /ready` | 200 once the supervisor says so, while draining and asleep, too; else 503 |
| `GET /health` | the engine's own verdict |
| a path or method that is not in the allow-list | 404 or 405, OpenAI's error shape |
| one with both Content-Length and Transfer-Encoding | 400, and the connection is closed |
| a websocket | refused before it opens |
| a user request without a good key, where keys are required | 401 |
| … whose key has used up its budget | 429 with `Retry-After` |
| a user request while the engine is being stopped | 503 with `Retry-After`, never vLLM's 500 |
| the same while the engine sleeps | wakes it and waits; 503 if it does not wake in time |
| one that is beyond a limit, or whose body is none | 400 to 504 (`limiter`, `documents`) |
| the same while traffic is to go elsewhere (`_choose_connections`) | served, `Connection: close` |
| any other allowed request | passed on unchanged; an error gets OpenAI's shape if it has none |
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotlight_worker.gate import errors
from pilotlight_worker.gate.access import Access, Refused, metered
from pilotlight_worker.gate.bodies import has_two_lengths
from pilotlight_worker.gate.errors import (
    CONNECTION_CLOSE,
    RETRY_AFTER,
    App,
    Receive,
    Scope,
    Send,
    answer_json,
    error_body,
)
from pilotlight_worker.gate.exchange import Exchange, Tally
from pilotlight_worker.gate.heads import bound_heads
from pilotlight_worker.gate.internal import ask
from pilotlight_worker.gate.keys import DEFAULT_FOLDER
from pilotlight_worker.gate.limiter import Limiter
from pilotlight_worker.gate.link import SupervisorLink
from pilotlight_worker.gate.metrics import GateMetrics
from pilotlight_worker.gate.naps import EngineRefusal
from pilotlight_worker.gate.routes import READY, Route, allowed_routes, paths_of
from pilotlight_worker.gate.settings import DEFAULT_SETTINGS, SettingsFile
from pilotlight_worker.gate.sleeper import BusyError, Sleeper, SleepLimits
from pilotlight_worker.gate.waiting import ReadAhead
from pilotlight_worker.logs import log

DEFAULT_SOCKET = "/run/pilotlight/worker.sock"
NOT_AWAKE = "The engine was asleep and did not wake in time."
CLIENT_CLOSED_REQUEST = 499  # counted as nginx does: the client left before there was an answer


@dataclass(slots=True)
class Mode:
    """What the supervisor told the gate last."""

    ready: bool = False
    draining: bool = False
    stopping: bool = False
    leaving: bool = False


class Gate:
    """ASGI middleware. `app` is the engine's application; the rest comes from the environment."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._routes = allowed_routes(os.environ.get("PILOTLIGHT_GATE_EXTRA_ROUTES", ""))
        self._mode = Mode()
        self._tally = Tally()
        self._metrics = GateMetrics()
        self._base: Scope = {}
        self._sleeper = Sleeper(self._ask_engine, SleepLimits.read(os.environ), self._metrics)
        settings = Path(os.environ.get("PILOTLIGHT_GATE_SETTINGS", DEFAULT_SETTINGS))
        self._settings = SettingsFile(settings, self._settings_changed)
        folder = Path(os.environ.get("PILOTLIGHT_GATE_KEYS", DEFAULT_FOLDER))
        subject = os.environ.get("PILOTLIGHT_ENDPOINT", "")
        self._limiter = Limiter(self._reach, self._ask_engine, self._metrics)
        self._revision = os.environ.get("PILOTLIGHT_REVISION")
        self._access = Access(self._settings, folder, subject, self._revision, self._metrics.keys)
        socket_path = os.environ.get("PILOTLIGHT_SOCKET", DEFAULT_SOCKET)
        operations = {
            "mode": self._set_mode,
            "state": self._tell_state,
            "metrics": self._tell_metrics,
            "request": self._run_request,
            "sleep": self._fall_asleep,
            "wake": self._wake,
        }
        self._link = SupervisorLink(socket_path, operations)
        bound_heads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        kind = scope["type"]
        if kind == "http":
            await self._http(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(scope, receive, send)
        else:
            self._metrics.refused("websocket")
            await send({"type": "websocket.close", "code": 1008})

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._base = {key: scope[key] for key in ("app", "state") if key in scope}
        # Before anybody is let in.
        self._settings.refresh()
        self._access.refresh()
        self._tell_routes()
        async with asyncio.TaskGroup() as tasks:
            loops = (
                self._link.run(),
                self._settings.watch(),
                self._access.watch(),
                self._sleeper.run(),
            )
            own = [tasks.create_task(loop) for loop in loops]

            async def receive_and_end() -> errors.Message:
                message = await receive()
                if message["type"] == "lifespan.shutdown":
                    # Before it is answered: the server ends the loop as soon as it hears back.
                    await _end(own)
                return message

            try:
                await self._app(scope, receive_and_end, send)
            finally:
                for task in own:
                    task.cancel()

    def _tell_routes(self) -> None:
        """So that an operator, and a test, can see what a version of the engine has besides."""
        paths = paths_of(self._base.get("app"))
        closed = [path for path in paths if path not in self._routes]
        log("gate", "routes", open=" ".join(self._routes), closed=" ".join(closed))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if has_two_lengths(scope):
            await self._two_lengths(send)
            return
        path = scope["path"]
        route = self._routes.get(path)
        if route is None:
            await (self._ready(send) if path == READY else self._unknown(scope, send))
        elif scope["method"] not in route.methods:
            await self._wrong_method(route, scope, send)
        elif not route.counted:
            await self._app(scope, receive, send)
        elif not self._access.required:
            await self._serve(route, scope, receive, send)
        elif scope["method"] == "OPTIONS":
            # A browser's preflight has no key, and is the business of the engine's CORS middleware.
            await self._app(scope, receive, send)
        else:
            await self._serve_known(route, scope, receive, send)

    async def _serve_known(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve who has a key, whatever the engine does: a stranger must not even wake it."""
        visit = self._access.admit(scope, send)
        if isinstance(visit, Refused):
            self._metrics.refused(visit.reason)
            self._access.turned_away(visit)
            headers = (*visit.headers, *self._closing_header())
            await answer_json(send, visit.status, visit.body, headers)
            return
        try:
            await self._serve(route, visit.scope, receive, visit.send)
        finally:
            self._access.over(visit, visit.status or CLIENT_CLOSED_REQUEST)

    async def _serve(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        if self._mode.stopping:
            await self._stopping(send)
        else:
            await self._pass(route, scope, receive, send)

    async def _pass(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(receive, send, self._tally)
        try:
            await self._limiter.serve(scope, exchange)
        except Exception:
            if exchange.status == 0 and not exchange.client_gone:
                message = "The engine failed on this request; its log has the cause."
                body = error_body(message, kind=errors.SERVER_ERROR, code="engine_error")
                await answer_json(exchange.send, 500, body)
            raise
        finally:
            seconds = exchange.over()
            status = exchange.status or CLIENT_CLOSED_REQUEST
            self._metrics.answered(route.path, status, seconds, exchange.first_byte)
            if exchange.stream:
                self._metrics.stream_ended(exchange.end)

    async def _reach(self, scope: Scope, receive: Receive, send: Send) -> None:
        receive = metered(scope, receive)
        if self._mode.stopping:  # while it waited for its turn
            await self._stopping(send)
        elif self._sleeper.awake:
            await self._app(scope, receive, send)
        else:
            await self._serve_awake(scope, receive, send)

    async def _serve_awake(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wake the engine, and then pass the request on, unless its client has left."""
        ahead = ReadAhead(receive)
        gone = asyncio.create_task(ahead.until_gone())
        waking = asyncio.create_task(self._sleeper.wake(stray=True))
        try:
            await asyncio.wait({gone, waking}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                return
        finally:
            await _end((gone, waking))
        if waking.result():
            await self._asleep(send)
        elif self._mode.stopping:
            await self._stopping(send)
        else:
            await self._app(scope, ahead.receive, send)

    async def _ready(self, send: Send) -> None:
        if self._mode.ready and self._sleeper.able:
            await answer_json(send, 200, b'{"status":"ready"}')
            return
        message = "The model is not loaded yet." if self._sleeper.able else NOT_AWAKE
        body = error_body(message, kind=errors.UNAVAILABLE, code="not_ready")
        await answer_json(send, 503, body)

    async def _stopping(self, send: Send) -> None:
        self._metrics.refused("stopping")
        message = "This worker is stopping; send the request again to reach another one."
        body = error_body(message, kind=errors.UNAVAILABLE, code="worker_stopping")
        await answer_json(send, 503, body, (RETRY_AFTER, CONNECTION_CLOSE))

    async def _asleep(self, send: Send) -> None:
        self._metrics.refused("asleep")
        message = f"{NOT_AWAKE} Send the request again to reach another worker."
        body = error_body(message, kind=errors.UNAVAILABLE, code="engine_asleep")
        await answer_json(send, 503, body, (RETRY_AFTER, CONNECTION_CLOSE))

    async def _two_lengths(self, send: Send) -> None:
        self._metrics.refused("two_lengths")
        message = "A request has Content-Length or Transfer-Encoding, not both."
        body = error_body(message, kind=errors.INVALID_REQUEST, code="two_lengths")
        await answer_json(send, 400, body, (CONNECTION_CLOSE,))

    async def _unknown(self, scope: Scope, send: Send) -> None:
        self._metrics.refused("unknown_path")
        message = f"Unknown URL ({scope['method']} {scope['path'][:200]})."
        body = error_body(message, kind=errors.INVALID_REQUEST, code="unknown_url")
        await answer_json(send, 404, body, self._closing_header())

    async def _wrong_method(self, route: Route, scope: Scope, send: Send) -> None:
        self._metrics.refused("method")
        allowed = ", ".join(sorted(route.methods))
        message = f"{route.path} does not take {scope['method']}; it takes {allowed}."
        body = error_body(message, kind=errors.INVALID_REQUEST, code="method_not_allowed")
        allow = (b"allow", allowed.encode())
        await answer_json(send, 405, body, (allow, *self._closing_header()))

    def _closing_header(self) -> errors.Headers:
        return (CONNECTION_CLOSE,) if self._tally.close_connections else ()

    async def _set_mode(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        self._mode = Mode(**params)
        self._choose_connections()
        return {}

    def _settings_changed(self) -> None:
        self._access.refresh()
        self._limiter.apply(self._settings.current.limits)
        self._choose_connections()

    def _choose_connections(self) -> None:
        """Whether answers close their connection: where the next one leads is better for it.

        So clients that never let go of a connection follow the traffic to another revision, too.
        """
        active = self._settings.current.active
        elsewhere = None not in (active, self._revision) and active != self._revision
        mode = self._mode
        left = mode.draining or mode.stopping or mode.leaving
        self._tally.close_connections = elsewhere or left

    async def _tell_state(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        del params
        tally = self._tally
        return {
            "inFlight": tally.in_flight,
            "streams": tally.streams,
            "quietSeconds": tally.quiet_seconds(),
            "sleep": self._sleeper.report(),
            "access": self._access.report(),
        }

    async def _tell_metrics(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        del params
        metrics = self._metrics
        metrics.in_flight.set(self._tally.in_flight)
        metrics.streams_in_flight.set(self._tally.streams)
        metrics.queued.set(self._limiter.queued)
        metrics.ready.set(self._mode.ready)
        metrics.draining.set(self._mode.draining)
        metrics.settings_valid.set(self._settings.valid)
        return {"text": metrics.text()}

    async def _fall_asleep(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        del params
        try:
            problem = await self._sleeper.fall_asleep(self._tally.in_flight)
        except BusyError as busy:
            return {"busy": str(busy), "problem": ""}
        return {"busy": "", "problem": problem}

    async def _wake(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        del params
        return {"problem": await self._sleeper.wake(stray=False)}

    async def _ask_engine(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        try:
            answer = await ask(self._app, method, path, body, self._base)
        except Exception as error:  # whatever the engine's application raises is its refusal
            raise EngineRefusal(f"{path}: {type(error).__name__}: {error}") from error
        return answer.status, bytes(answer.body)

    async def _run_request(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        body = str(params.get("body", "")).encode()
        seconds = float(params.get("timeoutSeconds", 5))
        async with asyncio.timeout(seconds):
            answer = await ask(self._app, params["method"], params["path"], body, self._base)
        return {"status": answer.status, "body": bytes(answer.body).decode(errors="replace")}


async def _end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
