"""Helm, for tests: what the chart renders to, and what it says when it refuses."""

import functools
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pilotlight.codegen.outputs import REPOSITORY

CHART = REPOSITORY / "charts" / "pilotlight"
RELEASE, NAMESPACE = "pilotlight", "pilotlight-system"
ACTIVATORS = f"{RELEASE}-activator"
"""Of the activator: its Deployment, Service and what else goes by its name."""
DIGEST = "sha256:" + "0123456789abcdef" * 4
# What has no default, because nobody else can know where images were pushed.
REQUIRED = {
    "image": {"repository": "registry.example.com/pilotlight-operator"},
    "worker": {"image": {"repository": "registry.example.com/pilotlight-worker"}},
}
MONITORING_APIS = (
    "monitoring.coreos.com/v1/PodMonitor",
    "monitoring.coreos.com/v1/PrometheusRule",
)

# The CRD is long, and the loader in C is ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Manifest = dict[str, Any]
Values = dict[str, Any]


class HelmError(AssertionError):
    """Helm refused; the text is what a person would read."""


@dataclass(frozen=True, slots=True)
class Helm:
    """One helm program."""

    program: Path

    def render(
        self,
        values: Values | None = None,
        *,
        namespace: str = NAMESPACE,
        release: str = RELEASE,
        apis: tuple[str, ...] = (),
        flags: tuple[str, ...] = (),
        required: bool = True,
    ) -> list[Manifest]:
        """Every object that an installation with these values would make."""
        more = [*flags, *(flag for api in apis for flag in ("--api-versions", api))]
        text = _rendered(
            self,
            ("template", release, str(CHART), "--namespace", namespace, "--values", "-", *more),
            yaml.safe_dump(merged(REQUIRED if required else {}, values or {})),
        )
        return [document for document in yaml.load_all(text, _LOADER) if document]

    def run(self, *arguments: str, input: str = "") -> str:  # noqa: A002
        """The program's output.

        Raises:
            HelmError: with its complaint.
        """
        done = subprocess.run(
            [self.program, *arguments],
            input=input,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            raise HelmError(done.stderr)
        return done.stdout


@functools.cache
def _rendered(helm: Helm, arguments: tuple[str, ...], values: str) -> str:
    """Several tests look at one rendering, and each costs half a second."""
    return helm.run(*arguments, input=values)


def merged(base: Values, over: Values) -> Values:
    """`over` laid over `base`, as Helm does with values."""
    result = dict(base)
    for key, value in over.items():
        before = result.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        result[key] = merged(before, value) if both else value  # type: ignore[arg-type]
    return result


def named(manifests: list[Manifest], kind: str, name: str = RELEASE) -> Manifest:
    """The one object of this kind and name."""
    found = [it for it in manifests if (it["kind"], it["metadata"]["name"]) == (kind, name)]
    assert len(found) == 1, f"{len(found)} objects {kind} {name}"
    return found[0]


def kinds(manifests: list[Manifest]) -> list[str]:
    """The kinds that occur, sorted, each as often as it does."""
    return sorted(it["kind"] for it in manifests)


def container(manifests: list[Manifest], name: str = RELEASE) -> Manifest:
    """The operator's, or another Deployment's."""
    (only,) = named(manifests, "Deployment", name)["spec"]["template"]["spec"]["containers"]
    return dict(only)


def environment(manifests: list[Manifest], name: str = RELEASE) -> dict[str, Any]:
    """Its variables; None where the value comes from the pod."""
    return {it["name"]: it.get("value") for it in container(manifests, name)["env"]}
