"""What a command prints: blocks of facts, tables and text, and how they become lines.

On a terminal it has colours and folds long cells; elsewhere it is plain and never folded, so that
grep finds what it looks for.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

# Wider than any line; rich would fold at 80 columns where it sees no terminal.
_UNFOLDED = 1_000_000


class Tone(StrEnum):
    """How something is meant; the values are rich's styles."""

    PLAIN = ""
    GOOD = "green"
    BUSY = "yellow"
    BAD = "red"
    FAINT = "dim"
    HEAD = "bold"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and how it is meant."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what they say, one per line; those that say nothing are left out."""

    lines: tuple[tuple[str, Cell], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts below each other, indented."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns under a title; `empty` is said instead when there are no rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "none"


Block: TypeAlias = Facts | Lines | Table | Cell


def render(blocks: Iterable[Block], width: int | None = None) -> str:
    """The lines, an empty one between blocks; `width` of a terminal, None for plain text."""
    console = Console(
        file=io.StringIO(),
        width=width or _UNFOLDED,
        force_terminal=width is not None,
        color_system="standard" if width is not None else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    parts = []
    for block in blocks:
        with console.capture() as captured:
            for part in _parts(block):
                console.print(part)
        parts.append("\n".join(line.rstrip() for line in captured.get().splitlines()))
    return "\n\n".join(parts) + "\n"


def _parts(block: Block) -> Iterable[RichTable | RichText]:
    if isinstance(block, Cell):
        yield _text(block)
    elif isinstance(block, Lines):
        yield from (_text(Cell(f"  {line}")) for line in block.lines)
    elif isinstance(block, Facts):
        yield from _facts(block)
    else:
        yield from _table(block)


def _facts(block: Facts) -> Iterable[RichTable | RichText]:
    if block.title:
        yield _text(Cell(block.title, Tone.HEAD))
    indent = "  " if block.title else ""
    grid = RichTable.grid(padding=(0, 3, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, cell in block.lines:
        if cell.text:
            grid.add_row(_text(Cell(f"{indent}{label}", Tone.FAINT)), _text(cell))
    yield grid


def _table(block: Table) -> Iterable[RichTable | RichText]:
    if block.title:
        yield _text(Cell(block.title, Tone.HEAD))
    if not block.rows:
        yield _text(Cell(f"  {block.empty}", Tone.FAINT))
        return
    table = RichTable(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style=str(Tone.FAINT))
    for position, column in enumerate(block.columns):
        head = f"  {column}" if block.title and position == 0 else column
        table.add_column(_text(Cell(head)), overflow="fold", no_wrap=position == 0)
    for row in block.rows:
        first = Cell(f"  {row[0].text}" if block.title else row[0].text, row[0].tone)
        table.add_row(*(_text(cell) for cell in (first, *row[1:])))
    yield table


def _text(cell: Cell) -> RichText:
    """Without control characters: a pod's last word must not steer somebody's terminal."""
    printable = "".join(it if it.isprintable() else " " for it in cell.text)
    return RichText(printable, style=str(cell.tone))
