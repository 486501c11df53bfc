"""When a worker that is asked to stop may stop. Pure.

A stopping pod is still reached: its removal from EndpointSlices takes time, and connections that
clients keep open may bring one more request. So it stays Ready and serves, closes connections with
each answer, and leaves when nothing can come any more:

| | |
| --- | --- |
| for the first `min_drain` seconds | stay, whatever is in flight |
| something is in flight | stay |
| a request came or ended within keep-alive + 1 s | stay: its connection may bring another |
| `drain_timeout` is over | leave; the engine's own shutdown time-out cuts what is left |
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DrainRules:
    """All in seconds."""

    min_drain: float
    keep_alive: float
    drain_timeout: float


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the gate sees. Seconds since the last request came or ended; None: never one."""

    in_flight: int
    quiet_seconds: float | None


def drain_blocked(rules: DrainRules, elapsed: float, traffic: Traffic | None) -> str | None:
    """Why the worker must not stop yet, or None. `traffic` is None when the gate is silent."""
    if elapsed >= rules.drain_timeout:
        return None
    if elapsed < rules.min_drain:
        return f"within the first {rules.min_drain:g} s"
    if traffic is None:
        return "the gate does not say what is in flight"
    if traffic.in_flight > 0:
        return f"{traffic.in_flight} requests in flight"
    needed = rules.keep_alive + 1
    if traffic.quiet_seconds is not None and traffic.quiet_seconds < needed:
        return f"a request {traffic.quiet_seconds:.1f} s ago"
    return None
