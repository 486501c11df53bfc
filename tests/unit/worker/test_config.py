"""The operator's document and the container's environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pilotlight_worker.config import Environment, WorkerConfig, read_config
from pilotlight_worker.engine import engine_argv, engine_env
from pilotlight_worker.reasons import Reason, WorkerFailed

DOCUMENT: dict[str, Any] = {
    "endpoint": "chat",
    "namespace": "demo",
    "revision": "chat-6c9f4b21d0",
    "model": {
        "source": "local",
        "uri": "file:///models/tiny-a",
        "path": "/models/tiny-a",
        "servedName": "chat",
        "trustRemoteCode": False,
    },
    "engineArgs": ["--max-model-len=512", "--dtype=bfloat16"],
    "startupTimeoutSeconds": 1800,
    "drainTimeoutSeconds": 300,
}
ENGINE = {"PILOTLIGHT_ENGINE": '["python3", "-m", "engine"]'}


def config_of(**changes: Any) -> WorkerConfig:
    return WorkerConfig.model_validate({**DOCUMENT, **changes})


def refusal(path: Path) -> str:
    with pytest.raises(WorkerFailed) as caught:
        read_config(path)
    assert caught.value.failure.reason is Reason.BAD_ARGUMENTS
    assert caught.value.failure.permanent
    return caught.value.failure.message


def test_the_contracts_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**DOCUMENT, "fieldOfANewerOperator": 1}))
    config = read_config(path)
    assert config.model.served_name == "chat"
    assert config.engine_args == ("--max-model-len=512", "--dtype=bfloat16")
    assert config.drain_timeout_seconds == 300


def test_a_missing_document_is_named(tmp_path: Path) -> None:
    assert "config.json" in refusal(tmp_path / "config.json")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"drainTimeoutSeconds": -1}, "drainTimeoutSeconds"),
        ({"model": {"source": "ftp", "uri": "x", "servedName": "x"}}, "model.source"),
        ({"model": {"source": "hf", "uri": "hf://a/b", "servedName": "x"}}, "repo"),
        ({"model": {"source": "local", "uri": "pvc://a", "servedName": "x"}}, "path"),
        ({"engineArgs": "--a"}, "engineArgs"),
        ({"engineArgs": ["--port=9"]}, "--port"),
        ({"engineArgs": ["--served_model_name", "x"]}, "--served-model-name"),
        ({"engineArgs": ["--middleware=evil.Thing"]}, "--middleware"),
        ({"engineArgs": ["--middlew=evil.Thing"]}, "--middlew"),
        ({"engineArgs": ["--trust"]}, "--trust"),
        ({"engineArgs": ["--port.x=9"]}, "--port"),
        ({"engineArgs": ["--speculative-config.method"]}, "--speculative-config.method"),
        ({"engineArgs": ["--trust-remote"]}, "short for --trust-remote-code"),
        ({"engineArgs": ["--trust_remote=1"]}, "short for --trust-remote-code"),
        ({"engineArgs": ["--ud=/tmp/x"]}, "short for --uds"),
        ({"engineArgs": ["--middleware.x=1"]}, "--middleware"),
        ({"engineArgs": ["-asc=2"]}, "asc"),
    ],
)
def test_a_wrong_document_names_the_field(
    tmp_path: Path, change: dict[str, Any], named: str
) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**DOCUMENT, **change}))
    assert named in refusal(path)


@pytest.mark.parametrize("text", ["", "{", "null", "[]"])
def test_garbage_is_refused_and_does_not_crash(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text)
    assert "not valid" in refusal(path)


@pytest.mark.parametrize("engine", ["", "python3 -m engine", "[]", "[1]", '"x"', "{}"])
def test_an_engine_that_is_no_list_is_refused(engine: str) -> None:
    with pytest.raises(WorkerFailed, match="PILOTLIGHT_ENGINE"):
        Environment.read({"PILOTLIGHT_ENGINE": engine})


@pytest.mark.parametrize("name", ["PILOTLIGHT_HTTP_PORT", "PILOTLIGHT_WAKE_TIMEOUT_SECONDS"])
def test_a_number_that_is_none_is_named(name: str) -> None:
    with pytest.raises(WorkerFailed, match=name):
        Environment.read({**ENGINE, name: "http"})


def test_ours_stand_last_so_that_they_win() -> None:
    argv = engine_argv(Environment.read(ENGINE), config_of(), "/models/tiny-a", "0.32.0")
    assert argv == (
        "python3", "-m", "engine",
        "--max-model-len=512", "--dtype=bfloat16",
        "--model=/models/tiny-a", "--served-model-name=chat", "--host=0.0.0.0", "--port=8000",
        "--middleware=pilotlight_worker.gate.Gate",
        "--api-server-count=1", "--shutdown-timeout=10",
    )  # fmt: skip


@pytest.mark.parametrize("on", [False, True])
def test_sleep_mode_and_its_development_routes_are_there_only_when_asked_for(on: bool) -> None:
    environment, config = Environment.read(ENGINE), config_of(**({"sleepMode": True} if on else {}))
    argv, env = engine_argv(environment, config, "/m", None), engine_env({}, environment, config)
    assert ("--enable-sleep-mode" in argv) is on
    assert env.get("VLLM_SERVER_DEV_MODE") == ("1" if on else None)


@pytest.mark.parametrize("version", [None, "0.17.1", "0.9.2"])
def test_flags_that_the_engine_may_not_know_are_left_out(version: str | None) -> None:
    argv = engine_argv(Environment.read(ENGINE), config_of(), "/m", version)
    assert not [flag for flag in argv if "shutdown" in flag or "count" in flag]


@pytest.mark.parametrize("version", ["0.18.0", "0.32.0+cpu", "1.0", "0.33.0rc1"])
def test_flags_are_used_from_the_version_that_has_them(version: str) -> None:
    argv = engine_argv(Environment.read(ENGINE), config_of(), "/m", version)
    assert "--shutdown-timeout=10" in argv


def test_remote_code_is_run_only_when_asked_for() -> None:
    trusting = {**DOCUMENT["model"], "trustRemoteCode": True}
    environment = Environment.read(ENGINE)
    assert "--trust-remote-code" in engine_argv(environment, config_of(model=trusting), "/m", None)
    assert "--trust-remote-code" not in engine_argv(environment, config_of(), "/m", None)


def test_a_model_path_with_spaces_stays_one_argument() -> None:
    argv = engine_argv(Environment.read(ENGINE), config_of(), "/a b; rm -rf /", None)
    assert "--model=/a b; rm -rf /" in argv


def test_the_engine_may_not_leave_the_gate_or_the_cluster() -> None:
    env = engine_env(
        {"VLLM_USE_RUST_FRONTEND": "1", "X": "y"}, Environment.read(ENGINE), config_of()
    )
    assert env["VLLM_USE_RUST_FRONTEND"] == "0"
    assert env["HF_HUB_OFFLINE"] == "1"
    assert env["VLLM_HTTP_TIMEOUT_KEEP_ALIVE"] == "5"
    assert env["PILOTLIGHT_REVISION"] == config_of().revision
    assert env["X"] == "y"


def test_somebody_who_wants_the_engine_online_can_say_so() -> None:
    env = engine_env({"HF_HUB_OFFLINE": "0"}, Environment.read(ENGINE), config_of())
    assert env["HF_HUB_OFFLINE"] == "0"
