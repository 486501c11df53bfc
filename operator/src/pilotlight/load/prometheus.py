"""Raw samples from Prometheus, or one sentence that says why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from pilotlight.load.access import Access, AccessError, Credentials
from pilotlight.load.counts import METRICS
from pilotlight.load.problems import NONSENSE, redirected, refused, unreachable
from pilotlight.load.series import Series, parse_series

if TYPE_CHECKING:
    from prometheus_api_client import PrometheusConnect
    from requests import PreparedRequest, Session


class PrometheusError(Exception):
    """There are no numbers; the message is one sentence with the reason."""


@dataclass(frozen=True, slots=True)
class Prometheus:
    """Blocking, so to be called in a thread; several threads may.

    prometheus-api-client has no time-out of its own and tries failed requests again: here each
    connect and each read may take `timeout` seconds, and the next round is the second try. Each
    question is a connection of its own, because without those tries one that the other side has
    closed meanwhile would be an error. A slow trickle of bytes is the caller's to give up on.
    """

    url: str
    timeout: float = 5.0
    access: Access = field(default_factory=Access)

    def clock(self) -> float:
        """Prometheus' time, seconds since the epoch.

        Raises:
            PrometheusError: when it cannot be had.
        """
        answer = self._query("time()", {})
        try:
            return float(answer[0])
        except (KeyError, TypeError, ValueError, IndexError) as error:
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

    def _query(self, query: str, params: dict[str, str]) -> Any:
        # Costs no memory beside the API server's client, which has loaded `requests` already.
        from prometheus_api_client.exceptions import PrometheusApiClientException
        from requests import TooManyRedirects

        try:
            credentials = self.access.credentials()
        except AccessError as error:
            raise PrometheusError(str(error)) from None
        params = {**params, "timeout": f"{self.timeout:g}s"}
        try:
            with self._connection(credentials) as connection:
                return connection.custom_query(query, params=params)
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

    def _connection(self, credentials: Credentials) -> "PrometheusConnect":
        from prometheus_api_client import PrometheusConnect
        from urllib3.util import Retry

        return PrometheusConnect(
            self.url.rstrip("/"),
            headers=dict(credentials.headers),
            auth=_as_it_is,
            session=_session(credentials),
            retry=Retry(0, read=False),
            timeout=self.timeout,
        )


def _session(credentials: Credentials) -> "Session":
    from requests import Session

    session = Session()
    session.verify = credentials.ca or True
    session.cert = credentials.client_certificate
    if credentials.are_there:
        # `requests` takes Authorization off when the host changes, but no other header.
        session.max_redirects = 0
    return session


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
