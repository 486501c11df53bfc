"""Where downloaded files lie: the Hugging Face cache layout, with parts that survive a restart.

    models--org--name/blobs/<etag>            a whole, verified file
    models--org--name/blobs/<etag>.part       what has arrived so far; continued, never trusted
    models--org--name/snapshots/<commit>/…    links to blobs; the folder the engine is given
    models--org--name/pilotlight/<commit>     written last: this snapshot is complete

The layout is the library's, so a cache filled by `hf download` is used, and the other way round.
huggingface_hub itself throws a part away when a download is interrupted, hence our own.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pilotlight_worker.model.choice import RemoteFile

_CHUNK = 8 * 1024 * 1024


class DamagedFile(Exception):  # noqa: N818 - named for what it is
    """A complete file whose content is not what the hub promised; it has been removed."""


class Store:
    """One repository in the cache."""

    def __init__(self, cache: Path, repo: str) -> None:
        self._root = cache / ("models--" + repo.replace("/", "--"))
        self._blobs = self._root / "blobs"

    def snapshot(self, commit: str) -> Path:
        """The folder of one commit."""
        return self._root / "snapshots" / commit

    def complete_snapshot(self, commit: str) -> Path | None:
        """The folder of `commit` if every file of it is here, without asking the hub."""
        try:
            sizes: dict[str, int] = json.loads(self._marker(commit).read_text())
            folder = self.snapshot(commit)
            whole = all((folder / name).stat().st_size == size for name, size in sizes.items())
        except (OSError, ValueError):
            return None
        return folder if whole else None

    def mark_complete(self, commit: str, files: Iterable[RemoteFile]) -> None:
        """Remember that the snapshot is whole. Called after every file is in place."""
        marker = self._marker(commit)
        marker.parent.mkdir(parents=True, exist_ok=True)
        temporary = marker.with_name(f"{marker.name}.{os.getpid()}")
        temporary.write_text(json.dumps({file.name: file.size for file in files}))
        temporary.replace(marker)

    def blob(self, file: RemoteFile) -> Path:
        """Where the file's content lies once it is whole."""
        return self._blobs / file.etag

    def part(self, file: RemoteFile) -> Path:
        """Where the file's content grows."""
        return self._blobs / f"{file.etag}.part"

    def has(self, file: RemoteFile) -> bool:
        """Whether the whole file is here. Nothing gets its final name before it was verified."""
        try:
            return self.blob(file).stat().st_size == file.size
        except OSError:
            return False

    def arrived(self, files: Iterable[RemoteFile]) -> int:
        """Bytes of `files` that are on disk, whole or in part."""
        return sum(min(file.size, self._size(file)) for file in files)

    def link(self, commit: str, file: RemoteFile) -> None:
        """Show the blob under its name in the snapshot."""
        target = self.snapshot(commit) / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        relative = os.path.relpath(self.blob(file), target.parent)
        if target.is_symlink() and os.readlink(target) == relative:  # noqa: PTH115
            return
        temporary = target.with_name(f"{target.name}.{os.getpid()}.link")
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(relative)
        temporary.replace(target)

    @contextmanager
    def locked(self, file: RemoteFile) -> Iterator[None]:
        """Only one worker on a shared cache fetches a file; the others wait and then find it."""
        self._blobs.mkdir(parents=True, exist_ok=True)
        with (self._blobs / f"{file.etag}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def accept(self, file: RemoteFile) -> None:
        """Verify the part and give it its final name. Raises DamagedFile."""
        part = self.part(file)
        if _digest(part, file) != file.etag:
            part.unlink()
            raise DamagedFile(f"{file.name} arrived damaged and is fetched again")
        part.replace(self.blob(file))

    def _marker(self, commit: str) -> Path:
        return self._root / "pilotlight" / commit

    def _size(self, file: RemoteFile) -> int:
        sizes = [0]
        for candidate in (self.blob(file), self.part(file), *self._foreign_parts(file)):
            try:
                sizes.append(candidate.stat().st_size)
            except OSError:
                continue
        return max(sizes)

    def _foreign_parts(self, file: RemoteFile) -> Iterator[Path]:
        """The library's own temporary files, where it fetches through Xet."""
        return self._blobs.glob(f"{file.etag}*.incomplete")


def _digest(path: Path, file: RemoteFile) -> str:
    """sha256 of a large file; for a small one git's blob id, which is what the hub publishes."""
    if file.large:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(usedforsecurity=False)
        digest.update(b"blob %d\0" % path.stat().st_size)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
