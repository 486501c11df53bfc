"""One line per step with the time that it took, on standard error.

A build of eight minutes must not look like a hang, neither on a terminal, where the line counts
the seconds, nor in a CI log, where it says every half minute that it goes on.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TERMINAL_TICK = 1.0
LOG_TICK = 30.0


def say(text: str) -> None:
    """One line for the person who waits."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what goes on while the body runs, and how long it took once it is over."""
    started = time.monotonic()
    over = threading.Event()
    ticker = threading.Thread(target=_tick, args=(title, started, over), daemon=True)
    ticker.start()
    outcome = "failed"
    try:
        yield
        outcome = "done"
    finally:
        over.set()
        ticker.join()
        clear = "\r\x1b[K" if sys.stderr.isatty() else ""
        mark = {"done": "✓", "failed": "✗"}[outcome]
        say(f"{clear}{mark} {title} ({_elapsed(started)})")


def _tick(title: str, started: float, over: threading.Event) -> None:
    terminal = sys.stderr.isatty()
    while not over.wait(TERMINAL_TICK if terminal else LOG_TICK):
        line = f"… {title} ({_elapsed(started)})"
        print(
            f"\r\x1b[K{line}" if terminal else line,
            end="" if terminal else "\n",
            file=sys.stderr,
            flush=True,
        )


def _elapsed(started: float) -> str:
    seconds = time.monotonic() - started
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"
