"""What the leader hears of held requests, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from pilotlight.core.scaling.wake import Wake
from pilotlight.loop.wakes import FRESH_SECONDS, NOTICE_SECONDS, Wakes
from pilotlight.manifests.hold import WAKE_PATH
from tests.wiring.operator.fakes import Clock

CHAT = ("demo", "chat")


class Rig:
    def __init__(self) -> None:
        self.clock, self.leads, self.fails = Clock(), True, False
        self.told: list[tuple[str, str]] = []
        self.pauses: list[float] = []
        self.wakes = Wakes(
            self._notify,
            lambda _: self.fails,
            {CHAT: "uid-1"}.get,
            lambda: self.leads,
            lambda key: f"{key[1]} waits for a GPU",
            self.clock,
        )
        self.url = ""
        self.session = aiohttp.ClientSession()

    def _notify(self, key: tuple[str, str], seconds: float) -> None:
        self.told.append(key)
        self.pauses.append(seconds)

    async def wake(self, held: int = 1, source: str = "a", **other: Any) -> tuple[int, Any]:
        """The status, and the answer if there is one."""
        body = {"namespace": "demo", "name": "chat", "uid": "uid-1"}
        body |= {"held": held, "source": source, **other}
        async with self.session.post(self.url, json=body) as answer:
            return answer.status, await answer.json() if answer.status == 200 else None

    def counted(self, result: str) -> float | None:
        """Words of activators that were answered so."""
        registry = self.wakes.metrics.registry
        return registry.get_sample_value("pilotlight_wakes_total", {"result": result})


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    rig = Rig()
    async with rig.session, rig.wakes.serving(0) as port:
        rig.url = f"http://127.0.0.1:{port}{WAKE_PATH}"
        yield rig


async def test_the_leader_agrees_and_says_since_when(rig: Rig) -> None:
    assert await rig.wake(3) == (200, {"askedSecondsAgo": 0.0, "message": "chat waits for a GPU"})
    rig.clock.forward(7)
    _, answer = await rig.wake(5)

    assert answer["askedSecondsAgo"] == 7
    assert rig.wakes.held(CHAT) == 5
    assert rig.wakes.since(CHAT) == 7
    assert rig.told == [CHAT], "the first word alone is news"
    assert rig.counted("accepted") == 2


async def test_a_follower_refuses(rig: Rig) -> None:
    rig.leads = False
    assert (await rig.wake())[0] == 421
    assert rig.wakes.held(CHAT) == 0
    assert rig.told == []
    assert rig.counted("not_leading") == 1


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"uid": "uid-2"}, 404),
        ({"name": "other"}, 404),
        ({"held": -1}, 400),
        ({"held": "many"}, 400),
        ({"source": ""}, 400),
        ({"source": "a" * 5000}, 413),
    ],
)
async def test_what_is_not_known_or_not_readable_is_refused(
    rig: Rig, other: dict[str, Any], status: int
) -> None:
    assert (await rig.wake(**other))[0] == status
    assert rig.told == []
    assert rig.counted("unknown" if status == 404 else "malformed") == 1


async def test_what_all_activators_hold_is_added_up_until_they_say_no_more(rig: Rig) -> None:
    await rig.wake(3, "a")
    await rig.wake(4, "b")
    assert rig.wakes.held(CHAT) == 7
    await rig.wake(0, "a")
    assert rig.wakes.held(CHAT) == 4
    assert rig.told == [CHAT]
    await rig.wake(0, "b")
    assert rig.wakes.held(CHAT) == 0
    assert rig.wakes.since(CHAT) is None
    assert rig.told == [CHAT, CHAT], "the end is news"
    assert rig.pauses == [0, NOTICE_SECONDS], "and makes no haste"


async def test_the_word_of_an_activator_that_died_is_forgotten(rig: Rig) -> None:
    await rig.wake(3, "a")
    rig.clock.forward(FRESH_SECONDS - 1)
    await rig.wake(4, "b")
    rig.clock.forward(2)
    assert rig.wakes.held(CHAT) == 4
    rig.clock.forward(FRESH_SECONDS)
    assert rig.wakes.held(CHAT) == 0

    await rig.wake(1, "a")
    assert rig.wakes.since(CHAT) == 0, "it begins anew"
    assert rig.told == [CHAT, CHAT]


async def test_clients_that_come_and_go_have_an_endpoint_looked_at_once_a_second(rig: Rig) -> None:
    for _ in range(25):
        await rig.wake(1)
        await rig.wake(0)
        rig.clock.forward(0.1)

    at_once = [index for index, pause in enumerate(rig.pauses) if not pause]
    assert at_once == [0, 20, 40], "each second, and at the first word"
    assert rig.pauses[2] == pytest.approx(0.9), "a second after the last time"
    assert max(rig.pauses) == NOTICE_SECONDS


async def test_while_passes_fail_each_word_is_news_once_a_second(rig: Rig) -> None:
    await rig.wake(1)
    rig.fails = True
    for _ in range(4):
        rig.clock.forward(0.5)
        await rig.wake(1)
    assert rig.pauses == [0, 0.5, 0, 0.5, 0]

    rig.fails = False
    rig.clock.forward(5)
    await rig.wake(1)
    assert len(rig.told) == 5, "it is seen to"


async def test_no_word_about_nobody_starts_anything(rig: Rig) -> None:
    assert (await rig.wake(0))[0] == 200
    assert rig.told == []
    assert rig.wakes.since(CHAT) is None


async def test_those_that_talk_are_bounded(rig: Rig) -> None:
    answers = await asyncio.gather(*(rig.wake(1, f"pod-{number}") for number in range(40)))
    statuses = [status for status, _ in answers]
    assert (statuses.count(200), statuses.count(429)) == (32, 8)
    assert rig.counted("too_many") == 8
    assert rig.wakes.held(CHAT) == 32


async def test_an_endpoint_that_is_gone_is_forgotten(rig: Rig) -> None:
    await rig.wake(3)
    rig.wakes.forget(CHAT)
    assert rig.wakes.held(CHAT) == 0


async def test_a_plan_learns_when_requests_were_held_last_also_when_none_are_any_more(
    rig: Rig,
) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert rig.wakes.wake(CHAT, now) is None
    await rig.wake(3)
    assert rig.wakes.wake(CHAT, now) == Wake(3, now)
    rig.clock.forward(4)
    await rig.wake(0)
    assert rig.wakes.wake(CHAT, now) == Wake(0, now - timedelta(seconds=4))
    rig.wakes.forget(CHAT)
    assert rig.wakes.wake(CHAT, now) is None


async def test_a_word_that_comes_in_two_parts_is_heard_whole(rig: Rig) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b'{"namespace":"demo","name":"chat",'
        await asyncio.sleep(0.1)
        yield b'"uid":"uid-1","held":2,"source":"a"}'

    async with rig.session.post(rig.url, data=parts()) as answer:
        assert answer.status == 200
    assert rig.wakes.held(CHAT) == 2
