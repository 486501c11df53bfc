"""Processes by pid file: never somebody else's, and none forgotten."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.cluster import processes
from e2e.cluster.failures import ClusterError
from e2e.cluster.processes import Command, Group

SLEEP = ["/bin/sleep", "60"]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    group = Group(run=tmp_path / "run", logs=tmp_path / "logs")
    yield group
    group.stop_all()


def test_a_started_process_is_alive_until_it_is_stopped(group: Group) -> None:
    group.start(Command("sleeper", SLEEP))
    assert group.alive("sleeper")
    group.stop("sleeper")
    assert not group.alive("sleeper")


def test_output_and_errors_go_to_the_log(group: Group) -> None:
    group.start(Command("talker", ["/bin/sh", "-c", "echo out; echo err >&2; sleep 60"]))
    group.wait("talker", "output", lambda: "err" in group.log("talker").read_text(), 5.0)
    assert group.log("talker").read_text() == "out\nerr\n"


def test_a_pid_that_another_process_has_by_now_is_left_alone(group: Group) -> None:
    group.run.mkdir(parents=True)
    with subprocess.Popen(SLEEP) as stranger:
        (group.run / "yesterday.pid").write_text(f"{stranger.pid} 1\n")
        assert not group.alive("yesterday")
        group.stop("yesterday")
        group.stop_all()
        assert stranger.poll() is None
        stranger.kill()


def test_a_process_without_a_pid_file_is_ended_with_its_group(group: Group) -> None:
    group.start(Command("orphan", SLEEP))
    pid = group.pid("orphan")
    assert pid is not None
    (group.run / "orphan.pid").unlink()
    assert processes.marked(group.run) == [pid]
    group.stop_all()
    assert processes.start_time(pid) is None


def test_a_process_that_ignores_sigterm_is_killed_after_its_grace(group: Group) -> None:
    group.start(Command("deaf", ["/bin/sh", "-c", "trap '' TERM; echo up; sleep 60 & wait; wait"]))
    group.wait("deaf", "its start", lambda: "up" in group.log("deaf").read_text(), 5.0)
    began = time.monotonic()
    group.stop("deaf", grace=0.3)
    assert 0.3 <= time.monotonic() - began < 5
    assert not group.alive("deaf")


def test_waiting_for_a_process_that_died_shows_its_last_words(group: Group) -> None:
    group.start(Command("short", ["/bin/sh", "-c", "echo no such flag >&2; exit 2"]))
    with pytest.raises(ClusterError, match="no such flag"):
        group.wait("short", "anything", lambda: False, 5.0)


def test_waiting_ends_with_its_limit(group: Group) -> None:
    group.start(Command("slow", SLEEP))
    with pytest.raises(ClusterError, match=r"within 0\.2 s"):
        group.wait("slow", "a wonder", lambda: False, 0.2)


def test_the_guard_ends_the_group_of_an_owner_that_was_killed(group: Group) -> None:
    group.start(Command("component", SLEEP))
    command = [sys.executable, "-m", "e2e.cluster.guard", str(group.run.parent)]
    owner = subprocess.Popen(["/bin/sleep", "60"], stdout=subprocess.PIPE)
    guard = subprocess.Popen(command, stdin=owner.stdout, cwd=Path(__file__).parents[3])
    assert owner.stdout
    owner.stdout.close()
    os.kill(owner.pid, 9)
    owner.wait()
    assert guard.wait(timeout=10) == 0
    assert not group.alive("component")
