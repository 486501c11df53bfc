"""Our images, by what they are stacked from, and their import into a running containerd."""

import json
import subprocess
import tomllib
from collections.abc import Callable, Sequence
from functools import partial

from e2e.cluster import builds, layers, packages, previous, rootfs
from e2e.cluster.failures import ClusterError
from e2e.cluster.layers import CODE, DEPENDENCIES_SITE, VLLM_LOCK, VLLM_SITE
from e2e.cluster.oci import Image, Layer, Settings
from e2e.cluster.paths import PACKAGE, REPOSITORY
from e2e.cluster.progress import step

PREFIX = "localhost/"
TAG = ":dev"
TINI = ("/usr/bin/tini", "--")
WORKER_SOURCE = REPOSITORY / "runtime-image" / "src"
SIM_SOURCE = REPOSITORY / "runtime-image" / "sim" / "src"
OPERATOR_SOURCE = REPOSITORY / "operator" / "src"

PYTHON_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}
# Caches below /cache and the like: the same file for every way of building a worker image.
WORKER_ENVIRONMENT = REPOSITORY / "runtime-image" / "image.env"
SIM_VERSION = "0.32.0"  # the vLLM whose flags and metrics the simulated engine has
SIM_ENVIRONMENT = {
    "PILOTLIGHT_ENGINE_VERSION": SIM_VERSION,
    "PILOTLIGHT_GATE_EXTRA_ROUTES": "/sim/faults",
}
# Two engines share two cores in the tests: no threads that are bound to a core or spin at barriers
# for each other (a tiny model gains nothing by a second one), no gigabytes of KV cache.
CPU_ENVIRONMENT = {
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "OMP_NUM_THREADS": "1",
}


def worker() -> Image:
    """The supervisor and the gate around vLLM for CPUs."""
    extra = layers.dependencies("pilotlight-worker", without=VLLM_LOCK)
    version = _locked_version("vllm-cpu")
    return Image(
        f"{PREFIX}pilotlight-worker{TAG}",
        _stack(
            layers.system(),
            layers.vllm(),
            layers.models(),
            extra,
            layers.code("worker", [WORKER_SOURCE]),
        ),
        _worker_settings(
            ["python3", "-m", "vllm.entrypoints.openai.api_server"],
            version,
            sites=[VLLM_SITE, DEPENDENCIES_SITE],
            environment=CPU_ENVIRONMENT,
        ),
    )


def sim() -> Image:
    """The supervisor and the gate around the simulated engine."""
    return Image(
        f"{PREFIX}pilotlight-sim{TAG}",
        _stack(
            layers.system(),
            layers.models(),
            layers.dependencies("pilotlight-sim"),
            layers.code("sim", [WORKER_SOURCE, SIM_SOURCE]),
        ),
        _worker_settings(
            ["python3", "-m", "pilotlight_sim"],
            SIM_VERSION,
            sites=[DEPENDENCIES_SITE],
            environment=SIM_ENVIRONMENT,
        ),
    )


def operator() -> Image:
    """The operator."""
    return _operator(TAG, layers.code("operator", [OPERATOR_SOURCE]), _own_version())


def previous_operator() -> Image:
    """The operator of the release before this one, on the dependencies of this tree."""
    code = layers.wheel("previous-operator", previous.WHEEL)
    return _operator(f":{previous.VERSION}", code, previous.VERSION)


def model(name: str) -> Image:
    """The files of a tiny model, for an image volume."""
    return Image(f"{PREFIX}pilotlight-model-{name}{TAG}", (layers.model(name),))


def pause() -> Image:
    """The sandbox of every pod."""
    settings = Settings(entrypoint=("/pause",), user="65535:65535")
    return Image(f"{PREFIX}pause{TAG}", (layers.pause(),), settings)


def coredns() -> Image:
    """The cluster's DNS server."""
    return Image(
        f"{PREFIX}coredns{TAG}",
        (layers.program("coredns", {"coredns": builds.coredns()}),),
        Settings(entrypoint=("/coredns",), user="65532:65532"),
    )


def prometheus() -> Image:
    """Debian's Prometheus."""
    folder = packages.unpacked("prometheus") / "usr"
    files = {
        "usr/bin/prometheus": folder / "bin/prometheus",
        "usr/lib/prometheus_targets.py": PACKAGE / "prometheus_targets.py",
    }
    return Image(
        f"{PREFIX}prometheus{TAG}",
        (layers.system(), layers.program("prometheus", files)),
        Settings(entrypoint=("/usr/bin/prometheus",), user="65532:65532"),
    )


# What the cluster itself needs, and what `images` builds.
INFRASTRUCTURE: tuple[Callable[[], Image], ...] = (pause, coredns, prometheus)
PRODUCT: dict[str, tuple[Callable[[], Image], ...]] = {
    "operator": (operator,),
    "previous-operator": (previous_operator,),
    "sim": (sim,),
    "models": tuple(partial(model, name) for name in layers.MODELS),
    "worker": (worker,),
}


def load(ctr: Sequence[str], image: Image) -> None:
    """Import an image into containerd, unless it has exactly this one already."""
    if _present_digest(ctr, image.name) == image.digest:
        return
    present = set(_output([*ctr, "content", "list", "--quiet"]).split())
    missing = sum(layer.size for layer in image.layers if layer.digest not in present)
    with step(f"importing {image.name} ({missing / 1e6:.1f} MB)"):
        command = [*ctr, "images", "import", "--local", "-"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdin
        try:
            with process.stdin as target:
                image.write_archive(target, present)
        except BrokenPipeError:
            pass  # what ctr says about it is in its output
        assert process.stdout
        output = process.stdout.read()
        if process.wait():
            raise ClusterError(f"importing {image.name} failed:\n{output.decode()}")


def _present_digest(ctr: Sequence[str], name: str) -> str | None:
    for line in _output([*ctr, "images", "list", f"name=={name}"]).splitlines()[1:]:
        return next((word for word in line.split() if word.startswith("sha256:")), None)
    return None


def _worker_settings(
    engine: list[str], version: str, sites: list[str], environment: dict[str, str]
) -> Settings:
    return Settings(
        entrypoint=(*TINI, "python3", "-m", "pilotlight_worker"),
        user=f"{rootfs.USERS['worker']}:{rootfs.USERS['worker']}",
        environment={
            **PYTHON_ENVIRONMENT,
            **environment_file(WORKER_ENVIRONMENT.read_text()),
            **environment,
            "PYTHONPATH": _python_path(sites),
            "PILOTLIGHT_ENGINE": json.dumps(engine),
        },
        labels={
            "org.opencontainers.image.version": _own_version(),
            "pilotlight.dev/engine-version": version,
        },
    )


def _operator(tag: str, code: Layer, version: str) -> Image:
    return Image(
        f"{PREFIX}pilotlight-operator{tag}",
        _stack(layers.system(), layers.dependencies("pilotlight"), code),
        Settings(
            entrypoint=(*TINI, "python3", "-m", "pilotlight"),
            user=f"{rootfs.USERS['pilotlight']}:{rootfs.USERS['pilotlight']}",
            environment={
                **PYTHON_ENVIRONMENT,
                "HOME": "/tmp",
                "PYTHONPATH": _python_path([DEPENDENCIES_SITE]),
            },
            labels={"org.opencontainers.image.version": version},
        ),
    )


def _python_path(sites: list[str]) -> str:
    return ":".join(f"/{folder}" for folder in (CODE, *sites))


def environment_file(text: str) -> dict[str, str]:
    """NAME=value lines."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def _stack(*parts: Layer | None) -> tuple[Layer, ...]:
    return tuple(it for it in parts if it is not None)


def _locked_version(package: str) -> str:
    (line,) = (it for it in VLLM_LOCK.read_text().splitlines() if it.startswith(f"{package}=="))
    return line.partition("==")[2].split()[0]


def _own_version() -> str:
    text = (REPOSITORY / "pyproject.toml").read_text()
    return str(tomllib.loads(text)["project"]["version"])


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"`{' '.join(command)}` failed: {done.stderr.strip()}")
    return done.stdout
