"""An HTTP server that stands for Prometheus: it has samples, and it can be made to lie."""

import json
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Samples = list[tuple[float, str]]

_SELECTOR = re.compile(
    r'\{__name__=~"(.*)",namespace="(.*)",revision=~"(.*)"\}\[(\d+)ms\]', re.DOTALL
)


@dataclass(slots=True)
class Liar:
    """`series` are (labels, samples by Prometheus' time). `ahead`: how far its clock is, seconds.

    status, body: answered instead of the truth. slow: seconds before an answer. trickle: seconds
    between two bytes of it. wants: headers without which the answer is 401. location: where it
    redirects to. tls: how it speaks TLS. heard: the headers of all questions.
    """

    ahead: float = 0.0
    series: list[tuple[dict[str, str], Samples]] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    slow: float = 0.0
    trickle: float = 0.0
    wants: dict[str, str] = field(default_factory=dict)
    location: str = ""
    tls: ssl.SSLContext | None = None
    heard: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def now(self) -> float:
        """By its own clock."""
        return time.time() + self.ahead

    def answer(self, query: str, at: float) -> Any:
        """What the real one would say to the two kinds of queries that there are."""
        self.asked.append(query)
        if query == "time()":
            return {"resultType": "scalar", "result": [at, str(at)]}
        match = _SELECTOR.fullmatch(query)
        assert match, query
        names, namespace, revisions, span = match.groups()
        result = []
        for labels, samples in self.series:
            wanted = (
                re.fullmatch(names, labels["__name__"])
                and labels["namespace"] == namespace
                and re.fullmatch(revisions, labels["revision"])
            )
            inside = [it for it in samples if at - int(span) / 1000 < it[0] <= at]
            if wanted and inside:
                result.append({"metric": labels, "values": inside})
        return {"resultType": "matrix", "result": result}


@contextmanager
def serving(liar: Liar) -> Iterator[Liar]:
    """The liar on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            liar.heard.append(dict(self.headers))
            time.sleep(liar.slow)
            url = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            assert url.path == "/api/v1/query"
            status, body = liar.status, liar.body
            if any(self.headers.get(name) != value for name, value in liar.wants.items()):
                status, body = 401, b"Unauthorized"
            elif body is None:
                data = liar.answer(asked["query"], float(asked.get("time", liar.now())))
                body = json.dumps({"status": "success", "data": data}).encode()
            self.send_response(302 if liar.location else status)
            if liar.location:
                self.send_header("Location", liar.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in body if liar.trickle else [body]:
                self.wfile.write(byte if isinstance(byte, bytes) else bytes([byte]))
                self.wfile.flush()
                time.sleep(liar.trickle)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

        def handle(self) -> None:
            with suppress(OSError):  # the client gave up, as it should
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    liar.port = server.server_address[1]
    if liar.tls:
        # The handshake is the handling thread's: one that stalls must not hold up the others.
        server.socket = liar.tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
