"""Bounds the head of a request where the engine's server does not.

uvicorn takes httptools as its parser where it is installed, as in vLLM's images, and sets no bound
then: headers grow in memory until the process dies (20 MB of them take 240). vLLM's own options for
this are for h11 alone. No middleware sees a head before it is whole, so the server's protocol is
taught to count: the bytes of a message that are none of its body.
"""

from __future__ import annotations

import importlib
from typing import Any

from pilotlight_worker.logs import log

MAX_HEAD_BYTES = 256 * 1024
_MODULE = "uvicorn.protocols.http.httptools_impl"
_ANSWER = "Invalid HTTP request received."  # the server's own for what it cannot parse


def bound_heads(most: int = MAX_HEAD_BYTES) -> bool:
    """Whether connections that are made from now on are bounded; False where h11 does it."""
    try:
        protocol: Any = importlib.import_module(_MODULE).HttpToolsProtocol
    except ImportError:
        return False
    if not hasattr(protocol, "pilotlight_extra"):
        try:
            _teach(protocol, most)
        except AttributeError as error:
            log("gate", "heads of requests are not bounded", level="warning", problem=error)
            return False
    return True


def _teach(protocol: Any, most: int) -> None:
    received, begun, body = protocol.data_received, protocol.on_message_begin, protocol.on_body
    refuse = protocol.send_400_response

    def data_received(self: Any, data: bytes) -> None:
        self.pilotlight_extra += len(data)
        received(self, data)
        if self.pilotlight_extra > most and not self.transport.is_closing():
            refuse(self, _ANSWER)

    def on_message_begin(self: Any) -> None:
        self.pilotlight_extra = 0
        begun(self)

    def on_body(self: Any, data: bytes) -> None:
        self.pilotlight_extra -= len(data)
        body(self, data)

    protocol.pilotlight_extra = 0
    protocol.data_received = data_received
    protocol.on_message_begin = on_message_begin
    protocol.on_body = on_body
