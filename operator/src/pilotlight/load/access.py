"""Who the operator is to Prometheus, and which certificates it trusts.

What is secret lies in files, which a kubelet swaps when their Secret changes: they are read again
for every question. A message names the file and the chart's value, never what the file holds.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Chart values, as messages name them.
BEARER_TOKEN = "prometheus.bearerToken"  # noqa: S105 - a name, not a token
BASIC_AUTH = "prometheus.basicAuth"
CA = "prometheus.ca"
CLIENT_CERTIFICATE = "prometheus.clientCertificate"
HEADERS = "prometheus.headers"
SECRET_HEADERS = "prometheus.secretHeaders"  # noqa: S105 - a name

AUTHORIZATION = "Authorization"

# RFC 9110, 5.5 and RFC 6750, 2.1, both without what no token has: a client that is given anything
# else refuses it with a message that quotes it.
HEADER_VALUE = r"[!-~]([ -~]*[!-~])?"
_SENDABLE = re.compile(HEADER_VALUE)
_TOKEN = re.compile(r"[!-~]+")
# RFC 7617, 2: no control characters.
_PASSWORD = re.compile(r"[^\x00-\x1f\x7f]+")
_PEM = "-----BEGIN "


class AccessError(Exception):
    """A file cannot be used; the message is one sentence that names it and the chart's value."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What goes along with one question. Not to be shown, so it has no repr."""

    headers: Mapping[str, str]
    ca: str | None
    client_certificate: tuple[str, str] | None
    secrets: tuple[str, ...]

    @property
    def are_there(self) -> bool:
        """Whether anything tells who asks."""
        return bool(self.headers or self.client_certificate)

    def censored(self, text: str) -> str:
        """The text without our secrets, which the other side may have sent back."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return text


@dataclass(frozen=True, slots=True)
class Access:
    """How to ask, as it was configured; nothing of it is secret.

    At most one of `bearer_token`, `username` with `password`, and a secret Authorization header.
    Without `ca` the certificates that come with `requests` are trusted, with it no others than its.
    """

    bearer_token: Path | None = None
    username: str = ""
    password: Path | None = None
    ca: Path | None = None
    client_certificate: tuple[Path, Path] | None = None  # and its key
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, Path] = field(default_factory=dict)

    @property
    def told_by(self) -> str | None:
        """The chart's value that tells who asks."""
        if self.bearer_token is not None:
            return BEARER_TOKEN
        if self.password is not None:
            return BASIC_AUTH
        return SECRET_HEADERS if self.secret_headers else None

    def credentials(self) -> Credentials:
        """What the files say now.

        Raises:
            AccessError: when one of them cannot be used.
        """
        secret = {
            name: _only(file, f"{SECRET_HEADERS}.{name}", _SENDABLE)
            for name, file in self.secret_headers.items()
        }
        secrets = [*secret.values()]
        if self.bearer_token is not None:
            token = _only(self.bearer_token, BEARER_TOKEN, _TOKEN)
            secret[AUTHORIZATION] = f"Bearer {token}"
            secrets.append(token)
        elif self.password is not None:
            password = _checked(
                # A password may begin and end with a space.
                _read(self.password, BASIC_AUTH).rstrip("\r\n"),
                _PASSWORD,
                self.password,
                BASIC_AUTH,
            )
            encoded = base64.b64encode(f"{self.username}:{password}".encode()).decode()
            secret[AUTHORIZATION] = f"Basic {encoded}"
            secrets += [password, encoded]
        _check_pem((self.ca,), CA)
        _check_pem(self.client_certificate or (), CLIENT_CERTIFICATE)
        certificate = self.client_certificate
        return Credentials(
            headers={**self.headers, **secret},
            ca=str(self.ca) if self.ca is not None else None,
            client_certificate=(str(certificate[0]), str(certificate[1])) if certificate else None,
            secrets=tuple(secrets),
        )


def _only(file: Path, value: str, allowed: re.Pattern[str]) -> str:
    """What a file holds, but for the white space that editors and `echo` leave around it."""
    return _checked(_read(file, value).strip(), allowed, file, value)


def _checked(content: str, allowed: re.Pattern[str], file: Path, value: str) -> str:
    if not allowed.fullmatch(content):
        raise AccessError(
            f"what {file} holds cannot be sent (a line break, a space or a character beyond ASCII):"
            f" see {value}"
        )
    return content


def _read(file: Path, value: str) -> str:
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise AccessError(f"{file} cannot be read ({error.strerror}): see {value}") from None
    except UnicodeDecodeError:
        # Its text quotes what was read.
        raise AccessError(f"{file} is not text: see {value}") from None
    if not content.strip():
        raise AccessError(f"{file} is empty: see {value}")
    return content


def _check_pem(files: Iterable[Path | None], value: str) -> None:
    for file in files:
        if file is not None and _PEM not in _read(file, value):
            raise AccessError(f"{file} has nothing in PEM format: see {value}")
