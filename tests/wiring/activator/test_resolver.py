"""Where the operator is, by a DNS that is counted."""

import asyncio
import socket
from typing import Any

import pytest

from pilotlight.activator import waker
from pilotlight.activator.waker import Resolver

FOUND = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"10.0.0.{n}", 8082)) for n in (1, 2, 1)]


class Names:
    """Answers after `seconds`, or fails. asked: how often."""

    def __init__(self, seconds: float = 0.05, error: OSError | None = None) -> None:
        self.seconds, self.error = seconds, error
        self.asked = 0

    async def getaddrinfo(self, host: str, port: int, **_: Any) -> list[Any]:
        assert (host, port) == ("wake.", 8082)
        self.asked += 1
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return FOUND


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    names = Names()
    monkeypatch.setattr(
        asyncio.BaseEventLoop, "getaddrinfo", lambda _, *a, **k: names.getaddrinfo(*a, **k)
    )
    monkeypatch.setattr(waker, "_RESOLVED_SECONDS", 0.3)
    return names


async def test_a_thousand_endpoints_ask_one_question(names: Names) -> None:
    resolve = Resolver("wake.", 8082)

    answers = await asyncio.gather(*(resolve() for _ in range(1000)))

    assert set(answers) == {(("10.0.0.1", 8082), ("10.0.0.2", 8082))}
    await resolve()
    assert names.asked == 1
    await asyncio.sleep(0.4)
    await resolve()
    assert names.asked == 2, "pods come and go"


async def test_a_dns_that_does_not_answer_is_asked_one_question(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waker, "_TOTAL", 0.2)
    names.seconds = 1.0
    resolve = Resolver("wake.", 8082)

    for _ in range(3):
        assert await resolve() == ()

    assert names.asked == 1
    names.seconds = 0
    await asyncio.sleep(0.6)
    assert len(await resolve()) == 2, "it came in the end"


async def test_a_name_that_is_not_known_is_nobody(names: Names) -> None:
    names.error = socket.gaierror("unknown")
    resolve = Resolver("wake.", 8082)

    assert await resolve() == ()
    await asyncio.sleep(0.4)
    names.error = None
    assert len(await resolve()) == 2
