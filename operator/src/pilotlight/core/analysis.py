"""What the gates of a rollout say of the revision that has the traffic now.

One gate, in this order:

| what is known | verdict |
| --- | --- |
| no report, or one with a problem or older than 30 s | Inconclusive |
| requests since the switch: not a count | Inconclusive |
| requests, or observations of a latency, below `minRequests` | Inconclusive, never Fail |
| the value: missing, NaN, infinite or negative | Inconclusive |
| a ratio, and nothing to compare with | Inconclusive |
| the value may lie on either side of the limit (beyond the last bucket) | Inconclusive |
| beyond the limit | Fail |
| within it | Pass |

All together: Fail if one fails, else Inconclusive if one is, else Pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pilotlight.api.rollout import Analysis, Gate, GateMetric
from pilotlight.api.status import GateVerdict
from pilotlight.core.limits import Finding, Ratio, judge_ratio, judge_value
from pilotlight.core.measure import LATENCIES, Measured, Unmeasured, measure
from pilotlight.core.traffic import TrafficReport

# Three askings of 10 s, as three scrapes make a sample stale.
FRESH_FOR = timedelta(seconds=30)
# Gates whose sentences are in the common one; the status lists all.
_TOLD = 3


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate's verdict, and a sentence with the value, its limit and what it rests on.

    too_few_requests: it is inconclusive because of that.
    """

    metric: GateMetric
    percentile: int | None
    verdict: GateVerdict
    message: str
    too_few_requests: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """All gates in the order of the spec, their common verdict, and a sentence for it.

    too_few_requests: nothing failed, and each gate without a verdict lacks only requests.
    """

    verdict: GateVerdict
    message: str
    gates: tuple[GateResult, ...]
    too_few_requests: bool = False


def assess(analysis: Analysis, report: TrafficReport | None, now: datetime) -> Assessment:
    """What the gates say at `now`. The caller sees to it that the report answers its order."""
    if report is None:
        return _without_numbers(analysis, "Prometheus has not been asked yet")
    if report.problem:
        return _without_numbers(analysis, report.problem)
    if (age := now - report.at) > FRESH_FOR:
        return _without_numbers(
            analysis, f"Prometheus was last asked {age.total_seconds():.0f} s ago"
        )
    return _together(
        tuple(_assess_gate(gate, report, analysis.min_requests) for gate in analysis.gates)
    )


def _without_numbers(analysis: Analysis, reason: str) -> Assessment:
    gates = tuple(_inconclusive(gate, reason) for gate in analysis.gates)
    return Assessment(GateVerdict.INCONCLUSIVE, f"no numbers: {reason}", gates)


def _together(gates: tuple[GateResult, ...]) -> Assessment:
    for verdict, words in (
        (GateVerdict.FAIL, "failed"),
        (GateVerdict.INCONCLUSIVE, "without a verdict"),
    ):
        if found := [gate for gate in gates if gate.verdict is verdict]:
            few = verdict is GateVerdict.INCONCLUSIVE and all(it.too_few_requests for it in found)
            message = f"{len(found)} of {_count(len(gates))} {words}: {_told(found)}"
            return Assessment(verdict, message, gates, few)
    return Assessment(GateVerdict.PASS, f"{_count(len(gates))} kept: {_told(gates)}", gates)


def _count(gates: int) -> str:
    return "1 gate" if gates == 1 else f"{gates} gates"


def _told(gates: Sequence[GateResult]) -> str:
    told = [gate.message for gate in gates[:_TOLD]]
    more = len(gates) - len(told)
    return "; ".join([*told, f"and {more} more"] if more else told)


def _assess_gate(gate: Gate, report: TrafficReport, minimum: int) -> GateResult:
    current = measure(gate, report.current, minimum)
    if isinstance(current, Unmeasured):
        return _inconclusive(gate, current.reason, too_few=current.too_few_requests)
    percent = gate.max_ratio_percent or gate.min_ratio_percent
    if percent is None:
        finding = judge_value(gate, current)
        return _result(gate, finding, f"{current.requests:.0f} requests")
    baseline, window = _baseline(gate, report, minimum)
    if baseline is None:
        return _inconclusive(gate, window)
    ratio = Ratio(percent, baseline, report.order.previous or "", window)
    finding = judge_ratio(gate.metric, current, ratio)
    rests_on = f"{current.requests:.0f} requests against {baseline.requests:.0f}"
    return _result(gate, finding, rests_on)


def _baseline(gate: Gate, report: TrafficReport, minimum: int) -> tuple[Measured | None, str]:
    """The replaced revision's value and its window, or None and why there is none."""
    previous = report.order.previous
    if previous is None:
        return None, "nothing to compare with, no revision was replaced"
    reasons = []
    for traffic, window in (
        (report.previous, "since the switch"),
        (report.before, "before the switch"),
    ):
        found = measure(gate, traffic, minimum)
        if isinstance(found, Measured):
            if found.value > 0 or gate.metric not in (*LATENCIES, GateMetric.TOKENS_PER_SECOND):
                return found, window
            found = Unmeasured("the value is 0")
        reasons.append(f"{found.reason} {window}")
    return None, f"nothing to compare with, {previous} has: {'; '.join(reasons)}"


def _inconclusive(gate: Gate, reason: str, *, too_few: bool = False) -> GateResult:
    message = f"{_title(gate)}: {reason}"
    return GateResult(gate.metric, gate.percentile, GateVerdict.INCONCLUSIVE, message, too_few)


def _result(gate: Gate, finding: Finding, rests_on: str) -> GateResult:
    message = f"{_title(gate)} {finding.words} ({rests_on})"
    return GateResult(gate.metric, gate.percentile, finding.verdict, message)


def _title(gate: Gate) -> str:
    return str(gate.metric) if gate.percentile is None else f"{gate.metric} p{gate.percentile}"
