"""The rights that each command needs are those that its page says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from pilotlight.cli.main import program
from pilotlight.manifests.marks import FAILED
from tests.unit.cli.builders import ACTIVE, NEW, asked

PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "use-the-kubectl-plugin.md"
ENDPOINT = {
    "metadata": {"name": "chat", "namespace": "demo", "uid": "1", "generation": 1},
    "spec": {**asked("c"), "rollout": {"promotion": "Manual"}},
    "status": {
        "observedGeneration": 1,
        "activeRevision": ACTIVE,
        "previewRevision": NEW,
        "rollout": {"phase": "AwaitingPromotion", "revision": NEW},
    },
}
SCRIPT = """#!/bin/sh
cd "$(dirname "$0")"
echo "$@" >> asked
case "$*" in
*"get controllerrevisions"*) cat revisions;;
*) cat endpoint;;
esac
"""
COMMANDS = {
    "status": "status chat",
    "rollout status": "rollout status chat",
    "rollout history": "rollout history chat",
    "rollout diff": "rollout diff chat",
    "rollout promote": "rollout promote chat",
    "rollout abort": "rollout abort chat",
    "rollout undo": "rollout undo chat --to-revision 2",
    "rollout retry": "rollout retry chat",
}
Rights = set[tuple[str, str]]


def a_record(name: str, letter: str) -> dict[str, Any]:
    return {
        "metadata": {
            "name": name,
            "annotations": {FAILED: "no luck"} if name == NEW else {},
            "ownerReferences": [{"uid": "1", "controller": True}],
        },
        "revision": int(name[-1]),
        "data": {"podSpec": asked(letter)},
    }


def used(words: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Rights:
    """Verbs and resources that a command asks for. `kubectl patch` gets what it patches first."""
    records = [a_record(NEW, "c"), a_record(ACTIVE, "b")]
    (folder / "endpoint").write_text(json.dumps(ENDPOINT))
    (folder / "revisions").write_text(json.dumps({"items": records}))
    kubectl = folder / "kubectl"
    kubectl.write_text(SCRIPT)
    kubectl.chmod(0o755)
    monkeypatch.setenv("KUBECTL", str(kubectl))
    CliRunner().invoke(program, words.split())
    found: Rights = set()
    for line in (folder / "asked").read_text().splitlines():
        verb, resource, rest = re.findall(r"(get|patch) (\S+) (\S+)", line)[0]
        found |= {("list" if verb == "get" and rest.startswith("--") else verb, resource)}
        found |= {("get", resource)} if verb == "patch" else set()
    return found


def table() -> Iterator[tuple[str, Rights]]:
    """The rows of the page."""
    head, *rows = re.findall(r"^\| (?:command|`(?:rollout )?\w+`) \|.*", _section(), re.MULTILINE)
    names = [re.findall(r"`(.*?)`", cell) for cell in head.split("|")[2:-1]]
    for row in rows:
        command, *cells = (cell.strip() for cell in row.split("|")[1:-1])
        yield (
            command.strip("`"),
            {
                (verb, resource)
                for resources, cell in zip(names, cells, strict=True)
                for verb in re.findall(r"get|list|patch", cell)
                for resource in resources
            },
        )


def _section() -> str:
    return PAGE.read_text(encoding="utf-8").partition("\n## Rights\n")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_asks_for_what_its_page_says(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert used(COMMANDS[command], tmp_path, monkeypatch) == dict(table())[command]


@pytest.mark.parametrize("command", ["promote", "abort", "undo --to-revision 2", "retry"])
def test_a_dry_run_patches_nothing(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = used(f"rollout {command} chat --dry-run", tmp_path, monkeypatch)
    assert {verb for verb, _ in found} == {"get", "list"}


def test_the_role_of_the_page_is_exactly_enough() -> None:
    (role,) = re.findall(r"```yaml\n(.*?)```", _section(), re.DOTALL)
    given = {
        (verb, f"{resource}.{group}" if group else resource)
        for rule in yaml.safe_load(role)["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }
    assert dict(table()).keys() == COMMANDS.keys()
    assert given == set().union(*dict(table()).values())
