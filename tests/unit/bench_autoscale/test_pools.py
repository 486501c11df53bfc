"""What warm pools save and cost, from written runs."""

import json
from pathlib import Path

import pytest

from tests.bench.autoscale.__main__ import main as simulate
from tests.bench.autoscale.pools import by_size, main, points, table
from tests.bench.autoscale.study import Row
from tests.unit.bench_autoscale.test_comparison import a_row


def ours(*runs: tuple[float, float], utilization: float, kind: str = "tried") -> Row:
    row = a_row(kind, *runs, policy="ours")
    return Row(row.policy, row.name, kind, False, {"utilization": utilization}, row.runs)


CELLS = {
    "code": [
        ours((10, 1.5), (10, 1.5), (10, 4), utilization=90, kind="default"),
        ours((12, 0.5), utilization=80),
        ours((14, 0.1), utilization=70),
    ],
    "code, warm pool of 1": [
        ours((11, 0.9), utilization=90, kind="default"),
        ours((9, 1.2), utilization=100),
    ],
    "flash": [ours((5, 18), utilization=90, kind="default"), ours((6, 9), utilization=50)],
    "flash, warm pool of 1": [ours((6, 1.9), utilization=90, kind="default")],
}


def test_each_size_is_judged_by_its_default_and_by_what_enough_costs() -> None:
    lines = table(by_size(CELLS)).splitlines()
    assert lines[0] == "| cell | setting | no pool | pool of 1 |"
    assert lines[2] == "| code | default | 10.0 / 1.50 (4.00) | 11.0 / 0.90 (0.90) |"
    assert lines[3] == (
        "| | cheapest up to 1 % | 12.0 / 0.50 (0.50) at 80 | 11.0 / 0.90 (0.90) at 90 |"
    )
    assert lines[5] == (
        "| | cheapest up to 1 % | none; 6.0 / 9.00 (9.00) at 50 | none; 6.0 / 1.90 (1.90) at 90 |"
    )


def test_each_size_is_a_line_of_the_plot() -> None:
    rows = points(by_size(CELLS)["code"])
    assert [(it.policy, it.name) for it in rows] == [
        *[("pool 0", "no pool")] * 3,
        *[("pool 1", "pool of 1")] * 2,
    ]


def test_runs_become_a_table_a_summary_and_a_plot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv, out = tmp_path / "tiny.csv", tmp_path / "runs.json"
    lines = [f"{second},100,10" for second in range(700)]
    csv.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n" + "\n".join(lines) + "\n")
    words = ["--trace", str(csv), "--seeds", "1", "--policy", "ours", "--pool", "0", "1"]
    simulate([*words, "--pool-waits", "--json", str(out)])
    capsys.readouterr()

    summary = tmp_path / "summary.json"
    assert main([str(out), "--json", str(summary), "--plots", str(tmp_path)]) == 0

    assert "| tiny, cold start 120 s | default | " in capsys.readouterr().out
    assert {it["cell"] for it in json.loads(summary.read_text())} == {
        "tiny, cold start 120 s",
        "tiny, cold start 120 s, warm pool of 1",
    }
    assert [it.name for it in tmp_path.glob("*.svg")] == ["warm-pool-tiny-cold-start-120-s.svg"]
    assert not list(tmp_path.glob("*.png"))
