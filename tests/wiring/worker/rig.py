"""A worker as it runs in a pod, but as processes of this machine: real supervisor, gate, engine."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pilotlight.cluster.permits import public_key_text, sign_permit

POD_UID = "8c1f6a3e-5a34-4b1c-9b0f-0d6c8e0f4a11"
PATIENCE = 40.0  # two busy cores
T = TypeVar("T")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def until(look: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """Poll until `look` finds something; the rig watches processes from outside."""
    deadline = time.monotonic() + patience
    while True:
        begun = time.monotonic()
        found = look()
        if found:
            return found
        if begun > deadline:
            raise AssertionError(f"not within {patience:g} s: {what}")
        time.sleep(0.05)


def a_model(folder: Path, **config: object) -> Path:
    """A model folder that the simulated engine loads."""
    folder.mkdir(parents=True)
    whole = {"architectures": ["LlamaForCausalLM"], "max_position_embeddings": 8192, **config}
    (folder / "config.json").write_text(json.dumps(whole))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(os.urandom(200_000))
    return folder


@dataclass
class Worker:
    """One worker and everything that a cluster would know of it."""

    folder: Path
    config: dict[str, Any]
    env: Mapping[str, str] = field(default_factory=dict)
    http_port: int = field(default_factory=free_port)
    admin_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Worker:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "config.json").write_text(json.dumps(self.config))
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pilotlight_worker", "serve"],
                env=self._env(),
                stdout=log,
                stderr=log,
            )
        return self

    def _env(self) -> dict[str, str]:
        return {
            **os.environ,
            "PILOTLIGHT_ENGINE": json.dumps([sys.executable, "-m", "pilotlight_sim"]),
            "PILOTLIGHT_ENGINE_VERSION": "0.32.0",
            "PILOTLIGHT_WORKER_CONFIG": str(self.folder / "config.json"),
            "PILOTLIGHT_SOCKET": str(self.folder / "worker.sock"),
            "PILOTLIGHT_GATE_SETTINGS": str(self.folder / "settings.json"),
            "PILOTLIGHT_GATE_KEYS": str(self.folder / "keys"),
            "PILOTLIGHT_CREDENTIALS": str(self.folder / "credentials"),
            "PILOTLIGHT_TERMINATION_LOG": str(self.folder / "termination-log"),
            "PILOTLIGHT_HTTP_PORT": str(self.http_port),
            "PILOTLIGHT_ADMIN_PORT": str(self.admin_port),
            "PILOTLIGHT_ADMIN_HOST": "127.0.0.1",
            "PILOTLIGHT_POD_UID": POD_UID,
            "PILOTLIGHT_MIN_DRAIN_SECONDS": "0.5",
            "PILOTLIGHT_SHUTDOWN_TIMEOUT_SECONDS": "2",
            "PILOTLIGHT_GATE_EXTRA_ROUTES": "/sim/faults",
            "VLLM_HTTP_TIMEOUT_KEEP_ALIVE": "1",
            "PILOTLIGHT_SIM_LOAD_SECONDS": "0.1",
            "HF_HOME": str(self.folder / "hf"),
            "HF_HUB_DISABLE_TELEMETRY": "1",
            **self.env,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def get(self, path: str, timeout: float = 5) -> httpx.Response | None:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(self.url + path, timeout=timeout)
        return None

    def state(self, timeout: float = 5) -> dict[str, Any] | None:
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(f"http://127.0.0.1:{self.admin_port}/state", timeout=timeout)
            state: dict[str, Any] = answer.json()
            return state
        return None

    def metrics(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.admin_port}/metrics", timeout=10).text

    def until_ready(self) -> Worker:
        def ready() -> bool:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"the worker ended:\n{self.log()}")
            answer = self.get("/ready")
            return answer is not None and answer.status_code == 200

        until(ready, "ready")
        return self

    def until_state(self, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        seen: list[dict[str, Any] | None] = []

        def look() -> dict[str, Any] | None:
            state = self.state()
            seen.append(state)
            return state if state is not None and wanted(state) else None

        try:
            return until(look, "the state")
        except AssertionError as error:
            raise AssertionError(f"{error}; last {seen[-1]}\n{self.log()}") from None

    def order(
        self, verb: str, key: Ed25519PrivateKey | None = None, timeout: float = 10
    ) -> httpx.Response:
        """What the operator would send, with a permit if there is a key."""
        headers = {}
        if key is not None:
            permit = sign_permit(key, pod_uid=POD_UID, verb=verb, now=datetime.now(UTC))
            headers["Authorization"] = f"Bearer {permit}"
        url = f"http://127.0.0.1:{self.admin_port}/{verb}"
        return httpx.post(url, headers=headers, timeout=timeout)

    def trusts(self, key: Ed25519PrivateKey) -> None:
        """The operator's key arrives with the gate's settings."""
        settings = {"version": 1, "operatorKeys": [public_key_text(key)]}
        (self.folder / "settings.json").write_text(json.dumps(settings))

    def limits(self, **limits: object) -> None:
        """Limits arrive with the gate's settings, and are in force when this returns."""
        taken = self.log().count('event="settings taken"')
        settings = {"version": taken + 2, "requestLimits": limits}  # none is the default
        (self.folder / "settings.json").write_text(json.dumps(settings))
        until(lambda: self.log().count('event="settings taken"') > taken, "the limits are taken")

    def sample(self, series: str) -> float:
        """The value of one series, as `name{labels}`; 0 where there is none."""
        for line in self.metrics().splitlines():
            if line.startswith(f"{series} "):
                return float(line.split()[-1])
        return 0.0

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def ended(self, patience: float = PATIENCE) -> int:
        assert self.process is not None
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {patience} s:\n{self.log()}") from None

    def last_words(self) -> dict[str, Any]:
        """The termination log: exactly one line of JSON."""
        (line,) = (self.folder / "termination-log").read_text().splitlines()
        words: dict[str, Any] = json.loads(line)
        assert set(words) == {"reason", "message", "permanent"}
        return words

    def command(self, name: str) -> subprocess.CompletedProcess[str]:
        """What kubelet would exec in the container."""
        return subprocess.run(
            [sys.executable, "-m", "pilotlight_worker", name],
            env=self._env(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def command_started(self, name: str) -> subprocess.Popen[bytes]:
        """The same without waiting for it."""
        return subprocess.Popen([sys.executable, "-m", "pilotlight_worker", name], env=self._env())

    def fault(self, **faults: object) -> None:
        answer = httpx.put(f"{self.url}/sim/faults", json=faults, timeout=5)
        assert answer.status_code == 200, answer.text

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


@dataclass(frozen=True)
class Stream:
    """A finished stream."""

    text: str
    tokens: int
    finish_reason: str | None
    done: bool
    connection: str | None


def stream(url: str, tokens: int, on_first: Callable[[], object] = lambda: None) -> Stream:
    """Ask for so many tokens; counts what came, for status codes say nothing about a cut."""
    body = {"model": "chat", "prompt": "Hello", "max_tokens": tokens, "stream": True}
    text, count, reason, done = "", 0, None, False
    timeout = httpx.Timeout(PATIENCE)
    with httpx.stream("POST", f"{url}/v1/completions", json=body, timeout=timeout) as answer:
        assert answer.status_code == 200, answer.read()
        for line in answer.iter_lines():
            if line == "data: [DONE]":
                done = True
            elif line.startswith("data: "):
                choice = json.loads(line[6:])["choices"][0]
                text += choice["text"]
                reason = choice["finish_reason"] or reason
                count += 1
                if count == 1:
                    on_first()
    return Stream(text, count, reason, done, answer.headers.get("connection"))


def config(model: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "endpoint": "chat",
        "namespace": "demo",
        "revision": "chat-6c9f4b21d0",
        "model": {"servedName": "chat", "trustRemoteCode": False, **model},
        "engineArgs": ["--max-model-len=4096", "--dtype=bfloat16"],
        "startupTimeoutSeconds": 120,
        "drainTimeoutSeconds": 30,
        **changes,
    }


def local(path: Path) -> dict[str, Any]:
    return {"source": "local", "uri": f"file://{path}", "path": str(path)}


@dataclass
class Hub:
    """The model hub for tests, as a process."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fault(self, **faults: object) -> None:
        assert httpx.put(f"{self.url}/sim/hub", json=faults, timeout=5).status_code == 200

    def bytes_served(self) -> int:
        served: int = httpx.get(f"{self.url}/sim/hub", timeout=5).json()["bytesServed"]
        return served

    def commit(self, repo: str) -> str:
        answer = httpx.get(f"{self.url}/api/models/{repo}", timeout=5)
        sha: str = answer.json()["sha"]
        return sha


@contextlib.contextmanager
def a_hub(*arguments: str) -> Iterator[Hub]:
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "pilotlight_sim.hub"),
            *(f"--port={port}", "--host=127.0.0.1"),
            *arguments,
        ]
    )
    hub = Hub(port, process)

    def listening() -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{hub.url}/sim/hub", timeout=5).status_code == 200
        return False

    try:
        until(listening, "the hub listens")
        yield hub
    finally:
        process.kill()
        process.wait()
