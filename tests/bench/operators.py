"""The operator under test: `python -m pilotlight run`, a process whose CPU and memory are its own.

Whatever `PYTHONPATH` says is in front of the installed package: two versions are compared by
running the same benchmark with two of them.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

START_LIMIT = 60.0
STOP_LIMIT = 20.0
LOOK = 0.05  # seconds between two looks

_PORT = re.compile(r"http port (\d+)")


class OperatorProcess:
    """Runs while the block is open; ends as on SIGTERM, so that its lease is free at once."""

    def __init__(
        self,
        kubeconfig: Path,
        log: Path,
        *,
        namespaces: str = "",
        command: Sequence[str] = ("-m", "pilotlight", "run"),
    ) -> None:
        self._environment = {
            **os.environ,
            "KUBECONFIG": str(kubeconfig),
            "PILOTLIGHT_NAMESPACES": namespaces,
            "PILOTLIGHT_HTTP_PORT": "0",
        }
        self._environment.pop("KUBERNETES_SERVICE_HOST", None)
        self._command = command
        self._log = log
        self._url = ""

    async def __aenter__(self) -> Self:
        with self._log.open("wb") as log:
            self.started_at = time.perf_counter()
            self._process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
                [sys.executable, *self._command],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._http = aiohttp.ClientSession()
        await self._until(self._listens)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self._process.wait, STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def leads(self) -> None:
        """Wait until it has read everything and may write."""
        await self._until(self._leads)

    async def is_ready(self) -> bool:
        """Whether it has read everything."""
        async with self._http.get(f"{self._url}/readyz") as answer:
            return answer.ok

    async def sample(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that carry these labels."""
        return sum(
            value for found, value in await self._samples(name) if labels.items() <= found.items()
        )

    async def writes(self) -> Counter[str]:
        """Writes so far, Lease apart, as `verb Kind`, with the outcome when it is not `ok`."""
        found: Counter[str] = Counter()
        for labels, value in await self._samples("pilotlight_writes_total"):
            outcome = "" if labels["outcome"] == "ok" else f" ({labels['outcome']})"
            found[f"{labels['verb']} {labels['kind']}{outcome}"] += int(value)
        return found

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._process.pid

    async def _samples(self, name: str) -> list[tuple[dict[str, str], float]]:
        # Only what is asked for: all series of 1,000 endpoints are 100 ms of the operator's CPU.
        async with self._http.get(f"{self._url}/metrics", params={"name[]": name}) as answer:
            text = await answer.text()
        return [
            (sample.labels, sample.value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name
        ]

    async def _listens(self) -> bool:
        found = _PORT.search(self._log.read_text(errors="replace"))
        self._url = f"http://127.0.0.1:{found[1]}" if found else ""
        return found is not None

    async def _leads(self) -> bool:
        return await self.is_ready() and await self.sample("pilotlight_leader") == 1

    async def _until(self, look: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(START_LIMIT):
            while not await look():
                if self._process.poll() is not None:
                    last = self._log.read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"the operator has ended:\n{last}")
                await asyncio.sleep(LOOK)
