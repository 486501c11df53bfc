"""How the simulated engine behaves: times and faults from PILOTLIGHT_SIM_* variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

PREFIX = "PILOTLIGHT_SIM_"
CrashKind = Literal["traceback", "oom", "cuda_oom", "kv_cache", "nccl", "silent"]


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds. The defaults are near a 7B model on one mid-range GPU, ten times faster."""

    load: float
    step: float  # one decode step of an empty batch: the inter-token latency
    per_sequence: float  # added to a step by each running sequence
    per_prompt_token: float  # prefill
    sleep: float = 0.3  # weights to host memory
    wake: float = 0.3

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """From PILOTLIGHT_SIM_LOAD_SECONDS, …_SLEEP_SECONDS, …_WAKE_SECONDS and …_MILLISECONDS."""
        return cls(
            load=_number(env, "LOAD_SECONDS", 1.0),
            step=_number(env, "STEP_MILLISECONDS", 5.0) / 1e3,
            per_sequence=_number(env, "SEQUENCE_MILLISECONDS", 0.05) / 1e3,
            per_prompt_token=_number(env, "PROMPT_TOKEN_MILLISECONDS", 0.05) / 1e3,
            sleep=_number(env, "SLEEP_SECONDS", 0.3),
            wake=_number(env, "WAKE_SECONDS", 0.3),
        )


class Faults(BaseModel):
    """What is wrong on purpose. Also the document of the control route `/sim/faults`.

    | field | effect |
    | --- | --- |
    | `crash` | die (`oom`: SIGKILL, the kernel's if memory is limited; `silent`: no word) |
    | `crashAfterSeconds`, `crashWhileLoading` | when: so long after loading, or before it is done |
    | `hang` | the server's event loop stops answering for ever |
    | `stall` | the server answers, the engine core makes no step |
    | `garbage` | answers contain no JSON |
    | `slowFactor` | every step takes this many times longer |
    | `errorPercent` | this share of requests answers 500 |
    | `metricsMissing` | `/metrics` has no engine metric |
    | `sleepHang`, `wakeHang` | `/sleep`, `/wake_up` do not come to an end while it is set |
    | `wakeError` | `/wake_up` answers 500 and the engine sleeps on |
    | `emptyAnswers` | answers without any text, finish_reason "stop" |
    """

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    crash: CrashKind | None = None
    crash_after_seconds: float = Field(default=0, ge=0)
    crash_while_loading: bool = False
    hang: bool = False
    stall: bool = False
    garbage: bool = False
    slow_factor: float = Field(default=1, gt=0)
    error_percent: int = Field(default=0, ge=0, le=100)
    metrics_missing: bool = False
    empty_answers: bool = False
    sleep_hang: bool = False
    wake_hang: bool = False
    wake_error: bool = False

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """From PILOTLIGHT_SIM_CRASH, …_CRASH_AFTER (seconds, or `load`), …_HANG and so on."""
        given: dict[str, object] = {}
        for name in cls.model_fields:
            if value := env.get(PREFIX + name.upper()):
                given[name] = value
        after = env.get(PREFIX + "CRASH_AFTER", "")
        if after == "load":
            given["crash_while_loading"] = True
        elif after:
            given["crash_after_seconds"] = after
        return cls.model_validate(given)


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    return float(env.get(PREFIX + name) or default)
