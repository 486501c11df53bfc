"""The user's own kubectl: their credentials, exec plugins, contexts and proxies, none of ours."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotlight.cli.errors import KubectlError

FIELD_MANAGER = "kubectl-pilotlight"
ENDPOINTS = "inferenceendpoints.pilotlight.dev"
REVISIONS = "controllerrevisions.apps"

# Of one request to the API server, seconds.
REQUEST_LIMIT = 15
# Of the whole program, seconds: a credential plugin may have to open a browser first.
PROGRAM_LIMIT = 60

_LOG_LINE = re.compile(r"[EWIF]\d{4} \d\d:\d\d:\d\d")
_PREFIX = re.compile(r"^(?:error: |Error from server(?: \((\w+)\))?: )")


@dataclass(frozen=True, slots=True)
class Kubectl:
    """kubectl with the flags that choose a cluster and a namespace."""

    program: tuple[str, ...]
    flags: tuple[str, ...] = ()
    limit: float = PROGRAM_LIMIT

    def run(self, *arguments: str) -> str:
        """What it prints.

        Raises:
            KubectlError: with its complaint in one line.
        """
        command = [*self.program, *self.flags, f"--request-timeout={REQUEST_LIMIT}s", *arguments]
        try:
            # No shell: each argument is one.
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, check=False, timeout=self.limit
            )
        except subprocess.TimeoutExpired as error:
            raise KubectlError(f"kubectl gave no answer within {self.limit:g} s") from error
        except OSError as error:
            raise KubectlError(f"{self.program[0]} cannot be run: {error.strerror}") from error
        if done.returncode != 0:
            raise complaint(done.stderr or done.stdout, done.returncode)
        return done.stdout

    def read(self, *what: str) -> Mapping[str, Any]:
        """`kubectl get`, decoded."""
        return _decoded(self.run("get", *what, "--output=json"))

    def patch(
        self, resource: str, name: str, changes: Mapping[str, Any], *, dry_run: bool = False
    ) -> Mapping[str, Any]:
        """A JSON merge patch; what the API server made of it.

        From a file that only we can read: arguments of a process are seen by everyone.
        """
        flags = ["--dry-run=server"] if dry_run else []
        with tempfile.TemporaryDirectory(prefix="kubectl-pilotlight-") as folder:
            file = Path(folder) / "patch.json"
            file.write_text(json.dumps(changes), encoding="utf-8")
            return _decoded(
                self.run(
                    *("patch", resource, name, "--type=merge", f"--patch-file={file}"),
                    *(f"--field-manager={FIELD_MANAGER}", "--output=json", *flags),
                )
            )


def found(flags: Sequence[str]) -> Kubectl:
    """The program that $KUBECTL names, with arguments if need be, else the one on the PATH.

    Raises:
        KubectlError: there is none.
    """
    named = os.environ.get("KUBECTL") or "kubectl"
    if whole := shutil.which(named):
        return Kubectl((whole,), tuple(flags))
    words = shlex.split(named, posix=os.name == "posix")
    if words and (program := shutil.which(words[0])):
        return Kubectl((program, *words[1:]), tuple(flags))
    if named == "kubectl":
        raise KubectlError("kubectl is not on the PATH; install it, or name it in $KUBECTL")
    raise KubectlError(f"$KUBECTL is {named!r}, and there is no such program")


def complaint(text: str, code: int) -> KubectlError:
    """kubectl's own words in one line, without its log lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [line for line in lines if not _LOG_LINE.match(line)] or lines[-1:]
    message = " ".join(line for line in said if not line.startswith("Warning: "))
    prefix = _PREFIX.match(message)
    reason = (prefix.group(1) or "") if prefix else ""
    message = message[prefix.end() :] if prefix else message
    return KubectlError(message or f"kubectl ended with code {code}", reason)


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise KubectlError("kubectl printed something else than an object")
    return told
