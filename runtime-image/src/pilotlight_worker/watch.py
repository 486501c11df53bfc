"""Is the engine making progress? Pure judgements over what the supervisor sees.

Two ways to hang are told apart from a busy engine:
- the server's event loop does not answer the socket (`hang_seconds`);
- the server answers, requests run, and no counter of the engine has moved (`stall_seconds`):
  the engine's core is stuck, which vLLM's own /health does not notice.
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
_RUNNING = "vllm:num_requests_running"


@dataclass(frozen=True, slots=True)
class Pulse:
    """One look at the engine's metrics: requests that run, and the sum of what has moved."""

    running: float
    progress: float


def pulse(metrics_text: str) -> Pulse | None:
    """The pulse in Prometheus text, or None when the engine exports no such metrics."""
    running: float | None = None
    progress = 0.0
    for name, value in _SAMPLE.findall(metrics_text):
        if name == _RUNNING:
            running = (running or 0.0) + float(value)
        elif name in _PROGRESS:
            progress += float(value)
    return None if running is None else Pulse(running, progress)


@dataclass(slots=True)
class StallClock:
    """How long requests have run without any progress."""

    last: Pulse | None = None
    since: float | None = None

    def stalled_seconds(self, seen: Pulse | None, now: float) -> float:
        """Feed one look (None: nothing seen, which is never a stall); `now` is monotonic."""
        moving = (
            seen is None
            or seen.running <= 0
            or self.last is None
            or seen.progress != self.last.progress
        )
        self.last = seen
        if moving:
            self.since = now
            return 0.0
        return now - (self.since if self.since is not None else now)
