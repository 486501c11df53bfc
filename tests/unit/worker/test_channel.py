"""The socket between supervisor and gate, when the other side misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from pilotlight_worker.ask import ask
from pilotlight_worker.channel import Channel, ChannelError, connect


async def echo(op: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    if op == "fail":
        raise ValueError("no good")
    if op == "never":
        await asyncio.Event().wait()
    return {"op": op, **params}


@asynccontextmanager
async def a_pair(folder: Path) -> AsyncIterator[tuple[Channel, asyncio.StreamWriter]]:
    """A running client, and the raw writer of the other side, whose channel answers `echo`."""
    accepted: asyncio.Queue[tuple[Channel, asyncio.StreamWriter]] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        channel = Channel(reader, writer, echo)
        await accepted.put((channel, writer))
        await channel.run()

    path = str(folder / "socket")
    server = await asyncio.start_unix_server(serve, path)
    client = await connect(path, echo)
    running = asyncio.create_task(client.run())
    _, writer = await accepted.get()
    try:
        yield client, writer
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        server.close()


async def test_answers_find_their_questions_in_any_order(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as (client, _):
        asked = [client.call("echo", within=5, number=number) for number in range(20)]
        answers = await asyncio.gather(*asked)
    assert [answer["number"] for answer in answers] == list(range(20))


async def test_a_refused_question_raises_and_the_connection_lives_on(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as (client, _):
        with pytest.raises(ChannelError, match="no good"):
            await client.call("fail", within=5)
        assert (await client.call("echo", within=5))["op"] == "echo"


async def test_silence_ends_in_an_error_that_says_how_long(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as (client, _):
        with pytest.raises(ChannelError, match=r"within 0\.05 s"):
            await client.call("never", within=0.05)
        assert (await client.call("echo", within=5))["op"] == "echo"


async def test_a_side_that_goes_away_ends_what_was_asked(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as (client, other):
        asked = asyncio.create_task(client.call("never", within=5))
        await asyncio.sleep(0.01)
        other.close()
        with pytest.raises(ChannelError, match="closed"):
            await asked
        with pytest.raises(ChannelError, match="closed"):
            await client.call("echo", within=5)


@pytest.mark.parametrize("line", [b"not json\n", b"[1]\n", b"\xff\xfe\n"])
async def test_garbage_closes_the_connection_and_nothing_else(tmp_path: Path, line: bytes) -> None:
    async with a_pair(tmp_path) as (client, other):
        other.write(line)
        asked = asyncio.create_task(client.call("never", within=5))
        with pytest.raises(ChannelError):
            await asked


async def test_asking_where_nobody_listens_is_an_error_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ChannelError, match="no supervisor"):
        await ask(str(tmp_path / "nothing"), "state", 1)
