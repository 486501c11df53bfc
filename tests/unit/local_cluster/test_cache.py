"""The cache: a name for each set of inputs, and never half a thing under that name."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from e2e.cluster import cache


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PILOTLIGHT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two lists of inputs that must not share a name."""

    sentence: str
    first: tuple[str | bytes, ...]
    second: tuple[str | bytes, ...]


DIFFERENCES = [
    Difference("another text", ("a",), ("b",)),
    Difference("a blank moved between two texts", ("a ", "b"), ("a", " b")),
    Difference("another order", ("a", "b"), ("b", "a")),
    Difference("a text more", ("a",), ("a", "")),
]


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.sentence)
def test_different_inputs_have_different_keys(row: Difference) -> None:
    assert cache.key(*row.first) != cache.key(*row.second)


def test_equal_inputs_have_equal_keys() -> None:
    assert cache.key("a", b"b") == cache.key("a", b"b")


def test_a_folder_s_key_changes_with_a_file_s_name_and_content(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "one.py").write_text("1")
    before = cache.key(folder)
    (folder / "one.py").rename(folder / "two.py")
    renamed = cache.key(folder)
    (folder / "two.py").write_text("2")
    assert len({before, renamed, cache.key(folder)}) == 3


def test_what_python_leaves_beside_its_sources_does_not_change_a_key(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "one.py").write_text("1")
    before = cache.key(folder)
    (folder / "__pycache__" / "one.cpython-311.pyc").write_bytes(b"code")
    assert cache.key(folder) == before


def test_an_entry_is_made_once() -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("content")

    first = cache.entry("thing", "0123456789ab", "making a thing", make)
    second = cache.entry("thing", "0123456789ab", "making a thing", make)
    assert first == second
    assert (first / "file").read_text() == "content"
    assert len(made) == 1


def test_a_build_that_fails_leaves_nothing_and_the_next_one_starts_anew(root: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        cache.entry("thing", "0123456789ab", "making a thing", fail)
    assert not list(root.glob("*thing*"))

    def make(folder: Path) -> None:
        assert not list(folder.iterdir())

    assert cache.entry("thing", "0123456789ab", "making a thing", make).is_dir()


def test_what_a_killed_build_left_is_not_taken_for_the_entry(root: Path) -> None:
    part = root / ".thing-0123456789ab.part"
    part.mkdir(parents=True)
    (part / "half").write_text("half")
    made = cache.entry("thing", "0123456789ab", "making", lambda folder: (folder / "f").touch())
    assert sorted(it.name for it in made.iterdir()) == ["f"]


def test_entries_unused_for_a_week_go_when_a_new_one_is_made(root: Path) -> None:
    import os

    old = cache.entry("thing", "000000000000", "making", lambda _: None)
    recent = cache.entry("thing", "111111111111", "making", lambda _: None)
    other = cache.entry("thing-else", "000000000000", "making", lambda _: None)
    for folder in (old, other):
        os.utime(folder, (0, 0))
    cache.entry("thing", "222222222222", "making", lambda _: None)
    assert not old.exists()
    assert recent.exists()
    assert other.exists()
    assert root.is_dir()
