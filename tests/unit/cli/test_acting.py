"""How a change is carried out, against a program that stands in for kubectl."""

import json
from pathlib import Path

import pytest

from pilotlight.cli import acting
from pilotlight.cli.acting import How
from pilotlight.cli.changes import Change, promotion
from pilotlight.cli.errors import ComplaintError, KubectlError
from pilotlight.cli.kubectl import Kubectl
from pilotlight.cli.targets import Refusal
from pilotlight.cli.views import Endpoint
from tests.unit.cli.builders import NEW

SCRIPT = """#!/bin/sh
cd "$(dirname "$0")"
echo "$@" >> asked
case "$*" in
*controllerrevisions*) echo '{"items": []}';;
*patch*)
  if [ "$(grep -c patch asked)" -le "$(cat conflicts)" ]; then
    echo 'Error from server (Conflict): the object has been modified' >&2
    exit 1
  fi
  cat object;;
*) cat object;;
esac
"""


class StandIn:
    """A kubectl that always shows one object, and refuses the first patches."""

    def __init__(self, folder: Path, conflicts: int = 0, **annotations: str) -> None:
        self._folder = folder
        metadata = {"name": "chat", "namespace": "demo", "annotations": annotations}
        (folder / "object").write_text(json.dumps({"metadata": metadata, "spec": {}}))
        (folder / "conflicts").write_text(str(conflicts))
        program = folder / "kubectl"
        program.write_text(SCRIPT)
        program.chmod(0o755)
        self.kubectl = Kubectl((str(program),))
        self.said: list[str] = []
        self.warned: list[str] = []

    @property
    def patches(self) -> int:
        """How many were sent."""
        return (self._folder / "asked").read_text().count("--patch-file")

    def change(self, *, dry_run: bool = False, sure: bool = False) -> None:
        """Promote, whatever is there."""
        how = How(dry_run, sure, self.said.append, self.warned.append)
        acting.change_spec(self.kubectl, "chat", promoted, how)


def promoted(endpoint: Endpoint, _: object) -> Change:
    return promotion(endpoint, NEW)


def test_a_change_is_sent_and_told(tmp_path: Path) -> None:
    it = StandIn(tmp_path)
    it.change()
    assert it.said == [f"chat: spec.rollout.promote is {NEW} now\n"]
    assert it.patches == 1


def test_an_object_that_changed_meanwhile_is_looked_at_again(tmp_path: Path) -> None:
    it = StandIn(tmp_path, conflicts=2)
    it.change()
    assert it.patches == 3


def test_an_object_that_always_changes_is_given_up(tmp_path: Path) -> None:
    it = StandIn(tmp_path, conflicts=99)
    with pytest.raises(KubectlError, match="has been modified"):
        it.change()
    assert it.patches == acting.TRIES


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    it = StandIn(tmp_path)
    it.change(dry_run=True)
    assert it.patches == 0
    assert f"promote: {NEW}" in it.said[0]


def test_what_git_would_put_back_needs_to_be_sure(tmp_path: Path) -> None:
    it = StandIn(tmp_path, **{"argocd.argoproj.io/tracking-id": "shop:x"})
    with pytest.raises(ComplaintError, match="add --yes"):
        it.change()
    assert it.patches == 0
    assert "kept by Argo CD (application shop)" in it.warned[0]
    assert f"promote: {NEW}" in it.said[0]
    it.change(sure=True)
    assert it.patches == 1


def test_a_refusal_is_a_complaint(tmp_path: Path) -> None:
    it = StandIn(tmp_path)
    how = How(dry_run=False, sure=False, say=it.said.append, warn=it.warned.append)
    with pytest.raises(ComplaintError, match="why not"):
        acting.change_spec(it.kubectl, "chat", lambda *_: Refusal("why not"), how)
    assert it.patches == 0
