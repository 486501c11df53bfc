"""The process: bind, load, serve, and stop as vLLM does.

vLLM binds its port before it loads and listens after; on SIGTERM it drains (`--shutdown-timeout`)
or aborts (0, the default) while its port still accepts, and answers 500 to what arrives meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from pilotlight_sim.api import Api, Engine
from pilotlight_sim.arguments import Arguments
from pilotlight_sim.crash import crash
from pilotlight_sim.metrics import EngineMetrics
from pilotlight_sim.model import ModelProblem, SimulatedModel, load
from pilotlight_sim.scheduler import Scheduler
from pilotlight_sim.settings import Faults, Timing
from pilotlight_sim.sleep import SleepMode

log = logging.getLogger("pilotlight_sim")


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, as in vLLM."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Process:
    """One simulated engine."""

    def __init__(self, arguments: Arguments, timing: Timing, faults: Faults) -> None:
        self._arguments = arguments
        self._timing = timing
        self._faults = faults
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self) -> int:
        """Until SIGTERM. Returns the exit code."""
        logging.basicConfig(level=logging.INFO, format="INFO %(asctime)s [sim] %(message)s")
        listening = self._bind()
        try:
            model = load(Path(self._arguments.model), self._arguments.max_model_len)
        except ModelProblem as problem:
            sys.stderr.write(f"Traceback (most recent call last):\n{problem}\n")
            return 1
        log.info("Loading safetensors checkpoint shards of %s", model.name)
        time.sleep(self._timing.load)
        if self._faults.crash is not None and self._faults.crash_while_loading:
            crash(self._faults.crash)
        asyncio.run(self._serve(listening, model))
        return 0

    def _bind(self) -> socket.socket:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((self._arguments.host, self._arguments.port))
        return listening

    async def _serve(self, listening: socket.socket, model: SimulatedModel) -> None:
        metrics = EngineMetrics(self._arguments.served_names[0])
        scheduler = Scheduler(
            slots=self._arguments.max_num_seqs,
            batched_tokens=self._arguments.max_num_batched_tokens,
            blocks=self._arguments.num_gpu_blocks,
            block_size=self._arguments.block_size,
            timing=self._timing,
            faults=self._faults,
            metrics=metrics,
        )

        def set_faults(faults: Faults) -> None:
            scheduler.faults = faults
            self._arm(faults)

        dev_mode = os.environ.get("VLLM_SERVER_DEV_MODE", "0") == "1"
        sleep = SleepMode(scheduler, metrics, self._timing, self._arguments.sleep_mode)
        engine = Engine(
            model,
            self._arguments.served_names,
            scheduler,
            metrics,
            set_faults,
            sleep if dev_mode else None,
        )
        app = Api(engine).app()
        self._add_middleware(app)
        server = _Server(self._uvicorn_config(app))
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        self._arm(self._faults)
        stepping = asyncio.create_task(scheduler.run())
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({stepping, serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stepping.done():
            stepping.result()
        await self._drain(scheduler)
        server.should_exit = True
        await serving
        stepping.cancel()

    def _add_middleware(self, app: Starlette) -> None:
        for name in self._arguments.middleware:
            module, _, attribute = name.rpartition(".")
            app.add_middleware(getattr(importlib.import_module(module), attribute))

    def _uvicorn_config(self, app: Starlette) -> uvicorn.Config:
        keep_alive = int(os.environ.get("VLLM_HTTP_TIMEOUT_KEEP_ALIVE", "5"))
        return uvicorn.Config(
            app,
            http=os.environ.get("PILOTLIGHT_SIM_HTTP", "auto"),  # h11, httptools if it is there
            log_level="warning",
            timeout_keep_alive=keep_alive,
            timeout_graceful_shutdown=5,
        )

    async def _drain(self, scheduler: Scheduler) -> None:
        timeout = self._arguments.shutdown_timeout
        log.info("[shutdown] draining %d requests, timeout %ds", scheduler.unfinished, timeout)
        scheduler.closed = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await scheduler.idle.wait()
        scheduler.abort_all()

    def _arm(self, faults: Faults) -> None:
        """Start the fault that has a moment of its own."""
        for task in self._tasks:
            task.cancel()
        task = asyncio.create_task(self._go_wrong(faults))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _go_wrong(self, faults: Faults) -> None:
        await asyncio.sleep(max(faults.crash_after_seconds, 0.05))  # the control route answers
        if faults.crash is not None:
            crash(faults.crash)
        while faults.hang:
            time.sleep(3600)  # noqa: ASYNC251 - blocking the event loop is the fault
