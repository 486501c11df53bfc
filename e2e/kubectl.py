"""The kubectl that the stories are told with: text and objects in, text and objects out."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT = 180.0  # seconds


class KubectlError(AssertionError):
    """kubectl said no; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Kubectl:
    """Calls kubectl against one cluster: `kubectl("get", "pods", "-n", namespace)`."""

    program: Path
    kubeconfig: Path

    def __call__(self, *arguments: str, stdin: str | None = None, timeout: float = TIMEOUT) -> str:
        """Standard output of one command; raises KubectlError when it fails."""
        done = self.attempt(*arguments, stdin=stdin, timeout=timeout)
        if done.returncode:
            raise KubectlError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def attempt(
        self, *arguments: str, stdin: str | None = None, timeout: float = TIMEOUT
    ) -> subprocess.CompletedProcess[str]:
        """One command whose failure is an expected answer."""
        return subprocess.run(
            [str(self.program), *arguments],
            input=stdin,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """What `kubectl … -o json` prints, decoded."""
        return json.loads(self(*arguments, "-o", "json"))

    def apply(self, *manifests: Mapping[str, Any], namespace: str | None = None) -> str:
        """Apply manifests as a user would."""
        listing = {"apiVersion": "v1", "kind": "List", "items": list(manifests)}
        where = ["-n", namespace] if namespace else []
        return self("apply", "-f", "-", *where, stdin=json.dumps(listing))

    def environment(self) -> dict[str, str]:
        """What another program needs to find the same cluster."""
        return {**os.environ, "KUBECONFIG": str(self.kubeconfig)}
