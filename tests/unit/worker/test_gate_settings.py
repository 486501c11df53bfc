"""The gate's live settings file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pilotlight_worker.gate.settings import GateSettings, SettingsFile


def written(path: Path, text: str) -> SettingsFile:
    path.write_text(text)
    file = SettingsFile(path)
    file.refresh()
    return file


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.refresh()
    assert (file.current, file.valid) == (GateSettings(version=1), True)


def test_a_changed_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    file = written(path, '{"version": 1}')
    path.write_text('{"version": 22, "fieldOfANewerOperator": true}')
    file.refresh()
    assert (file.current.version, file.valid) == (22, True)


def test_a_configmap_swap_through_links_is_taken(tmp_path: Path) -> None:
    """Kubelet shows settings.json → ..data/settings.json and swaps ..data."""
    for version in (1, 2):
        folder = tmp_path / f"v{version}"
        folder.mkdir()
        (folder / "settings.json").write_text(f'{{"version": {version}}}')
        os.utime(folder / "settings.json", (1, 1))  # the same time, the same size
    (tmp_path / "..data").symlink_to("v1")
    (tmp_path / "settings.json").symlink_to("..data/settings.json")
    file = SettingsFile(tmp_path / "settings.json")
    file.refresh()
    (tmp_path / "next").symlink_to("v2")
    (tmp_path / "next").replace(tmp_path / "..data")
    file.refresh()
    assert file.current.version == 2


@pytest.mark.parametrize("garbage", ["", "{", "[]", '{"version": "x"}', '{"version": 0}'])
def test_garbage_leaves_the_last_good_settings(tmp_path: Path, garbage: str) -> None:
    path = tmp_path / "settings.json"
    file = written(path, '{"version": 7}')
    path.write_text(garbage)
    file.refresh()
    assert (file.current.version, file.valid) == (7, False)


def test_a_file_that_disappears_leaves_the_last_good_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    file = written(path, '{"version": 7}')
    path.unlink()
    file.refresh()
    assert file.current.version == 7
