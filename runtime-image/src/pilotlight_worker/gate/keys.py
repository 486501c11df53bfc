"""Who asks: keys by name, as digests, from the gate's settings and from a mounted Secret.

A Secret has one entry per name: keys as they are sent, or their digests as `sha256:<64 hex>`,
several separated by white space while one takes another's place. A key has at least 16 bytes, so
that hardly a word of a remark is one. Kubelet shows a changed Secret
within about a minute; the folder is looked at once a second.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilotlight_worker.gate.errors import Scope
from pilotlight_worker.logs import log

DEFAULT_FOLDER = "/etc/pilotlight/keys"
_SCHEME = b"bearer "
_DIGEST = "sha256:"
_HEX = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[-._a-zA-Z0-9]{1,63}")
# Each request is compared with all of them, at about 0.2 µs each.
MOST_DIGESTS = 512
_LARGEST_ENTRY = 16 * 1024
_SHORTEST_KEY = 16

Digests = Mapping[str, tuple[bytes, ...]]
"""SHA-256 of the keys, by name of who has them."""
Stamp = tuple[tuple[str, int, int, int], ...]


class KeyLimit(BaseModel):
    """Budget of one key for the whole endpoint."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    requests: int | None = Field(default=None, alias="requestsPerMinute", ge=1)
    tokens: int | None = Field(default=None, alias="tokensPerMinute", ge=1)


class AccessSettings(BaseModel):
    """That keys are required, and which. Unknown fields of a newer operator are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keys: dict[str, tuple[Annotated[str, StringConstraints(pattern=_HEX.pattern)], ...]] = Field(
        default_factory=dict, max_length=256
    )
    secret: bool = False
    """There are more keys in a Secret, which new revisions mount."""
    limits: dict[str, KeyLimit] = Field(default_factory=dict)
    workers: int = Field(default=1, ge=1)
    """How many share the budgets."""

    @property
    def digests(self) -> Digests:
        """Those of `keys`."""
        return {name: tuple(map(bytes.fromhex, those)) for name, those in self.keys.items()}


CLOSED = AccessSettings(secret=True)
"""What holds where it is not known who may ask: only keys of the pod's own Secret do."""


class KeyRing:
    """Digests in one row, to be compared all of them, whoever asks."""

    def __init__(self, *sources: Digests) -> None:
        pairs = [(name, it) for those in sources for name, kept in those.items() for it in kept]
        if len(pairs) > MOST_DIGESTS:
            log("gate", "too many keys, the rest does not count", level="warning",
                keys=len(pairs), most=MOST_DIGESTS)  # fmt: skip
        self._row = tuple((digest, name) for name, digest in pairs[:MOST_DIGESTS])
        self.names = frozenset(name for _, name in self._row)

    def name_of(self, key: bytes) -> str | None:
        """Whose key it is. Takes the same time for every key of the same length."""
        digest, found = hashlib.sha256(key).digest(), None
        for known, name in self._row:
            if hmac.compare_digest(digest, known):
                found = name
        return found


def bearer(scope: Scope) -> bytes | None:
    """The key of a request; None without one, or with more headers than one could mean."""
    values = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(values) != 1 or values[0][: len(_SCHEME)].lower() != _SCHEME:
        return None
    return bytes(values[0][len(_SCHEME) :].strip()) or None


class SecretFolder:
    """A Secret's entries as files. It is mounted as optional: absent, the folder is empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def mounted(self) -> bool:
        """Whether this pod has one at all."""
        return self._path.is_dir()

    def stamp(self) -> Stamp:
        """Differs once anything in it is another. Costs microseconds."""
        try:
            entries = [entry for entry in os.scandir(self._path) if entry.name[:2] != ".."]
        except OSError:
            return ()
        # The link of an entry that was taken away leads nowhere for a moment.
        seen = [(entry.name, it) for entry in entries if (it := _stat(entry)) is not None]
        return tuple(sorted((name, it.st_mtime_ns, it.st_ino, it.st_size) for name, it in seen))

    def read(self) -> Digests:
        """By name of the entry. What cannot be read is left out, and said, without its content."""
        found: dict[str, tuple[bytes, ...]] = {}
        for name, *_ in self.stamp():
            try:
                if not _NAME.fullmatch(name):
                    raise ValueError("a name has at most 63 letters, digits, '-', '_' and '.'")  # noqa: TRY301
                entry = (self._path / name).read_bytes()
                found[name] = tuple(_digests(entry))
                if short := len(entry.split()) - len(found[name]):
                    log("gate", "words in the keys' Secret are too short for keys", level="warning",
                        entry=name, words=short, bytes=_SHORTEST_KEY)  # fmt: skip
            except (OSError, ValueError) as error:
                log("gate", "an entry of the keys' Secret does not count", level="warning",
                    entry=name[:80], problem=error)  # fmt: skip
        return {name: those for name, those in found.items() if those}


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None


def _digests(entry: bytes) -> Iterable[bytes]:
    if len(entry) > _LARGEST_ENTRY:
        raise ValueError(f"an entry has at most {_LARGEST_ENTRY} bytes")
    for part in entry.split():
        if not part.startswith(_DIGEST.encode()):
            if len(part) >= _SHORTEST_KEY:
                yield hashlib.sha256(part).digest()
            continue
        text = part.decode(errors="replace").removeprefix(_DIGEST)
        if not _HEX.fullmatch(text):
            raise ValueError("after sha256: come 64 hexadecimal digits in lower case")
        yield bytes.fromhex(text)
