"""Requests and limits of the worker container."""

from pilotlight.api.v1alpha1 import Runtime
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.quantity import canonical

GPU = "nvidia.com/gpu"


def is_extended(resource: str) -> bool:
    """True for device-like resources: a domain of its own, outside kubernetes.io."""
    domain, slash, _ = resource.partition("/")
    return bool(slash) and not domain.endswith("kubernetes.io")


def container_resources(runtime: Runtime) -> Manifest:
    """The user's resources, with the accelerators that the engine's parallelism needs.

    | limits name an extended resource | added |
    | --- | --- |
    | no | `nvidia.com/gpu` = tensorParallelSize × pipelineParallelSize |
    | yes, above zero | nothing |
    | yes, zero (`nvidia.com/gpu: 0`) | nothing, and the zero is dropped: a CPU worker |
    """
    limits = {name: canonical(value) for name, value in runtime.resources.limits.items()}
    requests = {name: canonical(value) for name, value in runtime.resources.requests.items()}
    if not any(is_extended(name) for name in limits):
        engine = runtime.engine
        limits[GPU] = str(engine.tensor_parallel_size * engine.pipeline_parallel_size)
    kept = {
        name: value for name, value in limits.items() if not (is_extended(name) and value == "0")
    }
    dropped = limits.keys() - kept.keys()
    asked = {name: value for name, value in requests.items() if name not in dropped}
    return {"limits": kept, "requests": asked}


def accelerators(resources: Manifest) -> dict[str, str]:
    """The extended resources among rendered limits."""
    return {name: value for name, value in resources.get("limits", {}).items() if is_extended(name)}
