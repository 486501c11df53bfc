"""Written runs, put together again."""

import json
from pathlib import Path

import pytest

from tests.bench.autoscale.__main__ import main as simulate
from tests.bench.autoscale.report import main, read, verdicts
from tests.unit.bench_autoscale.test_comparison import a_row


def runs(folder: Path, policy: str, first_seed: int = 1) -> Path:
    csv = folder / "tiny.csv"
    lines = [f"{second},100,10" for second in range(700)]
    csv.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n" + "\n".join(lines) + "\n")
    out = folder / f"{policy}-{first_seed}.json"
    words = ["--trace", str(csv), "--spread", "60", "--seeds", "1", "--policy", policy]
    simulate([*words, "--first-seed", str(first_seed), "--json", str(out)])
    return out


def test_policies_that_were_run_apart_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [runs(tmp_path, "fixed"), runs(tmp_path, "ours"), runs(tmp_path, "kpa")]
    capsys.readouterr()
    summary = tmp_path / "summary.json"
    main([*map(str, parts), "--json", str(summary), "--plots", str(tmp_path)])
    said = capsys.readouterr().out
    assert "### tiny, cold start 120 s, shifts within 60 s" in said
    assert "### One setting over all cells" in said
    assert {it["policy"] for it in json.loads(summary.read_text())} == {"fixed", "ours", "kpa"}
    assert (tmp_path / "autoscaling-tiny-cold-start-120-s-shifts-within-60-s.svg").exists()


def test_other_seeds_are_another_comparison(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="other seeds in tiny"):
        read([runs(tmp_path, "fixed"), runs(tmp_path, "fixed", 2)])


def test_only_a_default_that_is_better_in_both_beats_ours() -> None:
    rows = [
        a_row("default", (10, 0.5), policy="ours"),
        a_row("default", (9, 0.4), policy="llmd"),
        a_row("default", (9, 0.6), policy="hpa"),
        a_row("tried", (8, 0.1), policy="kpa"),
    ]
    line = verdicts({"code": rows}).splitlines()[-1]
    assert line.startswith("| code | 10.00 h, 0.50 % | 10.00 h, 0.50 %,")
    assert line.endswith("| +25.0 % | LLMD |")


def test_hours_of_who_misses_too_much_are_not_compared() -> None:
    rows = [a_row("default", (1, 40), policy="ours"), a_row("default", (9, 0.4), policy="llmd")]
    assert verdicts({"flash": rows}).splitlines()[-1].endswith("| — | none |")
