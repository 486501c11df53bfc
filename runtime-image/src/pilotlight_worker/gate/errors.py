"""Errors in the shape that OpenAI clients parse."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

INVALID_REQUEST = "invalid_request_error"
UNAVAILABLE = "service_unavailable_error"
RATE_LIMITED = "rate_limit_error"
SERVER_ERROR = "server_error"

RETRY_AFTER = (b"retry-after", b"1")
CONNECTION_CLOSE = (b"connection", b"close")


def error_body(message: str, *, kind: str, code: str, param: str | None = None) -> bytes:
    """`{"error": {"message", "type", "param", "code"}}` as bytes."""
    error = {"message": message, "type": kind, "param": param, "code": code}
    return json.dumps({"error": error}).encode()


async def answer_json(send: Send, status: int, body: bytes, headers: Headers = ()) -> None:
    """Send one whole JSON answer."""
    length = str(len(body)).encode()
    fixed = [(b"content-type", b"application/json"), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})


def in_openai_shape(status: int, body: bytes) -> bytes | None:
    """The same error in OpenAI's shape, or None when it has it already.

    What vLLM's handlers refuse has it; what FastAPI and Starlette answer by themselves (a route
    that this model's task does not have: `{"detail": "Not Found"}`; a bare "Internal Server
    Error") has not.
    """
    text = body.decode(errors="replace").strip()
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if isinstance(document, dict):
        if isinstance(document.get("error"), dict):
            return None
        text = str(document.get("detail") or document.get("message") or text)
    kind = SERVER_ERROR if status >= 500 else INVALID_REQUEST
    return error_body(text[:2000] or f"HTTP {status}", kind=kind, code=f"http_{status}")
