"""From runs to a table."""

import json
from pathlib import Path

import pytest

from tests.bench.autoscale.__main__ import main
from tests.bench.autoscale.catalogue import POLICIES
from tests.bench.autoscale.measures import Measures
from tests.bench.autoscale.overall import across, cheapest, table
from tests.bench.autoscale.study import Row, best, shown


def a_row(kind: str, *runs: tuple[float, float], policy: str = "hpa", target: float = 0) -> Row:
    measures = tuple(
        Measures(100, misses, 1, 1, 1, 0, 0, hours, 0, 0, 0, 0) for hours, misses in runs
    )
    return Row(policy, policy.upper(), kind, False, {"target": target}, measures)


@pytest.mark.parametrize("entry", POLICIES.values(), ids=POLICIES)
def test_no_policy_has_more_than_twelve_settings_beside_its_default(entry) -> None:  # type: ignore[no-untyped-def]
    assert 0 < len(entry.tuned) <= 12
    assert len({tuple(sorted(it.items())) for it in entry.tuned}) == len(entry.tuned)


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ([(10, 0.1), (9, 0.9), (8, 1.1)], 1),  # the cheapest up to 1 %
        ([(10, 5), (9, 4), (8, 6)], 1),  # nobody: the fewest misses
        ([(9, 0.9), (9, 0.2)], 1),  # as cheap: the fewest misses
    ],
)
def test_the_best_setting_is_cheap_among_good_ones(
    rows: list[tuple[float, float]], chosen: int
) -> None:
    found = [a_row("tried", it) for it in rows]
    assert best(found) is found[chosen]


def test_the_median_over_the_seeds_decides_and_the_worst_is_told() -> None:
    row = a_row("tried", (10, 0.1), (11, 0.2), (30, 9.0))
    assert (row.middle("gpu_hours"), row.middle("misses"), row.worst("misses")) == (11, 0.2, 9.0)


def test_a_default_is_shown_beside_the_best() -> None:
    rows = [a_row("default", (5, 50)), a_row("tried", (10, 0.1)), a_row("tried", (12, 0.1))]
    assert shown(rows) == [("default", rows[0]), ("best of 3", rows[1])]


def test_over_all_cells_a_setting_is_judged_by_its_means() -> None:
    cells = [
        [
            a_row("default", (10 + cell, 0.2), policy="ours"),
            a_row("tried", (9, 0.1 + 2 * cell), target=1),
            a_row("tried", (14, 0.1), target=2),
            a_row("tried", (5, 0.1), target=10 + cell),  # not the same in both
        ]
        for cell in (0, 1)
    ]
    found = across(cells)
    assert [it.gpu_hours for it in found] == [10.5, 9, 14]
    assert [it.misses for it in found] == pytest.approx([0.2, 1.1, 0.1])
    assert found[1].worst == pytest.approx(2.1)
    assert cheapest(found[1:], 0.2) is found[2]
    assert cheapest(found[1:], 0.05) is None
    assert "| HPA, cheapest up to our misses | target=2 | 14.00 | 0.10 | 0.10 |" in table(found)


def test_the_command_compares_on_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"{i / 2},500,20" for i in range(1500)]
    trace = tmp_path / "mine.csv"
    trace.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n" + "\n".join(lines))
    options = ["--seeds", "2", "--policy", "fixed", "--copies", "2", "--maximum", "9"]
    files = ["--json", str(tmp_path / "out.json"), "--plots", str(tmp_path)]
    assert main(["--trace", str(trace), *options, *files]) == 0

    assert "| fixed N, best of 12 | replicas=5 |" in capsys.readouterr().out
    (cell,) = json.loads((tmp_path / "out.json").read_text())
    assert (cell["trace"], cell["seeds"]) == ("mine", [1, 2])
    assert cell["scenario"]["engine"]["kv_tokens"] == 120_000
    five = cell["rows"][0]
    assert five["settings"] == {"replicas": 5}
    assert [run["requests"] for run in five["runs"]] == [600, 600]
    assert five["median"]["gpu_hours"] == pytest.approx(5 * 150 / 3600, abs=1e-3)
    assert (tmp_path / "autoscale-mine-120.png").stat().st_size > 1000
    assert (tmp_path / "autoscale-mine-120.svg").read_text().startswith("<?xml")


def test_a_trace_that_is_not_there_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--trace", "no-such.csv"])
    assert "No such file or directory: 'no-such.csv'" in capsys.readouterr().err
