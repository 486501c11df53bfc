"""Requests to the API server without kubectl's own time: what is measured begins with them."""

import contextlib
import json
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from e2e.kubectl import Kubectl

TIMEOUT = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Api:
    """The API server as `kubectl proxy` hands it on, which adds a millisecond."""

    url: str

    def merge(self, path: str, changes: Mapping[str, object]) -> None:
        """A merge patch; returns when it is done."""
        request = urllib.request.Request(
            self.url + path,
            json.dumps(changes).encode(),
            {"Content-Type": "application/merge-patch+json"},
            method="PATCH",
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            answer.read()


@contextlib.contextmanager
def proxied(kubectl: Kubectl) -> Iterator[Api]:
    """Reach the API server until the end of the block."""
    process = subprocess.Popen(
        [str(kubectl.program), "proxy", "--port=0"],
        env=kubectl.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("Starting to serve on "), f"kubectl proxy: {said}"
        yield Api(f"http://{said.split()[-1]}")
    finally:
        process.kill()
        process.wait(10)
