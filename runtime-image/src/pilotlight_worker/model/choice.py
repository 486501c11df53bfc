"""Which files of a repository are downloaded. Pure.

Many repositories hold the same weights three times (safetensors, PyTorch, exports to other
runtimes); fetching all of them triples the cold start and fills the disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from pilotlight_worker.reasons import Reason, failed

# What vLLM never loads from a repository.
_NEVER = frozenset(
    {
        ".h5", ".msgpack", ".ot", ".onnx", ".onnx_data", ".tflite", ".mlmodel", ".mlpackage",
        ".gguf", ".ckpt", ".pb", ".xml", ".png", ".jpg", ".jpeg", ".gif", ".mp4", ".webp", ".pdf",
    }
)  # fmt: skip
_PYTORCH = frozenset({".bin", ".pt", ".pth"})
# Folders with the vendor's original checkpoint or exports; vLLM ignores `original/` too.
_NEVER_FOLDERS = frozenset({"original", "onnx", "openvino", "coreml", "metal", "gguf"})


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a repository. `etag` is its sha256 (large files) or its git blob id."""

    name: str
    size: int
    etag: str
    large: bool


_COMMIT = re.compile("[0-9a-f]{40}")
_DIGEST = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def is_commit(name: str) -> bool:
    """Of git. Commits and digests become names of files, so a hub must not send anything else."""
    return _COMMIT.fullmatch(name) is not None


def is_digest(etag: str) -> bool:
    """Git's, of a small file, or SHA-256, of a large one."""
    return _DIGEST.fullmatch(etag) is not None


def choose(files: Iterable[RemoteFile], repo: str) -> tuple[RemoteFile, ...]:
    """The files to download, largest first.

    | weights in the repository | taken |
    | --- | --- |
    | safetensors, with or without others | safetensors |
    | only .bin, .pt or .pth | those |
    | only GGUF | refused: UnsupportedModel |
    | none | refused: ModelUnreadable |

    Raises WorkerFailed.
    """
    everything = tuple(files)
    kept = [file for file in everything if not _never(file.name)]
    suffixes = {PurePosixPath(file.name).suffix for file in kept}
    if ".safetensors" in suffixes:
        kept = [file for file in kept if PurePosixPath(file.name).suffix not in _PYTORCH]
    elif not suffixes & _PYTORCH:
        raise _no_weights(everything, repo)
    return tuple(sorted(kept, key=lambda file: (-file.size, file.name)))


def _never(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return True
    return path.suffix.lower() in _NEVER or not _NEVER_FOLDERS.isdisjoint(path.parts[:-1])


def _no_weights(files: tuple[RemoteFile, ...], repo: str) -> Exception:
    if any(file.name.lower().endswith(".gguf") for file in files):
        return failed(
            Reason.UNSUPPORTED_MODEL,
            f"{repo} holds only GGUF files; use a repository with safetensors weights.",
            permanent=True,
        )
    return failed(
        Reason.MODEL_UNREADABLE,
        f"{repo} holds no weights (*.safetensors or *.bin) at this revision; check "
        "spec.model.uri and spec.model.revision.",
        permanent=True,
    )
