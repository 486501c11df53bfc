"""Whether first tokens come too late, those that have not come yet included."""

import math
from dataclasses import dataclass

from pilotlight.core.scaling.policy import FirstToken
from pilotlight.core.scaling.samples import Buckets


@dataclass(frozen=True, slots=True)
class FirstTokens:
    """Times to first token of the last minute or so: older ones count less and less."""

    buckets: Buckets = ()

    def add(self, new: list[Buckets], seconds: float, time_constant: float) -> "FirstTokens":
        """After `seconds`, with new observations. Pods with other buckets than these are left
        out."""
        kept = math.exp(-seconds / time_constant)
        buckets = self.buckets
        if new and len(new[0]) != len(buckets):
            buckets = tuple((bound, 0.0) for bound, _ in new[0])
        counts = [count * kept for _, count in buckets]
        bounds = [bound for bound, _ in buckets]
        for observed in new:
            if [bound for bound, _ in observed] == bounds:
                for index, (_, count) in enumerate(observed):
                    counts[index] += count
        return FirstTokens(tuple(zip(bounds, counts, strict=True)))

    def late(self, rule: FirstToken, overdue: float) -> float | None:
        """Share of late first tokens relative to what the rule allows; above 1 it is broken.

        Percentiles of finished requests alone would not see those that wait for ever, so the
        ones that have waited longer than the limit count as late ones. None: too few to tell,
        i.e. by the rule less than one of them may be late.

        Args:
            overdue: requests that wait and arrived longer ago than the limit.
        """
        allowed = 1 - rule.percentile / 100
        total = (self.buckets[-1][1] if self.buckets else 0.0) + overdue
        if total * allowed < 1:
            return None
        in_time = self._at_or_below(rule.limit.total_seconds())
        return max(0.0, total - in_time) / total / allowed

    def _at_or_below(self, limit: float) -> float:
        """Linear within a bucket, as in Prometheus' histogram_quantile."""
        lower, below = 0.0, 0.0
        for bound, count in self.buckets:
            if bound >= limit:
                if math.isinf(bound):
                    return below
                return below + (count - below) * (limit - lower) / (bound - lower)
            lower, below = bound, count
        return below
