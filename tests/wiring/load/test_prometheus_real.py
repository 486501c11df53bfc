"""The real Prometheus, with TLS, a client certificate and a password."""

import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from e2e.cluster import packages
from e2e.cluster.certificates import Authority
from e2e.cluster.failures import ClusterError
from pilotlight.load.access import Access
from pilotlight.load.prometheus import Prometheus, PrometheusError

PASSWORD = "hunter2"
# bcrypt of it, with the least cost that there is.
HASH = "$2b$04$B2.NYTKVdO4lkWml0bI5yOCu562vpm9orpuALpyVjJ2hc9qZJJi.S"
START_LIMIT = 30.0  # seconds


@pytest.fixture(scope="module")
def program() -> Path:
    try:
        return packages.unpacked("prometheus") / "usr/bin/prometheus"
    except ClusterError as error:
        pytest.skip(f"Prometheus cannot be had here: {error}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prometheus")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    made = Authority(folder / "authority")
    made.create()
    return made


@pytest.fixture(scope="module")
def access(authority: Authority, folder: Path) -> Access:
    """What this Prometheus asks for."""
    client = authority.client("pilotlight")
    password = folder / "password"
    password.write_text(f"{PASSWORD}\n")
    return Access(
        username="pilotlight",
        password=password,
        ca=authority.root.certificate,
        client_certificate=(client.certificate, client.key),
    )


@pytest.fixture(scope="module")
def url(program: Path, authority: Authority, access: Access, folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = authority.server("prometheus", ["127.0.0.1"], ["prometheus"])
    web = {
        "tls_server_config": {
            "cert_file": str(server.certificate),
            "key_file": str(server.key),
            "client_ca_file": str(authority.root.certificate),
            "client_auth_type": "RequireAndVerifyClientCert",
        },
        "basic_auth_users": {"pilotlight": HASH},
    }
    (folder / "web.yml").write_text(yaml.safe_dump(web))
    (folder / "prometheus.yml").write_text("{}")
    command = [
        str(program),
        f"--config.file={folder}/prometheus.yml",
        f"--web.config.file={folder}/web.yml",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.tsdb.path={folder}/data",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            address = f"https://127.0.0.1:{port}"
            deadline = time.monotonic() + START_LIMIT
            while problem := outcome(address, access):
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, problem
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def outcome(url: str, access: Access) -> str:
    """What is wrong, or nothing."""
    try:
        clock = Prometheus(url, 5, access).clock()
    except PrometheusError as error:
        return str(error)
    assert abs(clock - time.time()) < 60
    return ""


def test_it_answers_who_shows_what_it_asks_for(url: str, access: Access) -> None:
    now = time.time()
    source = Prometheus(url, 5, access)
    assert source.read("demo", ["chat-0123456789"], now - 60, now) == []


def test_a_wrong_password_is_told(url: str, access: Access, tmp_path: Path) -> None:
    wrong = tmp_path / "password"
    wrong.write_text("hunter3")
    said = "Prometheus refused the credentials (HTTP 401): see prometheus.basicAuth"
    assert outcome(url, replace(access, password=wrong)) == said


def test_who_gives_no_name_is_asked_for_it(url: str, access: Access) -> None:
    said = outcome(url, replace(access, username="", password=None))
    assert said.startswith("Prometheus asks who we are (HTTP 401): see prometheus.bearerToken")


def test_who_shows_no_certificate_is_asked_for_it(url: str, access: Access) -> None:
    # Without one the connection ends in an alert, or is closed before that is read.
    said = outcome(url, replace(access, client_certificate=None))
    assert said.endswith(": see prometheus.clientCertificate") or "reset by peer" in said


def test_its_certificate_is_signed_by_nobody_that_is_known(url: str, access: Access) -> None:
    said = outcome(url, replace(access, ca=None))
    assert said.startswith("the certificate of Prometheus is not trusted (")


def test_plain_http_is_told_to_be_wrong(url: str, access: Access) -> None:
    said = outcome(url.replace("https:", "http:"), access)
    assert said == "Prometheus speaks TLS: prometheus.url must begin with https://"
