"""What one pod did between two of its samples."""

import math
from dataclasses import dataclass

from pilotlight.core.scaling.decision import ScalingReason
from pilotlight.core.scaling.samples import Buckets, Sample

FULL = 2.0
"""Waiting requests from which on an engine has all that it can do at a time (study) …"""
FULL_FOR = 0.5
"""… and which have to keep it busy for so many seconds: two prompts that came together wait for
the next step of an idle engine too (chosen on the simulator: of twelve replicas that are half busy
a few are caught so in an hour, and made capacity look a third lower)."""


@dataclass(frozen=True, slots=True)
class Track:
    """A pod's last usable sample.

    at: seconds since 1970 of Prometheus' clock; heard: of ours. Gauges and counters as in
    `Sample`, None where unusable. rate: requests that arrived per second before it.
    lost: the sample before its counters fell. If they are back, nothing was restarted.
    """

    at: float
    heard: float
    waiting: float
    running: float | None
    kv: float | None
    arrivals: float | None
    completions: float | None
    prompt: float | None
    generated: float | None
    first_tokens: Buckets
    rate: float | None = None
    lost: "Track | None" = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a pod did in `seconds`.

    begun: requests that run at the end, less those that ran at the start. done: completed requests;
    prompt, generated: tokens; None where not known. full: requests waited at both ends, enough to
    keep it busy. running, kv: at the end. first_tokens: the new observations.
    """

    seconds: float
    begun: float
    done: float | None
    prompt: float | None
    generated: float | None
    full: bool
    running: float | None
    kv: float | None
    first_tokens: Buckets


def usable(value: float | None) -> bool:
    """A number that a count or gauge may have: finite, not negative."""
    return value is not None and 0 <= value < math.inf


def progress(
    sample: Sample, last: Track | None, heard: float, pause: float
) -> tuple[Track, Progress | None, tuple[ScalingReason, str] | None]:
    """The pod as it is now, what it did since, and why that is in doubt.

    Args:
        sample: one whose needed numbers are usable.
        heard: seconds since 1970 of our clock.
        pause: seconds between samples from which on nothing is a rate any more.
    """
    track = _track(sample, heard)
    if last is None:
        return track, None, None
    seconds = track.at - last.at
    if seconds == 0:
        return _with_rate(track, last.rate, last.lost), None, None
    if seconds < 0 or seconds - (heard - last.heard) > pause:
        words = f"its last number is of {abs(seconds):.0f} s {'later' if seconds < 0 else 'ago'}"
        return _with_rate(track, last.rate), None, (ScalingReason.CLOCK_MOVED, words)
    if seconds > pause:
        words = f"the first numbers after {seconds:.0f} s"
        lost = (last.lost or last) if _is_reset(track, last) else None
        return _with_rate(track, last.rate, lost), None, (ScalingReason.METRICS_STALE, words)
    if last.lost is not None and not _is_reset(track, last.lost):
        words = "its counters are back where they were"
        return _returned(track, last.lost), None, (ScalingReason.COUNTER_RESET, words)
    reset = _is_reset(track, last)
    since = None if reset else last
    done = _rise(track.completions, since.completions if since else None, reset)
    queue = max(FULL, FULL_FOR * (done or 0.0) / seconds)
    advance = Progress(
        seconds,
        (track.running or 0.0) - ((since.running if since else None) or 0.0),
        done,
        _rise(track.prompt, since.prompt if since else None, reset),
        _rise(track.generated, since.generated if since else None, reset),
        full=not reset and min(track.waiting, last.waiting) >= queue,
        running=track.running,
        kv=track.kv,
        first_tokens=_observations(
            track.first_tokens, since.first_tokens if since else None, reset
        ),
    )
    arrived = _arrived(track, since, advance.done, reset)
    rate = last.rate if arrived is None else arrived / seconds
    problem = (ScalingReason.COUNTER_RESET, "its counters began anew") if reset else None
    lost = (last.lost or last) if reset else last.lost
    return _with_rate(track, rate, lost), advance, problem


def _returned(track: Track, lost: Track) -> Track:
    """Zeros were shown for a while; what arrived since is spread over that time."""
    done = _rise(track.completions, lost.completions, reset=False)
    arrived = _arrived(track, lost, done, reset=False)
    seconds = track.at - lost.at
    if arrived is None or seconds <= 0:
        return _with_rate(track, lost.rate)
    return _with_rate(track, arrived / seconds)


def _track(sample: Sample, heard: float) -> Track:
    return Track(
        at=sample.at.timestamp(),
        heard=heard,
        waiting=_known(sample.waiting) or 0.0,
        running=_known(sample.running),
        kv=_known(sample.kv_usage),
        arrivals=_known(sample.arrivals),
        completions=_known(sample.completions),
        prompt=_known(sample.prompt_tokens),
        generated=_known(sample.generated_tokens),
        first_tokens=sample.ttft,
    )


def _known(value: float | None) -> float | None:
    return value if usable(value) else None


def _with_rate(track: Track, rate: float | None, lost: Track | None = None) -> Track:
    """What `replace` does, in a third of the time."""
    return Track(
        track.at,
        track.heard,
        track.waiting,
        track.running,
        track.kv,
        track.arrivals,
        track.completions,
        track.prompt,
        track.generated,
        track.first_tokens,
        rate,
        lost,
    )


def _is_reset(track: Track, last: Track) -> bool:
    pairs = (
        (track.arrivals, last.arrivals),
        (track.completions, last.completions),
        (track.prompt, last.prompt),
        (track.generated, last.generated),
    )
    return any(new is not None and old is not None and new < old for new, old in pairs)


def _rise(new: float | None, old: float | None, reset: bool) -> float | None:
    if new is None or (old is None and not reset):
        return None
    return new - (old or 0.0)


def _arrived(track: Track, since: Track | None, done: float | None, reset: bool) -> float | None:
    """What came in: counted, or else what was completed and what more is there now."""
    counted = _rise(track.arrivals, since.arrivals if since else None, reset)
    if counted is not None:
        return counted
    if done is None or track.running is None:
        return None
    before = 0.0 if since is None or since.running is None else since.waiting + since.running
    return done + track.waiting + track.running - before


def _observations(new: Buckets, old: Buckets | None, reset: bool) -> Buckets:
    """The increase per bucket; nothing where the buckets are not comparable."""
    if reset or old is None:
        return new if reset else ()
    if len(new) != len(old) or not new or new[-1][1] == old[-1][1]:
        return ()
    rises = tuple(
        (bound, count - before)
        for (bound, count), (same, before) in zip(new, old, strict=True)
        if bound == same and 0 <= count - before < math.inf
    )
    return rises if len(rises) == len(new) else ()
