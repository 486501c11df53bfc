"""A Prometheus that asks who we are, over HTTP and HTTPS: what it is sent, and what is said."""

import base64
import json
import logging
import ssl
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from e2e.cluster.certificates import Authority
from pilotlight import config
from pilotlight.app import prometheus_of
from pilotlight.core.traffic import TrafficOrder
from pilotlight.load.access import Access
from pilotlight.load.analyst import Analyst
from pilotlight.load.prometheus import Prometheus, PrometheusError
from tests.wiring.load.liar import Liar, serving

TOKEN, ANOTHER = "eyJhbGciOi.first-token", "eyJhbGciOi.second-token"
TIMEOUT = 2.0
KEY = ("demo", "chat")

Serve = Callable[[Liar], Liar]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda liar: stack.enter_context(serving(liar))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.create()
    return made


@dataclass
class Mounted:
    """A volume as a kubelet keeps it: what changes is swapped all at once, by a symbolic link."""

    folder: Path
    versions: int = 0

    def write(self, **files: str) -> None:
        self.versions += 1
        version = self.folder / f"..{self.versions}"
        version.mkdir()
        for name, content in files.items():
            (version / name).write_text(content, encoding="utf-8")
        link = self.folder / "..data_tmp"
        link.symlink_to(version.name)
        link.rename(self.folder / "..data")
        for name in files:
            if not (self.folder / name).is_symlink():
                (self.folder / name).symlink_to(f"..data/{name}")

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture
def mounted(tmp_path: Path) -> Mounted:
    return Mounted(tmp_path)


def speaking_tls(authority: Authority, address: str = "127.0.0.1") -> ssl.SSLContext:
    pair = authority.server(f"prometheus-{address}", [address], ["prometheus.monitoring"])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    return context


def outcome(liar: Liar, access: Access, url: str = "") -> str:
    """What is wrong, or nothing."""
    try:
        Prometheus(url or liar.url, TIMEOUT, access).clock()
    except PrometheusError as error:
        return str(error)
    return ""


async def test_a_token_is_sent_and_the_next_one_as_soon_as_it_is_there(
    serve: Serve, mounted: Mounted
) -> None:
    liar = serve(Liar(wants={"Authorization": f"Bearer {TOKEN}"}))
    mounted.write(token=f"{TOKEN}\n")
    source = Prometheus(liar.url, TIMEOUT, Access(bearer_token=mounted / "token"))
    analyst = Analyst(source, lambda _: None, ask_every=0)
    analyst.ensure(KEY, TrafficOrder("chat-0123456789", None, datetime.now(UTC)))

    async def problem() -> str:
        await analyst.round()
        return analyst.reports[KEY].problem

    assert (await problem()).startswith("Prometheus has no series of chat-0123456789")
    liar.wants = {"Authorization": f"Bearer {ANOTHER}"}
    refused = "Prometheus refused the credentials (HTTP 401): see prometheus.bearerToken"
    assert await problem() == refused
    mounted.write(token=ANOTHER)
    assert (await problem()).startswith("Prometheus has no series of chat-0123456789")


def test_a_secret_that_goes_is_named_and_taken_up_again_when_it_is_back(
    serve: Serve, mounted: Mounted
) -> None:
    liar = serve(Liar(wants={"Authorization": f"Bearer {TOKEN}"}))
    access = Access(bearer_token=mounted / "token")
    assert outcome(liar, access) == (
        f"{mounted / 'token'} cannot be read (No such file or directory):"
        " see prometheus.bearerToken"
    )
    assert liar.heard == []
    mounted.write(token=TOKEN)
    assert outcome(liar, access) == ""


@pytest.mark.parametrize("password", ["hunter2", "with:colon and space ", "grüße→"])
def test_a_user_and_password_are_sent(serve: Serve, mounted: Mounted, password: str) -> None:
    encoded = base64.b64encode(f"me:{password}".encode()).decode()
    liar = serve(Liar(wants={"Authorization": f"Basic {encoded}"}))
    mounted.write(password=f"{password}\n")
    access = Access(username="me", password=mounted / "password")
    assert outcome(liar, access) == ""
    mounted.write(password="wrong")
    assert outcome(liar, access) == (
        "Prometheus refused the credentials (HTTP 401): see prometheus.basicAuth"
    )


def test_headers_are_sent_beside_the_token(serve: Serve, mounted: Mounted) -> None:
    liar = serve(Liar())
    mounted.write(token=TOKEN, key="s3cret\n")
    access = Access(
        bearer_token=mounted / "token",
        headers={"X-Scope-OrgID": "team-a|team-b"},
        secret_headers={"X-Api-Key": mounted / "key"},
    )
    assert outcome(liar, access) == ""
    (heard,) = liar.heard
    assert heard["X-Scope-OrgID"] == "team-a|team-b"
    assert heard["X-Api-Key"] == "s3cret"
    assert heard["Authorization"] == f"Bearer {TOKEN}"


def test_a_netrc_of_the_machine_has_no_say(
    serve: Serve, mounted: Mounted, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted.write(token=TOKEN, netrc="machine 127.0.0.1 login other password other\n")
    (mounted / "netrc").resolve().chmod(0o600)
    monkeypatch.setenv("NETRC", str(mounted / "netrc"))
    liar = serve(Liar(wants={"Authorization": f"Bearer {TOKEN}"}))
    assert outcome(liar, Access(bearer_token=mounted / "token")) == ""


def test_the_operator_asks_as_its_settings_say(
    serve: Serve, authority: Authority, mounted: Mounted, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted.write(token=TOKEN, key="s3cret")
    wants = {"Authorization": f"Bearer {TOKEN}", "X-Scope-OrgID": "team-a", "X-Api-Key": "s3cret"}
    liar = serve(Liar(tls=speaking_tls(authority), wants=wants))
    for name, value in {
        "URL": f"{liar.url}/",
        "BEARER_TOKEN_FILE": str(mounted / "token"),
        "CA_FILE": str(authority.root.certificate),
        "HEADERS": '{"X-Scope-OrgID": "team-a"}',
        "HEADER_FILES": json.dumps({"X-Api-Key": str(mounted / "key")}),
    }.items():
        monkeypatch.setenv(f"PILOTLIGHT_PROMETHEUS_{name}", value)
    source = prometheus_of(config.load())
    assert source is not None
    assert source.clock() == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (401, b"", "Prometheus asks who we are (HTTP 401): see prometheus.bearerToken and"),
        (403, b"", "Prometheus asks who we are (HTTP 403): see prometheus.bearerToken and"),
        (401, b"no org id", "Prometheus asks for a tenant (HTTP 401): see X-Scope-OrgID in"),
    ],
)
def test_who_says_nothing_is_told_what_is_asked_for(
    serve: Serve, status: int, body: bytes, problem: str
) -> None:
    liar = serve(Liar(status=status, body=body))
    assert outcome(liar, Access()).startswith(problem)


def test_credentials_without_rights_are_told_from_wrong_ones(
    serve: Serve, mounted: Mounted
) -> None:
    mounted.write(token=TOKEN)
    liar = serve(Liar(status=403, body=b"Forbidden"))
    assert outcome(liar, Access(bearer_token=mounted / "token")) == (
        "Prometheus allows these credentials no query (HTTP 403): see prometheus.bearerToken"
    )


def test_a_certificate_is_trusted_by_the_authority_that_is_named_and_by_no_other(
    serve: Serve, authority: Authority, mounted: Mounted
) -> None:
    other = Authority(mounted.folder / "other")
    other.create()
    liar = serve(Liar(tls=speaking_tls(authority)))
    ours = Access(ca=authority.root.certificate)
    assert outcome(liar, ours) == ""
    heard = len(liar.heard)
    for access in (Access(), Access(ca=other.root.certificate)):
        said = outcome(liar, access)
        assert said.startswith("the certificate of Prometheus is not trusted (")
        assert said.endswith("): see prometheus.ca")
    assert len(liar.heard) == heard


def test_a_bundle_may_name_several_and_is_read_again(
    serve: Serve, authority: Authority, mounted: Mounted
) -> None:
    other = Authority(mounted.folder / "other")
    other.create()
    liar = serve(Liar(tls=speaking_tls(authority)))
    access = Access(ca=mounted / "ca.crt")
    mounted.write(**{"ca.crt": other.root.certificate.read_text()})
    assert "is not trusted" in outcome(liar, access)
    both = other.root.certificate.read_text() + authority.root.certificate.read_text()
    mounted.write(**{"ca.crt": both})
    assert outcome(liar, access) == ""


def test_a_certificate_for_another_name_is_refused(serve: Serve, authority: Authority) -> None:
    liar = serve(Liar(tls=speaking_tls(authority, "192.0.2.1")))
    said = outcome(liar, Access(ca=authority.root.certificate))
    assert said.startswith("the certificate of Prometheus is not for this name (")
    assert said.endswith("): see prometheus.url")


@pytest.mark.parametrize("content", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_bundle_of_nonsense_trusts_nobody(
    serve: Serve, authority: Authority, mounted: Mounted, content: str
) -> None:
    mounted.write(**{"ca.crt": content})
    liar = serve(Liar(tls=speaking_tls(authority)))
    assert "see prometheus.ca" in outcome(liar, Access(ca=mounted / "ca.crt"))
    assert liar.heard == []


def test_a_client_certificate_is_shown(serve: Serve, authority: Authority) -> None:
    context = speaking_tls(authority)
    # Later versions tell it only with the answer, or not at all.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.root.certificate)
    liar = serve(Liar(tls=context))
    ca = authority.root.certificate
    client = authority.client("pilotlight")
    stranger = Authority(authority.folder / "stranger")
    stranger.create()
    strange = stranger.client("pilotlight")
    shown = Access(ca=ca, client_certificate=(client.certificate, client.key))
    assert outcome(liar, shown) == ""
    shown_by_another = Access(ca=ca, client_certificate=(strange.certificate, strange.key))
    said = outcome(liar, shown_by_another)
    assert said.startswith("Prometheus asks for another client certificate (")
    for it in (said, outcome(liar, Access(ca=ca))):
        assert it.endswith("prometheus.clientCertificate")
    mixed = Access(ca=ca, client_certificate=(client.certificate, strange.key))
    assert outcome(liar, mixed).startswith("TLS with Prometheus failed (KEY_VALUES_MISMATCH)")


def test_tls_where_there_is_none_is_said(serve: Serve) -> None:
    liar = serve(Liar())
    said = outcome(liar, Access(), liar.url.replace("http:", "https:"))
    assert said == "what answers at prometheus.url does not speak TLS: does it begin with http://?"


@pytest.mark.parametrize("secret", ["token", "password", "header", "plain header"])
def test_a_redirect_takes_nothing_to_another_host(
    serve: Serve, mounted: Mounted, secret: str
) -> None:
    mounted.write(file=TOKEN)
    access = {
        "token": Access(bearer_token=mounted / "file"),
        "password": Access(username="me", password=mounted / "file"),
        "header": Access(secret_headers={"X-Api-Key": mounted / "file"}),
        "plain header": Access(headers={"X-Scope-OrgID": "team-a"}),
    }[secret]
    stranger = serve(Liar())
    elsewhere = f"http://me:pass@localhost:{stranger.port}/prometheus/api/v1/query?state=x"
    liar = serve(Liar(location=elsewhere))
    assert outcome(liar, access) == (
        f"Prometheus redirects to http://localhost:{stranger.port}/prometheus:"
        " set prometheus.url to the address that answers"
    )
    assert len(liar.heard) == 1
    assert stranger.heard == []


def test_who_sends_nothing_may_be_redirected(serve: Serve) -> None:
    stranger = serve(Liar())
    liar = serve(Liar(location=f"http://localhost:{stranger.port}/api/v1/query?query=time()"))
    assert outcome(liar, Access()) == ""


def echoing(liar: Liar) -> None:
    liar.status, liar.body = 422, f'{{"error":"I do not like {TOKEN}, see"}}'.encode()


def redirecting(liar: Liar) -> None:
    liar.location = f"https://sso.invalid/{TOKEN}"


def not_admitting(liar: Liar) -> None:
    liar.status, liar.body = 401, f"what is {TOKEN}".encode()


def talking_nonsense(liar: Liar) -> None:
    liar.body = f"<html>{TOKEN}</html>".encode()


def hanging(liar: Liar) -> None:
    liar.slow = 10


@pytest.mark.parametrize(
    "spoil", [echoing, redirecting, not_admitting, talking_nonsense, hanging, lambda _: None]
)
@pytest.mark.parametrize("way", ["token", "password", "header"])
@pytest.mark.parametrize("mangled", [False, True], ids=["good", "mangled"])
def test_no_secret_is_in_logs_or_exceptions(
    serve: Serve,
    mounted: Mounted,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Liar], None],
    way: str,
    mangled: bool,
) -> None:
    caplog.set_level(logging.DEBUG)
    # A client that is handed a line break in a header refuses it, and quotes it.
    mounted.write(file=f"{TOKEN}\r\n second: line" if mangled else TOKEN)
    access = {
        "token": Access(bearer_token=mounted / "file"),
        "password": Access(username="me", password=mounted / "file"),
        "header": Access(secret_headers={"X-Api-Key": mounted / "file"}),
    }[way]
    liar = serve(Liar())
    spoil(liar)
    source = Prometheus(liar.url, 0.3, access)
    told = repr(source)
    try:
        told += str(source.clock())
    except PrometheusError as error:
        told += "".join(traceback.format_exception(error))
    told += caplog.text
    assert bool(liar.heard) != mangled
    for secret in (TOKEN, base64.b64encode(f"me:{TOKEN}".encode()).decode()):
        assert secret not in told
