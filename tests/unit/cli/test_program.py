"""The commands themselves: that they exist where the documentation says so, and start fast."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pilotlight.cli.main import program

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "how-to" / "use-the-kubectl-plugin.md"
_CALL = re.compile(r"kubectl pilotlight\b([^`\n]*)")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All that can be called, as words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def calls() -> list[str]:
    """Every call that is written in a page or in one of our own messages."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    return sorted({found.strip() for found in _CALL.findall(text) if found.strip(" …")})


@pytest.mark.parametrize("call", calls())
def test_every_call_in_the_documentation_gets_as_far_as_kubectl(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUBECTL", "/no/such/program")
    said = CliRunner().invoke(program, shlex.split(call))
    assert "no such program" in said.output or (call, said.exit_code) == ("--version", 0)


@pytest.mark.parametrize("path", list(commands(program)), ids=" ".join)
def test_every_command_is_in_its_page(path: tuple[str, ...]) -> None:
    assert any(call.startswith(" ".join(path)) for call in _page_calls())


def _page_calls() -> list[str]:
    return [found.strip() for found in _CALL.findall(PAGE.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", [(), ("rollout",), *commands(program)], ids=" ".join)
def test_every_command_has_help_that_fits_its_line(path: tuple[str, ...]) -> None:
    said = CliRunner().invoke(program, [*path, "--help"])
    assert said.exit_code == 0
    assert "..." not in re.sub(r"\[ARGS\]\.\.\.", "", said.output)


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["rollout", "promote"],
        ["rollout", "status", "chat", "--timeout", "5"],
        ["rollout", "diff", "chat", "1", "2", "3"],
    ],
)
def test_a_command_that_is_written_wrongly_ends_with_2(words: list[str]) -> None:
    assert CliRunner().invoke(program, words).exit_code == 2


def test_a_complaint_is_one_line_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECTL", "/no/such/program")
    said = CliRunner().invoke(program, ["rollout", "history", "chat"])
    assert said.exit_code == 1
    assert said.output == "Error: $KUBECTL is '/no/such/program', and there is no such program\n"


@pytest.mark.parametrize(
    "words",
    [
        ["-n", "a", "--context", "b", "status", "chat"],
        ["status", "chat", "-n", "a", "--context", "b"],
        ["-n", "overridden", "status", "--context=b", "-na", "chat"],
    ],
)
def test_the_cluster_is_chosen_before_or_behind_the_command(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(f'#!/bin/sh\necho "$*" >> {asked}\nexit 1\n')
    kubectl.chmod(0o755)
    monkeypatch.setenv("KUBECTL", str(kubectl))
    assert CliRunner().invoke(program, words).exit_code == 1
    assert all(it.startswith("--namespace=a --context=b ") for it in asked.read_text().splitlines())


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from pilotlight.cli.main import program\n"
        "program(['rollout', 'status', '--help'], standalone_mode=False)\n"
        "print(sorted({'pydantic', 'yaml', 'rich', 'kopf', 'kubernetes', 'aiohttp'}"
        " & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
