"""The supervisor's end of the Unix socket: what it can ask the gate, and who may ask it.

The supervisor listens; the gate connects when the engine's server starts, preStop and
`pilotlight_worker state` connect for one question.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pilotlight_worker.channel import MAX_LINE_BYTES, Channel, ChannelError
from pilotlight_worker.drain import Traffic
from pilotlight_worker.logs import log

Question = Callable[[], Awaitable[Mapping[str, Any]]]
ASK_SECONDS = 5.0
# The gate ends both by time-outs of its own, and the watchdog ends a gate that does not answer.
SLEEP_SECONDS = 600.0


@dataclass(slots=True)
class GateMode:
    """What the gate is told. Kept here so that a gate that connects again hears it again."""

    ready: bool = False
    draining: bool = False
    stopping: bool = False
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class GateState:
    """What the gate sees; `sleep` is `Sleeper.report`, `access` is `Access.report`."""

    traffic: Traffic
    sleep: Mapping[str, Any]
    access: Mapping[str, Any]


class Gateway:
    """Listens on the socket. `questions` are what connected clients may ask the supervisor."""

    def __init__(self, socket_path: str, questions: Mapping[str, Question]) -> None:
        self._path = socket_path
        self._questions = questions
        self._gate: Channel | None = None
        self._connected = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.mode = GateMode()

    async def __aenter__(self) -> Self:
        _clear(self._path)  # left by an earlier container of the same pod
        self._server = await asyncio.start_unix_server(
            self._accepted, self._path, limit=MAX_LINE_BYTES
        )
        os.chmod(self._path, 0o600)  # noqa: PTH101
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        _clear(self._path)

    async def connected(self) -> None:
        """Wait until a gate is here: the engine's server runs, so the model is loaded."""
        await self._connected.wait()

    async def set_mode(self, **changes: bool) -> None:
        """Change the mode and tell the gate. A gate that cannot hear it now hears it later."""
        for name, value in changes.items():
            setattr(self.mode, name, value)
        with contextlib.suppress(ChannelError):
            await self._ask("mode", ASK_SECONDS, **asdict(self.mode))

    async def state(self, within: float = ASK_SECONDS) -> GateState:
        """What is in flight, and whether the engine sleeps. Raises ChannelError."""
        answer = await self._ask("state", within)
        traffic = Traffic(answer["inFlight"], answer["quietSeconds"])
        return GateState(traffic, answer["sleep"], answer["access"])

    async def traffic(self, within: float = ASK_SECONDS) -> Traffic:
        """What is in flight. Raises ChannelError."""
        return (await self.state(within)).traffic

    async def fall_asleep(self) -> tuple[str, str]:
        """Put the engine to sleep: why not now, and what went wrong ("" both: it sleeps).

        From the moment when it is not "not now", requests wait. Raises ChannelError.
        """
        answer = await self._ask("sleep", SLEEP_SECONDS)
        return str(answer["busy"]), str(answer["problem"])

    async def wake(self) -> str:
        """Wake the engine: "" once it is awake, or what went wrong. Raises ChannelError."""
        return str((await self._ask("wake", SLEEP_SECONDS))["problem"])

    async def gate_metrics(self, within: float = ASK_SECONDS) -> str:
        """The gate's own metrics as text. Raises ChannelError."""
        return str((await self._ask("metrics", within))["text"])

    async def request(
        self, method: str, path: str, *, body: str = "", within: float = ASK_SECONDS
    ) -> tuple[int, str]:
        """Run a request inside the engine's server: status and body. Raises ChannelError."""
        answer = await self._ask(
            "request", within + 1, method=method, path=path, body=body, timeoutSeconds=within
        )
        return int(answer["status"]), str(answer["body"])

    async def _ask(self, op: str, within: float, **params: object) -> Mapping[str, Any]:
        if self._gate is None:
            raise ChannelError("no gate is connected")
        return await self._gate.call(op, within=within, **params)

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._talk(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def answer(op: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
            if op == "hello":
                # Told from a task of its own: the answer to hello must not wait for the gate.
                greeted.append(asyncio.create_task(self._greet(channel, params)))
                return {}
            question = self._questions.get(op)
            if question is None:
                raise ChannelError(f"the supervisor does not know '{op}'")
            return await question()

        greeted: list[asyncio.Task[None]] = []
        channel = Channel(reader, writer, answer)
        try:
            await channel.run()
        finally:
            for task in greeted:
                task.cancel()
            if self._gate is channel:
                self._gate = None
                self._connected.clear()
                log("supervisor", "gate disconnected", level="warning")

    async def _greet(self, channel: Channel, params: Mapping[str, Any]) -> None:
        with contextlib.suppress(ChannelError):
            await channel.call("mode", within=ASK_SECONDS, **asdict(self.mode))
            self._gate = channel
            self._connected.set()
            log("supervisor", "gate connected", pid=params.get("pid"))


def _clear(socket_path: str) -> None:
    path = Path(socket_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
