"""Things that are slow to make, made once.

An entry is a folder named after what it is and the hash of everything that it was made from. It
is made beside its final place and renamed into it, so a build that was interrupted, at whatever
moment, leaves nothing that a later run could take for whole.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from e2e.cluster import progress
from e2e.cluster.paths import cache_root

KEY_LENGTH = 12
UNUSED_FOR = 7 * 24 * 3600.0  # seconds; two work trees may take turns with one cache


def key(*inputs: str | bytes | Path) -> str:
    """A name for exactly these inputs: the texts and the contents of these files and folders."""
    digest = hashlib.sha256()
    for part in inputs:
        for chunk in _chunks(part):
            digest.update(len(chunk).to_bytes(8, "big"))
            digest.update(chunk)
    return digest.hexdigest()[:KEY_LENGTH]


def _chunks(part: str | bytes | Path) -> Iterator[bytes]:
    if isinstance(part, bytes):
        yield part
    elif isinstance(part, str):
        yield part.encode()
    elif part.is_dir():
        for file in source_files(part):
            yield str(file.relative_to(part)).encode()
            yield file.read_bytes()
    else:
        yield part.read_bytes()


def source_files(folder: Path) -> list[Path]:
    """The files below a folder in a stable order, without what Python leaves beside its sources."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc"
    )


def entry(name: str, identity: str, title: str, make: Callable[[Path], None]) -> Path:
    """The folder `<name>-<identity>` of the cache, made by `make` when it is not there yet.

    Two processes that want the same entry wait for one another; the second finds it made.
    """
    final = cache_root() / f"{name}-{identity}"
    if not final.is_dir():
        with lock(name):
            if not final.is_dir():
                _make(final, title, make)
                _forget_unused(name, final)
    os.utime(final)
    return final


def _make(final: Path, title: str, make: Callable[[Path], None]) -> None:
    part = final.with_name(f".{final.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        with progress.step(title):
            make(part)
        part.rename(final)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _forget_unused(name: str, current: Path) -> None:
    oldest = time.time() - UNUSED_FOR
    for other in cache_root().glob(f"{name}-{'[0-9a-f]' * KEY_LENGTH}"):
        if other != current and other.stat().st_mtime < oldest:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Hold the cache's lock of that name; the kernel frees it when the holder dies."""
    path = cache_root() / ".locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
