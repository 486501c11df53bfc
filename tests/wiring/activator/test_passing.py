"""What passes through: unchanged, both ways, no faster than the slower end takes it."""

import asyncio
import hashlib
import os
import resource
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from tests.wiring.activator.stage import (
    LOCAL,
    SHORT,
    Stage,
    Worker,
    a_stage,
    code,
    until,
    worker_slice,
)

MEGABYTE = 2**20


async def echo(request: web.Request) -> web.StreamResponse:
    """Send back what comes, chunk by chunk."""
    response = web.StreamResponse(headers={"Content-Type": "application/x-anything"})
    await response.prepare(request)
    async for chunk in request.content.iter_any():
        await response.write(chunk)
    return response


async def parts(size: int, digest: "hashlib._Hash") -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        part = os.urandom(65_536)
        digest.update(part)
        yield part


@pytest.mark.parametrize("held", [False, True], ids=["a worker is ready", "held first"])
async def test_a_large_upload_arrives_and_comes_back_byte_for_byte(held: bool) -> None:
    size, sent, back = 96 * MEGABYTE, hashlib.sha256(), hashlib.sha256()

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        if not held:
            await stage.a_worker(answer=echo)
            await stage.worker_known(url)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        async def upload() -> int:
            received = 0
            async with stage.client.post(f"{url}/v1/any", data=parts(size, sent)) as answer:
                async for chunk in answer.content.iter_any():
                    back.update(chunk)
                    received += len(chunk)
            return received

        task = asyncio.create_task(upload())
        if held:
            await until(lambda: stage.metric("held_bytes") >= 16 * MEGABYTE, "what is kept")
            await stage.a_worker(answer=echo)

        assert await task == size
        assert back.hexdigest() == sent.hexdigest()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 32 * 1024, f"{grown} KiB for a body of 96 MiB"
        stage.nothing_left()


async def test_headers_status_and_an_encoded_body_pass_unchanged() -> None:
    body = b"\x1f\x8b not really gzip"

    async def answer(request: web.Request) -> web.StreamResponse:
        headers = [
            ("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"),
            ("X-Request-Id", "7"), ("Keep-Alive", "timeout=5"), ("Server", "uvicorn"),
        ]  # fmt: skip
        response = web.StreamResponse(status=418, reason="Teapot")
        for name, value in headers:
            response.headers.add(name, value)
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body)
        return response

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker(answer=answer)
        sent = {"Content-Encoding": "gzip", "X-Two": "2", "Connection": "X-Hop", "X-Hop": "1"}
        await asyncio.sleep(0.2)
        path = "/v1/files/%2e%2e/a%20b?x=%2F&y=1+2"
        async with stage.client.post(
            aiohttp.client.URL(url + path, encoded=True), data=body, headers=sent
        ) as got:
            assert (got.status, got.reason, await got.read()) == (418, "Teapot", body)
            assert got.headers.getall("Set-Cookie") == ["a=1", "b=2"]
            assert got.headers["X-Request-Id"] == "7"
            assert got.headers["Server"] == "uvicorn"
            assert got.headers["Content-Length"] == str(len(body))
            assert "Keep-Alive" not in got.headers
            assert got.headers["Connection"] == "close", "the next one goes through the Service"

        heard = worker.headers[-1]
        assert heard["Content-Encoding"] == "gzip"
        assert heard["X-Two"] == "2"
        assert "X-Hop" not in heard
        assert heard["Content-Length"] == str(len(body))


async def test_the_target_is_passed_on_as_it_was_written() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        heard: list[str] = []

        async def answer(request: web.Request) -> web.StreamResponse:
            heard.append(request.raw_path)
            return web.Response(body=SHORT)

        await stage.a_worker(answer=answer)
        await stage.worker_known(url)
        target = "/v1/files/%2e%2e/a%20b?x=%2F&y=1+2"
        port = stage.ports["demo", "chat"]
        reader, writer = await asyncio.open_connection(LOCAL, port)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert b" 200 " in await reader.readline()
        writer.close()
        assert heard[-1] == target


async def test_chunks_come_as_the_worker_sends_them() -> None:
    go = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        await go.wait()
        await response.write(b"data: 2\n\n")
        return response

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        await stage.a_worker(answer=answer)
        await asyncio.sleep(0.2)
        async with stage.client.post(f"{url}/v1/completions", json={}) as got:
            assert await got.content.readuntil(b"\n\n") == b"data: 1\n\n"
            go.set()
            assert await got.read() == b"data: 2\n\n"


async def test_a_client_that_does_not_read_stops_the_worker_and_takes_no_memory() -> None:
    written = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x" * 65_536)
            written += 65_536
        return response

    async with a_stage() as stage:
        await stage.an_endpoint()
        await stage.a_worker(answer=answer)
        await asyncio.sleep(0.2)
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        slow.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(slow, (LOCAL, stage.ports["demo", "chat"]))
        await loop.sock_sendall(slow, b"GET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: written > 0, "it begins")
        seen = -1
        while seen != written:
            seen = written
            await asyncio.sleep(0.5)
        # What the kernel takes for three connections on one machine is its own (tcp_wmem).
        assert written < 24 * MEGABYTE
        received = 0
        while chunk := await loop.sock_recv(slow, MEGABYTE):
            received += len(chunk)
        slow.close()
        assert written == 1000 * 65_536
        assert received > written


async def test_a_client_that_leaves_in_the_middle_ends_the_worker_s_request() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker(answer=answer)
        await asyncio.sleep(0.2)
        async with stage.client.post(f"{url}/v1/completions", json={}) as got:
            await got.content.readexactly(3)
        await until(lambda: worker.left == 1, "the worker sees it")
        await until(lambda: stage.metric("in_flight_requests") == 0, "nothing is left")


async def test_a_client_that_leaves_before_the_answer_ends_the_worker_s_request() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker(answer=answer)
        await asyncio.sleep(0.2)
        asked = asyncio.create_task(stage.post(url))
        await until(lambda: worker.headers, "the worker has it")
        asked.cancel()
        await until(lambda: worker.left == 1, "the worker sees it")


async def test_a_worker_that_dies_in_the_middle_is_not_taken_for_the_end() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        await asyncio.sleep(0.05)
        assert request.transport is not None
        request.transport.abort()
        return response

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker(answer=answer)
        await asyncio.sleep(0.2)
        async with stage.client.post(f"{url}/v1/completions", json={}) as got:
            text = b""
            try:
                async for chunk in got.content.iter_any():
                    text += chunk
            except aiohttp.ClientPayloadError:
                text += b"(cut)"
        assert text.startswith(b"data: 1\n\n")
        assert b"worker_lost" in text
        assert text.endswith(b"(cut)")
        assert len(worker.headers) == 1, "it was not sent twice"


async def test_a_worker_that_dies_with_the_request_is_an_error_and_no_second_try() -> None:
    async def die(request: web.Request) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        workers = [await stage.a_worker(answer=die), await stage.a_worker(answer=die)]
        await asyncio.sleep(0.2)
        status, body, _ = await stage.post(url)
        assert (status, code(body)) == (502, "worker_lost")
        assert sum(len(worker.headers) for worker in workers) == 1


async def test_a_worker_that_cannot_be_reached_is_passed_over() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        dead = await stage.a_worker()
        await stage.worker_known(url)
        await dead.stop()
        alive = await stage.a_worker()
        await asyncio.sleep(0.2)

        answers = await asyncio.gather(*(stage.post(url) for _ in range(20)))

        assert {status for status, _, _ in answers} == {200}
        assert len(alive.heard) == 20
        assert stage.metric("not_taken_total", reason="unreachable") >= 1


async def test_a_request_waits_for_a_worker_that_is_ready_and_not_reached_yet() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker()
        await stage.worker_known(url)
        await worker.stop()
        asked = asyncio.create_task(stage.post(url))
        await until(
            lambda: stage.metric("not_taken_total", reason="unreachable") >= 2, "it is tried again"
        )

        await worker.start()

        assert (await asked)[0] == 200
        stage.nothing_left()


@pytest.mark.parametrize(
    ("word", "reason"), [("worker_stopping", "stopping"), ("engine_asleep", "asleep")]
)
async def test_a_worker_that_does_not_take_a_request_hands_it_to_another(
    word: str, reason: str
) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        await request.read()
        error = {"message": "…", "type": "…", "param": None, "code": word}
        return web.json_response({"error": error}, status=503)

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        await stage.a_worker(answer=refuse)
        await asyncio.sleep(0.2)
        asked = asyncio.create_task(stage.post(url))
        await until(lambda: stage.metric("not_taken_total", reason=reason) >= 1, "refused")
        other = await stage.a_worker()

        assert (await asked)[0] == 200
        assert len(other.heard) == 1


async def test_a_worker_that_stops_while_the_body_goes_on_has_had_a_part_of_it() -> None:
    """Its head comes before its reason. What was sent meanwhile cannot be sent to another one."""
    reason = b'{"error":{"message":"","type":"","param":null,"code":"worker_stopping"}}'
    told = asyncio.Event()

    async def stopping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=503, headers={"Content-Length": str(len(reason))})
        await response.prepare(request)
        told.set()
        await asyncio.sleep(0.5)
        await request.content.readexactly(20 * MEGABYTE)
        await response.write(reason)
        return response

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        upload = parts(24 * MEGABYTE, hashlib.sha256())
        asked = asyncio.create_task(stage.post(url, data=upload, json=None))
        await until(lambda: stage.metric("held_bytes") >= 16 * MEGABYTE, "as much as is kept")
        await stage.a_worker(answer=stopping)
        await told.wait()
        other = await stage.a_worker()

        status, body, _ = await asked

        assert (status, body) == (503, reason)
        assert other.headers == []


async def test_any_other_503_of_a_worker_is_the_answer() -> None:
    reason = b'{"error":{"code":"overloaded","param":"worker_stopping"}}'

    async def busy(request: web.Request) -> web.StreamResponse:
        return web.Response(status=503, body=reason, headers={"Retry-After": "9"})

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker(answer=busy)
        await asyncio.sleep(0.2)
        status, body, headers = await stage.post(url)
        assert (status, body, headers["Retry-After"]) == (503, reason, "9")
        assert len(worker.headers) == 1


async def test_requests_go_to_the_worker_with_the_fewest_under_way() -> None:
    go = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        await go.wait()
        return web.Response(body=SHORT)

    async with a_stage() as stage:
        url = await stage.an_endpoint()
        workers = [await stage.a_worker(answer=answer) for _ in range(3)]
        await asyncio.sleep(0.2)
        asked = [asyncio.create_task(stage.post(url)) for _ in range(9)]
        await until(lambda: sum(len(it.headers) for it in workers) == 9, "all are there")
        assert [len(it.headers) for it in workers] == [3, 3, 3]
        go.set()
        await asyncio.gather(*asked)


async def test_expect_100_continue_is_answered_when_the_body_is_wanted() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker()
        await stage.worker_known(url)
        port = stage.ports["demo", "chat"]
        reader, writer = await asyncio.open_connection(LOCAL, port)
        writer.write(
            b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        )
        assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"
        await reader.readline()
        writer.write(b"12345")
        assert b" 200 " in await reader.readline()
        writer.close()
        assert worker.heard[-1][2] == b"12345"
        assert "Expect" not in worker.headers[-1]


async def test_a_target_that_is_no_path_is_refused() -> None:
    async with a_stage() as stage:
        await stage.an_endpoint()
        port = stage.ports["demo", "chat"]
        reader, writer = await asyncio.open_connection(LOCAL, port)
        writer.write(b"GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 400 " in await reader.readline()
        writer.close()


async def test_a_client_that_stops_in_the_middle_of_a_body_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pilotlight.activator.body.STALLED_SECONDS", 0.3)
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        await stage.a_worker()
        await stage.worker_known(url)
        for sent in (10, 300_000):  # of what is read before a worker is asked, and of the rest
            reader, writer = await asyncio.open_connection(LOCAL, stage.ports["demo", "chat"])
            writer.write(b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n")
            writer.write(b"x" * sent)
            assert b" 408 " in await reader.readline()
            writer.close()
        await until(lambda: stage.metric("in_flight_requests") == 0, "nothing is left")


async def half_a_request(stage: Stage) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The head of one, and five of the ten bytes of its body; it is under way."""
    reader, writer = await asyncio.open_connection(LOCAL, stage.ports["demo", "chat"])
    writer.write(b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
    await until(lambda: stage.metric("in_flight_requests") == 1, "it has come")
    return reader, writer


async def test_a_worker_is_chosen_once_the_body_is_there() -> None:
    """The address of one that was ready when the request came may be another's by then."""
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        before = await stage.a_worker()
        await stage.worker_known(url)
        reader, writer = await half_a_request(stage)
        after = await stage.a_worker()
        stage.no_worker(before)
        await asyncio.sleep(0.2)

        writer.write(b"67890")

        assert b" 200 " in await reader.readline()
        writer.close()
        assert [body for method, _, body in after.heard if method == "POST"] == [b"1234567890"]
        assert not [it for it in before.heard if it[0] == "POST"]


async def test_a_request_that_was_coming_when_its_endpoint_was_deleted_reaches_nobody() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker()
        await stage.worker_known(url)
        reader, writer = await half_a_request(stage)
        stage.slices.delete("demo", "chat-activator")
        await until(lambda: stage.metric("endpoints") == 0, "the endpoint is gone")

        writer.write(b"67890")

        assert b"hold_ended" in await reader.read()
        writer.close()
        assert not [it for it in worker.heard if it[0] == "POST"]


async def test_a_body_that_trickles_in_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pilotlight.activator.body.AHEAD_SECONDS", 0.5)
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        worker = await stage.a_worker()
        await stage.worker_known(url)

        async def trickle() -> AsyncIterator[bytes]:
            while True:
                yield b"x"
                await asyncio.sleep(0.1)

        status, body, _ = await stage.post(url, data=trickle(), json=None)

        assert (status, code(body)) == (408, "body_too_slow")
        assert not [it for it in worker.heard if it[0] == "POST"]


async def test_a_worker_with_an_ipv6_address_is_reached() -> None:
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        asked = asyncio.create_task(stage.post(url))
        await stage.until_held(1)
        worker = Worker(host="::1")
        await worker.start()
        stage.workers.append(worker)
        stage.slices.put(worker_slice("chat", [worker.address]))

        assert (await asked)[0] == 200


@pytest.mark.parametrize(
    ("request_line", "answer", "status", "expected"),
    [
        ("HEAD /v1/models HTTP/1.1", b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n", 200, b""),
        ("POST /v1/x HTTP/1.1", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        ("GET /v1/x HTTP/1.1", b"HTTP/1.1 304 Not Modified\r\n\r\n", 304, b""),
        ("GET /v1/x HTTP/1.1", b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, b""),
        ("GET /v1/x HTTP/1.0", b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 200, b"ok"),
        (
            "GET /v1/x HTTP/1.0",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            200,
            b"ok",
        ),
        (
            "GET /v1/x HTTP/1.1",
            (
                b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
            ),
            200,
            b"ok",
        ),
    ],
)
async def test_answers_without_a_body_and_to_old_clients(
    request_line: str, answer: bytes, status: int, expected: bytes
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with a_stage() as stage, await asyncio.start_server(serve, LOCAL, 0) as worker:
        url = await stage.an_endpoint()
        stage.slices.put(worker_slice("chat", [(LOCAL, worker.sockets[0].getsockname()[1])]))
        await stage.worker_known(url)
        reader, writer = await asyncio.open_connection(LOCAL, stage.ports["demo", "chat"])
        writer.write(f"{request_line}\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        assert int(head.split(b" ")[1]) == status
        assert body == expected
        if request_line.startswith("HEAD"):
            assert b"Content-Length: 7" in head


async def test_who_connects_and_says_nothing_is_hung_up_on_and_who_waits_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pilotlight.activator.listeners.SILENT_SECONDS", 0.3)
    async with a_stage() as stage:
        url = await stage.an_endpoint()
        held = asyncio.create_task(stage.post(url))
        await stage.until_held(1)
        for said in (b"", b"POST /v1/x HTTP/1.1\r\nHost"):
            reader, writer = await asyncio.open_connection(LOCAL, stage.ports["demo", "chat"])
            writer.write(said)
            assert await asyncio.wait_for(reader.read(), 10) == b""
            writer.close()

        await stage.a_worker()
        assert (await held)[0] == 200
