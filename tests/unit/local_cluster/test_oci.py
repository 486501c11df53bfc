"""Images without Docker: what containerd reads must add up to the digests that name it."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from e2e.cluster import oci, packages
from e2e.cluster.oci import Image, Layer, Settings


@pytest.fixture(scope="module", autouse=True)
def compressor() -> None:
    """zstd, which a minimal Debian lacks; root can install it."""
    if os.geteuid() == 0:
        packages.ensure({"zstd": "zstd"})
    elif shutil.which("zstd") is None:
        pytest.skip("zstd is not installed: apt-get install zstd")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a file that only its owner may read."""
    folder = tmp_path / "tree" / "models"
    folder.mkdir(parents=True)
    (folder / "weights").write_bytes(b"w" * 10_000)
    (folder / "weights").chmod(0o600)
    return tmp_path / "tree"


def archived(image: Image, present: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The members of an image's archive."""
    target = io.BytesIO()
    image.write_archive(target, present)
    target.seek(0)
    with tarfile.open(fileobj=target) as archive:
        return {it.name: archive.extractfile(it).read() for it in archive}  # type: ignore[union-attr]


def blob(members: dict[str, bytes], digest: str) -> bytes:
    return members["blobs/" + digest.replace(":", "/")]


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def an_image(*layers: Layer) -> Image:
    settings = Settings(
        entrypoint=("/usr/bin/tini", "--"),
        environment={"HOME": "/cache"},
        user="1000:1000",
        labels={"a": "b"},
    )
    return Image("localhost/thing:dev", layers, settings)


def test_every_blob_of_an_archive_has_the_digest_that_names_it(tree: Path, tmp_path: Path) -> None:
    members = archived(an_image(oci.pack(tree, tmp_path / "layer.tar.zst")))
    blobs = {name: content for name, content in members.items() if name.startswith("blobs/")}
    assert len(blobs) == 3
    for name, content in blobs.items():
        assert name == "blobs/" + sha256(content).replace(":", "/")


def test_the_index_leads_to_the_manifest_the_configuration_and_the_layers(
    tree: Path, tmp_path: Path
) -> None:
    layer = oci.pack(tree, tmp_path / "layer.tar.zst")
    image = an_image(layer)
    members = archived(image)
    (entry,) = json.loads(members["index.json"])["manifests"]
    assert entry["annotations"]["io.containerd.image.name"] == "localhost/thing:dev"
    assert entry["digest"] == image.digest
    manifest = json.loads(blob(members, entry["digest"]))
    assert [it["digest"] for it in manifest["layers"]] == [layer.digest]
    configuration = json.loads(blob(members, manifest["config"]["digest"]))
    assert configuration["rootfs"]["diff_ids"] == [layer.diff_id]
    assert configuration["config"]["Entrypoint"] == ["/usr/bin/tini", "--"]
    assert configuration["config"]["Env"] == ["HOME=/cache"]
    assert configuration["config"]["User"] == "1000:1000"


def test_the_diff_id_is_the_digest_of_the_uncompressed_layer(tree: Path, tmp_path: Path) -> None:
    layer = oci.pack(tree, tmp_path / "layer.tar.zst")
    plain = subprocess.run(["zstd", "-dc", layer.file], capture_output=True, check=True).stdout
    assert layer.diff_id == sha256(plain)
    assert layer.size == layer.file.stat().st_size


def test_files_of_a_layer_belong_to_root_and_are_readable_by_all(
    tree: Path, tmp_path: Path
) -> None:
    layer = oci.pack(tree, tmp_path / "layer.tar.zst")
    plain = subprocess.run(["zstd", "-dc", layer.file], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        weights = archive.getmember("./models/weights")
    assert (weights.uid, weights.gid, weights.mtime) == (0, 0, 0)
    assert weights.mode & 0o444 == 0o444


def test_equal_content_gives_equal_digests_whatever_the_times_and_the_order(
    tmp_path: Path,
) -> None:
    for name, order in (("one", "ab"), ("two", "ba")):
        folder = tmp_path / name
        folder.mkdir()
        for letter in order:
            (folder / letter).write_text(letter)
    first = oci.pack(tmp_path / "one", tmp_path / "1.tar.zst")
    second = oci.pack(tmp_path / "two", tmp_path / "2.tar.zst")
    assert first.digest == second.digest


def test_an_archive_leaves_out_the_layers_that_its_reader_has(tree: Path, tmp_path: Path) -> None:
    layer = oci.pack(tree, tmp_path / "layer.tar.zst")
    image = an_image(layer)
    members = archived(image, present=(layer.digest,))
    assert "blobs/" + layer.digest.replace(":", "/") not in members
    assert blob(members, image.digest)  # the manifest still names it


def test_a_saved_layer_is_loaded_with_the_same_digests(tree: Path, tmp_path: Path) -> None:
    layer = oci.pack(tree, tmp_path / "layer.tar.zst")
    assert Layer.load(layer.file) == layer


def test_an_unpacked_layer_is_the_tree_that_was_packed(tree: Path, tmp_path: Path) -> None:
    oci.unpack(oci.pack(tree, tmp_path / "layer.tar.zst"), tmp_path / "again")
    assert (tmp_path / "again/models/weights").read_bytes() == b"w" * 10_000


def test_packing_a_folder_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="failed"):
        oci.pack(tmp_path / "nowhere", tmp_path / "layer.tar.zst")
