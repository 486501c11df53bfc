"""A gate around the simulated engine in one process, with the supervisor's end of the socket."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.applications import Starlette

from pilotlight_sim.api import Api, Engine
from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.model import SimulatedModel
from pilotlight_sim.scheduler import Scheduler
from pilotlight_sim.settings import Faults, Timing
from pilotlight_sim.sleep import SleepMode
from pilotlight_worker.gate import Gate
from pilotlight_worker.gate.errors import Message, Receive, Scope, Send
from pilotlight_worker.gateway import Gateway
from tests.unit.worker.asgi import Answer, http_scope, living

TIMING = Timing(
    load=0, step=0.0005, per_sequence=0, per_prompt_token=0, sleep=0.002, wake=0.002
)  # fmt: skip
USER_PATH = "/v1/completions"


@dataclass
class Dozer:
    """One engine that can sleep, and what a test looks at."""

    scheduler: Scheduler
    sleep_mode: SleepMode
    metrics: EngineMetrics
    app: Starlette
    gateway: Gateway
    gate: Gate
    reached_asleep: int = 0
    """User requests that came to the engine while it did not compute."""

    @property
    def phase(self) -> str:
        return str(self.gate._sleeper.phase)

    def fault(self, **faults: bool) -> None:
        self.scheduler.faults = Faults.model_validate(faults)

    async def put_to_sleep(self) -> None:
        assert await self.gateway.fall_asleep() == ("", "")

    async def value(self, name: str) -> float:
        text = await self.gateway.gate_metrics()
        (line,) = (line for line in text.splitlines() if line.startswith(f"{name} "))
        return float(line.split()[1])


@dataclass
class Client:
    """One user. Leaves when `gone` is set."""

    tokens: int
    stream: bool = False
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, gate: Gate) -> Answer:
        answer = Answer()
        body = {"prompt": "Hello", "max_tokens": self.tokens, "stream": self.stream}
        pending: list[Message] = [
            {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}
        ]

        async def receive() -> Message:
            if pending:
                return pending.pop()
            await self.gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            answer.messages.append(dict(message))

        await gate(http_scope("POST", USER_PATH), receive, send)
        return answer

    def is_whole(self, answer: Answer) -> bool:
        """Every token that was asked for, and the engine's own word that it was all."""
        if answer.status != 200:
            return False
        if not self.stream:
            document = json.loads(answer.body)
            produced = document["usage"]["completion_tokens"]
            return (produced, document["choices"][0]["finish_reason"]) == (self.tokens, "length")
        events = [line[6:] for line in answer.body.decode().splitlines() if line[:6] == "data: "]
        *chunks, last = events
        reasons = [json.loads(chunk)["choices"][0]["finish_reason"] for chunk in chunks]
        return (len(reasons), reasons[-1], last) == (self.tokens, "length", "[DONE]")


@contextmanager
def _environment(folder: str, **env: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTLIGHT_SOCKET", f"{folder}/worker.sock")
        patch.setenv("PILOTLIGHT_GATE_SETTINGS", f"{folder}/settings.json")
        for name, value in env.items():
            patch.setenv(name, value)
        yield


def sleeping_engine(timing: Timing = TIMING) -> tuple[Starlette, SleepMode]:
    """The simulated engine as `VLLM_SERVER_DEV_MODE=1 … --enable-sleep-mode` starts it."""
    metrics = EngineMetrics("chat")
    scheduler = Scheduler(
        slots=8,
        batched_tokens=2048,
        blocks=1000,
        block_size=16,
        timing=timing,
        faults=Faults(),
        metrics=metrics,
    )
    sleep_mode = SleepMode(scheduler, metrics, timing, enabled=True)
    model = SimulatedModel("tiny", "0" * 8, 1024, embeds=False)
    engine = Engine(model, ("chat",), scheduler, metrics, lambda faults: None, sleep_mode)
    return Api(engine).app(), sleep_mode


@asynccontextmanager
async def a_dozer(timing: Timing = TIMING, **env: str) -> AsyncIterator[Dozer]:
    """Everything is running and ready."""
    app, sleep_mode = sleeping_engine(timing)
    scheduler = sleep_mode.scheduler

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == USER_PATH and scheduler.paused:
            dozer.reached_asleep += 1
        await app(scope, receive, send)

    with tempfile.TemporaryDirectory() as folder, _environment(folder, **env):
        gate, gateway = Gate(watched), Gateway(str(Path(folder) / "worker.sock"), {})
        dozer = Dozer(scheduler, sleep_mode, sleep_mode.metrics, app, gateway, gate)
        stepping = asyncio.create_task(scheduler.run())
        async with asyncio.timeout(30), gateway, living(gate):
            await gateway.connected()
            await gateway.set_mode(ready=True)
            yield dozer
        stepping.cancel()
