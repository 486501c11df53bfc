"""Operators for tests: in a thread, where tests can look inside, or in a process to be killed."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from pilotlight.app import Operator
from pilotlight.cluster.credentials import Connection, connect
from pilotlight.config import OperatorConfig
from tests.cluster.running.kube import eventually

START_LIMIT = 20.0
_CONNECTING = threading.Lock()


async def connected(kubeconfig: Path) -> Connection:
    """As `connect`, one thread after the other. Kubernetes' client keeps certificates in files that
    all threads share, and names them before it has written them."""
    with _CONNECTING:
        return await connect(str(kubeconfig))


class InThread:
    """An operator of its own event loop, in this process.

    `resolve` maps the URL of a Service to one that this process can reach.
    """

    def __init__(
        self,
        kubeconfig: Path,
        namespace: str,
        *,
        worker_port: int = 8081,
        resolve: Callable[[str], str] = lambda url: url,
        **settings: Any,
    ):
        # None of these tests waits for its end, and a busy machine is not to decide.
        settings.setdefault("lease_duration_seconds", 30.0)
        self._kubeconfig = kubeconfig
        self._worker_port = worker_port
        self._resolve = resolve
        self._config = OperatorConfig(
            namespaces=(namespace,),
            operator_namespace=namespace,
            http_port=0,
            worker_image="registry.example/worker:1",
            **settings,
        )
        self._thread = threading.Thread(target=self._run, daemon=True, name="operator")
        self._loop: asyncio.AbstractEventLoop | None = None
        self.operator: Operator | None = None
        self.error: BaseException | None = None

    def start(self) -> Self:
        """Return once everything was read."""
        self._thread.start()
        eventually(self.ready, "a ready operator", START_LIMIT)
        return self

    def ready(self) -> bool:
        """Whether /readyz would say so."""
        if self.error is not None:
            raise AssertionError("the operator has ended") from self.error
        health = getattr(self.operator, "health", None)
        return health is not None and health.unready() is None

    def leads(self) -> bool:
        """Whether it may write."""
        return self.operator is not None and self.operator.leadership.remaining() > 0

    def stop(self) -> None:
        """As on SIGTERM; waits for the end."""
        if self._loop is not None and self.operator is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self.operator.stop)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the operator did not stop within 10 s"

    def requests(self) -> Counter[str]:
        """API requests so far by verb, watches and the Lease (PUT) apart."""
        assert self.operator is not None
        return Counter(
            {
                sample.labels["verb"]: int(sample.value)
                for metric in self.operator.metrics.registry.collect()
                for sample in metric.samples
                if sample.name == "pilotlight_api_requests_total" and sample.labels["verb"] != "PUT"
            }
        )

    def writes(self) -> Counter[tuple[str, str, str]]:
        """Writes so far by kind, verb and outcome."""
        assert self.operator is not None
        return Counter(
            {
                (sample.labels["kind"], sample.labels["verb"], sample.labels["outcome"]): int(
                    sample.value
                )
                for metric in self.operator.metrics.registry.collect()
                for sample in metric.samples
                if sample.name == "pilotlight_writes_total"
            }
        )

    def sample(self, metric: str, **labels: str) -> float | None:
        """One sample of its metrics."""
        assert self.operator is not None
        return self.operator.metrics.registry.get_sample_value(metric, labels)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # noqa: BLE001 - shown by the test that waits
            self.error = error

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._serve(await connected(self._kubeconfig))

    async def _serve(self, connection: Connection) -> None:
        self.operator = Operator(
            self._config, connection, worker_port=self._worker_port, resolve=self._resolve
        )
        await self.operator.run()


class InProcess:
    """`python -m pilotlight run`, for signals."""

    def __init__(self, kubeconfig: Path, namespace: str, log: Path, **settings: str) -> None:
        environment = {
            **os.environ,
            "KUBECONFIG": str(kubeconfig),
            "PILOTLIGHT_NAMESPACES": namespace,
            "PILOTLIGHT_OPERATOR_NAMESPACE": namespace,
            "PILOTLIGHT_HTTP_PORT": "0",
            **settings,
        }
        environment.pop("KUBERNETES_SERVICE_HOST", None)
        self._log = log
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pilotlight", "run"],
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def said(self, text: str) -> bool:
        """Whether its log has the text."""
        return text in self._log.read_text(errors="replace")

    def until(self, text: str, limit: float = START_LIMIT) -> None:
        """Wait for a text in its log."""
        eventually(lambda: self.said(text), f"{text!r} in the operator's log", limit)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def wait(self, limit: float) -> int:
        """Its exit code."""
        return self._process.wait(limit)

    def end(self) -> None:
        """Whatever state it is in."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(10)
