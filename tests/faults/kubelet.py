"""Pods that run: a control plane without nodes has nobody else for it."""

import threading
from types import TracebackType
from typing import Self

import httpx

from tests.cluster.running.kube import Kube

PACE = 0.1  # seconds between two looks


class Kubelet:
    """Runs every pending worker pod of the namespace while its `with` block lasts.

    Pods that are deleted go by themselves: without a node there is nothing to wait for.
    """

    def __init__(self, kube: Kube, pace: float = PACE) -> None:
        self._kube = kube
        self._pace = pace
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="kubelet")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._pace):
            try:
                self._kube.run_pods()
            except (AssertionError, httpx.HTTPError):
                # The pod was deleted in between, or the machine is slow: the next look tells.
                continue
