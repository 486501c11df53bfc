"""The admin port of workers, on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.cluster.running.kube import OWN_ADDRESS


class Worker:
    """Says `state` to whoever asks; `asked`: how often."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"phase": "Starting"}
        self.asked = 0
        worker = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                worker.asked += 1
                body = json.dumps(worker.state).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((OWN_ADDRESS, 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
