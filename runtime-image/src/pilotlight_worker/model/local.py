"""Models that are mounted or in the image: looked at before the engine spends a minute on them."""

from __future__ import annotations

import os
from pathlib import Path

from pilotlight_worker.reasons import Reason, failed

# Transformers' file, and the one of Mistral's own format.
_CONFIG_FILES = ("config.json", "params.json")
_WEIGHTS = frozenset({".safetensors", ".bin", ".pt", ".pth", ".gguf"})


def check_local_model(path: Path, uri: str, *, needs_weights: bool = True) -> None:
    """Raise WorkerFailed(ModelNotFound or ModelUnreadable) with the mend, or return.

    Every file is opened once, because a model that a non-root user cannot read is the commonest
    mistake with mounted models (safetensors are written with mode 0600). `needs_weights` is False
    when the engine was told a load format of its own (dummy weights, tensors from elsewhere).
    """
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208 - Path.iterdir hides when errors come
    except FileNotFoundError:
        raise failed(
            Reason.MODEL_NOT_FOUND,
            f"there is nothing at {path}; {_where(uri)}",
            permanent=True,
        ) from None
    except NotADirectoryError:
        raise failed(
            Reason.MODEL_UNREADABLE,
            f"{path} is a file; spec.model.uri must name the folder that holds config.json.",
            permanent=True,
        ) from None
    except PermissionError:
        raise _not_readable(path) from None
    except OSError as error:
        raise failed(
            Reason.MODEL_UNREADABLE,
            f"the folder {path} cannot be listed: {error.strerror}; check the volume.",
            permanent=False,
        ) from error
    if not any(name in names for name in _CONFIG_FILES):
        found = ", ".join(names[:5]) or "nothing"
        raise failed(
            Reason.MODEL_UNREADABLE,
            f"{path} has no config.json (found: {found}); spec.model.uri must name the folder "
            "of a Hugging Face model.",
            permanent=True,
        )
    suffixes = _open_each(path)
    if needs_weights and _WEIGHTS.isdisjoint(suffixes):
        raise failed(
            Reason.MODEL_UNREADABLE,
            f"{path} has no weights (*.safetensors); check that the copy is complete.",
            permanent=True,
        )


def _open_each(folder: Path) -> set[str]:
    """Read a byte of every file; returns the suffixes seen."""
    suffixes: set[str] = set()

    def _folder_closed(error: OSError) -> None:
        raise _not_readable(Path(error.filename or folder))

    for parent, _, names in os.walk(folder, onerror=_folder_closed):
        for name in names:
            file = Path(parent, name)
            try:
                with file.open("rb") as opened:
                    opened.read(1)
                suffixes.add(file.suffix)
            except PermissionError:
                raise _not_readable(file) from None
            except OSError as error:
                raise failed(
                    Reason.MODEL_UNREADABLE,
                    f"{file} cannot be read: {error.strerror}; check the volume or image.",
                    permanent=False,
                ) from error
    return suffixes


def _not_readable(path: Path) -> Exception:
    return failed(
        Reason.MODEL_UNREADABLE,
        f"{path} is not readable for the worker's user {os.getuid()} (group {os.getgid()}); "
        "make it readable, for example with chmod -R a+rX on the model's folder.",
        permanent=True,
    )


def _where(uri: str) -> str:
    scheme = uri.partition("://")[0]
    return {
        "pvc": "the claim is mounted but has no such folder, check the path in spec.model.uri.",
        "oci": "the model image was mounted but is empty there, check spec.model.uri.",
        "file": "the worker image has no such folder, check spec.model.uri or spec.runtime.image.",
    }.get(scheme, "check spec.model.uri.")
