"""Why the engine died: exit code and last output in, one failure out. Pure.

Rules are tried from the top; the first whose pattern is in the output decides, so the order is
part of the meaning: a full disk or an unknown flag is named before the tracebacks it causes. The
patterns are vLLM's and PyTorch's own words, copied from vLLM 0.32; unit tests hold a real output
for each.
"""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass

from pilotlight_worker.reasons import Failure, Reason

MAX_QUOTE = 300
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
# vLLM prefixes a child process's lines: "(EngineCore pid=71) ERROR 11-21 05:10:11 [core.py:…] "
_PREFIX = re.compile(
    r"^(?:\([\w :.-]+pid=\d+\)\s*)?(?:(?:ERROR|WARNING|INFO|CRITICAL) [\d-]+ [\d:.]+ "
    r"(?:\[[^\]]*\] )?)?"
)
_LAST_ERROR = re.compile(r"^\s*((?:\w+\.)*\w*(?:Error|Exception|Interrupt)(?:: .*)?)$")
# What vLLM's processes say when another of them died.
_WRAPPERS = (
    "Engine core initialization failed",
    "WorkerProc initialization failed",
    "EngineCore encountered",
    "EngineDeadError",
)


@dataclass(frozen=True, slots=True)
class Death:
    """How the engine ended."""

    exit_code: int  # negative: the signal that killed it, as Python reports it
    output: str  # the end of stdout and stderr
    served: bool  # it was ready before: a restart may help where a first start would not
    # The kernel killed something in this container for its memory; None: it does not tell.
    oom_killed: bool | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One known cause. `{0}` in the message is the pattern's first group."""

    pattern: re.Pattern[str]
    reason: Reason
    message: str
    permanent: bool = True


def _rule(pattern: str, reason: Reason, message: str, *, permanent: bool = True) -> Rule:
    return Rule(re.compile(pattern, re.MULTILINE), reason, message, permanent)


_LESS_MEMORY = (
    "lower spec.runtime.engine.maxModelLen or maxNumSeqs, raise tensorParallelSize, "
    "or use a larger accelerator"
)
RULES = (
    _rule(
        r"No space left on device|Disk quota exceeded|Not enough free disk space",
        Reason.DISK_FULL,
        "a volume of the worker is full; give spec.model.cache.claimName a larger volume, or "
        "raise the node's ephemeral storage.",
    ),
    _rule(
        r"error: unrecognized arguments: (.+)$",
        Reason.BAD_ARGUMENTS,
        "the engine does not know {0}; remove it from spec.runtime.engine.extraArgs, or use a "
        "spec.runtime.image whose vLLM has it.",
    ),
    _rule(
        r"error: ((?:argument|ambiguous option|the following arguments|one of the arguments).+)$",
        Reason.BAD_ARGUMENTS,
        "the engine refuses its arguments: {0}; correct spec.runtime.engine.",
    ),
    _rule(
        r"No available memory for the cache blocks",
        Reason.OUT_OF_MEMORY,
        "the model leaves no memory for the KV cache; raise "
        f"spec.runtime.engine.gpuMemoryUtilizationPercent, {_LESS_MEMORY}.",
    ),
    _rule(
        r"max seq len \((\d+)\).*larger than the available KV cache",
        Reason.OUT_OF_MEMORY,
        "the KV cache cannot hold one request of {0} tokens; lower "
        "spec.runtime.engine.maxModelLen or raise gpuMemoryUtilizationPercent.",
    ),
    _rule(
        r"(Free memory on device .*?) on startup",
        Reason.OUT_OF_MEMORY,
        "something else holds the accelerator's memory: {0}; it may free it soon, else lower "
        "spec.runtime.engine.gpuMemoryUtilizationPercent.",
        permanent=False,
    ),
    _rule(
        r"(?:CUDA|HIP|XPU) out of memory|torch\.(?:cuda\.)?OutOfMemoryError"
        r"|CUDA error: out of memory|cudaErrorMemoryAllocation",
        Reason.OUT_OF_MEMORY,
        f"the accelerator has too little memory for this model; {_LESS_MEMORY}.",
    ),
    _rule(
        r"can't allocate memory|Cannot allocate memory|^MemoryError|: MemoryError",
        Reason.OUT_OF_MEMORY,
        "the container has too little memory for this model; raise "
        "spec.runtime.resources.limits.memory.",
    ),
    _rule(
        r"(?:argument|option) `?trust_remote_code=True|requires you to execute the",
        Reason.UNSUPPORTED_MODEL,
        "the model brings code of its own; if you trust it, set spec.model.trustRemoteCode: true"
        " (the chart's policy.allowTrustRemoteCode has to allow it).",
    ),
    _rule(
        r"Model architectures (\[.*?\]) are not supported",
        Reason.UNSUPPORTED_MODEL,
        "this engine cannot run the architecture {0}; use another model, or a "
        "spec.runtime.image with a newer vLLM.",
    ),
    _rule(
        r"model type `(.+?)` but Transformers does not recognize|model type (\S+) is not supported",
        Reason.UNSUPPORTED_MODEL,
        "this engine does not know the model type {0}; use a spec.runtime.image with a newer "
        "vLLM, or correct model_type in config.json.",
    ),
    _rule(
        r"No model architectures are specified|Unrecognized model in |Should have a `model_type`",
        Reason.UNSUPPORTED_MODEL,
        "config.json names no architecture that the engine knows; spec.model.uri must be a "
        "language model in Hugging Face format.",
    ),
    _rule(
        r"Cannot find any model weights",
        Reason.MODEL_UNREADABLE,
        "the model's folder has no weights (*.safetensors); check that the copy is complete.",
    ),
    _rule(
        r"SafetensorError|Error while deserializing header|MetadataIncompleteBuffer"
        r"|PytorchStreamReader failed|invalid load key",
        Reason.MODEL_UNREADABLE,
        "a weights file is damaged or cut short; copy the model again.",
    ),
    _rule(
        r"(is not a valid JSON file|Can't load (?:the )?(?:tokenizer|config|image).{0,120})",
        Reason.MODEL_UNREADABLE,
        "a file of the model is missing or damaged: {0}; copy the model again.",
    ),
    _rule(
        r"PermissionError: \[Errno 13\] Permission denied: '([^']*)'",
        Reason.MODEL_UNREADABLE,
        "the worker's user may not open {0}; make it readable, or set the cache variables to a "
        "writable folder.",
    ),
    _rule(
        r"GatedRepoError|(?:401|403) Client Error|Access to model .* is restricted",
        Reason.BAD_CREDENTIALS,
        "the engine was refused a file by the model hub; set spec.model.credentialsSecretRef to a "
        "token that may read it.",
    ),
    _rule(
        r"RepositoryNotFoundError|EntryNotFoundError|404 Client Error",
        Reason.MODEL_NOT_FOUND,
        "the engine asked the model hub for something that does not exist; check "
        "spec.runtime.engine.extraArgs for names of further models.",
    ),
    _rule(
        r"max_model_len \((\d+)\) is greater than the derived max_model_len",
        Reason.BAD_ARGUMENTS,
        "the model is not made for {0} tokens; lower spec.runtime.engine.maxModelLen.",
    ),
    _rule(
        r"(must be divisible by tensor parallel size.{0,40}|Bfloat16 is only supported on.{0,160}"
        r"|Unknown quantization method.{0,120}|World size .{0,40}larger than.{0,80}"
        r"|does not match the quantization method.{0,80})",
        Reason.BAD_ARGUMENTS,
        "the engine refuses its settings: {0}; correct spec.runtime.engine.",
    ),
    _rule(
        r"Sleep mode is not supported on current platform",
        Reason.BAD_ARGUMENTS,
        "this engine cannot sleep on its hardware; keep a warm pool of tier Awake instead.",
    ),
    _rule(
        r"validation errors? for \w+[\s\S]{0,200}?(?:Value error, |\n\S+\n\s+)(.+?)(?: \[type=|$)",
        Reason.BAD_ARGUMENTS,
        "the engine refuses its settings: {0}; correct spec.runtime.engine.",
    ),
    _rule(
        r"(no CUDA-capable device|CUDA driver version is insufficient|Failed to infer device type"
        r"|cudaErrorNoDevice|No CUDA GPUs are available|NVML.{0,60})",
        Reason.ACCELERATOR_ERROR,
        "the engine sees no accelerator ({0}); check the device plugin, the driver and "
        "spec.runtime.resources.",
        permanent=False,
    ),
    _rule(
        r"((?:CUDA|HIP) error: .{0,120}|NCCL error.{0,120}|nccl\w*Error.{0,80}"
        r"|uncorrectable ECC.{0,60}|CUBLAS_STATUS_\w+|cudaError\w+)",
        Reason.ACCELERATOR_ERROR,
        "the accelerator failed ({0}); if it happens again on the same node, take the node out "
        "of service.",
        permanent=False,
    ),
    _rule(
        r"[Aa]ddress already in use",
        Reason.ENGINE_CRASHED,
        "the engine's port is taken by another container of the pod; move that one.",
    ),
)


def classify(death: Death) -> Failure:
    """The failure to show for `death`."""
    output = clean(death.output)
    for rule in RULES:
        if match := rule.pattern.search(output):
            found = next((group for group in match.groups() if group), "").strip()
            message = rule.message.format(_short(found))
            return Failure(rule.reason, message, rule.permanent and not death.served)
    return _by_exit(death, output)


def _by_exit(death: Death, output: str) -> Failure:
    killed = death.exit_code in (-signal.SIGKILL, 128 + signal.SIGKILL)
    if death.oom_killed or (killed and death.oom_killed is None):
        message = (
            "the kernel killed the engine, which nearly always means that the container's memory "
            "limit was reached; raise spec.runtime.resources.limits.memory."
        )
        return Failure(Reason.OUT_OF_MEMORY, message, permanent=not death.served)
    if killed:
        message = (
            "somebody killed the engine (SIGKILL), and it was not the kernel for its memory; if "
            "it happens again, look for who ends processes on this node."
        )
        return Failure(Reason.ENGINE_CRASHED, message, permanent=False)
    how = _how(death.exit_code)
    if (error := last_error(output)) is not None:
        message = f"the engine {how}: {_short(error)}; the container's log has the whole story."
    elif any(words in output for words in _WRAPPERS):
        message = (
            f"a process of the engine died without a word and the engine {how}; if it happens "
            "again, raise spec.runtime.resources.limits.memory."
        )
    else:
        message = f"the engine {how} without a word; the container's log has what came before."
    return Failure(Reason.ENGINE_CRASHED, message, permanent=False)


def _how(exit_code: int) -> str:
    if exit_code < 0:
        try:
            return f"was ended by {signal.Signals(-exit_code).name}"
        except ValueError:
            return f"was ended by signal {-exit_code}"
    return f"exited with code {exit_code}"


def clean(output: str) -> str:
    """Output without colours and without vLLM's per-process line prefixes."""
    lines = _ANSI.sub("", output).replace("\r", "\n").split("\n")
    return "\n".join(_PREFIX.sub("", line, count=1) for line in lines)


def last_error(output: str) -> str | None:
    """The most telling exception line: the last that is not about another process's death."""
    for line in reversed(output.split("\n")):
        match = _LAST_ERROR.match(line)
        if match and not any(words in line for words in _WRAPPERS):
            return match.group(1)
    return None


def _short(text: str) -> str:
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"
