"""kubectl, and endpoints to feed it."""

import copy
import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]


class KubectlError(AssertionError):
    """kubectl failed; the text is what a person would read."""


@dataclass(frozen=True, slots=True)
class Kubectl:
    """kubectl against one cluster."""

    program: Path
    kubeconfig: Path
    home: Path

    def run(self, *arguments: str, input: str = "", codes: tuple[int, ...] = (0,)) -> str:  # noqa: A002
        """The program's output.

        Raises:
            KubectlError: with its complaint, when it ends with another code.
        """
        done = subprocess.run(
            [self.program, "--kubeconfig", str(self.kubeconfig), *arguments],
            input=input,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "HOME": str(self.home)},
        )
        if done.returncode not in codes:
            raise KubectlError(done.stderr or done.stdout)
        return done.stdout

    def apply(self, manifest: Manifest, *flags: str) -> str:
        """Client-side apply, as most people do it."""
        return self.run("apply", "-f", "-", *flags, input=json.dumps(manifest))

    def create(self, manifest: Manifest) -> str:
        """What the API server makes of it, nothing kept."""
        return self.run(
            *("create", "--dry-run=server", "--validate=strict", "-o", "json", "-f", "-"),
            input=json.dumps(manifest),
        )

    def get(self, *what: str) -> Manifest:
        """One object as it is stored."""
        found: Manifest = json.loads(self.run("get", *what, "-o", "json"))
        return found

    def established(self) -> None:
        """Return once endpoints can be made. `kubectl wait` fails on a CRD without conditions."""
        deadline = time.monotonic() + 30
        while True:
            try:
                self.run("get", "inferenceendpoints.v1alpha1.pilotlight.dev")
            except KubectlError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def can(self, user: str, verb: str, what: str, namespace: str = "demo") -> bool:
        """Whether the API server would let this user do it; `what` may name a subresource."""
        resource, _, subresource = what.partition("/")
        more = (f"--subresource={subresource}",) if subresource else ()
        said = self.run(
            *("auth", "can-i", verb, resource, *more, "--as", user, "--namespace", namespace),
            codes=(0, 1),
        )
        return said.startswith("yes")


def an_endpoint(name: str = "chat", **fields: Any) -> Manifest:
    """The whole manifest that most people write; `fields` are dotted paths below it.

    `__` stands for a dot; None removes the field.
    """
    manifest: Manifest = {
        "apiVersion": "pilotlight.dev/v1alpha1",
        "kind": "InferenceEndpoint",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "model": {
                "uri": "hf://meta-llama/Llama-3.1-8B-Instruct",
                "revision": "0e9e39f249a16976918f6564b8830bc894c89659",
            },
            "replicas": 2,
        },
    }
    for path, value in fields.items():
        manifest = changed(manifest, path.split("__"), value)
    return manifest


def changed(manifest: Manifest, path: list[str], value: Any) -> Manifest:
    """A copy with one field set, or removed."""
    result = copy.deepcopy(manifest)
    node = result
    for key in path[:-1]:
        node = node.setdefault(key, {})
    if value is None:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value
    return result
