"""What went wrong between us and Prometheus, as one sentence that says what to mend."""

import re
import ssl
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from pilotlight.load.access import (
    BASIC_AUTH,
    BEARER_TOKEN,
    CA,
    CLIENT_CERTIFICATE,
    HEADERS,
    Access,
)

NONSENSE = "what answers at prometheus.url does not speak Prometheus' API"
_STATUS = re.compile(r"HTTP Status Code (\d+)")
# Prometheus' own words in an error that it answers as JSON.
_ERROR = re.compile(r'"error": ?"([^"]{1,200})')
# Mimir and Cortex to a question without X-Scope-OrgID (github.com/grafana/mimir/issues/2030).
_NO_TENANT = "no org id"
# Go's net/http to plain HTTP on a port for TLS.
_SPEAKS_TLS = "HTTP request to an HTTPS server"
# OpenSSL, x509_vfy.h: not yet valid, expired; another host name, another IP address.
_NOT_NOW = (9, 10)
_ANOTHER_NAME = (62, 64)
# OpenSSL, ssl.h: what a server sends that wants a certificate, or another one.
_WANTS_CERTIFICATE = re.compile(r"ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA)")
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")
_QUERY_PATH = "/api/v1/query"


def refused(text: str, access: Access, censored: Callable[[str], str]) -> str:
    """An answer other than 200, from the text of prometheus-api-client's exception.

    | answer | see |
    | --- | --- |
    | 401, 403 | the value that tells who we are, or those that could |
    | 401 of Mimir or Cortex without a tenant | prometheus.headers |
    | 400 of a port for TLS to plain HTTP | prometheus.url |
    | another | the server's own words, if it sent any |
    """
    if _SPEAKS_TLS in text:
        return "Prometheus speaks TLS: prometheus.url must begin with https://"
    status = _STATUS.search(text)
    code = f"HTTP {status[1]}" if status else "an error"
    match status and status[1]:
        case "401" if _NO_TENANT in text:
            return f"Prometheus asks for a tenant ({code}): see X-Scope-OrgID in {HEADERS}"
        case "401" | "403" if access.told_by is None:
            return f"Prometheus asks who we are ({code}): see {BEARER_TOKEN} and {BASIC_AUTH}"
        case "401":
            return f"Prometheus refused the credentials ({code}): see {access.told_by}"
        case "403":
            return f"Prometheus allows these credentials no query ({code}): see {access.told_by}"
    words = _ERROR.search(text)
    return f"Prometheus answered {code}{f': {censored(words[1])}' if words else ''}"


def redirected(location: str) -> str:
    """A redirect that is not followed."""
    try:
        target = urlsplit(location)
        # Without a user, and without a query: who redirects to a login puts its state there.
        host = target.netloc.rpartition("@")[2]
    except ValueError:
        return "Prometheus redirects to what is no address"
    path = target.path.removesuffix(_QUERY_PATH)[:100]
    where = f"{target.scheme}://{host}{path}" if host else path
    return f"Prometheus redirects to {where}: set prometheus.url to the address that answers"


def unfinished(seconds: float) -> str:
    """It answers, but not to its end in so long."""
    return f"Prometheus had not answered completely after {seconds:g} s"


def unusable(error: Exception) -> str:
    """An answer that nobody thought of; its words are for the log."""
    return f"what Prometheus answered could not be used: {type(error).__name__}"


def unreachable(error: BaseException, timeout: float) -> str:
    """No answer at all. `timeout` in seconds."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _untrusted(cause)
    if isinstance(causes[-1], TimeoutError):
        return f"Prometheus did not answer within {timeout:g} s"
    reason = getattr(causes[-1], "strerror", None) or str(causes[-1]) or type(causes[-1]).__name__
    return f"Prometheus cannot be reached: {reason}"


def _untrusted(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        words = error.verify_message
        if error.verify_code in _ANOTHER_NAME:
            return (
                f"the certificate of Prometheus is not for this name ({words}): see prometheus.url"
            )
        if error.verify_code in _NOT_NOW:
            return f"the certificate of Prometheus is not valid at this time ({words}): renew it"
        return f"the certificate of Prometheus is not trusted ({words}): see {CA}"
    # In TLS 1.3 a client whose certificate is refused learns it only when it has sent its question,
    # and may find the connection closed instead.
    if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return (
            "Prometheus closed the connection; it may ask for another client certificate:"
            f" see {CLIENT_CERTIFICATE}"
        )
    reason = getattr(error, "reason", None) or str(error)
    if reason in _NO_TLS:
        return "what answers at prometheus.url does not speak TLS: does it begin with http://?"
    if _WANTS_CERTIFICATE.search(reason):
        return (
            f"Prometheus asks for another client certificate ({reason}): see {CLIENT_CERTIFICATE}"
        )
    return f"TLS with Prometheus failed ({reason}): see {CA} and {CLIENT_CERTIFICATE}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came from, and so on. urllib3 hands some on as the argument of its own."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        inner = cause.args[0] if cause.args else None
        wrapped = inner if isinstance(inner, BaseException) else None
        cause = cause.__cause__ or cause.__context__ or wrapped
