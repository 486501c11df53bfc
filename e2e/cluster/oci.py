"""OCI images without Docker: layers, configurations and archives.

An archive is written as a stream and may leave out the blobs that its reader already has, so a
change of one line in our own code sends kilobytes and not the five gigabytes below it.
"""

import hashlib
import io
import json
import os
import platform
import subprocess
import tarfile
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

CHUNK = 1 << 20
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+zstd"
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# A constant, so that the same content always has the same digest.
CREATED = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Layer:
    """A compressed layer in a file, its digest, and the digest of what is inside."""

    file: Path
    digest: str
    diff_id: str

    @property
    def size(self) -> int:
        """Compressed size in bytes."""
        return self.file.stat().st_size

    def save(self) -> None:
        """Keep the digests beside the blob, so that `load` need not compute them again."""
        _notes(self.file).write_text(json.dumps({"digest": self.digest, "diff_id": self.diff_id}))

    @classmethod
    def load(cls, file: Path) -> Self:
        """A layer that `save` was called on."""
        return cls(file, **json.loads(_notes(file).read_text()))


@dataclass(frozen=True, slots=True)
class Settings:
    """How a container of the image starts: the part of its configuration that we use."""

    entrypoint: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str = "0:0"
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Image:
    """A named image, ready to be written as an archive."""

    name: str
    layers: tuple[Layer, ...]
    settings: Settings = Settings()

    @property
    def digest(self) -> str:
        """What containerd will show as this image's digest."""
        return _digest(self.manifest())

    def configuration(self) -> bytes:
        """The image configuration."""
        settings = self.settings
        return _json(
            {
                "created": CREATED,
                "architecture": architecture(),
                "os": "linux",
                "config": {
                    "User": settings.user,
                    "WorkingDir": "/",
                    "Env": [f"{name}={value}" for name, value in settings.environment.items()],
                    "Entrypoint": list(settings.entrypoint),
                    "Labels": dict(settings.labels),
                },
                "rootfs": {"type": "layers", "diff_ids": [it.diff_id for it in self.layers]},
            }
        )

    def manifest(self) -> bytes:
        """The image manifest."""
        configuration = self.configuration()
        return _json(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST_TYPE,
                "config": _descriptor(CONFIG_TYPE, _digest(configuration), len(configuration)),
                "layers": [_descriptor(LAYER_TYPE, it.digest, it.size) for it in self.layers],
            }
        )

    def index(self) -> bytes:
        """The archive's index; the annotation is the name that containerd gives the image."""
        manifest = self.manifest()
        return _json(
            {
                "schemaVersion": 2,
                "mediaType": INDEX_TYPE,
                "manifests": [
                    {
                        **_descriptor(MANIFEST_TYPE, _digest(manifest), len(manifest)),
                        "annotations": {
                            "io.containerd.image.name": self.name,
                            "org.opencontainers.image.ref.name": self.name.rpartition(":")[2],
                        },
                    }
                ],
            }
        )

    def write_archive(self, target: IO[bytes], present: Collection[str] = ()) -> None:
        """Write the OCI archive as a tar stream, without the layers whose digest is `present`."""
        with tarfile.open(fileobj=target, mode="w|") as archive:
            _add(archive, "oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
            _add(archive, "index.json", self.index())
            for document in (self.manifest(), self.configuration()):
                _add(archive, _blob_path(_digest(document)), document)
            for layer in self.layers:
                if layer.digest not in present:
                    with layer.file.open("rb") as source:
                        _add_stream(archive, _blob_path(layer.digest), source, layer.size)


def pack(tree: Path, file: Path, *, keep_owners: bool = False) -> Layer:
    """Compress a folder into a layer.

    Everything belongs to root and is readable by all, whatever the umask it was written under,
    unless `keep_owners` says that the tree is a whole system whose modes mean something.
    """
    uniform = () if keep_owners else ("--owner=0", "--group=0", "--mode=u+w,a+rX")
    tar = subprocess.Popen(
        [
            *("tar", "--create", "--sort=name", "--numeric-owner", "--mtime=@0", "--format=gnu"),
            *uniform,
            *("--directory", str(tree), "."),
        ],
        stdout=subprocess.PIPE,
    )
    zstd = subprocess.Popen(
        ["zstd", "-q", "-1", f"-T{os.cpu_count() or 1}", "-c"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert tar.stdout
    assert zstd.stdin
    assert zstd.stdout
    plain, packed = hashlib.sha256(), hashlib.sha256()
    feeder = threading.Thread(target=_pump, args=(tar.stdout, zstd.stdin, plain, True))
    feeder.start()
    with file.open("wb") as target:
        _pump(zstd.stdout, target, packed, False)
    feeder.join()
    for process in (tar, zstd):
        if process.wait():
            raise OSError(f"packing {tree} failed: {process.args!r} returned {process.returncode}")
    layer = Layer(file, f"sha256:{packed.hexdigest()}", f"sha256:{plain.hexdigest()}")
    layer.save()
    return layer


def unpack(layer: Layer, tree: Path) -> None:
    """Extract a layer into a folder."""
    tree.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["tar", "--extract", "--zstd", "--numeric-owner", "-C", str(tree), "-f", str(layer.file)],
        check=True,
    )


def architecture() -> str:
    """This machine's architecture in the words of OCI."""
    machine = platform.machine()
    return ARCHITECTURES.get(machine, machine)


def _pump(source: IO[bytes], target: IO[bytes], digest: Any, close: bool) -> None:
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    if close:
        target.close()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_stream(archive, name, io.BytesIO(content), len(content))


def _add_stream(archive: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = size
    archive.addfile(entry, source)


def _descriptor(media_type: str, digest: str, size: int) -> dict[str, object]:
    return {"mediaType": media_type, "digest": digest, "size": size}


def _blob_path(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(document: object) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _notes(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
