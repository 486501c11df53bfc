"""Getting the model, seen from the supervisor: attempts, patience, progress."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotlight_worker.config import ModelSource, WorkerConfig
from pilotlight_worker.logs import log
from pilotlight_worker.model.local import check_local_model
from pilotlight_worker.reasons import Failure, Reason, WorkerFailed

# No byte for this long: the connection is dead although nothing said so.
STALL_SECONDS = 120.0
LONGEST_PAUSE_SECONDS = 30.0
_TOKEN_FILES = ("token", "HF_TOKEN")


@dataclass(frozen=True, slots=True)
class Model:
    """A model that is here. `commit` is None for models that were not downloaded."""

    path: str
    commit: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """For `/state`: percent of the bytes, and what is being waited for when something is wrong."""

    percent: int | None
    message: str


Report = Callable[[Progress], None]


class Downloading:
    """Fetches from the hub until it is done or cannot be done. Cancel it at any time."""

    def __init__(self, source: ModelSource, credentials: Path, report: Report) -> None:
        self._source = source
        self._credentials = credentials
        self._report = report
        self._percent: int | None = None
        self._bytes = 0
        self._interrupted = False

    async def run(self) -> Model:
        """Try for ever what may succeed later. Raises WorkerFailed for what cannot."""
        attempt = 0
        while True:
            before = self._percent
            try:
                return await self._attempt()
            except _Retry as error:
                attempt = 1 if self._percent != before else attempt + 1
                pause = backoff_seconds(attempt)
                message = f"{error.failure.message}; trying again in {pause:.0f} s"
                log("supervisor", "download interrupted", level="warning",
                    attempt=attempt, problem=error.failure.message, pause=pause)  # fmt: skip
                self._interrupted = True
                self._report(Progress(self._percent, message))
                await asyncio.sleep(pause)

    async def _attempt(self) -> Model:
        repo, revision = self._source.repo or "", self._source.revision or "main"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pilotlight_worker", "fetch", repo, revision,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            env=self._env(),
        )  # fmt: skip
        try:
            async for message in _lines(process):
                if "progress" in message:
                    self._arrived(message["progress"], message["total"])
                elif "path" in message:
                    return Model(path=message["path"], commit=message["commit"])
                elif "failed" in message:
                    raise _verdict(message)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        raise _Retry(_broken(f"the download process ended with code {process.returncode}"))

    def _arrived(self, bytes_here: int, total: int) -> None:
        percent = 100 if total == 0 else bytes_here * 100 // total
        goes_on = self._interrupted and bytes_here > self._bytes
        if goes_on or percent != self._percent:
            self._percent, self._interrupted = percent, False
            self._report(Progress(percent, ""))
        self._bytes = bytes_here

    def _env(self) -> dict[str, str]:
        """The container's environment and the token as it is in the Secret at this moment."""
        env = {**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        for name in _TOKEN_FILES:
            with contextlib.suppress(OSError):
                if token := (self._credentials / name).read_text().strip():
                    env["HF_TOKEN"] = token
                    break
        return env


class _Retry(Exception):  # noqa: N818 - a turn of the loop, not an error
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def _verdict(message: dict[str, Any]) -> Exception:
    told = message["failed"]
    failure = Failure(Reason(told["reason"]), told["message"], told["permanent"])
    return _Retry(failure) if message["retry"] else WorkerFailed(failure)


def _broken(message: str) -> Failure:
    return Failure(Reason.DOWNLOAD_FAILED, message, permanent=False)


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    stdout = process.stdout
    if stdout is None:
        return
    while True:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                line = await stdout.readline()
        except TimeoutError:
            raise _Retry(_broken(f"nothing arrived for {STALL_SECONDS:.0f} s")) from None
        if not line:
            return
        with contextlib.suppress(ValueError):
            message = json.loads(line)
            if isinstance(message, dict):
                yield message


def backoff_seconds(attempt: int) -> float:
    """1, 2, 4 … at most 30 s, ±20 % so that many workers do not come back at once."""
    return min(LONGEST_PAUSE_SECONDS, 2.0 ** (attempt - 1)) * random.uniform(0.8, 1.2)  # noqa: S311


async def obtain(config: WorkerConfig, credentials: Path, report: Report) -> Model:
    """The model, wherever it comes from. Raises WorkerFailed; cancellation stops a download."""
    source = config.model
    if source.source == "local":
        path = Path(source.path or "")
        needs_weights = not any(flag.startswith("--load-format") for flag in config.engine_args)
        await asyncio.to_thread(check_local_model, path, source.uri, needs_weights=needs_weights)
        return Model(path=str(path), commit=None)
    report(Progress(0, ""))
    return await Downloading(source, credentials, report).run()
