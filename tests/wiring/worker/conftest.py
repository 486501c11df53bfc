"""Workers that are stopped whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wiring.worker.rig import Worker, a_model, config, local

Start = Callable[..., Worker]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model folder."""
    return a_model(tmp_path / "models" / "tiny-a")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One ready worker for the tests of a module that leave it as it was."""
    folder = tmp_path_factory.mktemp("serving")
    model = a_model(folder / "models" / "tiny-a")
    worker = Worker(folder / "worker", config(local(model))).start()
    yield worker.until_ready()
    worker.stop()


@pytest.fixture
def start(tmp_path: Path, tiny: Path) -> Iterator[Start]:
    """Start a worker: with the tiny model unless another is given, with changes and env."""
    workers: list[Worker] = []

    def starting(
        model: dict[str, Any] | None = None, env: dict[str, str] | None = None, **changes: Any
    ) -> Worker:
        folder = tmp_path / f"worker-{len(workers)}"
        worker = Worker(folder, config(model or local(tiny), **changes), env or {})
        workers.append(worker)
        return worker.start()

    yield starting
    for worker in workers:
        worker.stop()
