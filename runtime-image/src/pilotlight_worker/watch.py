"""Is the engine making progress? Pure judgements over what the supervisor sees.

Two ways to hang are told apart from a busy engine:
- the server's event loop does not answer the socket (`hang_seconds`);
- the server answers, requests are in flight, and no counter of the engine has moved
  (`stall_seconds`): the engine's core is stuck, which vLLM's own /health does not notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAMPLE = re.compile(r"^(vllm:[a-z_]+)(?:\{[^}]*\})? ([0-9.eE+-]+|NaN|\+Inf)", re.MULTILINE)
# Counters that move with every step, prompt or finished request.
_PROGRESS = frozenset(
    {
        "vllm:iteration_tokens_total_count",
        "vllm:generation_tokens_total",
        "vllm:prompt_tokens_total",
        "vllm:request_success_total",
    }
)


def pulse(metrics_text: str) -> float | None:
    """The sum of what moves, from Prometheus text; None when the engine exports no such metrics."""
    found = [float(value) for name, value in _SAMPLE.findall(metrics_text) if name in _PROGRESS]
    return sum(found) if found else None


@dataclass(slots=True)
class StallClock:
    """For how long requests have been in flight without any progress in between.

    Not the age of one request: clients that give up and come back do not turn it back.
    """

    stalled: float = 0.0
    last: float | None = None
    at: float | None = None

    def stalled_seconds(self, seen: float | None, now: float) -> float:
        """Feed one look at the pulse; None, nothing in flight or nothing to see, stops the clock
        without turning it back. `now` is monotonic."""
        if seen is None:
            self.at = None
            return 0.0
        if seen != self.last:
            self.stalled = 0.0
        elif self.at is not None:
            self.stalled += now - self.at
        self.last, self.at = seen, now
        return self.stalled
