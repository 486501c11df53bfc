"""Blocking work in a thread that nobody waits for when the process ends.

Python joins the threads of every executor before it exits, so that one that waits for Prometheus
would keep an operator that was told to stop from stopping.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


def in_background(act: Callable[[], T], name: str) -> "asyncio.Future[T]":
    """What it returns or raises. The thread goes on when the future is cancelled."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def work() -> None:
        settle: Callable[[], None]
        try:
            settle = partial(_succeed, future, act())
        except Exception as error:  # noqa: BLE001 - it is for who awaits it
            settle = partial(_fail, future, error)
        with suppress(RuntimeError):  # the loop is closed: the process ends
            loop.call_soon_threadsafe(settle)

    threading.Thread(target=work, name=name, daemon=True).start()
    return future


def _succeed(future: "asyncio.Future[T]", result: T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: "asyncio.Future[T]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
