"""One line per step with the time that it took, on standard error.

A build of eight minutes must not look like a hang, neither on a terminal, where a line counts the
seconds of all running steps, nor in a CI log, where it says every half minute what goes on.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TERMINAL_TICK = 1.0  # seconds
LOG_TICK = 30.0
ERASE_LINE = "\r\x1b[K"

_lock = threading.Lock()
_running: dict[str, float] = {}  # title → when it began
_ticker: threading.Thread | None = None


def say(text: str) -> None:
    """One line for the person who waits."""
    with _lock:
        erase = ERASE_LINE if sys.stderr.isatty() else ""
        print(f"{erase}{text}", file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what goes on while the body runs, and how long it took once it is over."""
    started = time.monotonic()
    mark = "✗"
    with _lock:
        _running[title] = started
        _ensure_ticker()
    try:
        yield
        mark = "✓"
    finally:
        with _lock:
            _running.pop(title, None)
        say(f"{mark} {title} ({elapsed(time.monotonic() - started)})")


def elapsed(seconds: float) -> str:
    """A duration for people."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"


def _ensure_ticker() -> None:
    global _ticker  # noqa: PLW0603 - there is one standard error
    if _ticker is None:
        _ticker = threading.Thread(target=_tick, name="progress", daemon=True)
        _ticker.start()


def _tick() -> None:
    terminal = sys.stderr.isatty()
    pause = TERMINAL_TICK if terminal else LOG_TICK
    while True:
        time.sleep(pause)
        with _lock:
            now = time.monotonic()
            # A step that has only begun needs no line of its own in a log.
            late = {it: now - began for it, began in _running.items() if now - began >= pause / 2}
            if not late:
                continue
            line = "… " + ", ".join(f"{it} ({elapsed(took)})" for it, took in late.items())
            start, end = (ERASE_LINE, "") if terminal else ("", "\n")
            print(f"{start}{line}", end=end, file=sys.stderr, flush=True)
