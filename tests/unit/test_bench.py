"""What the benchmarks make of their numbers."""

from pathlib import Path
from typing import Any

import pytest

from tests.bench.api import Seen
from tests.bench.load import Life
from tests.bench.report import BEGIN, END, publish
from tests.bench.results import Origin, Result, Row, percentile
from tests.builders import a_spec
from tests.story.world import World

ORIGIN = Origin("2 cores", "python -m tests.bench all", "2026-01-31")


def a_result(name: str, *values: float, at_most: float | None = None) -> Result:
    return Result(name, f"Title of {name}", "How.", [Row("seconds", "s", values, at_most)])


def a_page(folder: Path) -> Path:
    page = folder / "operator.md"
    page.write_text(f"# Before\n\n{BEGIN}{END}\n\nAfter.\n")
    return page


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.99, 10), (0.1, 1), (1.0, 10)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == expected


def test_the_median_decides_whether_a_target_is_missed() -> None:
    assert not Row("seconds", "s", [1, 2, 30], at_most=2).missed
    assert Row("seconds", "s", [1, 3, 30], at_most=2).missed
    assert not Row("seconds", "s", [1, 3, 30]).missed


def test_a_page_gets_its_results_between_its_prose(tmp_path: Path) -> None:
    page = a_page(tmp_path)
    publish(page, {"writes": a_result("writes", 8, 9, 7, at_most=8).as_json(ORIGIN)})

    text = page.read_text()
    assert text.startswith("# Before\n")
    assert text.endswith("\nAfter.\n")
    assert "`python -m tests.bench all` on 2026-01-31: 2 cores." in text
    assert "| seconds (s) | ≤ 8 s | 8 | 7 | 9 | 3 | ok |" in text


def test_one_benchmark_that_is_measured_again_leaves_the_others(tmp_path: Path) -> None:
    page = a_page(tmp_path)
    publish(page, {n: a_result(n, 1.5).as_json(ORIGIN) for n in ("writes", "restart")})
    publish(page, {"restart": a_result("restart", 99).as_json(ORIGIN)})

    text = page.read_text()
    assert "| seconds (s) |  | 1.50 | 1.50 | 1.50 | 1 |  |" in text
    assert "| seconds (s) |  | 99 | 99 | 99 | 1 |  |" in text
    assert text.index("Title of writes") < text.index("Title of restart")


def test_a_page_without_a_place_for_results_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "operator.md"
    page.write_text("# Nothing here\n")

    with pytest.raises(ValueError, match="no place"):
        publish(page, {"writes": a_result("writes", 1).as_json(ORIGIN)})
    assert page.read_text() == "# Nothing here\n"


@pytest.mark.parametrize("size", [{"replicas": 1}, {"scaling": {"maxReplicas": 2}}], ids=str)
def test_the_first_status_of_an_endpoint_is_complete(size: dict[str, Any]) -> None:
    """However it is sized: a benchmark waits for that."""
    world, life = World(spec={**a_spec(replicas=None), **size}), Life()
    world.run(60)
    status = world.status.model_dump(mode="json", by_alias=True)
    found = {"metadata": {"generation": 1}, "spec": world.spec, "status": status}

    without = {**status, "conditions": status["conditions"][1:]}
    life.take_status(Seen(1.0, "MODIFIED", {**found, "status": without}))
    assert not life.complete
    life.take_status(Seen(2.0, "MODIFIED", found))
    assert (life.complete, life.ready) == (2.0, True)
