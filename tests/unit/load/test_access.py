"""What the files that tell Prometheus who we are may hold, and what is said when they do not."""

import re
import ssl
from pathlib import Path

import pytest

from pilotlight.load.access import Access, AccessError
from pilotlight.load.problems import redirected, unreachable


def test_nothing_configured_sends_nothing_and_trusts_public_authorities() -> None:
    credentials = Access().credentials()
    assert not credentials.are_there
    assert (dict(credentials.headers), credentials.ca) == ({}, None)


def test_credentials_show_nothing_of_themselves(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("hunter2")
    credentials = Access(bearer_token=file).credentials()
    assert credentials.headers["Authorization"] == "Bearer hunter2"
    assert "hunter2" not in f"{credentials!r} {credentials}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"hunter2 hunter2", "cannot be sent"),
        (b"hunter2\nhunter2", "cannot be sent"),
        (b"hunter2\x00", "cannot be sent"),
        ("hünter2".encode(), "cannot be sent"),
        (b"hunter2\xff", "is not text"),
    ],
)
def test_what_is_no_token_is_refused_without_quoting_it(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(AccessError, match=problem) as refused:
        Access(bearer_token=file).credentials()
    assert str(refused.value).endswith(": see prometheus.bearerToken")
    assert str(file) in str(refused.value)
    assert not re.search("nter2", str(refused.value))


@pytest.mark.parametrize(
    ("access", "value"),
    [
        (lambda it: Access(bearer_token=it), "prometheus.bearerToken"),
        (lambda it: Access(username="me", password=it), "prometheus.basicAuth"),
        (lambda it: Access(ca=it), "prometheus.ca"),
        (lambda it: Access(client_certificate=(it, it)), "prometheus.clientCertificate"),
        (lambda it: Access(secret_headers={"X-Key": it}), "prometheus.secretHeaders.X-Key"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_value(
    tmp_path: Path, access: "type[Access]", value: str
) -> None:
    for file, why in ((tmp_path / "none", "No such file or directory"), (tmp_path, "Is a")):
        with pytest.raises(AccessError) as refused:
            access(file).credentials()
        assert str(refused.value).startswith(f"{file} cannot be read ({why}")
        assert str(refused.value).endswith(f": see {value}")


@pytest.mark.parametrize(
    ("location", "where"),
    [
        ("https://sso.example.com/login?state=s", "https://sso.example.com/login"),
        ("https://me:pass@p.example.com/api/v1/query?x", "https://p.example.com"),
        ("/prometheus/api/v1/query?query=1", "/prometheus"),
    ],
)
def test_a_redirect_is_told_without_what_it_carries(location: str, where: str) -> None:
    assert redirected(location) == (
        f"Prometheus redirects to {where}: set prometheus.url to the address that answers"
    )


@pytest.mark.parametrize("location", ["", "http://[", "//", "x" * 10_000])
def test_a_redirect_to_nonsense_is_one_short_sentence(location: str) -> None:
    assert redirected(location).startswith("Prometheus redirects to ")
    assert len(redirected(location)) < 200


@pytest.mark.parametrize(
    ("code", "words", "sentence"),
    [
        (10, "certificate has expired", "is not valid at this time ({}): renew it"),
        (9, "certificate is not yet valid", "is not valid at this time ({}): renew it"),
        (18, "self-signed certificate", "is not trusted ({}): see prometheus.ca"),
        (62, "Hostname mismatch", "is not for this name ({}): see prometheus.url"),
        (64, "IP address mismatch", "is not for this name ({}): see prometheus.url"),
    ],
)
def test_a_certificate_that_is_refused_is_told_with_the_mend(
    code: int, words: str, sentence: str
) -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_code, refused.verify_message = code, words
    outer = OSError("max retries exceeded")
    outer.__cause__ = refused
    assert unreachable(outer, 5) == f"the certificate of Prometheus {sentence.format(words)}"


def test_a_connection_that_is_closed_in_mid_handshake_may_want_a_certificate() -> None:
    closed = OSError(ssl.SSLEOFError(8, "EOF occurred in violation of protocol"))
    assert unreachable(closed, 5).endswith(": see prometheus.clientCertificate")
