"""Models from a hub: a real hub API on plain HTTP, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pilotlight_worker.config import WorkerConfig
from pilotlight_worker.model.source import Model, Progress, obtain
from pilotlight_worker.reasons import Reason, WorkerFailed
from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import Hub, a_hub, a_model, config, stream

REPO = "demo/tiny"
TOKEN = "hf_letmein"
PATIENCE = 40
LARGE = 40_000_000  # bytes
SMALL_FILES = 20_000  # all but the weights, generously


@pytest.fixture(scope="module")
def hub_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = a_model(tmp_path_factory.mktemp("hub") / "tiny")
    (folder / "pytorch_model.bin").write_bytes(b"the same weights again")
    return folder


@pytest.fixture(scope="module")
def large_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One percent of it takes a while."""
    folder = a_model(tmp_path_factory.mktemp("hub") / "large")
    os.truncate(folder / "model.safetensors", LARGE)
    return folder


@pytest.fixture(scope="module")
def running_hub(hub_model: Path, large_model: Path) -> Iterator[Hub]:
    repositories = (
        f"--repo={REPO}={hub_model}",
        f"--gated=demo/gated={hub_model}",
        f"--repo=demo/large={large_model}",
    )
    with a_hub(*repositories, f"--token={TOKEN}") as hub:
        yield hub


@pytest.fixture
def hub(running_hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hub:
    """The hub without faults, and this process's environment as a container's."""
    running_hub.fault()
    monkeypatch.setenv("HF_ENDPOINT", running_hub.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    return running_hub


def hf(repo: str = REPO, revision: str = "main") -> dict[str, Any]:
    return {"source": "hf", "uri": f"hf://{repo}", "repo": repo, "revision": revision}


class Download:
    """What the supervisor does to get a model, and what it hears meanwhile."""

    def __init__(self, tmp_path: Path, **model: str) -> None:
        self.credentials = tmp_path / "credentials"
        self.config = WorkerConfig.model_validate(config(hf(**model)))
        self.heard: list[Progress] = []
        self._news = asyncio.Event()

    def _hear(self, progress: Progress) -> None:
        self.heard.append(progress)
        self._news.set()

    async def has(self, percent: int) -> None:
        """Wait until so much has arrived."""
        while not any((heard.percent or 0) >= percent for heard in self.heard):
            await self.hears()

    async def hears(self) -> None:
        """Wait for news."""
        self._news.clear()
        await self._news.wait()

    async def run(self) -> Model:
        async with asyncio.timeout(PATIENCE):
            return await obtain(self.config, self.credentials, self._hear)

    async def fails(self) -> WorkerFailed:
        with pytest.raises(WorkerFailed) as caught:
            await self.run()
        return caught.value

    def give_token(self, text: str, name: str = "token") -> None:
        self.credentials.mkdir()
        (self.credentials / name).write_text(text + "\n")


def partial_bytes(folder: Path) -> int:
    """What is there of the file that was being fetched."""
    (part,) = folder.rglob("*.part")
    return part.stat().st_size


def weights_bytes(model: Model) -> int:
    return Path(model.path, "model.safetensors").stat().st_size


async def test_a_download_is_verified_counted_and_without_doubles(
    hub: Hub, hub_model: Path, tmp_path: Path
) -> None:
    hub.fault(bytesPerSecond=150_000)
    download = Download(tmp_path)
    model = await download.run()
    assert model.commit == hub.commit(REPO)
    assert (Path(model.path) / "model.safetensors").read_bytes() == (
        hub_model / "model.safetensors"
    ).read_bytes()
    assert not (Path(model.path) / "pytorch_model.bin").exists()
    percents = [heard.percent or 0 for heard in download.heard]
    assert percents == sorted(percents)
    assert [percent for percent in percents if 10 <= percent < 100]


async def test_a_cut_connection_and_a_damaged_file_are_mended(
    hub: Hub, hub_model: Path, tmp_path: Path
) -> None:
    hub.fault(cutAfterBytes=90_000, cuts=2, corrupt=1)
    download = Download(tmp_path)
    model = await download.run()
    whole = (hub_model / "model.safetensors").read_bytes()
    assert (Path(model.path) / "model.safetensors").read_bytes() == whole
    assert any("trying again in" in heard.message for heard in download.heard)


async def test_an_interruption_is_over_with_the_next_byte(hub: Hub, tmp_path: Path) -> None:
    hub.fault(bytesPerSecond=LARGE / 400, cutAfterBytes=LARGE // 80, cuts=1)
    download = Download(tmp_path, repo="demo/large")
    running = asyncio.create_task(download.run())

    def over() -> bool:
        said = [(heard.percent, bool(heard.message)) for heard in download.heard]
        return any((percent, False) in said[at:] for at, (percent, bad) in enumerate(said) if bad)

    async with asyncio.timeout(PATIENCE):
        while not over():
            await download.hears()
    running.cancel()


async def test_a_download_that_was_killed_goes_on_where_it_was(hub: Hub, tmp_path: Path) -> None:
    hub.fault(bytesPerSecond=60_000)
    download = Download(tmp_path)
    first = asyncio.create_task(download.run())
    async with asyncio.timeout(PATIENCE):
        await download.has(percent=40)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    here, before = partial_bytes(tmp_path / "hf"), hub.bytes_served()
    hub.fault()
    model = await Download(tmp_path).run()
    weights = weights_bytes(model)
    assert here > 0.2 * weights
    assert hub.bytes_served() - before <= weights - here + SMALL_FILES


async def test_a_hub_that_is_away_is_waited_for_and_said(hub: Hub, tmp_path: Path) -> None:
    hub.fault(unavailable=1)
    download = Download(tmp_path)
    await download.run()
    assert any("HTTP 503" in heard.message for heard in download.heard)


@pytest.mark.parametrize(
    ("repo", "revision", "reason", "says"),
    [
        ("demo/gated", "main", Reason.BAD_CREDENTIALS, "credentialsSecretRef"),
        ("demo/nothing", "main", Reason.MODEL_NOT_FOUND, "no repository demo/nothing"),
        (REPO, "v9", Reason.MODEL_NOT_FOUND, "no revision v9"),
    ],
)
async def test_a_refusal_of_the_hub_is_final_and_names_the_mend(
    hub: Hub, tmp_path: Path, repo: str, revision: str, reason: Reason, says: str
) -> None:
    error = await Download(tmp_path, repo=repo, revision=revision).fails()
    assert (error.failure.reason, error.failure.permanent) == (reason, True)
    assert says in error.failure.message


@pytest.mark.parametrize("name", ["token", "HF_TOKEN"])
async def test_a_token_in_the_mounted_secret_opens_a_gated_model(
    hub: Hub, tmp_path: Path, name: str
) -> None:
    download = Download(tmp_path, repo="demo/gated")
    download.give_token(TOKEN, name)
    assert (await download.run()).commit == hub.commit(REPO)


async def test_a_wrong_token_is_named_and_never_shown(
    hub: Hub, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    download = Download(tmp_path, repo="demo/gated")
    download.give_token("hf_wrongwrongwrong")
    error = await download.fails()
    captured = capfd.readouterr()
    assert error.failure.reason is Reason.BAD_CREDENTIALS
    assert "HTTP 403" in error.failure.message
    assert "hf_wrong" not in error.failure.message + captured.out + captured.err


async def test_a_commit_that_is_in_the_cache_needs_no_hub(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = hub.commit(REPO)
    first = await Download(tmp_path, revision=commit).run()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert await Download(tmp_path, revision=commit).run() == first


def test_a_worker_downloads_serves_and_tells(start: Start, hub: Hub) -> None:
    hub.fault(bytesPerSecond=80_000)
    worker = start(hf(), env={"HF_ENDPOINT": hub.url})
    state = worker.until_state(lambda state: 10 <= (state["percent"] or 0) < 100)
    assert state["phase"] == "Downloading"
    worker.until_ready()
    ready = worker.state()
    assert ready is not None
    assert ready["resolvedCommit"] == hub.commit(REPO)
    assert set(ready["coldStart"]) == {"download", "load", "warmUp"}
    assert stream(worker.url, 8).finish_reason == "length"


def test_a_refused_worker_ends_with_the_reason(start: Start, hub: Hub) -> None:
    worker = start(hf("demo/gated"), env={"HF_ENDPOINT": hub.url})
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "BadCredentials"


def test_a_hub_that_stays_away_ends_as_download_failed(start: Start) -> None:
    env = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    worker = start(hf(), env=env, startupTimeoutSeconds=6)
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("DownloadFailed", False)


def test_sigterm_while_downloading_ends_at_once(start: Start, hub: Hub) -> None:
    hub.fault(bytesPerSecond=1000)
    worker = start(hf(), env={"HF_ENDPOINT": hub.url})
    worker.until_state(lambda state: state["phase"] == "Downloading")
    began = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    assert time.monotonic() - began < 3
