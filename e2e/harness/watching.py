"""What the API server told while something happened, with the moment at which it was heard.

Reading the state again and again misses what lasts shorter than a poll; a watch does not, and so
it is what promises with "never" and "within" are judged by.
"""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

Json = dict[str, Any]
FIRST_WITHIN = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Seen:
    """One version of an object. `at`: seconds of the monotonic clock; `gone`: it was deleted."""

    at: float
    object: Json
    gone: bool = False

    @property
    def name(self) -> str:
        """Of the object."""
        return str(self.object["metadata"]["name"])


@dataclass(slots=True)
class Watch:
    """Everything that was seen of one kind, oldest first."""

    seen: list[Seen] = field(default_factory=list)

    def of(self, name: str, since: float = 0.0) -> list[Seen]:
        """Versions of one object from a moment on."""
        return [it for it in tuple(self.seen) if it.name == name and it.at >= since]

    def wait(
        self, what: str, name: str, met: Callable[[Json], object], since: float, within: float
    ) -> Seen:
        """The first version of the object, seen from `since` on, that met something.

        Raises:
            AssertionError: when none did within so many seconds of `since`.
        """

        def first() -> Seen | None:
            versions = self.of(name, since)
            return next((it for it in versions if not it.gone and met(it.object)), None)

        until(f"{name}: {what}", first, max(1.0, since + within - time.monotonic()))
        found = first()
        assert found is not None
        return found


@contextmanager
def watching(kubectl: Kubectl, kind: str, namespace: str, *more: str) -> Iterator[Watch]:
    """Watch one kind in a namespace; `more` goes to kubectl, as `-l`. Begins once it is heard."""
    command = [
        str(kubectl.program), "get", kind, "-n", namespace, *more,
        "--watch", "--output-watch-events", "-o", "json",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, env=kubectl.environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    watch = Watch()
    thread = threading.Thread(target=_follow, args=(process, watch), daemon=True)
    thread.start()
    try:
        expected = len(kubectl.json("get", kind, "-n", namespace, *more)["items"])
        until(f"{kind} are watched", lambda: len(watch.seen) >= expected, FIRST_WITHIN)
        yield watch
        assert process.poll() is None, f"the watch of {kind} ended"
    finally:
        process.kill()
        process.wait(10)
        thread.join(10)


def _follow(process: "subprocess.Popen[str]", watch: Watch) -> None:
    assert process.stdout
    for line in process.stdout:
        event = json.loads(line)
        gone = event["type"] == "DELETED"
        watch.seen.append(Seen(time.monotonic(), event["object"], gone))
