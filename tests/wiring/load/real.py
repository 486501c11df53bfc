"""The real Prometheus with a configuration of one's own, and pages for it to scrape."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from e2e.cluster import packages
from pilotlight.load.prometheus import Prometheus, PrometheusError

START_LIMIT = 30.0  # seconds


def program() -> Path:
    """Raises ClusterError when it cannot be had here."""
    return packages.unpacked("prometheus") / "usr/bin/prometheus"


@contextmanager
def running(folder: Path, config: dict[str, Any]) -> Iterator[str]:
    """Prometheus in this folder; its base URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    command = [
        str(program()),
        f"--config.file={folder}/prometheus.yml",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.tsdb.path={folder}/data",
    ]
    url = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            deadline = time.monotonic() + START_LIMIT
            while not _answers(url):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        Prometheus(url, 2).clock()
    except PrometheusError:
        return False
    return True


@dataclass(slots=True)
class Pages:
    """Texts by path, as an exporter shows them. A path without one answers 503."""

    texts: dict[str, str] = field(default_factory=dict)
    port: int = 0


@contextmanager
def exporting(pages: Pages) -> Iterator[Pages]:
    """The pages on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = pages.texts.get(self.path)
            body = (text or "").encode()
            self.send_response(503 if text is None else 200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    pages.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
