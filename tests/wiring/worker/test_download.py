"""Models from a hub: a real hub API on plain HTTP, and what goes wrong with it."""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import Hub, Worker, a_hub, a_model, stream

REPO = "demo/tiny"
TOKEN = "hf_letmein"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = a_model(tmp_path / "hub" / "tiny", _name_or_path="demo/tiny")
    (folder / "pytorch_model.bin").write_bytes(b"the same weights again")
    return folder


@pytest.fixture
def hub(model: Path) -> Iterator[Hub]:
    arguments = (f"--repo={REPO}={model}", f"--gated=demo/gated={model}", f"--token={TOKEN}")
    with a_hub(*arguments) as running:
        yield running


def hf(repo: str = REPO, revision: str = "main") -> dict[str, Any]:
    return {"source": "hf", "uri": f"hf://{repo}", "repo": repo, "revision": revision}


def at(hub: Hub, **more: str) -> dict[str, str]:
    return {"HF_ENDPOINT": hub.url, "HF_TOKEN": "", **more}


def weights(worker: Worker) -> Path:
    """The downloaded weights, through the snapshot's link."""
    (found,) = (worker.folder / "hf").glob("hub/*/snapshots/*/model.safetensors")
    return found


def test_a_model_is_downloaded_verified_and_served(start: Start, hub: Hub, model: Path) -> None:
    worker = start(hf(), env=at(hub)).until_ready()
    state = worker.state()
    assert state is not None
    assert state["resolvedCommit"] == hub.commit(REPO)
    assert set(state["coldStart"]) == {"download", "load", "warmUp"}
    assert stream(worker.url, 8).text.startswith("I am tiny")
    assert weights(worker).read_bytes() == (model / "model.safetensors").read_bytes()
    assert not list((worker.folder / "hf").rglob("pytorch_model.bin"))


def test_percent_and_phase_are_told_while_it_downloads(start: Start, hub: Hub) -> None:
    hub.fault(bytesPerSecond=60_000)
    worker = start(hf(), env=at(hub))
    state = worker.until_state(lambda state: 10 <= (state["percent"] or 0) < 100)
    assert state["phase"] == "Downloading"
    worker.until_ready()


def test_a_cut_download_goes_on_where_it_was_cut(start: Start, hub: Hub) -> None:
    hub.fault(cutAfterBytes=50_000, cuts=3)
    worker = start(hf(), env=at(hub)).until_ready()
    assert (
        hashlib.sha256(weights(worker).read_bytes()).hexdigest() == weights(worker).resolve().name
    )


def test_a_download_goes_on_after_the_worker_was_killed(start: Start, hub: Hub) -> None:
    hub.fault(bytesPerSecond=60_000)
    worker = start(hf(), env=at(hub))
    worker.until_state(lambda state: (state["percent"] or 0) >= 30)
    worker.signal(signal.SIGKILL)
    worker.ended()
    before = max(part.stat().st_size for part in worker.folder.rglob("*.part"))
    hub.fault(bytesPerSecond=60_000)
    began = time.monotonic()
    worker.start().until_ready()
    whole = weights(worker).stat().st_size
    assert before > whole * 0.2
    assert f'"percent": {0}' not in worker.log()
    state = worker.state()
    assert state is not None
    assert state["coldStart"]["download"] < (whole - before) / 60_000 + 3, time.monotonic() - began


def test_a_damaged_file_is_fetched_again(start: Start, hub: Hub, model: Path) -> None:
    hub.fault(corrupt=1)
    worker = start(hf(), env=at(hub)).until_ready()
    assert weights(worker).read_bytes() == (model / "model.safetensors").read_bytes()


def test_a_hub_that_is_away_is_waited_for_and_the_state_says_so(start: Start, hub: Hub) -> None:
    hub.fault(unavailable=2)
    worker = start(hf(), env=at(hub))
    state = worker.until_state(lambda state: "HTTP 503" in state["message"])
    assert "trying again in" in state["message"]
    worker.until_ready()


def test_a_hub_that_stays_away_ends_as_download_failed(start: Start) -> None:
    env = {"HF_ENDPOINT": "http://127.0.0.1:9"}
    worker = start(hf(), env=env, startupTimeoutSeconds=8)
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("DownloadFailed", False)


@pytest.mark.parametrize(
    ("repo", "revision", "reason", "says"),
    [
        ("demo/gated", "main", "BadCredentials", "credentialsSecretRef"),
        ("demo/nothing", "main", "ModelNotFound", "no repository demo/nothing"),
        (REPO, "v9", "ModelNotFound", "no revision v9"),
    ],
)
def test_a_refusal_of_the_hub_ends_at_once_with_its_mend(
    start: Start, hub: Hub, repo: str, revision: str, reason: str, says: str
) -> None:
    worker = start(hf(repo, revision), env=at(hub))
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == (reason, True)
    assert says in words["message"]


@pytest.mark.parametrize("name", ["token", "HF_TOKEN"])
def test_a_token_in_the_mounted_secret_opens_a_gated_model(
    start: Start, hub: Hub, tmp_path: Path, name: str
) -> None:
    credentials = tmp_path / "secret"
    credentials.mkdir()
    (credentials / name).write_text(TOKEN + "\n")
    env = at(hub, PILOTLIGHT_CREDENTIALS=str(credentials))
    worker = start(hf("demo/gated"), env=env).until_ready()
    assert TOKEN not in worker.log()


def test_a_wrong_token_is_named_and_never_shown(start: Start, hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "token").write_text("hf_wrongwrongwrong")
    worker = start(hf("demo/gated"), env=at(hub, PILOTLIGHT_CREDENTIALS=str(tmp_path / "secret")))
    assert worker.ended() == 1
    assert worker.last_words()["reason"] == "BadCredentials"
    assert "hf_wrong" not in worker.log() + worker.last_words()["message"]


def test_a_model_that_is_in_the_cache_needs_no_hub(start: Start, hub: Hub) -> None:
    commit = hub.commit(REPO)
    worker = start(hf(revision=commit), env=at(hub)).until_ready()
    worker.stop()
    hub.process.kill()
    again = start(hf(revision=commit), env=at(hub, HF_HOME=str(worker.folder / "hf")))
    again.until_ready()


def test_sigterm_while_downloading_ends_at_once(start: Start, hub: Hub) -> None:
    hub.fault(bytesPerSecond=1000)
    worker = start(hf(), env=at(hub))
    worker.until_state(lambda state: state["phase"] == "Downloading")
    time.sleep(1)
    began = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert worker.ended() == 0
    assert time.monotonic() - began < 3
