"""Starts, stops, deaths, and an API server that comes and goes."""

import asyncio
import json
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.wiring.activator.kube import Slices
from tests.wiring.activator.processes import a_process
from tests.wiring.activator.stage import (
    LOCAL,
    PATIENCE,
    SHORT,
    Operator,
    Stage,
    Worker,
    a_stage,
    code,
    free_port,
    until,
    worker_slice,
)


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    while True:
        await response.write(b"data: 1\n\n")
        await asyncio.sleep(0.01)


async def test_a_stop_sends_away_who_waits_and_lets_answers_end() -> None:
    go = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        await request.read()
        await go.wait()
        return web.Response(body=SHORT)

    async with a_stage() as stage:
        url, other = await stage.an_endpoint(), await stage.an_endpoint("other")
        worker = await stage.a_worker(answer=slow)
        await asyncio.sleep(0.2)
        under_way = asyncio.create_task(stage.post(url))
        await until(lambda: worker.headers, "the worker has it")
        held = asyncio.create_task(stage.post(other))
        await stage.until_held(1, "other")

        stage.activator.stop()

        status, body, headers = await held
        assert (status, code(body), headers["Retry-After"]) == (503, "activator_stopping", "1")
        async with stage.client.get(f"http://{LOCAL}:{stage.activator.http_port}/readyz") as ready:
            assert (ready.status, await ready.text()) == (503, "stopping\n")
        late = await stage.post(other)
        assert (late[0], code(late[1])) == (503, "activator_stopping"), "still answered"
        assert not under_way.done()
        go.set()
        assert (await under_way)[:2] == (200, SHORT)


async def test_a_stopping_process_answers_until_nobody_is_sent_to_it_any_more() -> None:
    async with a_stage(linger_seconds=4) as stage:
        url = await stage.an_endpoint()
        stage.activator.stop()
        await asyncio.sleep(0.7)
        status, body, _ = await stage.post(url)
        assert (status, code(body)) == (503, "activator_stopping")


async def test_who_streams_beyond_the_drain_is_cut_and_not_told_that_it_was_all() -> None:
    async with a_stage(drain_seconds=0.5) as stage:
        url = await stage.an_endpoint()
        await stage.a_worker(answer=endless)
        await asyncio.sleep(0.2)
        async with stage.client.post(f"{url}/v1/completions", json={}) as got:
            await got.content.readline()
            stage.activator.stop()
            with pytest.raises(aiohttp.ClientPayloadError):
                await got.read()


async def test_the_probes_tell_and_metrics_are_ours() -> None:
    async with a_stage() as stage:
        await stage.an_endpoint()
        base = f"http://{LOCAL}:{stage.activator.http_port}"
        for path in ("healthz", "readyz"):
            async with stage.client.get(f"{base}/{path}") as got:
                assert (got.status, await got.text()) == (200, "ok\n")
        async with stage.client.get(f"{base}/metrics") as got:
            text = await got.text()
        assert "pilotlight_activator_endpoints 1.0" in text
        assert 'pilotlight_activator_held_requests{name="chat",namespace="demo"} 0.0' in text
        stage.slices.delete("demo", "chat-activator")
        await until(lambda: stage.metric("endpoints") == 0, "the endpoint is gone")
        async with stage.client.get(f"{base}/metrics") as got:
            assert 'name="chat"' not in await got.text()


async def test_without_an_api_server_it_is_alive_and_not_ready() -> None:
    slices = Slices(away=True)
    async with a_stage(slices=slices) as stage:
        base = f"http://{LOCAL}:{stage.activator.http_port}"
        async with stage.client.get(f"{base}/healthz") as got:
            assert got.status == 200
        async with stage.client.get(f"{base}/readyz") as got:
            assert (got.status, await got.text()) == (503, "reading the cluster\n")
        slices.away = False
        await stage.an_endpoint()


async def test_an_api_server_that_is_away_for_long_is_no_cause_to_restart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pilotlight.activator.health.STUCK_SECONDS", 1.0)
    monkeypatch.setattr("pilotlight.cluster.reflector._PAUSE_MOST", 0.2)
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        held = asyncio.create_task(stage.post(url))
        await stage.until_held(1)

        stage.slices.away = True
        stage.slices.cut()
        await asyncio.sleep(2)

        base = f"http://{LOCAL}:{stage.activator.http_port}"
        async with stage.client.get(f"{base}/healthz") as got:
            assert (got.status, await got.text()) == (200, "ok\n")
        stage.slices.away = False
        await stage.a_worker()
        assert (await held)[0] == 200


@pytest.mark.parametrize("answers", [{"brief": True}, {"oldest": 10**9}], ids=["ends", "expired"])
async def test_an_api_server_whose_watches_come_to_nothing_is_not_asked_without_a_pause(
    answers: dict[str, Any],
) -> None:
    async with a_stage(slices=Slices(**answers)) as stage:
        await asyncio.sleep(2)
        assert 2 <= stage.slices.watches <= 6
        assert stage.slices.lists <= 6

        stage.slices.brief, stage.slices.oldest = False, 0
        await stage.an_endpoint()


async def test_who_does_not_even_try_to_follow_the_cluster_is_restarted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pilotlight.activator.health.STUCK_SECONDS", 0.5)
    async with a_stage(slices=Slices(stuck=True)) as stage:
        await asyncio.sleep(1)
        base = f"http://{LOCAL}:{stage.activator.http_port}"
        async with stage.client.get(f"{base}/healthz") as got:
            assert got.status == 503
            assert (await got.text()).startswith("no watch for")


async def test_a_cut_watch_goes_on_where_it_was() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url))
        await stage.until_held(1)

        stage.slices.cut()
        await stage.a_worker()

        assert (await asked)[0] == 200
        assert stage.slices.lists == 1


async def test_what_was_deleted_in_a_gap_is_not_believed_to_be_there() -> None:
    async with a_stage() as stage:
        await stage.an_endpoint()
        await stage.an_endpoint("other")
        place = ("demo", "chat-activator")
        stage.slices.version += 1
        stage.slices.objects.pop(place)

        stage.slices.forget()

        await until(lambda: stage.metric("endpoints") == 1, "it is gone")
        assert stage.slices.lists == 2


async def test_while_the_api_server_is_away_known_workers_are_served() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        await stage.a_worker()
        await stage.worker_known(url)
        stage.slices.away = True
        stage.slices.cut()
        await asyncio.sleep(0.5)

        assert (await stage.post(url))[0] == 200
        stage.slices.away = False
        await stage.an_endpoint("other")


async def test_only_its_namespaces_are_served() -> None:
    async with a_stage(namespaces=("demo", "prod")) as stage:
        await stage.an_endpoint()
        await stage.an_endpoint("chat", "prod")
        await stage.an_endpoint("chat", "elsewhere", wait=False)
        await asyncio.sleep(0.3)
        assert stage.metric("endpoints") == 2


async def test_a_port_that_somebody_has_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilotlight.activator.service._LISTEN_AGAIN_SECONDS", 0.2)
    port = free_port()
    other = await asyncio.start_server(lambda *_: None, LOCAL, port)
    async with a_stage() as stage:
        url = await stage.an_endpoint(port=port, wait=False)
        await until(lambda: stage.metric("refused_slices") == 1, "it is told")
        other.close()
        await other.wait_closed()

        await until(lambda: stage.metric("refused_slices") == 0, "the port is ours")
        asked = asyncio.create_task(stage.post(url))
        await stage.until_held(1)
        await stage.a_worker()
        assert (await asked)[0] == 200


async def test_new_bounds_apply_to_those_who_wait() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint(max_pending=1)
        port = stage.ports["demo", "chat"]
        asked = [asyncio.create_task(stage.post(url))]
        await stage.until_held(1)
        assert (await stage.post(url))[0] == 503

        await stage.an_endpoint(port=port, max_pending=2)
        await asyncio.sleep(0.2)
        asked.append(asyncio.create_task(stage.post(url)))

        await stage.until_held(2)
        await stage.a_worker()
        assert {status for status, _, _ in await asyncio.gather(*asked)} == {200}


async def test_sigterm_ends_the_process_in_order(tmp_path: Path) -> None:
    slices, operator = Slices(), Operator({})
    async with a_process(tmp_path, slices, operator) as process:
        stage = Stage(slices, operator)
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url))
        await until(lambda: operator.told, "the operator hears of it")

        process.send_signal(signal.SIGTERM)

        status, body, headers = await asked
        assert (status, code(body), headers["Retry-After"]) == (503, "activator_stopping", "1")
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
        await stage.client.close()
    lines = [json.loads(line) for line in (tmp_path / "activator-0.log").read_text().splitlines()]
    messages = [line["message"] for line in lines]
    assert "holding endpoint=demo/chat" in messages
    assert messages[-1] == "stopped"


async def test_a_process_killed_while_it_holds_a_hundred_loses_only_those(tmp_path: Path) -> None:
    """Two hold for the endpoint, each on an address of its own, as two pods do."""
    slices, operator, other = Slices(), Operator({}), "127.0.0.2"
    async with AsyncExitStack() as stack:
        stage = Stage(slices, operator)
        stack.push_async_callback(stage.client.close)
        killed = await stack.enter_async_context(a_process(tmp_path, slices, operator))
        await stack.enter_async_context(
            a_process(tmp_path, slices, operator, pod_name="activator-1", host=other)
        )
        url = await stage.an_endpoint(max_pending=100)
        await stage.until_listens(host=other)
        lost = [asyncio.create_task(stage.post(url)) for _ in range(100)]
        there = url.replace(LOCAL, other)
        held = [asyncio.create_task(stage.post(there)) for _ in range(40)]
        await until(lambda: operator.wakes.held(("demo", "chat")) == 140, "both hold")

        killed.kill()

        gone = await asyncio.gather(*lost, return_exceptions=True)
        assert all(isinstance(it, aiohttp.ClientError) for it in gone)
        held.append(asyncio.create_task(stage.post(there)))
        worker = await Worker().start()
        stack.push_async_callback(worker.stop)
        slices.put(worker_slice("chat", [worker.address]))
        assert [status for status, _, _ in await asyncio.gather(*held)] == [200] * 41
        assert len(worker.heard) == 41, "what was lost is sent by nobody"
