"""The comparison as tables and plots."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.bench.autoscale.study import Row, shown

# The same values make the same file.
mpl.rcParams["svg.hashsalt"] = "pilotlight"
mpl.rcParams["svg.fonttype"] = "none"

COLOURS = {
    "ours": "#1f5fa8",
    "hpa": "#d9731a",
    "keda": "#b03a2e",
    "kpa": "#5b8c2a",
    "llmd": "#7d3c98",
    "fixed": "#8a8a8a",
    "clairvoyant": "#000000",
    "pool 0": "#1f5fa8",
    "pool 1": "#d9731a",
    "pool 2": "#5b8c2a",
}
COLUMNS = "policy, settings, GPU-hours, misses %, worst %, p50 s, p95 s, p99 s, rejected, timed out"
HEAD = [*COLUMNS.split(", "), "actions", "flaps", "most"]


def table(title: str, rows: Sequence[Row]) -> str:
    """One cell as Markdown: medians over the seeds, and the worst misses."""
    lines = [f"### {title}", "", f"| {' | '.join(HEAD)} |", "| --- " * len(HEAD) + "|"]
    for kind, row in sorted(shown(rows), key=lambda it: (it[1].reference, it[1].policy)):
        numbers = [
            f"{row.middle('gpu_hours'):.2f}",
            f"{row.middle('misses'):.2f}",
            f"{row.worst('misses'):.2f}",
            *(f"{row.middle(it):.2f}" for it in ("p50", "p95", "p99")),
            *(
                f"{row.middle(it):.0f}"
                for it in ("rejected", "timed_out", "actions", "flaps", "most")
            ),
        ]
        lines.append(f"| {row.name}, {kind} | {settings(row)} | {' | '.join(numbers)} |")
    return "\n".join(lines) + "\n"


def settings(row: Row) -> str:
    """Name and value of each, in short."""
    return " ".join(f"{key}={value:g}" for key, value in row.settings.items())


def plot(title: str, rows: Sequence[Row]) -> Figure:
    """GPU-hours against misses: a point per setting, the default filled."""
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.subplots()
    for policy in dict.fromkeys(row.policy for row in rows):
        _points(axes, [row for row in rows if row.policy == policy])
    axes.set(title=title, xlabel="GPU-hours (median of the seeds)", ylabel="misses of 2 s, %")
    axes.set_yscale("symlog", linthresh=0.1)
    axes.set_ylim(bottom=0)
    axes.axhline(1.0, color="black", linestyle=":", linewidth=1)
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    return figure


def _points(axes: Axes, rows: Sequence[Row]) -> None:
    colour = COLOURS.get(rows[0].policy, "#333333")
    for kind, filled in (("default", True), ("tried", False)):
        of_kind = sorted(
            (row.middle("gpu_hours"), row.middle("misses")) for row in rows if row.kind == kind
        )
        if of_kind:
            hours, misses = zip(*of_kind, strict=True)
            axes.plot(
                hours,
                misses,
                marker="o" if filled else ".",
                linestyle="" if filled or not rows[0].reference else "--",
                color=colour,
                markersize=9 if filled else 6,
                linewidth=1,
                label=f"{rows[0].name}, {kind}",
            )


def save(figure: Figure, stem: Path, suffixes: Sequence[str] = (".png", ".svg")) -> Iterable[Path]:
    """As PNG and as SVG, or as one of them."""
    for suffix in suffixes:
        path = stem.with_suffix(suffix)
        figure.savefig(path, metadata={"Date": None} if suffix == ".svg" else None, dpi=110)
        if suffix == ".svg":
            lines = path.read_text().splitlines()
            path.write_text("\n".join(line.rstrip() for line in lines) + "\n")
        yield path
