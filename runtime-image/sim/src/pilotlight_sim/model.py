"""The model folder, looked at as vLLM would: config, architecture, weights; and who it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FINGERPRINT_BYTES = 1024 * 1024
_WEIGHTS = ("*.safetensors", "*.bin", "*.pt", "*.pth")


class ModelProblem(Exception):  # noqa: N818 - printed as a traceback line, as vLLM does
    """What vLLM's traceback would end with."""


@dataclass(frozen=True, slots=True)
class SimulatedModel:
    """Identity and limits. `name` and `fingerprint` appear in every answer, so that tests can
    tell which model spoke; the fingerprint differs when only the weights differ.
    """

    name: str
    fingerprint: str
    max_model_len: int
    embeds: bool

    @property
    def introduction(self) -> str:
        """How every answer begins."""
        return f"I am {self.name} {self.fingerprint} and I say:"


def load(folder: Path, max_model_len: int | None) -> SimulatedModel:
    """Read the folder. Raises ModelProblem with vLLM's words."""
    config = _config(folder)
    architectures = config.get("architectures")
    if not architectures:
        raise ModelProblem("ValueError: No model architectures are specified")
    if any("Unsupported" in name for name in architectures):
        raise ModelProblem(
            f"ValueError: Model architectures {architectures} are not supported for now. "
            "Supported architectures: dict_keys(['LlamaForCausalLM'])"
        )
    derived = int(config.get("max_position_embeddings", 2048))
    if max_model_len and max_model_len > derived:
        raise ModelProblem(
            "pydantic_core._pydantic_core.ValidationError: 1 validation error for ModelConfig\n"
            f"  Value error, User-specified max_model_len ({max_model_len}) is greater than the "
            f"derived max_model_len (max_position_embeddings={derived}). [type=value_error]"
        )
    return SimulatedModel(
        name=str(config.get("_name_or_path") or folder.name).rsplit("/", 1)[-1],
        fingerprint=_fingerprint(folder),
        max_model_len=max_model_len or derived,
        embeds=any(name.endswith("Model") for name in architectures),
    )


def _config(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text())
    except OSError as error:
        raise ModelProblem(
            f"OSError: Can't load the configuration of '{folder}': {error}"
        ) from error
    except ValueError as error:
        raise ModelProblem(
            f"OSError: It looks like the config file at '{folder}/config.json' "
            "is not a valid JSON file."
        ) from error
    if not isinstance(config, dict):
        raise ModelProblem(f"OSError: '{folder}/config.json' is not a valid JSON file.")
    return config


def _fingerprint(folder: Path) -> str:
    weights = sorted(file for pattern in _WEIGHTS for file in folder.glob(pattern))
    if not weights:
        raise ModelProblem(f"RuntimeError: Cannot find any model weights with `{folder}`")
    digest = hashlib.sha256()
    for file in weights:
        with file.open("rb") as stream:
            digest.update(stream.read(_FINGERPRINT_BYTES))
    return digest.hexdigest()[:8]
