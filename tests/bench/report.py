"""The results as a page, plots and JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.bench.results import Result, Row

BEGIN = "<!-- written by `python -m tests.bench`: begin -->"
END = "<!-- written by `python -m tests.bench`: end -->"
_BLUE, _ORANGE, _GREY = "#1f5fa8", "#d9731a", "#8a8a8a"

# The same values make the same file.
mpl.rcParams["svg.hashsalt"] = "pilotlight"
mpl.rcParams["svg.fonttype"] = "none"


def show(result: Result) -> None:
    """The rows on standard output."""
    print(f"\n{result.title}")
    width = max(len(row.what) for row in result.rows)
    for row in result.rows:
        target = "" if row.at_most is None else f"  (target ≤ {row.at_most:g}: {row.verdict})"
        low, high = _number(min(row.values)), _number(max(row.values))
        print(
            f"  {row.what:<{width}}  min {low:>7}  median {_number(row.median):>7}"
            f"  max {high:>7} {row.unit}{target}".replace("**missed**", "MISSED")
        )


def write(path: Path, results: Mapping[str, Any]) -> None:
    """All raw values, by name of the benchmark."""
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


def publish(page: Path, results: Mapping[str, Any]) -> None:
    """Put results onto a page, in the place of older ones of the same name.

    The prose around the generated part is kept. Raw values and plots lie beside it.
    """
    raw = page.with_suffix(".json")
    known = {**(json.loads(raw.read_text()) if raw.exists() else {}), **results}
    write(raw, known)
    parts, said = [BEGIN, ""], ""
    for name in sorted(known, key=_ORDER.index):
        body, result = known[name], Result.of_json(known[name])
        origin = f"`{body['command']}` on {body['date']}: {body['machine']}."
        if origin != said:
            parts += [origin, ""]
            said = origin
        parts += [f"## {result.title}", "", result.method, "", *_table(result.rows), ""]
        if (plot := _PLOTS.get(name)) is not None:
            file = page.with_name(f"{page.stem}-{name}.svg")
            plot(result.details).savefig(file, metadata={"Date": None}, bbox_inches="tight")
            file.write_text(_without_trailing_spaces(file.read_text()))
            parts += [f"![{result.title}]({file.name})", ""]
    before, after = _around(page)
    page.write_text(before + "\n".join([*parts, END]) + after)


def _around(page: Path) -> tuple[str, str]:
    text = page.read_text() if page.exists() else f"{BEGIN}{END}\n"
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no place for the results: {BEGIN} … {END}")
    return before, after


def _table(rows: list[Row]) -> list[str]:
    lines = [
        "| | target | median | min | max | runs | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        target = "" if row.at_most is None else f"≤ {row.at_most:g} {row.unit}".rstrip()
        numbers = [_number(it) for it in (row.median, min(row.values), max(row.values))]
        unit = f" ({row.unit})" if row.unit else ""
        lines.append(
            f"| {row.what}{unit} | {target} | {' | '.join(numbers)} |"
            f" {len(row.values)} | {row.verdict} |"
        )
    return lines


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _without_trailing_spaces(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _figure(panels: int = 1) -> Figure:
    return Figure(figsize=(8, 2.8 * panels), layout="constrained")


def _created(details: dict[str, Any]) -> Figure:
    """How many endpoints had their Deployment within so long, a line per run."""
    figure = _figure()
    axes = figure.subplots()
    for run in details["milliseconds"]:
        values = sorted(run)
        shares = [100 * (number + 1) / len(values) for number in range(len(values))]
        axes.step(values, shares, where="post", color=_BLUE, alpha=0.7, linewidth=1)
    for share, target in ((50, 100), (99, 300)):
        axes.plot([target], [share], marker="x", color=_ORANGE, markersize=8, linestyle="")
    axes.set(
        xlabel="milliseconds from accepted to Deployment (crosses: targets for p50 and p99)",
        ylabel="% of endpoints",
        ylim=(0, 101),
        xlim=(0, None),
    )
    axes.grid(alpha=0.3)
    return figure


def _burst(details: dict[str, Any]) -> Figure:
    """What there was after so many seconds, in the run with the median end."""
    figure = _figure()
    axes = figure.subplots()
    by_end = sorted(
        range(len(details["bursts"])), key=lambda i: details["bursts"][i]["settled"][-1]
    )
    middle = by_end[len(by_end) // 2]
    run, limit = details["bursts"][middle], details["limits"][middle]
    for what, words, color in (
        ("accepted", "created", _GREY),
        ("deployments", "Deployment exists", _BLUE),
        ("complete", "status complete", _ORANGE),
    ):
        counts = range(1, len(run[what]) + 1)
        axes.step(run[what], counts, where="post", label=words, color=color)
    axes.axvline(limit, color="black", linestyle=":", label="the same writes alone")
    axes.set(
        xlabel="seconds since the first creation (median run)", ylabel="endpoints", xlim=(0, None)
    )
    axes.legend(loc="lower right", fontsize="small")
    axes.grid(alpha=0.3)
    return figure


def _idle(details: dict[str, Any]) -> Figure:
    """CPU and memory over the longest silence."""
    figure = _figure(2)
    upper, lower = figure.subplots(2, sharex=True)
    samples = details["silences"][-1]["samples"]
    seconds, share, memory = zip(*samples, strict=True)
    upper.plot(seconds, share, color=_BLUE, linewidth=1)
    upper.set(ylabel="% of a core", ylim=(0, None))
    lower.plot(seconds, memory, color=_ORANGE)
    lower.axhline(120, color="black", linestyle=":", linewidth=1)
    lower.set(ylabel="MiB (RSS)", ylim=(0, None), xlabel="seconds of the last silence")
    for axes in (upper, lower):
        axes.grid(alpha=0.3)
    return figure


_ORDER = ("created", "burst", "writes", "restart", "idle")
_PLOTS = {"created": _created, "burst": _burst, "idle": _idle}
