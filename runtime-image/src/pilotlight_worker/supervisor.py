"""The life of a worker, from an empty container to the last stream.

    Starting → Downloading (hf:// only) → Loading → WarmingUp → Ready → Draining → end

The straight line is `_life`: it returns never and ends only by a `WorkerFailed`. A signal ends it
from outside: before Ready at once, after Ready by the drain. Everything that fails ends in one
JSON line in the termination log and exit code 1; an asked-for stop ends with 0.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from pilotlight_worker.admin import Admin
from pilotlight_worker.channel import ChannelError
from pilotlight_worker.classify import Death, classify
from pilotlight_worker.config import Environment, WorkerConfig
from pilotlight_worker.drain import DrainRules, Traffic, drain_blocked
from pilotlight_worker.engine import Engine, engine_argv, engine_env, engine_version
from pilotlight_worker.flags import known_flags, refuse_abbreviated
from pilotlight_worker.gate.settings import SettingsFile
from pilotlight_worker.gateway import Gateway
from pilotlight_worker.guard import Guard
from pilotlight_worker.host import more, oom_kills
from pilotlight_worker.logs import log
from pilotlight_worker.metrics import WorkerMetrics
from pilotlight_worker.model.source import Model, Progress, obtain
from pilotlight_worker.orders import Orders
from pilotlight_worker.reasons import Failure, Reason, WorkerFailed, failed
from pilotlight_worker.state import Phase, WorkerState
from pilotlight_worker.warmup import warm_up
from pilotlight_worker.watchdog import Limits, watch

DRAIN_POLL_SECONDS = 0.1
TRAFFIC_SECONDS = 1.0
# Who asks for the state waits a second; of a hung engine it must still get one.
STATE_TRAFFIC_SECONDS = 0.3
# An engine that is still loading has nothing to finish.
STOP_LOADING_SECONDS = 5.0
# After the streams: vLLM frees the accelerator and joins its processes.
TEARDOWN_SECONDS = 15.0


class Supervisor:
    """One worker. `serve` runs once."""

    def __init__(self, environment: Environment, config: WorkerConfig) -> None:
        self._environment = environment
        self._config = config
        self._state = WorkerState(engine_version=engine_version(environment))
        self._engine: Engine | None = None
        self._exit: asyncio.Task[int] | None = None
        self._oom_kills = oom_kills()
        self._drain_since: float | None = None
        self._gateway = Gateway(
            environment.socket_path, {"drain": self._drain, "state": self._tell_state}
        )
        self._metrics = WorkerMetrics(config, self._state, self._gateway)
        self._rules = DrainRules(
            min_drain=environment.min_drain_seconds,
            keep_alive=environment.keep_alive_seconds,
            drain_timeout=config.drain_timeout_seconds,
        )
        self._orders = Orders(
            self._gateway, self._state, self._rules, self._look, sleep_mode=config.sleep_mode
        )

    async def serve(self) -> int:
        """Live until a signal or a failure. Returns the exit code."""
        asked_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked_to_stop.set)
        admin = Admin(
            self._environment.admin_host,
            self._environment.admin_port,
            self._observe_state,
            self._metrics.text,
            Guard(
                SettingsFile(self._environment.gate_settings),
                self._environment.pod_uid,
                self._metrics.order_refused,
            ),
            self._orders.give,
        )
        async with self._gateway, admin:
            life = asyncio.create_task(self._life())
            stop = asyncio.create_task(asked_to_stop.wait())
            await asyncio.wait({life, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not life.done() and self._state.phase in (Phase.READY, Phase.DRAINING):
                log("supervisor", "asked to stop")
                drain = asyncio.create_task(self._drain())
                await asyncio.wait({life, drain}, return_when=asyncio.FIRST_COMPLETED)
                drain.cancel()
            stop.cancel()
            if life.done():
                return await self._end_failed(life)
            return await self._end_asked(life)

    async def _life(self) -> None:
        refuse_abbreviated(self._config.engine_args, known_flags(self._environment.engine))
        budget = startup_budget(self._config.startup_timeout_seconds)
        try:
            async with asyncio.timeout(budget):
                model = await self._get_model()
                await self._load(model)
                await self._warm_up()
        except TimeoutError:
            raise self._too_slow() from None
        self._state.phase = Phase.READY
        self._state.message = ""
        await self._gateway.set_mode(ready=True)
        stages = " ".join(f"{name}:{took:.1f}s" for name, took in self._state.cold_start.items())
        log("supervisor", "ready", cold_start=stages)
        limits = Limits(self._environment.hang_seconds, self._environment.stall_seconds)
        name = self._config.model.served_name
        await self._while_alive(watch(self._gateway, name, limits, self._say))

    async def _get_model(self) -> Model:
        started = monotonic()
        source = self._config.model
        if source.source == "hf":
            self._state.phase = Phase.DOWNLOADING
            log("supervisor", "downloading", repo=source.repo, revision=source.revision)
        model = await obtain(self._config, self._environment.credentials, self._progressed)
        self._state.resolved_commit = model.commit
        if source.source == "hf":
            self._stage("download", started)
            log("supervisor", "downloaded", commit=model.commit)
        return model

    def _progressed(self, progress: Progress) -> None:
        self._state.percent = progress.percent
        self._state.message = progress.message

    async def _load(self, model: Model) -> None:
        started = monotonic()
        self._state.phase, self._state.percent, self._state.message = Phase.LOADING, None, ""
        version = self._state.engine_version
        argv = engine_argv(self._environment, self._config, model.path, version)
        try:
            self._engine = await Engine.start(
                argv, engine_env(os.environ, self._environment, self._config)
            )
        except OSError as error:
            raise failed(
                Reason.ENGINE_CRASHED,
                f"the engine cannot be started ({error}); check spec.runtime.image.",
                permanent=True,
            ) from error
        self._exit = asyncio.create_task(self._engine.wait())
        log("supervisor", "engine started", pid=self._engine.pid, version=version)
        await self._while_alive(self._gateway.connected())
        self._stage("load", started)

    async def _warm_up(self) -> None:
        self._state.phase = Phase.WARMING_UP
        started = monotonic()
        name = self._config.model.served_name
        await self._while_alive(warm_up(self._gateway, name, self._say))
        self._stage("warmUp", started)

    def _say(self, message: str) -> None:
        self._state.message = message

    def _stage(self, name: str, started: float) -> None:
        self._state.cold_start[name] = monotonic() - started

    async def _while_alive(self, work: Awaitable[None]) -> None:
        """Do `work`, unless the engine dies first: then raise why."""
        if self._exit is None:
            raise RuntimeError("no engine was started")
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task, self._exit}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise WorkerFailed(await self._post_mortem(self._exit.result()))
            task.result()
        finally:
            task.cancel()

    async def _post_mortem(self, exit_code: int) -> Failure:
        if self._engine is None:
            raise RuntimeError("no engine was started")
        self._engine.kill()  # what is left of its group
        death = Death(
            exit_code=exit_code,
            output=await self._engine.output(),
            served=self._state.phase in (Phase.READY, Phase.DRAINING),
            oom_killed=more(self._oom_kills, oom_kills()),
        )
        return classify(death)

    async def _drain(self) -> Mapping[str, Any]:
        """Wait until nothing can come any more, or drainTimeout. Asked by preStop and SIGTERM."""
        if self._state.phase not in (Phase.READY, Phase.DRAINING):
            return {"seconds": 0.0, "why": "the worker does not serve yet"}
        if self._drain_since is None:
            self._drain_since = monotonic()
            self._state.phase, self._state.draining = Phase.DRAINING, True
            await self._gateway.set_mode(draining=True)
            log("supervisor", "draining", timeout=self._rules.drain_timeout)
            await self._orders.give_up_sleep()
        while True:
            elapsed = monotonic() - self._drain_since
            traffic = await self._look()
            blocked = drain_blocked(self._rules, elapsed, traffic)
            if blocked is None:
                break
            await asyncio.sleep(DRAIN_POLL_SECONDS)
        left = traffic.in_flight if traffic else None
        why = "nothing can come any more" if left == 0 else f"drainTimeout, in flight: {left}"
        log("supervisor", "drained", seconds=elapsed, in_flight=left)
        return {"seconds": elapsed, "why": why}

    async def _look(self, within: float = TRAFFIC_SECONDS) -> Traffic | None:
        """Bring the state up to date; None when the gate is silent."""
        try:
            seen = await self._gateway.state(within)
        except ChannelError:
            return None
        self._state.in_flight = seen.traffic.in_flight
        self._state.access = seen.access
        if self._config.sleep_mode:
            self._state.sleep = seen.sleep
        return seen.traffic

    async def _end_asked(self, life: asyncio.Task[None]) -> int:
        served = self._state.phase is Phase.DRAINING
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        if self._engine is None or self._exit is None:
            log("supervisor", "stopped before the engine was started")
            return 0
        await self._gateway.set_mode(stopping=True)
        self._engine.terminate()
        patience = STOP_LOADING_SECONDS
        if served:
            patience = self._environment.shutdown_timeout_seconds + TEARDOWN_SECONDS
        await asyncio.wait({self._exit}, timeout=patience)
        clean = self._exit.done()
        self._engine.kill()
        code = await self._exit
        await self._engine.output()
        log("supervisor", "stopped", engine_exit=code, clean=clean)
        return 0

    async def _end_failed(self, life: asyncio.Task[None]) -> int:
        error = life.exception()
        if not isinstance(error, WorkerFailed):
            life.result()  # a bug of ours: the traceback is the message
            return 1
        self._state.phase, self._state.message = Phase.FAILED, error.failure.message
        if self._engine is not None:
            self._engine.kill()
        report_failure(self._environment.termination_log, error.failure)
        return 1

    def _too_slow(self) -> WorkerFailed:
        limit = f"spec.runtime.startupTimeout ({self._config.startup_timeout_seconds:g} s)"
        if self._state.phase is Phase.DOWNLOADING and self._state.message:
            message = f"the model could not be downloaded within {limit}: {self._state.message}."
            return failed(Reason.DOWNLOAD_FAILED, message, permanent=False)
        doing = {
            Phase.DOWNLOADING: f"the download had come to {self._state.percent or 0} %",
            Phase.WARMING_UP: f"the first request had no answer ({self._state.message})",
        }.get(self._state.phase, "the engine was still loading")
        message = f"not ready within {limit}: {doing}; raise it or look into the worker's log."
        return failed(Reason.STARTUP_TIMEOUT, message, permanent=False)

    async def _observe_state(self) -> WorkerState:
        await self._look(STATE_TRAFFIC_SECONDS)
        self._state.sleep_pending = self._orders.sleep_pending
        return self._state

    async def _tell_state(self) -> Mapping[str, Any]:
        return (await self._observe_state()).as_json()


def startup_budget(timeout: float) -> float:
    """Seconds until the worker gives up: a little before kubelet's startup probe does, so that
    the reason reaches the termination log.
    """
    return timeout - min(10.0, 0.1 * timeout)


def report_failure(path: Path, failure: Failure) -> None:
    """Write the termination log and the log line."""
    log(
        "supervisor",
        "failed",
        level="error",
        reason=failure.reason.value,
        problem=failure.message,
        permanent=failure.permanent,
    )
    try:
        path.write_text(failure.as_line() + "\n")
    except OSError as error:
        log("supervisor", "no termination log", level="warning", problem=error)
