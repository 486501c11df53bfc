"""Requests that come while no worker is ready."""

import asyncio
import hashlib
import json
import logging
import socket
import struct
from contextlib import suppress
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from tests.wiring.activator.stage import LOCAL, SHORT, Worker, a_stage, code, until, worker_slice

STREAM = {"model": "chat", "prompt": "Hello", "stream": True}
EVENTS = b'data: {"choices":[{"index":0,"text":"Hello"}]}\n\ndata: [DONE]\n\n'


async def stream(request: web.Request) -> web.StreamResponse:
    await request.read()
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Worker": "a"})
    await response.prepare(request)
    await response.write(EVENTS)
    return response


async def test_a_hundred_are_held_and_all_are_answered_when_a_worker_appears() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        bodies = [{"model": "chat", "prompt": f"number {number}"} for number in range(100)]
        asked = [asyncio.create_task(stage.post(url, json=body)) for body in bodies]
        await stage.until_held(100)
        await until(
            lambda: stage.metric("wakes_total", result="accepted"), "a replica is asked for"
        )

        worker = await stage.a_worker()
        answers = await asyncio.gather(*asked)

        assert {(status, body) for status, body, _ in answers} == {(200, SHORT)}
        heard = [json.loads(body)["prompt"] for _, _, body in worker.heard]
        assert sorted(heard) == sorted(body["prompt"] for body in bodies), "each once, and whole"
        answered = {"namespace": "demo", "name": "chat", "outcome": "answered"}
        assert stage.metric("requests_total", **answered) == 100
        assert stage.metric("hold_seconds_count") == 100
        assert stage.metric("start_seconds_count") == 1
        stage.nothing_left()


async def test_the_operator_is_told_at_once_though_one_is_dead_and_one_does_not_lead() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        now = asyncio.get_running_loop().time
        started = now()
        asked = asyncio.create_task(stage.post(url))
        await until(lambda: stage.operator.told, "the leader hears of it")

        assert stage.operator.told == [("demo", "chat")]
        assert stage.operator.told_at[0] - started < 1.0, "0.2 s on a machine with time"
        assert stage.operator.wakes.held(("demo", "chat")) == 1

        await stage.a_worker()
        await asked
        await until(lambda: len(stage.operator.told) == 2, "the end is told, too")
        assert stage.operator.wakes.held(("demo", "chat")) == 0


async def test_clients_that_come_and_go_are_told_of_ten_times_a_second_at_most() -> None:
    async with a_stage() as stage:
        await stage.an_endpoint()
        now = asyncio.get_running_loop().time
        end = now() + 1.5
        while now() < end:
            _, writer = await asyncio.open_connection(LOCAL, stage.ports["demo", "chat"])
            writer.write(b"GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.005)
            writer.close()
            await asyncio.sleep(0.005)

        await stage.until_held(0)
        words = stage.metric("wakes_total", result="accepted")
        assert 2 <= words <= 45, "that somebody waits, again so soon, and that nobody does"


async def test_what_the_leader_refuses_for_one_endpoint_does_not_make_it_unknown() -> None:
    async with a_stage() as stage:
        url, other = await stage.an_endpoint(), await stage.an_endpoint("other")
        held = [asyncio.create_task(stage.post(url))]
        await until(lambda: stage.operator.told, "the leader is known")
        resolved = stage.operator.resolved
        uid = stage.operator.uids.pop(("demo", "other"))

        held.append(asyncio.create_task(stage.post(other)))
        await until(lambda: stage.metric("wakes_total", result="failed") >= 2, "it is refused")

        assert stage.operator.resolved == resolved
        stage.operator.uids["demo", "other"] = uid
        await until(lambda: ("demo", "other") in stage.operator.told, "and asked again")
        await stage.a_worker()
        await stage.a_worker("other")
        assert [status for status, _, _ in await asyncio.gather(*held)] == [200, 200]


async def test_a_mistake_about_one_endpoint_does_not_end_the_requests_of_others() -> None:
    async with a_stage() as stage:
        url, other = await stage.an_endpoint(), await stage.an_endpoint("other")
        stage.operator.broken = True
        held = asyncio.create_task(stage.post(url))
        await stage.until_held(1)
        await asyncio.sleep(0.5)

        stage.operator.broken = False

        await until(lambda: stage.operator.told, "the operator hears of it all the same")
        await stage.a_worker("other")
        assert (await stage.post(other))[0] == 200
        await stage.a_worker()
        assert (await held)[0] == 200


async def test_while_nobody_leads_the_word_is_repeated() -> None:
    async with a_stage() as stage:
        stage.operator.leading = False
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url))
        await until(lambda: stage.metric("wakes_total", result="failed") >= 2, "it is tried again")

        stage.operator.leading = True

        await until(lambda: stage.operator.told, "the new leader hears of it")
        await stage.a_worker()
        assert (await asked)[0] == 200


async def test_beyond_max_pending_is_503_with_the_rest_of_a_measured_start() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint(max_pending=3, cold_start=timedelta(seconds=40))
        asked = [asyncio.create_task(stage.post(url)) for _ in range(3)]
        await stage.until_held(3)

        status, body, headers = await stage.post(url)

        assert (status, code(body)) == (503, "hold_full")
        assert 35 <= int(headers["Retry-After"]) <= 40
        await stage.a_worker()
        assert [status for status, _, _ in await asyncio.gather(*asked)] == [200] * 3
        stage.nothing_left()


async def test_longer_than_max_wait_is_503_and_says_what_the_operator_waits_for() -> None:
    async with a_stage() as stage:
        stage.operator.obstacle = "It waits for 1 nvidia.com/gpu."
        url = await stage.an_endpoint(max_wait=timedelta(seconds=1))

        status, body, headers = await stage.post(url)

        assert (status, code(body)) == (503, "hold_timeout")
        assert "waits for 1 nvidia.com/gpu" in json.loads(body)["error"]["message"]
        assert int(headers["Retry-After"]) > 30, "nothing was measured: a minute is assumed"
        stage.nothing_left()


async def test_the_wait_counts_from_when_a_replica_has_been_asked_for() -> None:
    async with a_stage() as stage:
        stage.operator.leading = False
        url = await stage.an_endpoint(max_wait=timedelta(seconds=3))
        now = asyncio.get_running_loop().time
        started = now()
        asked = asyncio.create_task(stage.post(url))
        await asyncio.sleep(2)
        stage.operator.leading = True
        await until(lambda: stage.operator.told, "the leader has heard")
        agreed = now()

        status, _, _ = await asked

        assert status == 503
        assert now() - agreed > 2.5
        assert now() - started > 4.5


async def test_a_worker_that_is_ready_and_refuses_does_not_cut_the_wait_short() -> None:
    async with a_stage() as stage:
        stage.operator.leading = False
        url = await stage.an_endpoint(max_wait=timedelta(seconds=3))
        worker = await Worker().start()
        await worker.stop()
        asked = asyncio.create_task(stage.post(url))
        await asyncio.sleep(2)
        stage.operator.leading = True
        await until(lambda: stage.operator.told, "the leader has heard")
        await asyncio.sleep(1.2)

        stage.slices.put(worker_slice("chat", [worker.address]))
        await until(
            lambda: stage.metric("not_taken_total", reason="unreachable") >= 1, "it is not reached"
        )
        await worker.start()
        stage.workers.append(worker)

        assert (await asked)[0] == 200


async def test_the_second_start_is_expected_to_take_as_long_as_the_first_did() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint(max_pending=1, cold_start=timedelta(seconds=500))
        first = asyncio.create_task(stage.post(url))
        await stage.until_held(1)
        await asyncio.sleep(2.5)
        worker = await stage.a_worker()
        await first
        stage.no_worker(worker)
        second = asyncio.create_task(stage.post(url))
        await stage.until_held(1)

        status, _, headers = await stage.post(url)

        assert status == 503
        assert 2 <= int(headers["Retry-After"]) <= 4
        await stage.a_worker()
        assert (await second)[0] == 200


async def test_a_streaming_client_gets_comments_while_it_waits_and_then_the_stream() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        async with stage.client.post(f"{url}/v1/completions", json=STREAM) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            assert await answer.content.readline() == b": keep-alive\n"
            await stage.a_worker(answer=stream)
            rest = await answer.read()
        assert rest.endswith(b"\n" + EVENTS)
        assert set(rest.removesuffix(EVENTS).split(b"\n\n")) <= {
            b"\n: keep-alive",
            b": keep-alive",
            b"",
            b"\n",
        }


async def test_a_worker_in_time_answers_a_streaming_client_with_its_own_headers() -> None:
    async with a_stage(keep_alive_seconds=10) as stage:
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url, json=STREAM))
        await stage.until_held(1)
        await stage.a_worker(answer=stream)

        status, body, headers = await asked

        assert (status, body, headers["X-Worker"]) == (200, EVENTS, "a")


@pytest.mark.parametrize(
    ("path", "first"),
    [("/v1/chat/completions", b'data: {"error": '), ("/v1/responses", b"event: error\n")],
)
async def test_an_error_after_comments_is_an_event_that_clients_know(
    path: str, first: bytes
) -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint(max_wait=timedelta(seconds=1))

        status, body, _ = await stage.post(url, path, json=STREAM)

        assert status == 200
        comments, event = body.split(first)
        assert set(comments.split(b"\n\n")) == {b": keep-alive", b""}
        assert b"hold_timeout" in event
        assert body.endswith(b"\n\n")


async def test_what_a_worker_refuses_after_comments_is_told_inside_of_the_stream() -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        error = {"message": "too long", "type": "invalid_request_error", "param": None, "code": 400}
        return web.json_response({"error": error}, status=400)

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url, json=STREAM))
        await stage.until_held(1)
        await asyncio.sleep(0.4)
        await stage.a_worker(answer=refuse)

        status, body, _ = await asked

        assert status == 200
        told = json.loads(body.split(b"data: ")[1])["error"]
        assert (told["message"], told["type"]) == ("too long", "invalid_request_error")
        assert body.endswith(b"data: [DONE]\n\n")


async def test_a_client_that_leaves_is_dropped_and_nothing_is_sent_for_it() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        asked = [asyncio.create_task(stage.post(url)) for _ in range(5)]
        await stage.until_held(5)
        for task in asked[:4]:
            task.cancel()
        await stage.until_held(1)

        worker = await stage.a_worker()

        assert (await asked[4])[0] == 200
        assert len(worker.heard) == 1
        gone = stage.metric("requests_total", namespace="demo", name="chat", outcome="client_gone")
        assert gone == 4
        stage.nothing_left()


async def test_a_client_that_breaks_off_while_its_long_body_is_not_read_is_dropped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with a_stage() as stage:
        await stage.an_endpoint(max_wait=timedelta(minutes=5))
        loop, client = asyncio.get_running_loop(), socket.socket()
        client.setblocking(False)
        await loop.sock_connect(client, (LOCAL, stage.ports["demo", "chat"]))
        head = b"POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 99000000\r\n\r\n"
        sending = asyncio.create_task(loop.sock_sendall(client, head + b"x" * 60_000_000))
        await until(lambda: stage.metric("held_bytes") >= 16 * 2**20, "as much as is kept")
        await asyncio.sleep(0.3)
        assert stage.metric("held_bytes") < 18 * 2**20
        assert stage.held() == 1

        sending.cancel()
        await asyncio.wait({sending})
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()

        await stage.until_held(0)
        await until(lambda: stage.metric("held_bytes") == 0, "its memory is free")
        assert not [it for it in caplog.records if it.levelno >= logging.ERROR], "nothing is wrong"
        gone = stage.metric("requests_total", namespace="demo", name="chat", outcome="client_gone")
        assert gone == 1


async def test_memory_for_bodies_is_bounded_and_shared() -> None:
    async with a_stage(max_held_bytes=2**20) as stage:
        url, other = await stage.an_endpoint(), await stage.an_endpoint("other")
        flood = [
            asyncio.create_task(stage.post(url, data=b"x" * 100_000, json=None)) for _ in range(30)
        ]
        await until(lambda: sum(it.done() for it in flood) >= 20, "most are sent away")
        refused = [it.result() for it in flood if it.done()]
        assert {(status, code(body)) for status, body, _ in refused} == {(503, "hold_crowded")}
        assert stage.metric("held_bytes") <= 2**19

        modest = asyncio.create_task(stage.post(other, data=b"y" * 100_000, json=None))
        await stage.until_held(1, "other")
        await stage.a_worker("other")
        assert (await modest)[0] == 200

        await stage.a_worker()
        await asyncio.gather(*flood)
        stage.nothing_left()


async def test_an_endpoint_that_floods_does_not_keep_another_from_its_worker() -> None:
    async with a_stage() as stage:
        loud = await stage.an_endpoint("loud", max_pending=500)
        quiet = await stage.an_endpoint("quiet")
        flood = [asyncio.create_task(stage.post(loud)) for _ in range(700)]
        few = [asyncio.create_task(stage.post(quiet)) for _ in range(5)]
        await until(lambda: sum(it.done() for it in flood) == 200, "those beyond are sent away")
        await stage.until_held(5, "quiet")
        order: list[str] = []

        def noted(name: str):  # type: ignore[no-untyped-def]
            async def answer(request: web.Request) -> web.StreamResponse:
                await request.read()
                order.append(name)
                return web.Response(body=SHORT)

            return answer

        await stage.a_worker("loud", answer=noted("loud"))
        await stage.a_worker("quiet", answer=noted("quiet"))
        answers = await asyncio.gather(*few)
        assert {status for status, _, _ in answers} == {200}
        statuses = [status for status, _, _ in await asyncio.gather(*flood)]
        assert sorted(set(statuses)) == [200, 503]
        assert (statuses.count(200), statuses.count(503)) == (500, 200)
        last = max(index for index, name in enumerate(order) if name == "quiet")
        assert last < 400, "the quiet one's five went between those of the loud one"
        stage.nothing_left()


async def test_only_keys_that_the_endpoint_knows_wake_it() -> None:
    key = "sk-secret"
    async with a_stage() as stage:
        url = await stage.an_endpoint(
            api_keys=frozenset({hashlib.sha256(key.encode()).hexdigest()})
        )

        for headers in ({}, {"Authorization": "Bearer sk-wrong"}, {"Authorization": key}):
            status, body, answered = await stage.post(url, headers=headers)
            assert (status, code(body)) == (401, "invalid_api_key")
            assert answered["WWW-Authenticate"] == 'Bearer realm="pilotlight"'
        assert stage.operator.told == []

        asked = asyncio.create_task(stage.post(url, headers={"Authorization": f"Bearer {key}"}))
        await until(lambda: stage.operator.told, "the leader hears of it")
        await stage.a_worker()
        assert (await asked)[0] == 200


async def test_what_is_no_route_of_the_model_wakes_nobody() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        async with stage.client.get(f"{url}/metrics") as answer:
            assert answer.status == 503
            assert code(await answer.read()) == "no_ready_worker"
        assert stage.operator.told == []


async def test_an_endpoint_that_is_deleted_sends_its_requests_away_and_closes_its_port() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url))
        await stage.until_held(1)

        stage.slices.delete("demo", "chat-activator")

        status, body, _ = await asked
        assert (status, code(body)) == (503, "hold_ended")
        with pytest.raises(aiohttp.ClientConnectorError):
            await stage.post(url)


async def test_a_connection_from_before_leads_nowhere_once_the_endpoint_is_deleted() -> None:
    """Its worker's address may be that of another endpoint's by now."""
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker()
        await stage.worker_known(url)
        heard = len(worker.heard)
        reader, writer = await asyncio.open_connection(LOCAL, stage.ports["demo", "chat"])
        await asyncio.sleep(0.1)

        stage.slices.delete("demo", "chat-activator")
        await until(lambda: stage.metric("endpoints") == 0, "the endpoint is gone")

        writer.write(b"GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), 10) == b""
        assert len(worker.heard) == heard
        writer.close()


async def test_a_slice_cannot_take_over_the_port_of_an_older_one() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        await stage.an_endpoint("thief", port=stage.ports["demo", "chat"], wait=False)
        await until(lambda: stage.metric("refused_slices") == 1, "the second claim is refused")
        asked = asyncio.create_task(stage.post(url))
        await stage.until_held(1)
        thief = await stage.a_worker("thief")
        worker = await stage.a_worker("chat")

        assert (await asked)[0] == 200
        assert (len(worker.heard), len(thief.heard)) == (1, 0)


async def test_neither_host_nor_model_decide_where_a_request_goes() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        await stage.an_endpoint("other")
        worker, other = await stage.a_worker(), await stage.a_worker("other")
        await stage.worker_known(url)

        await stage.post(url, json={"model": "other"}, headers={"Host": "other.demo.svc"})

        assert len([it for it in worker.heard if it[0] == "POST"]) == 1
        assert worker.headers[-1]["Host"] == "other.demo.svc", "passed on as it came"
        assert not [it for it in other.heard if it[0] == "POST"]
