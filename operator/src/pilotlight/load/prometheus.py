"""Raw samples from Prometheus, or one sentence that says why there are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

from pilotlight.load.counts import METRICS
from pilotlight.load.series import Series, parse_series

_STATUS = re.compile(r"HTTP Status Code (\d+)")
# Prometheus' own words in an error that it answers as JSON.
_ERROR = re.compile(r'"error": ?"([^"]{1,200})')


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

    def clock(self) -> float:
        """Prometheus' time, seconds since the epoch.

        Raises:
            PrometheusError: when it cannot be had.
        """
        answer = self._query("time()", {})
        try:
            return float(answer[0])
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise self._nonsense() from error

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
            raise self._nonsense() from error

    def _query(self, query: str, params: dict[str, str]) -> Any:
        # Costs no memory beside the API server's client, which has loaded `requests` already.
        from prometheus_api_client import PrometheusConnect
        from prometheus_api_client.exceptions import PrometheusApiClientException
        from urllib3.util import Retry

        params = {**params, "timeout": f"{self.timeout:g}s"}
        retry = Retry(0, read=False)
        try:
            with PrometheusConnect(
                self.url.rstrip("/"), disable_ssl=False, retry=retry, timeout=self.timeout
            ) as connection:
                return connection.custom_query(query, params=params)
        except PrometheusApiClientException as error:
            raise PrometheusError(_refusal(str(error))) from error
        except (JSONDecodeError, KeyError, TypeError) as error:
            raise self._nonsense() from error
        # Exceptions of `requests` are OSErrors, those about the URL ValueErrors too.
        except (OSError, ValueError) as error:
            raise PrometheusError(self._unreachable(error)) from error

    def _unreachable(self, error: BaseException) -> str:
        cause = error
        while (deeper := cause.__cause__ or cause.__context__) is not None:
            cause = deeper
        if isinstance(cause, TimeoutError):
            return f"Prometheus did not answer within {self.timeout:g} s"
        reason = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
        return f"Prometheus cannot be reached: {reason}"

    def _nonsense(self) -> PrometheusError:
        return PrometheusError("what answers at prometheus.url does not speak Prometheus' API")


def selector(namespace: str, revisions: Sequence[str]) -> str:
    """All `METRICS` of some revisions: a revision's name is unique in its namespace.

    `endpoint` would be the clearer label, but the Prometheus Operator sets it to the port's name.
    """
    # Names are DNS names: a dot is all that a regular expression could take for something else.
    names = "|".join(name.replace(".", "[.]") for name in revisions)
    metrics = "|".join(METRICS)
    return f'{{__name__=~"{metrics}",namespace="{namespace}",revision=~"{names}"}}'


def _refusal(text: str) -> str:
    status = _STATUS.search(text)
    words = _ERROR.search(text)
    code = f"HTTP {status[1]}" if status else "an error"
    return f"Prometheus answered {code}{f': {words[1]}' if words else ''}"
