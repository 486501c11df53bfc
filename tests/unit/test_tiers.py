"""The runner of the tiers: a skip is never silent, and in CI it is a failure."""

import tempfile
from dataclasses import replace

import pytest

from tests import tiers
from tests.tiers import Outcome, Tier

BLOCKED = Tier("far", "cannot run here", paths=("nowhere",), blocked=lambda: "needs a ship")
FAILING = Tier("sad", "always fails", commands=(("false",),))
FINE = Tier("glad", "always passes", commands=(("true",),))


@pytest.fixture(autouse=True)
def outside_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


def test_a_tier_that_cannot_run_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert tiers.report([tiers.run(FINE, []), tiers.run(BLOCKED, [])]) == 0
    assert "skipped: needs a ship" in capsys.readouterr().out


def test_in_ci_a_skipped_tier_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    assert tiers.report([tiers.run(FINE, []), tiers.run(BLOCKED, [])]) == 1
    assert "not allowed to be skipped in CI: far" in capsys.readouterr().out


def test_in_ci_a_named_skip_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(tiers, "allowed_skips", lambda: {"far": "no ship in CI"})
    assert tiers.report([tiers.run(FINE, []), tiers.run(BLOCKED, [])]) == 0


def test_in_ci_a_skipped_test_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    outcome = replace(tiers.run(FINE, []), skipped=["tests.a.test_b: no tool"])
    assert tiers.report([outcome]) == 1


def test_a_failing_tier_fails_the_run() -> None:
    assert tiers.report([tiers.run(FINE, []), tiers.run(FAILING, [])]) == 1


def test_nothing_that_ran_is_not_a_success() -> None:
    assert tiers.report([Outcome(FINE)]) == 1


def test_every_test_folder_belongs_to_a_tier() -> None:
    known = {path for tier in tiers.TIERS for path in tier.paths}
    folders = {
        f"tests/{folder.name}"
        for folder in (tiers.ROOT / "tests").iterdir()
        if folder.is_dir() and any(folder.rglob("test_*.py"))
    }
    assert folders <= known


def test_neighbours_that_wait_run_at_the_same_time_and_are_shown_one_after_the_other(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Each tells the other that it is there, and waits for it."""
    with tempfile.TemporaryDirectory() as folder:
        pair = [_that_meets("one", "other", folder), _that_meets("other", "one", folder)]
        outcomes = tiers.run_all([FINE, *pair, BLOCKED, FAILING], [])
    assert [it.tier.name for it in outcomes] == ["glad", "one", "other", "far", "sad"]
    assert [it.passed for it in outcomes] == [1, 1, 1, 0, 0]
    assert outcomes[3].not_run == "needs a ship"
    shown = capfd.readouterr().out
    for name in ("one", "other"):
        assert f"=== {name}: waits\nhello from {name}\nbye from {name}\n" in shown, shown


def _that_meets(name: str, other: str, folder: str) -> Tier:
    script = (
        f"echo hello from {name}; touch {folder}/{name};"
        f" for i in $(seq 100); do test -e {folder}/{other} && echo bye from {name} && exit 0;"
        " sleep 0.1; done; exit 1"
    )
    return Tier(name, "waits", commands=(("bash", "-c", script),), abreast=True)
