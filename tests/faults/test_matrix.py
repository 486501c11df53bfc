"""Whatever goes wrong between the operator and the API server, every story ends as without it.

`UPDATE_FAULTS=1` writes what was seen into docs/reference/faults.md; without it, it is compared.
"""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import pytest

from e2e.cluster.control_plane import ControlPlane
from tests.faults.matrix import AT_ONCE, NO_FAULT, ROWS, Cell, Matrix, Row, cells_of, page
from tests.faults.stories import STORIES, Story

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "faults.md"
# Story by story, and in each the cell without a fault first: the others are compared with it.
CELLS = [(row, story) for story in STORIES for row in ROWS]
UPDATE = bool(os.environ.get("UPDATE_FAULTS"))


@pytest.fixture(scope="module")
def cells(
    plane: ControlPlane, request: pytest.FixtureRequest
) -> Iterator[dict[tuple[str, str], Future[Cell]]]:
    """The cells of the tests that were chosen, several at a time."""
    wanted = {
        it.callspec.params["cell"]
        for it in request.session.items
        if isinstance(it, pytest.Function) and "cell" in getattr(it, "callspec", _Plain).params
    }
    needed = {story.name for row, story in CELLS if _name((row, story)) in wanted}
    chosen = [
        (row, story)
        for row, story in CELLS
        if _name((row, story)) in wanted or (row is NO_FAULT and story.name in needed)
    ]
    matrix = Matrix(plane.kubeconfig)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = {
            (row.name, story.name): pool.submit(matrix.run, row, story) for row, story in chosen
        }
        yield found
        for future in found.values():
            future.cancel()


class _Plain:
    """A test without parameters."""

    params: Mapping[str, str] = MappingProxyType({})


def _name(cell: tuple[Row, Story]) -> str:
    row, story = cell
    return f"{row.name}, {story.name}"


@pytest.fixture(scope="module")
def documented() -> dict[tuple[str, str], str]:
    """Outcomes that the page promises."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return {(it.fault, it.story): it.outcome for it in cells_of(text)}


@pytest.mark.parametrize("cell", [_name(cell) for cell in CELLS])
def test_a_story_ends_as_without_the_fault(
    cell: str,
    cells: dict[tuple[str, str], Future[Cell]],
    documented: dict[tuple[str, str], str],
) -> None:
    fault, story = cell.split(", ")
    seen = cells[fault, story].result()
    print(f"{cell}: {seen.outcome}, {seen.seconds:.1f} s")
    assert seen.wrong == ()
    if not UPDATE:
        assert seen.outcome == documented.get((fault, story))


def test_the_page_shows_these_faults_and_stories_and_nothing_else(
    request: pytest.FixtureRequest,
) -> None:
    if UPDATE:
        seen = request.getfixturevalue("cells").values()
        PAGE.write_text(page([it.result() for it in seen]), encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(cells_of(text)), "run with UPDATE_FAULTS=1"
