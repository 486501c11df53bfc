"""vLLM's command line, as far as it is used: unknown flags end with code 2, as they do there."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

# Accepted and without effect here. Taken from vLLM 0.32's `--help`.
_IGNORED_VALUES = (
    "--tokenizer", "--tokenizer-mode", "--revision", "--tokenizer-revision", "--code-revision",
    "--download-dir", "--load-format", "--config-format", "--dtype", "--quantization", "-q",
    "--kv-cache-dtype", "--seed", "--generation-config", "--override-generation-config",
    "--hf-overrides", "--chat-template", "--chat-template-content-format", "--response-role",
    "--tool-call-parser", "--reasoning-parser", "--runner", "--convert", "--pooler-config",
    "--pipeline-parallel-size", "-pp", "--tensor-parallel-size", "-tp", "--data-parallel-size",
    "-dp", "--distributed-executor-backend", "--gpu-memory-utilization", "--swap-space",
    "--cpu-offload-gb", "--max-num-partial-prefills", "--scheduling-policy", "--max-logprobs",
    "--limit-mm-per-prompt", "--mm-processor-kwargs", "--speculative-config", "-sc",
    "--compilation-config", "-cc", "--attention-backend", "--max-lora-rank", "--max-loras",
    "--max-num-queued-reqs", "--max-num-queued-tokens", "--sse-keep-alive-interval",
    "--uvicorn-log-level", "--optimization-level", "-O",
)  # fmt: skip
_IGNORED_SWITCHES = (
    "--trust-remote-code", "--enforce-eager", "--enable-prefix-caching",
    "--no-enable-prefix-caching", "--enable-chunked-prefill", "--no-enable-chunked-prefill",
    "--enable-lora", "--enable-auto-tool-choice", "--disable-log-stats",
    "--enable-log-requests", "--no-enable-log-requests", "--disable-uvicorn-access-log",
    "--disable-fastapi-docs", "--enable-request-id-headers", "--enable-force-include-usage",
    "--async-scheduling", "--no-async-scheduling", "--skip-mm-profiling",
)  # fmt: skip
_DTYPES = ("auto", "bfloat16", "float", "float16", "float32", "half")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What has an effect here."""

    model: str
    served_names: tuple[str, ...]
    host: str
    port: int
    middleware: tuple[str, ...]
    shutdown_timeout: int
    max_model_len: int | None
    max_num_seqs: int
    max_num_batched_tokens: int
    block_size: int
    num_gpu_blocks: int
    sleep_mode: bool


def parse(argv: Sequence[str] | None = None) -> Arguments:
    """Parse `argv`. Leaves the process with code 2 and vLLM's words when it is wrong."""
    given = _parser().parse_args(argv)
    names = tuple(given.served_model_name or [given.model])
    return Arguments(
        model=given.model,
        served_names=names,
        host=given.host or "0.0.0.0",  # noqa: S104 - the pod's network, as in vLLM
        port=given.port,
        middleware=tuple(given.middleware),
        shutdown_timeout=given.shutdown_timeout,
        max_model_len=given.max_model_len,
        max_num_seqs=given.max_num_seqs,
        max_num_batched_tokens=given.max_num_batched_tokens,
        block_size=given.block_size,
        num_gpu_blocks=given.num_gpu_blocks_override,
        sleep_mode=given.enable_sleep_mode,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="api_server.py", description="A simulated vLLM OpenAI-compatible RESTful API server."
    )
    parser.add_argument("--model", required=True)
    parser.add_argument("--served-model-name", nargs="+")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--middleware", action="append", default=[])
    parser.add_argument("--shutdown-timeout", type=int, default=0)
    parser.add_argument("--api-server-count", "-asc", type=int)
    parser.add_argument("--max-model-len", type=_human_int)
    parser.add_argument("--max-num-seqs", type=_positive, default=256)
    parser.add_argument("--max-num-batched-tokens", type=_positive, default=2048)
    parser.add_argument("--block-size", type=_positive, default=16)
    parser.add_argument("--num-gpu-blocks-override", type=_positive, default=4096)
    parser.add_argument("--enable-sleep-mode", action="store_true")
    for flag in _IGNORED_VALUES:
        choices = _DTYPES if flag == "--dtype" else None
        parser.add_argument(flag, choices=choices)
    for flag in _IGNORED_SWITCHES:
        parser.add_argument(flag, action="store_true")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {value}")
    return value


def _human_int(text: str) -> int:
    """4096, 4k (4000) or 4K (4096), as vLLM reads --max-model-len; auto and -1 mean the model's."""
    if text in ("auto", "-1"):
        return 0
    factors = {"k": 1000, "K": 1024, "m": 10**6, "M": 2**20}
    if text[-1:] in factors:
        return int(float(text[:-1]) * factors[text[-1]])
    return _positive(text)
