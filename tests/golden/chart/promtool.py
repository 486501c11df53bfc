"""Promtool, for tests: whether rules are sound, and whether they do what their tests say."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Promtool:
    """One promtool program."""

    program: Path

    def check(self, groups: list[dict[str, Any]], tests: str, folder: Path) -> None:
        """Rules that it accepts, and that pass these tests, in YAML; their file is `rules.yaml`.

        Raises:
            AssertionError: with its complaint.
        """
        (folder / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
        (folder / "test.yaml").write_text(tests)
        for command in (["check", "rules", "rules.yaml"], ["test", "rules", "test.yaml"]):
            done = subprocess.run(
                [self.program, *command],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 0, done.stdout + done.stderr
