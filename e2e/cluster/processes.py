"""Processes that outlive the command that started them.

A process is known by its pid and its start time, so that a pid file left from yesterday never
points at somebody else's process. Each also carries a mark in its environment, which finds the
ones whose starter was killed between starting them and writing the pid file.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from e2e.cluster.failures import ClusterError

MARK = "PILOTLIGHT_RUN"
POLL = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Command:
    """A component to run: its name gives its pid file and its log their names."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The processes of one cluster: `run` holds their pid files, `logs` their logs."""

    run: Path
    logs: Path

    def start(self, command: Command) -> None:
        """Start a component in a session of its own, its output appended to its log."""
        self.run.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        log = str(self.log(command.name))
        environment = {**os.environ, **(command.environment or {}), MARK: str(self.run)}
        # posix_spawn, not subprocess: there is no object that wants to be waited for, and the
        # child is not tied to the thread that started it, as PR_SET_PDEATHSIG would tie it.
        pid = os.posix_spawn(
            command.argv[0],
            list(command.argv),
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
                (os.POSIX_SPAWN_DUP2, 1, 2),
                *((os.POSIX_SPAWN_CLOSE, number) for number in _inheritable()),
            ],
            setsid=True,
        )
        self._pid_file(command.name).write_text(f"{pid} {start_time(pid)}\n")

    def alive(self, name: str) -> bool:
        """Whether the component that was started under this name still runs."""
        return self.pid(name) is not None

    def pid(self, name: str) -> int | None:
        """The pid of a running component."""
        try:
            pid, started = (int(it) for it in self._pid_file(name).read_text().split())
        except (FileNotFoundError, ValueError):
            return None  # ValueError: it had ended before its start time could be read
        return pid if start_time(pid) == started else None

    def stop(self, name: str, *, grace: float = 0.0) -> None:
        """End a component: by SIGTERM when it is given some seconds to tidy up, then SIGKILL."""
        if (pid := self.pid(name)) is not None:
            _end(pid, grace)
        self._pid_file(name).unlink(missing_ok=True)

    def stop_all(self) -> None:
        """End whatever was started in this group, also what no pid file knows."""
        for file in sorted(self.run.glob("*.pid")):
            self.stop(file.stem)
        for pid in marked(self.run):
            _end(pid, grace=0.0)

    def log(self, name: str) -> Path:
        """The log file of a component."""
        return self.logs / f"{name}.log"

    def wait(self, name: str, what: str, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready`; a component that died in the meantime is reported with its log."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive(name):
                raise ClusterError(
                    f"{name} ended while waiting for {what}\n{self._last_words(name)}"
                )
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"{what} did not happen within {seconds:g} s\n{self._last_words(name)}"
                )
            time.sleep(POLL)

    def _pid_file(self, name: str) -> Path:
        return self.run / f"{name}.pid"

    def _last_words(self, name: str, lines: int = 15) -> str:
        log = self.log(name)
        text = log.read_text(errors="replace") if log.exists() else ""
        return f"the end of {log}:\n" + "\n".join(text.splitlines()[-lines:])


def _inheritable() -> list[int]:
    """Descriptors that a child would get beside the first three, say the lock of a `flock`."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if int(entry.name) > 2 and os.get_inheritable(int(entry.name)):
                found.append(int(entry.name))
    return found


def start_time(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None when it has ended."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The second field is the program's name in parentheses, which may itself contain some.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def marked(run: Path) -> list[int]:
    """The processes that carry the mark of this run folder, this process aside."""
    wanted = f"{MARK}={run}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _end(pid: int, grace: float) -> None:
    started = start_time(pid)
    for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 10.0)):
        if patience == 0.0:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if start_time(pid) != started or started is None:
                return
            time.sleep(POLL)
    raise ClusterError(f"process {pid} survived SIGKILL for 10 s: is its disk hanging?")
