"""A measured value against its limit, with words for the person on call."""

import math
from dataclasses import dataclass

from pilotlight.api.rollout import Gate, GateMetric
from pilotlight.api.status import GateVerdict
from pilotlight.core.measure import LATENCIES, RATES, Measured

# Percent of requests. A rate that was 0 has no ratio: what stays within this is not called worse.
ZERO_BASELINE_ALLOWS = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and the value with its limit: `2.31 s, at most 2 s`."""

    verdict: GateVerdict
    words: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A limit relative to a replaced revision. `window`: e.g. `since the switch`."""

    percent: int
    baseline: Measured
    revision: str
    window: str


def judge_value(gate: Gate, current: Measured) -> Finding:
    """Against an absolute limit: maxPercent, maxDuration or minPerSecond."""
    shown = _shown(gate.metric, current)
    if gate.min_per_second is not None:
        verdict = _verdict(kept=current.value >= gate.min_per_second)
        return Finding(verdict, f"{shown}, at least {gate.min_per_second} tokens/s")
    if gate.max_percent is not None:
        limit: float = gate.max_percent
    elif gate.max_duration is not None:
        limit = gate.max_duration.total_seconds()
    else:
        raise ValueError(f"the gate on {gate.metric} has no limit")
    words = f"{shown}, at most {_number(gate.metric, limit)}"
    if current.value <= limit and current.at_least:
        return Finding(GateVerdict.INCONCLUSIVE, f"{words}: beyond the last bucket")
    return Finding(_verdict(kept=current.value <= limit), words)


def judge_ratio(metric: GateMetric, current: Measured, ratio: Ratio) -> Finding:
    """Against the replaced revision's value: maxRatioPercent, or minRatioPercent for tokens.

    A rate that was 0 and is 0 passes; one that was 0 and is not fails only above 1 percent of the
    requests, because any ratio to nothing is infinite. For the other metrics the baseline must be
    above 0.
    """
    shown, baseline = _shown(metric, current), ratio.baseline
    if metric in RATES and baseline.value == 0:
        verdict = _verdict(kept=current.value <= ZERO_BASELINE_ALLOWS)
        why = f"because {ratio.revision} had 0 % {ratio.window}"
        return Finding(verdict, f"{shown}, at most {ZERO_BASELINE_ALLOWS:g} % {why}")
    percent = 100 * current.value / baseline.value
    bound = "at least " if current.at_least else "at most " if baseline.at_least else ""
    than = f"the {_shown(metric, baseline)} of {ratio.revision} {ratio.window}"
    share = f"{bound}{_rounded(percent)} % of {than}"
    if metric is GateMetric.TOKENS_PER_SECOND:
        verdict = _verdict(kept=percent >= ratio.percent)
        return Finding(verdict, f"{shown}, {share}, at least {ratio.percent} %")
    words = f"{shown}, {share}, at most {ratio.percent} %"
    kept = percent <= ratio.percent
    # A baseline beyond the last bucket can only be higher, which makes the ratio lower.
    if (kept and current.at_least) or (not kept and baseline.at_least):
        return Finding(GateVerdict.INCONCLUSIVE, f"{words}: beyond the last bucket")
    return Finding(_verdict(kept=kept), words)


def _verdict(*, kept: bool) -> GateVerdict:
    return GateVerdict.PASS if kept else GateVerdict.FAIL


def _shown(metric: GateMetric, measured: Measured) -> str:
    text = _number(metric, measured.value)
    return f"at least {text}" if measured.at_least else text


def _number(metric: GateMetric, value: float) -> str:
    if metric in RATES:
        return f"{_rounded(value)} %"
    if metric in LATENCIES:
        return f"{_rounded(value * 1000)} ms" if value < 1 else f"{_rounded(value)} s"
    return f"{_rounded(value)} tokens/s"


def _rounded(value: float) -> str:
    """Three significant digits, all of them before the point, and no exponent."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
