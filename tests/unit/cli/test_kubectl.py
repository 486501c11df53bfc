"""The program that is run, and what is made of its complaints."""

import json
from pathlib import Path

import pytest

from pilotlight.cli.errors import KubectlError
from pilotlight.cli.kubectl import Kubectl, complaint, found


def program(folder: Path, script: str, name: str = "kubectl") -> Path:
    """A program that stands in for kubectl."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("text", "message", "reason"),
    [
        ("error: no context exists with the name: x\n", "no context exists with the name: x", ""),
        (
            'Error from server (NotFound): inferenceendpoints.pilotlight.dev "x" not found\n',
            'inferenceendpoints.pilotlight.dev "x" not found',
            "NotFound",
        ),
        (
            'E0301 12:00:00.123 1 memcache.go:265] "Unhandled" err="dial tcp"\nIt was refused\n',
            "It was refused",
            "",
        ),
        ("Warning: old\nerror: one\n  two\n", "one two", ""),
        ("E0301 12:00:00.123 1 x.go:1] only logs\n", "E0301 12:00:00.123 1 x.go:1] only logs", ""),
        ("", "kubectl ended with code 7", ""),
    ],
)
def test_a_complaint_is_one_line(text: str, message: str, reason: str) -> None:
    error = complaint(text, 7)
    assert (str(error), error.reason) == (message, reason)


def test_a_conflict_is_known_as_one() -> None:
    assert complaint("Error from server (Conflict): the object has been modified", 1).conflict


def test_flags_are_passed_on_and_answers_decoded(tmp_path: Path) -> None:
    echo = program(tmp_path, """printf '{"args": "%s"}' "$*" """)
    told = Kubectl((str(echo),), ("--namespace=demo",)).read("pods", "x")
    assert told == {"args": "--namespace=demo --request-timeout=15s get pods x --output=json"}


def test_a_patch_is_no_argument_that_others_can_read(tmp_path: Path) -> None:
    script = 'for it; do case $it in --patch-file=*) cat "${it#--patch-file=}";; esac; done'
    told = Kubectl((str(program(tmp_path, script)),)).patch("pods", "x", {"a": "secret"})
    assert told == {"a": "secret"}


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    slow = Kubectl((str(program(tmp_path, "exec sleep 30")),), limit=0.2)
    with pytest.raises(KubectlError, match=r"no answer within 0\.2 s"):
        slow.run("get")


def test_an_answer_that_is_no_object_is_a_complaint(tmp_path: Path) -> None:
    with pytest.raises(KubectlError, match="something else"):
        Kubectl((str(program(tmp_path, "echo hello")),)).read("pods")


def test_a_missing_kubectl_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("KUBECTL", raising=False)
    with pytest.raises(KubectlError, match="not on the PATH"):
        found(())


def test_the_environment_may_name_a_kubectl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = program(tmp_path, f"echo '{json.dumps({})}'", "my kubectl")
    monkeypatch.setenv("KUBECTL", str(named))
    assert found(()).program == (str(named),)
    plain = program(tmp_path, "", "k")
    monkeypatch.setenv("KUBECTL", f"{plain} kubectl --")
    assert found(()).program == (str(plain), "kubectl", "--")
    monkeypatch.setenv("KUBECTL", "/no/such/program")
    with pytest.raises(KubectlError, match="no such program"):
        found(())
