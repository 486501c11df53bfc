"""Raw samples from Prometheus, or one sentence that says why there are none."""

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from pilotlight.load.access import Access, AccessError, Credentials
from pilotlight.load.counts import METRICS
from pilotlight.load.items import decoded
from pilotlight.load.problems import NONSENSE, redirected, refused, unfinished, unreachable
from pilotlight.load.series import Series, parse_series

if TYPE_CHECKING:
    from prometheus_api_client import PrometheusConnect
    from requests import PreparedRequest, Response, Session

LARGEST = 64 * 2**20
"""Bytes of an answer at most, unpacked: several times what a thousand pods come to."""
_LONG = 2000
"""Characters of a question from which on it is POSTed: proxies refuse long URLs from 4 kB on. Not
always, because some of them want more rights for a POST."""
_CHUNK = 2**16


class PrometheusError(Exception):
    """There are no numbers; the message is one sentence with the reason."""


@dataclass(frozen=True, slots=True)
class Prometheus:
    """Blocking, so to be called in a thread; several threads may.

    prometheus-api-client has no time-out of its own and tries failed requests again: here each
    connect and each read may take `timeout` seconds, and the next round is the second try. Each
    question is a connection of its own, because without those tries one that the other side has
    closed meanwhile would be an error. Where no `within` is given, a slow trickle of bytes is the
    caller's to give up on.
    """

    url: str
    timeout: float = 5.0
    access: Access = field(default_factory=Access)

    def clock(self, within: float | None = None) -> float:
        """Prometheus' time, seconds since the epoch.

        Args:
            within: seconds for all of the answer.

        Raises:
            PrometheusError: when it cannot be had.
        """
        answer = self._query("time()", {}, within)
        try:
            return float(next(iter(answer)))
        except (TypeError, ValueError, StopIteration) as error:
            raise PrometheusError(NONSENSE) from error

    def read(
        self, namespace: str, revisions: Sequence[str], start: float, end: float
    ) -> list[Series]:
        """The raw samples of all `METRICS` of these revisions, by Prometheus' time.

        Raises:
            PrometheusError: when they cannot be had.
        """
        span = max(1, round((end - start) * 1000))
        query = f"{selector(namespace, revisions)}[{span}ms]"
        try:
            return parse_series(self._query(query, {"time": f"{end:.3f}"}))
        except ValueError as error:
            raise PrometheusError(NONSENSE) from error

    def ask(self, query: str, at: float, within: float) -> Any:
        """The result at that time of Prometheus' clock, item by item, as the API gives it.

        What is not of the API may be found only when it is read.

        Args:
            within: seconds for all of the answer.

        Raises:
            PrometheusError: when it cannot be had.
        """
        return self._query(query, {"time": f"{at:.3f}"}, within)

    def history(self, query: str, start: float, end: float, step: int, within: float) -> Any:
        """The same from `start` to `end`, whole seconds of Prometheus' clock, every `step` of them.

        Raises:
            PrometheusError: when they cannot be had.
        """

        def ask(connection: "PrometheusConnect", params: dict[str, str]) -> Any:
            first, last = (datetime.fromtimestamp(it, UTC) for it in (start, end))
            return connection.custom_query_range(query, first, last, str(step), params=params)

        return self._answer(ask, len(query), {}, within)

    def _query(self, query: str, params: dict[str, str], within: float | None = None) -> Any:
        def ask(connection: "PrometheusConnect", params: dict[str, str]) -> Any:
            return connection.custom_query(query, params=params)

        return self._answer(ask, len(query), params, within)

    def _answer(
        self,
        ask: "Callable[[PrometheusConnect, dict[str, str]], Any]",
        length: int,
        params: dict[str, str],
        within: float | None,
    ) -> Any:
        # Costs no memory beside the API server's client, which has loaded `requests` already.
        from prometheus_api_client.exceptions import PrometheusApiClientException
        from requests import TooManyRedirects

        try:
            credentials = self.access.credentials()
        except AccessError as error:
            raise PrometheusError(str(error)) from None
        params = {**params, "timeout": f"{self.timeout:g}s"}
        try:
            with self._connection(credentials, length > _LONG, within) as connection:
                return ask(connection, params)
        except PrometheusApiClientException as error:
            problem = refused(str(error), self.access, credentials.censored)
        except (JSONDecodeError, KeyError, TypeError):
            problem = NONSENSE
        except TooManyRedirects as error:
            location = error.response.headers["Location"] if error.response is not None else ""
            problem = redirected(credentials.censored(location))
        # Exceptions of `requests` are OSErrors, those about the URL ValueErrors too.
        except (OSError, ValueError) as error:
            problem = unreachable(error, self.timeout)
        # Not from within: what was caught knows the request, and quotes the other side.
        raise PrometheusError(problem)

    def _connection(
        self, credentials: Credentials, long: bool, within: float | None
    ) -> "PrometheusConnect":
        from prometheus_api_client import PrometheusConnect
        from urllib3.util import Retry

        return PrometheusConnect(
            self.url.rstrip("/"),
            headers=dict(credentials.headers),
            auth=_in_body if long else _as_it_is,
            method="POST" if long else "GET",
            session=_session(credentials, within),
            retry=Retry(0, read=False),
            timeout=self.timeout,
        )


def _session(credentials: Credentials, within: float | None) -> "Session":
    from requests import Session

    session = Session()
    session.verify = credentials.ca or True
    session.cert = credentials.client_certificate
    if credentials.are_there:
        # `requests` takes Authorization off when the host changes, but no other header.
        session.max_redirects = 0
    give_up = None if within is None else (time.monotonic() + within, within)
    session.hooks["response"].append(partial(_bounded, give_up))
    return session


def _bounded(give_up: tuple[float, float] | None, response: "Response", **_: object) -> None:
    """Reads an answer, but no longer and no more of it than is useful; decodes it bit by bit.

    Args:
        give_up: by the monotonic clock, and after how many seconds that is.
    """
    from requests import ConnectionError as LostError
    from urllib3.exceptions import HTTPError

    body = bytearray()
    try:
        # What is there; `stream` would wait for all of a chunk.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > LARGEST:
                raise PrometheusError(f"an answer of Prometheus has more than {LARGEST >> 20} MiB")
            if give_up is not None and time.monotonic() > give_up[0]:
                raise PrometheusError(unfinished(give_up[1]))
    except HTTPError as error:
        raise LostError(error) from error
    response.raw.release_conn()
    response.raw = io.BytesIO(body)
    if give_up is not None:
        response.json = partial(decoded, bytes(body))  # type: ignore[method-assign]


def _in_body(request: "PreparedRequest") -> "PreparedRequest":
    """The client sends the parameters of a POST in the URL, where a long one may be refused."""
    target, _, query = (request.url or "").partition("?")
    request.url = target
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    request.prepare_body(query.encode(), None)
    return request


def _as_it_is(request: "PreparedRequest") -> "PreparedRequest":
    """Else a .netrc of the machine would go before our headers."""
    return request


def selector(namespace: str, revisions: Sequence[str]) -> str:
    """All `METRICS` of some revisions: a revision's name is unique in its namespace.

    `endpoint` would be the clearer label, but the Prometheus Operator sets it to the port's name.
    """
    # Names are DNS names: a dot is all that a regular expression could take for something else.
    names = "|".join(name.replace(".", "[.]") for name in revisions)
    metrics = "|".join(METRICS)
    return f'{{__name__=~"{metrics}",namespace="{namespace}",revision=~"{names}"}}'
