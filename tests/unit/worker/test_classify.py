"""Real last words of engines, and what the worker makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from pilotlight_worker.classify import Death, classify
from pilotlight_worker.reasons import Failure, Reason


@dataclass(frozen=True)
class Row:
    """One death. `says` must be in the message, which must also name the mend."""

    id: str
    output: str
    reason: Reason
    says: str
    permanent: bool = True
    exit_code: int = 1
    served: bool = False
    oom_killed: bool | None = None


CORE = "(EngineCore pid=71) ERROR 11-21 05:10:11 [core.py:1506] "
WRAPPED = (
    "(APIServer pid=1) RuntimeError: Engine core initialization failed. See root cause above. "
    "Failed core proc(s): {'EngineCore': 1}"
)

ROWS = [
    Row(
        "an unknown flag is named",
        "usage: api_server.py [-h]\napi_server.py: error: unrecognized arguments: --no-such-flag=3",
        Reason.BAD_ARGUMENTS,
        "--no-such-flag=3",
        exit_code=2,
    ),
    Row(
        "a wrong choice is quoted",
        "api_server.py: error: argument --dtype: invalid choice: 'bf17' (choose from auto, half)",
        Reason.BAD_ARGUMENTS,
        "--dtype: invalid choice: 'bf17'",
        exit_code=2,
    ),
    Row(
        "hardware that cannot sleep",  # vLLM 0.32 for CPUs with --enable-sleep-mode
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for ModelConfig\n"
        "  Value error, Sleep mode is not supported on current platform. [type=value_error, "
        "input_value=ArgsKwargs((), {'model': ...nderer_num_workers': 1}), input_type=ArgsKwargs]",
        Reason.BAD_ARGUMENTS,
        "tier Awake",
    ),
    Row(
        "a wrong number is quoted",
        "api_server.py: error: argument --max-num-seqs: invalid int value: 'many'",
        Reason.BAD_ARGUMENTS,
        "--max-num-seqs",
        exit_code=2,
    ),
    Row(
        "no room for the KV cache",
        f"{CORE}ValueError: No available memory for the cache blocks. Try increasing "
        f"`gpu_memory_utilization` when initializing the engine.\n{WRAPPED}",
        Reason.OUT_OF_MEMORY,
        "gpuMemoryUtilizationPercent",
    ),
    Row(
        "the KV cache is too small for one request",
        f"{CORE}ValueError: To serve at least one request with the model's max seq len (131072), "
        "(16.00 GiB KV cache is needed, which is larger than the available KV cache memory "
        f"(3.19 GiB). Based on the available memory\n{WRAPPED}",
        Reason.OUT_OF_MEMORY,
        "131072 tokens",
    ),
    Row(
        "CUDA out of memory while loading",
        f"{CORE}torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 224.00 MiB. GPU 0 "
        f"has a total capacity of 21.98 GiB of which 111.44 MiB is free.\n{WRAPPED}",
        Reason.OUT_OF_MEMORY,
        "tensorParallelSize",
    ),
    Row(
        "a neighbour holds the accelerator: may pass",
        f"{CORE}ValueError: Free memory on device cuda:0 (3.1/79.2 GiB) on startup is less than "
        "desired GPU memory utilization (0.9, 71.3 GiB). Decrease GPU memory utilization",
        Reason.OUT_OF_MEMORY,
        "3.1/79.2 GiB",
        permanent=False,
    ),
    Row(
        "host memory refused",
        "RuntimeError: [enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: "
        "can't allocate memory: you tried to allocate 17179869184 bytes.",
        Reason.OUT_OF_MEMORY,
        "limits.memory",
    ),
    Row("killed by the kernel", "", Reason.OUT_OF_MEMORY, "limits.memory", exit_code=-9),
    Row(
        "a child was killed by the kernel and the server ended",
        f"{CORE}vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue.",
        Reason.OUT_OF_MEMORY,
        "limits.memory",
        oom_killed=True,
    ),
    Row(
        "killed by somebody: the kernel counts no kill for memory",
        "",
        Reason.ENGINE_CRASHED,
        "somebody killed the engine (SIGKILL)",
        exit_code=-9,
        permanent=False,
        oom_killed=False,
    ),
    Row(
        "killed by the kernel while serving: a restart helps",
        "",
        Reason.OUT_OF_MEMORY,
        "limits.memory",
        exit_code=137,
        served=True,
        permanent=False,
    ),
    Row(
        "the architecture is not supported",
        f"{CORE}pydantic_core._pydantic_core.ValidationError: 1 validation error for ModelConfig\n"
        "  Value error, Model architectures ['FlyingForCausalLM'] are not supported for now. "
        "Supported architectures: dict_keys(['A'])",
        Reason.UNSUPPORTED_MODEL,
        "['FlyingForCausalLM']",
    ),
    Row(
        "the model type is unknown",
        "Value error, The checkpoint you are trying to load has model type `flying` but "
        "Transformers does not recognize this architecture.",
        Reason.UNSUPPORTED_MODEL,
        "model type flying",
    ),
    Row(
        "the model brings code",
        "ValueError: The repository x contains custom code which must be executed. Please pass the "
        "argument `trust_remote_code=True` to allow custom code to be run.",
        Reason.UNSUPPORTED_MODEL,
        "trustRemoteCode: true",
    ),
    Row(
        "a log line that shows the setting is no cause",
        "INFO Initializing a V1 LLM engine with config: trust_remote_code=True, dtype=bfloat16\n"
        "RuntimeError: something else",
        Reason.ENGINE_CRASHED,
        "RuntimeError: something else",
        permanent=False,
    ),
    Row(
        "no weights",
        f"{CORE}RuntimeError: Cannot find any model weights with `/models/tiny`\n{WRAPPED}",
        Reason.MODEL_UNREADABLE,
        "safetensors",
    ),
    Row(
        "damaged weights",
        f"{CORE}safetensors_rust.SafetensorError: Error while deserializing header: "
        "MetadataIncompleteBuffer",
        Reason.MODEL_UNREADABLE,
        "copy the model again",
    ),
    Row(
        "the model's folder belongs to root",
        f"{CORE}PermissionError: [Errno 13] Permission denied: '/models/x/model.safetensors'",
        Reason.MODEL_UNREADABLE,
        "/models/x/model.safetensors",
    ),
    Row(
        "a context longer than the model's",
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for ModelConfig\n  Value "
        "error, User-specified max_model_len (5000) is greater than the derived max_model_len "
        "(max_position_embeddings=1024.0 or model_max_length=None in model's config.json).",
        Reason.BAD_ARGUMENTS,
        "5000 tokens",
    ),
    Row(
        "heads do not divide",
        "Value error, Total number of attention heads (32) must be divisible by tensor parallel "
        "size (3).",
        Reason.BAD_ARGUMENTS,
        "divisible by tensor parallel size (3)",
    ),
    Row(
        "any other refused setting is quoted",
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for SchedulerConfig\n"
        "  Value error, max_num_batched_tokens (1) is smaller than max_num_seqs (256). "
        "[type=value_error, input_value=ArgsKwargs(()), input_type=ArgsKwargs]",
        Reason.BAD_ARGUMENTS,
        "max_num_batched_tokens (1) is smaller than max_num_seqs (256).",
    ),
    Row(
        "the disk is full, whatever came after",
        "OSError: [Errno 28] No space left on device: '/cache/vllm/x'\nRuntimeError: CUDA error",
        Reason.DISK_FULL,
        "spec.model.cache.claimName",
    ),
    Row(
        "gated code",
        "huggingface_hub.errors.GatedRepoError: 401 Client Error.",
        Reason.BAD_CREDENTIALS,
        "credentialsSecretRef",
    ),
    Row(
        "no accelerator is visible",
        "RuntimeError: Failed to infer device type, please set the environment variable",
        Reason.ACCELERATOR_ERROR,
        "device plugin",
        permanent=False,
    ),
    Row(
        "an accelerator fails while serving",
        f"{CORE}RuntimeError: CUDA error: an illegal memory access was encountered",
        Reason.ACCELERATOR_ERROR,
        "illegal memory access",
        permanent=False,
        served=True,
    ),
    Row(
        "NCCL",
        "RuntimeError: NCCL error: unhandled cuda error",
        Reason.ACCELERATOR_ERROR,
        "NCCL error",
        permanent=False,
    ),
    Row(
        "an unknown exception is quoted, and not its wrapper",
        f"{CORE}Traceback (most recent call last):\n{CORE}ZeroDivisionError: division by zero\n"
        f"{WRAPPED}",
        Reason.ENGINE_CRASHED,
        "ZeroDivisionError: division by zero",
        permanent=False,
    ),
    Row(
        "the worker process's error is quoted through two wrappers",
        "(Worker pid=9) ERROR 11-21 05:51:53 [multiproc_executor.py:953] KeyError: 'lm_head'\n"
        f"{CORE}Exception: WorkerProc initialization failed due to an exception in a background "
        f"process. See stack trace for root cause.\n{WRAPPED}",
        Reason.ENGINE_CRASHED,
        "KeyError: 'lm_head'",
        permanent=False,
    ),
    Row(
        "vLLM 0.32 whose core was killed ends with code 0 and a sentence that begins with Error",
        "(APIServer pid=7) ERROR 11-21 06:06:57 [async_llm.py:906] "
        "vllm.v1.engine.exceptions.EngineDeadError: EngineCore encountered an issue. See stack "
        "trace (above) for the root cause.\n"
        "(APIServer pid=7) ERROR 11-21 06:06:57 [serving.py:480] Error in completion stream "
        "generator.\nINFO:     Shutting down",
        Reason.ENGINE_CRASHED,
        "a process of the engine died without a word and the engine exited with code 0",
        permanent=False,
        exit_code=0,
        served=True,
    ),
    Row(
        "a silent end with code 0 is a crash too",
        "",
        Reason.ENGINE_CRASHED,
        "code 0",
        permanent=False,
        exit_code=0,
    ),
    Row(
        "another signal is named",
        "",
        Reason.ENGINE_CRASHED,
        "SIGSEGV",
        permanent=False,
        exit_code=-11,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_cause_is_named(row: Row) -> None:
    failure = classify(Death(row.exit_code, row.output, row.served, row.oom_killed))
    assert failure.reason is row.reason
    assert row.says in failure.message
    assert failure.permanent is row.permanent
    assert failure.message.endswith(".")


def test_every_rule_of_loading_is_temporary_once_the_engine_has_served() -> None:
    death = Death(1, "torch.OutOfMemoryError: CUDA out of memory.", served=True)
    assert not classify(death).permanent


def test_the_termination_line_is_one_line_of_json_without_secrets() -> None:
    failure = Failure(Reason.BAD_ARGUMENTS, "two\nlines and hf_abcdefghijkl", permanent=True)
    line = failure.as_line()
    assert "\n" not in line
    assert json.loads(line) == {
        "reason": "BadArguments",
        "message": "two lines and ***",
        "permanent": True,
    }


@pytest.mark.parametrize(
    "secret", ["hf_AbCdEf123456", "--api-key=topsecret", "Bearer abc.def", "http://me:pw1@host/x"]
)
def test_what_looks_like_a_credential_is_not_quoted(secret: str) -> None:
    output = f"api_server.py: error: unrecognized arguments: {secret}"
    line = classify(Death(2, output, served=False)).as_line()
    assert not any(part in line for part in ("AbCdEf", "topsecret", "abc.def", "pw1"))


def test_a_long_message_stays_below_kubernetes_limit() -> None:
    assert len(Failure(Reason.ENGINE_CRASHED, "x" * 10_000, permanent=False).as_line()) < 2048
