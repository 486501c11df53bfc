"""What falling asleep and waking cost on an accelerator: `python -m tests.bench.sleeping`.

Needs one NVIDIA GPU and vLLM with its CUDA kernels, in the Python that runs this, and nothing from
the network: models are made here, of a known shape and with random weights. vLLM's own server is
started as the worker starts it, and asked as the gate asks it (`gate/naps.py`).

  --sizes 0.5B 8B    weights on disk; level 2 (weights dropped, and read again) is measured, too
  --dummy 24B        weights from nowhere, where the disk is too small
  --worker 8B        the worker around it: orders on its admin port, and requests to a sleeper

Every line of the output is a JSON object. Published in docs/explanation/warmth.md.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PORT, ADMIN = 18000, 18081
PROMPT = 512  # tokens
RUNS = 5
POD = "11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True, slots=True)
class Shape:
    """A Llama of this shape, bf16."""

    hidden: int
    inner: int
    layers: int
    heads: int
    kv_heads: int
    head: int
    vocabulary: int
    tied: bool = False

    def tensors(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Names and sizes, in the checkpoint's words."""
        yield "model.embed_tokens.weight", (self.vocabulary, self.hidden)
        for layer in range(self.layers):
            block = f"model.layers.{layer}"
            yield f"{block}.input_layernorm.weight", (self.hidden,)
            yield f"{block}.post_attention_layernorm.weight", (self.hidden,)
            yield f"{block}.self_attn.q_proj.weight", (self.heads * self.head, self.hidden)
            yield f"{block}.self_attn.k_proj.weight", (self.kv_heads * self.head, self.hidden)
            yield f"{block}.self_attn.v_proj.weight", (self.kv_heads * self.head, self.hidden)
            yield f"{block}.self_attn.o_proj.weight", (self.hidden, self.heads * self.head)
            yield f"{block}.mlp.gate_proj.weight", (self.inner, self.hidden)
            yield f"{block}.mlp.up_proj.weight", (self.inner, self.hidden)
            yield f"{block}.mlp.down_proj.weight", (self.hidden, self.inner)
        yield "model.norm.weight", (self.hidden,)
        if not self.tied:
            yield "lm_head.weight", (self.vocabulary, self.hidden)


SHAPES = {
    "0.5B": Shape(896, 4864, 24, 14, 2, 64, 151936, tied=True),  # Qwen2.5-0.5B
    "8B": Shape(4096, 14336, 32, 32, 8, 128, 128256),  # Llama-3.1-8B
    "24B": Shape(5120, 32768, 40, 32, 8, 128, 131072),  # Mistral-Small-24B
    "32B": Shape(5120, 27648, 64, 40, 8, 128, 152064),  # Qwen2.5-32B; 112 GiB of host memory
}


def say(**said: Any) -> None:
    """One line of the output."""
    print(json.dumps(said), flush=True)


def make_model(folder: Path, shape: Shape, *, weights: bool) -> int:
    """Write the model; the bytes of its weights."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16",
        "hidden_size": shape.hidden, "intermediate_size": shape.inner, "hidden_act": "silu",
        "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads, "head_dim": shape.head, "rms_norm_eps": 1e-6,
        "vocab_size": shape.vocabulary, "max_position_embeddings": 8192, "rope_theta": 500000.0,
        "tie_word_embeddings": shape.tied, "bos_token_id": 1, "eos_token_id": 2,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    words = {"[UNK]": 0, **{f"t{number}": number for number in range(1, shape.vocabulary)}}
    tokenizer: dict[str, Any] = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": None, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": None,
        "decoder": None, "model": {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"},
    }  # fmt: skip
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]"})
    )
    size = 0
    shard: list[tuple[str, tuple[int, ...]]] = []
    for number, (name, sizes) in enumerate(tensors := list(shape.tensors())):
        shard.append((name, sizes))
        size += _bytes(sizes)
        if sum(_bytes(it) for _, it in shard) > 4e9 or number == len(tensors) - 1:
            if weights:
                _write_shard(folder / f"model-{number:05d}.safetensors", shard)
            shard = []
    return size


def _bytes(sizes: tuple[int, ...]) -> int:
    count = 2  # bf16
    for one in sizes:
        count *= one
    return count


def _write_shard(path: Path, tensors: list[tuple[str, tuple[int, ...]]]) -> None:
    """Random numbers around 0; norms are 1."""
    import numpy as np  # only here: it comes with vLLM

    header: dict[str, Any] = {}
    offset = 0
    for name, sizes in tensors:
        end = offset + _bytes(sizes)
        header[name] = {"dtype": "BF16", "shape": sizes, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    values = np.random.default_rng(0).normal(0, 0.02, 2**25).astype(np.float32)
    noise = memoryview((values.view(np.uint32) >> 16).astype(np.uint16).tobytes())
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for number, (name, sizes) in enumerate(tensors):
            left = _bytes(sizes)
            if "norm" in name:
                file.write(b"\x80\x3f" * (left // 2))
                continue
            start = number * 4094 % (len(noise) // 2)  # no two tensors alike
            while left:
                some = noise[start : start + left]
                file.write(some)
                left -= len(some)
                start = 0
        file.flush()
        os.fsync(file.fileno())


def forget(folder: Path) -> None:
    """Take the weights out of the page cache, so that the next reader reads the disk."""
    for path in folder.glob("*.safetensors"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


# ---- the machine ----


def gpu_mib() -> int:
    """What is taken of the accelerator's memory, by whomever."""
    asked = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    with contextlib.suppress(OSError, ValueError, subprocess.CalledProcessError):
        return int(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    return -1


def host_mib() -> int:
    """What is not available of the host's memory; the page cache is."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    kib = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
    return (kib["MemTotal"] - kib["MemAvailable"]) // 1024


# ---- asking ----


def ask(
    method: str, path: str, body: Any = None, *, port: int = PORT, timeout: float = 180,
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes]:  # fmt: skip
    """Status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    with contextlib.closing(connection):
        text = None if body is None else json.dumps(body)
        typed = {"Content-Type": "application/json", "Connection": "close", **(headers or {})}
        connection.request(method, path, text, typed)
        answer = connection.getresponse()
        return answer.status, answer.read()


def must(method: str, path: str, body: Any = None, **more: Any) -> float:
    """The seconds until 200. Raises RuntimeError for any other answer."""
    began = time.monotonic()
    status, said = ask(method, path, body, **more)
    if status != 200:
        raise RuntimeError(f"{method} {path}: {status} {said[:2000]!r}")
    return time.monotonic() - began


def complete(seed: int = 0, tokens: int = 16) -> tuple[float, float, list[int]]:
    """Seconds to the first token and to the last, and the tokens."""
    prompt = [3 + (seed * 7919 + place * 104729) % 100_000 for place in range(PROMPT)]
    body = {
        "model": "m", "prompt": prompt, "max_tokens": tokens, "temperature": 0, "stream": True,
        "ignore_eos": True, "return_token_ids": True,
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=180)
    first = 0.0
    found: list[int] = []
    with contextlib.closing(connection):
        began = time.monotonic()
        connection.request(
            "POST", "/v1/completions", json.dumps(body), {"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"completion: {answer.status} {answer.read()[:2000]!r}")
        for line in answer:
            if not line.startswith(b"data: {"):
                continue
            choices = json.loads(line[6:]).get("choices")
            if not choices:
                continue
            first = first or time.monotonic() - began
            found += choices[0].get("token_ids") or []
        return first, time.monotonic() - began, found


# ---- the engine ----

PARTS = {
    "loading begins": r"Starting to load model",
    "weights read": r"Loading weights took ([\d.]+) seconds",
    "model loaded": r"Model loading took ([\d.]+) GiB(?: memory)? and ([\d.]+) seconds",
    "compiled": r"torch\.compile took ([\d.]+) s",
    "graphs": r"Graph capturing finished in ([\d.]+) secs, took (-?[\d.]+) GiB",
    "kv cache": r"Available KV cache memory: ([\d.]+) GiB",
    "engine": r"init engine .* took ([\d.]+) s",
    "freed": r"Sleep mode freed ([\d.]+) GiB memory, ([\d.]+) GiB memory is still in use",
}


class Started:
    """A process whose output is read, kept with its times, and searched for PARTS."""

    def __init__(self, argv: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.began = time.monotonic()
        self.parts: dict[str, list[float]] = {}
        self.process = subprocess.Popen(
            argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", start_new_session=True,
        )  # fmt: skip
        self._log = log.open("a")
        assert self.process.stdout
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def _read(self, output: IO[str]) -> None:
        for line in output:
            at = time.monotonic() - self.began
            print(f"{at:8.2f} {line}", end="", file=self._log, flush=True)
            for part, pattern in PARTS.items():
                if found := re.search(pattern, line):
                    self.parts[part] = [round(at, 2), *map(float, found.groups())]

    def until(self, ready: Callable[[], bool], seconds: float) -> float:
        """The seconds since the start. Raises RuntimeError when it ends before, TimeoutError."""
        while time.monotonic() - self.began < seconds:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if ready():
                    return time.monotonic() - self.began
            if self.process.poll() is not None:
                raise RuntimeError(f"ended with {self.process.returncode}")
            time.sleep(0.1)
        raise TimeoutError(f"not ready in {seconds} s")

    def stop(self) -> None:
        """With everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()


@contextlib.contextmanager
def engine(
    folder: Path, log: Path, extra: Sequence[str], seconds: float
) -> Iterator[tuple[Started, float]]:
    """vLLM's server, and the seconds until it was ready."""
    argv = [
        *COMMAND, f"--model={folder}", "--served-model-name=m", "--host=127.0.0.1",
        f"--port={PORT}", "--enable-sleep-mode", "--max-model-len=4096", *extra,
    ]  # fmt: skip
    env = {
        **os.environ, "VLLM_SERVER_DEV_MODE": "1", "HF_HUB_OFFLINE": "1", "DO_NOT_TRACK": "1",
        "VLLM_NO_USAGE_STATS": "1",
    }  # fmt: skip
    started = Started(argv, env, log)
    try:
        yield started, started.until(lambda: ask("GET", "/health", timeout=2)[0] == 200, seconds)
    finally:
        started.stop()


COMMAND = json.loads(os.environ.get("PILOTLIGHT_ENGINE", "null")) or [
    sys.executable, "-m", "vllm.entrypoints.openai.api_server",
]  # fmt: skip


# ---- measuring ----


def measure(
    name: str, folder: Path, size: int, log: Path, *, extra: Sequence[str], weights: bool,
    seconds: float, runs: int = RUNS,
) -> None:  # fmt: skip
    """One start, and as many naps as `runs` of each level."""
    idle, host = gpu_mib(), host_mib()
    with engine(folder, log, extra, seconds) as (started, ready):
        first, _, _ = complete(99)
        time.sleep(0.5)
        said = {"model": name, "extra": list(extra), "weights_bytes": size}
        say(
            what="start", **said, ready=round(ready, 2), first_token=round(first, 3),
            parts=started.parts, gpu_idle_mib=idle, gpu_mib=gpu_mib(), host_idle_mib=host,
            host_mib=host_mib(),
        )  # fmt: skip
        usual = [complete(number)[0] for number in range(3, 8)]
        before = complete()[2]
        say(what="awake", **said, first_token=[round(it, 4) for it in usual], tokens=before)
        for level in (1, 2) if weights else (1,):
            for run in range(runs if level == 1 else 3):
                asleep = must("POST", f"/sleep?level={level}&mode=wait")
                taken = gpu_mib(), host_mib()
                reload = None
                began = time.monotonic()
                if level == 1:
                    must("POST", "/wake_up")
                else:
                    must("POST", "/wake_up?tags=weights")
                    reload = must("POST", "/collective_rpc", {"method": "reload_weights"})
                    must("POST", "/wake_up?tags=kv_cache")
                woken = time.monotonic() - began
                first, _, after = complete()
                say(
                    what="nap", **said, level=level, run=run, sleep=round(asleep, 3),
                    wake=round(woken, 3), reload=reload and round(reload, 3),
                    first_token=round(first, 4), same=after == before, gpu_asleep_mib=taken[0],
                    host_asleep_mib=taken[1], gpu_mib=gpu_mib(), host_mib=host_mib(),
                    freed=started.parts.get("freed"),
                )  # fmt: skip


def order(key: Any, verb: str) -> tuple[int, bytes]:
    """An order on the admin port, as the operator gives it."""
    now = time.time()
    payload = json.dumps({"exp": now + 20, "iat": now, "pod": POD, "verb": verb}).encode()
    text = base64.urlsafe_b64encode(payload).rstrip(b"=")
    signature = base64.urlsafe_b64encode(key.sign(b"pilotlight-permit.v1." + text)).rstrip(b"=")
    permit = f"v1.{text.decode()}.{signature.decode()}"
    return ask("POST", f"/{verb}", port=ADMIN, headers={"Authorization": f"Bearer {permit}"})


def measure_worker(
    name: str, folder: Path, log: Path, *, extra: Sequence[str], seconds: float
) -> None:
    """The worker around the engine: ordered naps, then a request that reaches a sleeper."""
    from cryptography.hazmat.primitives.asymmetric import (
        ed25519,
    )  # only here: not for the bare engine

    key = ed25519.Ed25519PrivateKey.generate()
    place = folder.parent / "worker"
    place.mkdir(exist_ok=True)
    orders = {
        "endpoint": "bench", "namespace": "bench", "revision": "bench-1", "sleepMode": True,
        "model": {"source": "local", "uri": f"file://{folder}", "path": str(folder),
                  "servedName": "m"},
        "engineArgs": ["--max-model-len=4096", *extra],
    }  # fmt: skip
    (place / "config.json").write_text(json.dumps(orders))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    (place / "settings.json").write_text(json.dumps({"operatorKeys": [public]}))
    env = {
        **os.environ, "PILOTLIGHT_ENGINE": json.dumps(COMMAND), "PILOTLIGHT_POD_UID": POD,
        "PILOTLIGHT_WORKER_CONFIG": str(place / "config.json"),
        "PILOTLIGHT_SOCKET": str(place / "socket"),
        "PILOTLIGHT_GATE_SETTINGS": str(place / "settings.json"),
        "PILOTLIGHT_CREDENTIALS": str(place / "credentials"),
        "PILOTLIGHT_TERMINATION_LOG": str(place / "termination-log"),
        "PILOTLIGHT_HTTP_PORT": str(PORT), "PILOTLIGHT_ADMIN_PORT": str(ADMIN),
        "PILOTLIGHT_ADMIN_HOST": "127.0.0.1", "PILOTLIGHT_MIN_DRAIN_SECONDS": "0.5",
        "VLLM_HTTP_TIMEOUT_KEEP_ALIVE": "1",
    }  # fmt: skip
    started = Started([sys.executable, "-m", "pilotlight_worker", "serve"], env, log)

    def state() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(ask("GET", "/state", port=ADMIN, timeout=10)[1])
        return found

    def put_to_sleep() -> float:
        status, said = order(key, "sleep")
        if status != 202:
            raise RuntimeError(f"/sleep: {status} {said!r}")
        until = time.monotonic() + 150
        while (now := state())["sleep"]["phase"] != "Asleep":
            if now["sleep"]["problem"] or time.monotonic() > until:
                raise RuntimeError(f"does not fall asleep: {now}")
            time.sleep(0.05)
        return float(now["sleep"]["lastSleepSeconds"])

    try:
        ready = started.until(lambda: state()["phase"] == "Ready", seconds)
        first, _, before = complete()
        say(
            what="worker start",
            model=name,
            ready=round(ready, 2),
            first_token=round(first, 3),
            parts=started.parts,
        )
        for run in range(2):
            asleep, taken = put_to_sleep(), gpu_mib()
            began = time.monotonic()
            status, said = order(key, "wake")
            woken = time.monotonic() - began
            first, _, after = complete()
            say(
                what="worker nap", model=name, run=run, sleep=asleep, gpu_asleep_mib=taken,
                wake=round(woken, 3), status=status, first_token=round(first, 4),
                same=after == before, state=json.loads(said)["state"]["sleep"],
            )  # fmt: skip
        for run in range(2):
            put_to_sleep()
            first, _, after = complete()
            say(
                what="worker woken by a request", model=name, run=run,
                first_token=round(first, 3), same=after == before, state=state()["sleep"],
            )  # fmt: skip
    finally:
        started.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="*", choices=SHAPES, default=[])
    parser.add_argument("--dummy", nargs="*", choices=SHAPES, default=[])
    parser.add_argument("--worker", nargs="*", choices=SHAPES, default=[])
    parser.add_argument("--folder", type=Path, default=Path("/tmp/sleeping"))
    parser.add_argument("--logs", type=Path, default=Path("/tmp/sleeping"))
    parser.add_argument("--extra", action="append", default=[], help="an argument of vLLM")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--limit", type=float, default=300, help="seconds for a start")
    parser.add_argument("--cold-disk", action="store_true", help="empty the page cache before")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no engine is left
    failed = 0
    for kind in ("sizes", "dummy", "worker"):
        for name in getattr(options, kind):
            folder = options.folder / (f"{name}-dummy" if kind == "dummy" else name)
            log = options.logs / f"{kind}-{name}.log"
            extra = [*options.extra, *(["--load-format=dummy"] if kind == "dummy" else [])]
            weights = kind != "dummy"
            try:
                began = time.monotonic()
                if not (folder / "config.json").exists():
                    size = make_model(folder, SHAPES[name], weights=weights)
                else:
                    size = sum(_bytes(sizes) for _, sizes in SHAPES[name].tensors())
                say(what="model", model=name, bytes=size, took=round(time.monotonic() - began, 2))
                if options.cold_disk:
                    forget(folder)
                if kind == "worker":
                    measure_worker(name, folder, log, extra=extra, seconds=options.limit)
                else:
                    measure(
                        name, folder, size, log, extra=extra, weights=weights,
                        seconds=options.limit, runs=options.runs,
                    )  # fmt: skip
            except (RuntimeError, OSError, http.client.HTTPException, TimeoutError) as error:
                failed = 1
                say(what="failed", kind=kind, model=name, error=f"{type(error).__name__}: {error}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
