"""Functions that numba compiles, kept on disk from one process to the next."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., object])

HERE = Path(__file__).resolve().parent
SOURCES = ("compiled.py", "server.py", "fleet.py")


def _digest() -> str:
    return hashlib.sha256(b"".join((HERE / it).read_bytes() for it in SOURCES)).hexdigest()[:12]


# numba looks at the file of a function, not at those of the functions it calls.
setattr(numba.config, "CACHE_DIR", str(HERE / "__pycache__" / _digest()))  # noqa: B010


def compiled(function: F) -> F:
    """The same function as machine code; NUMBA_DISABLE_JIT=1 leaves it as it is.

    It must not make arrays: without numba's runtime (`_nrt`) nothing counts references to those it
    gets, which is twenty times as fast when a call hands on thirty of them.
    """
    options: dict[str, Any] = {"cache": True, "_nrt": False}
    fast: F = numba.njit(**options)(function)
    return fast
