"""Asks for one streamed completion as an application would, over a connection of its own.

Who answers is not trusted: what is read is bounded, redirects are not followed, and nothing is
unpacked.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from urllib.parse import urlsplit

import aiohttp

from pilotlight.cluster.answer import Answer, error_message, limit_advice, on_a_line, parsed
from pilotlight.cluster.sse import EventReader
from pilotlight.core.smoke import SmokeOrder

# A name that is not known yet and packets that nobody answers must not use up the whole time.
CONNECT_SECONDS = 5.0
# 1,024 tokens, the most that an order asks for, are 0.3 MiB of vLLM's events.
LONGEST_ANSWER = 1024 * 1024  # bytes
_LONGEST_ERROR = 64 * 1024  # bytes
_HEADERS = {
    "Accept": "text/event-stream",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "pilotlight-smoke-test",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one attempt. `message` is one sentence without its full stop.

    connected: there was a connection, so whatever is wrong is the server's doing. needs_key: it
    wants a key, or another one.
    """

    passed: bool
    message: str
    connected: bool = True
    needs_key: bool = False


async def attempt(
    session: aiohttp.ClientSession, url: str, order: SmokeOrder, permit: str | None = None
) -> Verdict:
    """Carry out an order once, within `order.timeout`. `url`: where `order.url` is dialled.
    `permit`: shown instead of a key."""
    answer, started = Answer(), monotonic()
    seconds = order.timeout.total_seconds()
    # Earlier than the whole, or nobody could tell that there was no connection.
    connect = min(CONNECT_SECONDS, 0.9 * seconds)
    try:
        async with asyncio.timeout(seconds):
            await _ask(session, _Question(url, order, permit, connect), answer)
    except aiohttp.ClientConnectorError as error:
        return Verdict(False, _unconnected(error), connected=False)
    except aiohttp.ConnectionTimeoutError:
        where = urlsplit(url).netloc
        return Verdict(False, f"no connection to {where} within {connect:g} s", connected=False)
    except TimeoutError:
        answer.problem = f"no complete answer within {seconds:g} s; {answer.tokens} by then"
    except aiohttp.ClientError as error:
        answer.problem = _broken(error, answer)
    took = monotonic() - started
    problem = await answer.shortcoming(order.expect)
    told = problem or f"{answer.tokens} in {took:.1f} s"
    return Verdict(problem is None, told, needs_key=answer.needs_key)


@dataclass(frozen=True, slots=True)
class _Question:
    """connect: seconds until there must be a connection."""

    url: str
    order: SmokeOrder
    permit: str | None
    connect: float

    @property
    def headers(self) -> dict[str, str]:
        """All that do not follow from the body."""
        shown = {} if self.permit is None else {"Authorization": f"Bearer {self.permit}"}
        return _HEADERS | shown


async def _ask(session: aiohttp.ClientSession, question: _Question, answer: Answer) -> None:
    order = question.order
    body = {
        "model": order.model,
        "prompt": order.prompt,
        "max_tokens": order.max_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    async with session.post(
        f"{question.url}/completions",
        json=body,
        headers=question.headers,
        timeout=aiohttp.ClientTimeout(total=None, connect=question.connect),
        allow_redirects=False,
        auto_decompress=False,
    ) as response:
        try:
            await _judge(response, answer)
        finally:
            response.close()


async def _judge(response: aiohttp.ClientResponse, answer: Answer) -> None:
    if response.status != 200:
        answer.problem = _refused(response.status, await _beginning(response))
        answer.needs_key = response.status == HTTPStatus.UNAUTHORIZED
    elif response.content_type.lower() != "text/event-stream":
        kind, said = on_a_line(response.content_type), on_a_line(await _beginning(response))
        answer.problem = f"the answer is {kind} and no stream of events: {said}"
    else:
        await _read(response, answer)


async def _read(response: aiohttp.ClientResponse, answer: Answer) -> None:
    reader, left = EventReader(), LONGEST_ANSWER
    async for chunk in response.content.iter_any():
        left -= len(chunk)
        answer.take(reader.feed(chunk))
        if answer.over:
            return
        if left < 0:
            answer.problem = f"the answer is longer than {LONGEST_ANSWER // 1024} KiB"
            return
    answer.take(reader.close())


async def _beginning(response: aiohttp.ClientResponse) -> str:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _LONGEST_ERROR:
            break
    return body[:_LONGEST_ERROR].decode(errors="replace")


def _refused(status: int, body: str) -> str:
    document = parsed(body)
    message = None if document is None else error_message(document)
    said = on_a_line(body) if message is None else message
    told = f"HTTP {status}: {said}" if said else f"HTTP {status}"
    if document is not None:
        told += limit_advice(status, document)
    # vLLM leaves the route out when the model has no such task; an unknown model is a 404 too.
    no_route = status == 404 and "model" not in said.lower()
    if no_route or "does not support completions" in said.lower():
        return f"no /completions here ({told}): a smoke test needs a model that generates text"
    return told


def _unconnected(error: aiohttp.ClientConnectorError) -> str:
    cause = error.os_error
    reason = on_a_line(cause.strerror or str(cause))
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"the name {error.host} cannot be resolved: {reason}"
    if isinstance(cause, ConnectionRefusedError):
        return f"connection refused by {error.host}:{error.port}"
    return f"no connection to {error.host}:{error.port}: {reason}"


def _broken(error: aiohttp.ClientError, answer: Answer) -> str:
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server closed the connection without an answer"
    if isinstance(error, aiohttp.ClientPayloadError):
        return f"the connection was cut after {answer.tokens}"
    if isinstance(error, OSError):
        return f"the connection broke: {on_a_line(error.strerror or str(error))}"
    said = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return f"what answers does not speak HTTP properly: {on_a_line(said)}"
