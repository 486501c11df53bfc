"""Just enough of a Kubernetes client to bring a cluster up before anything is installed."""

import http.client
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from e2e.cluster.certificates import Pair
from e2e.cluster.failures import ClusterError

TIMEOUT = 10.0  # seconds
FIELD_MANAGER = "pilotlight-local-cluster"


@dataclass(frozen=True, slots=True)
class Client:
    """Talks to one API server as the owner of one certificate."""

    url: str
    context: ssl.SSLContext = field(repr=False)

    @classmethod
    def of(cls, url: str, authority: Path, user: Pair) -> "Client":
        """A client that trusts this authority and shows this certificate."""
        context = ssl.create_default_context(cafile=str(authority))
        context.load_cert_chain(user.certificate, user.key)
        return cls(url, context)

    def request(
        self, method: str, path: str, body: object = None, content: str = "application/json"
    ) -> tuple[int, str]:
        """Status and body of the answer; status 0 when there was none."""
        connection = self._connection(TIMEOUT)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": content})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def ready(self) -> bool:
        """Whether the API server says that it is."""
        return self.request("GET", "/readyz")[0] == http.HTTPStatus.OK

    def get(self, path: str) -> Any | None:
        """An object or a list, or None when it is not there."""
        status, text = self.request("GET", path)
        if status == http.HTTPStatus.NOT_FOUND:
            return None
        return json.loads(_checked("GET", path, status, text))

    def apply(self, path: str, manifest: dict[str, Any]) -> None:
        """Server-side apply of one object."""
        target = f"{path}?fieldManager={FIELD_MANAGER}&force=true"
        status, text = self.request("PATCH", target, manifest, "application/apply-patch+yaml")
        _checked("PATCH", path, status, text)

    def patch(self, path: str, changes: object) -> None:
        """A JSON merge patch."""
        status, text = self.request("PATCH", path, changes, "application/merge-patch+json")
        _checked("PATCH", path, status, text)

    def delete(self, path: str) -> None:
        """Delete an object that may be gone already."""
        status, text = self.request("DELETE", path)
        if status != http.HTTPStatus.NOT_FOUND:
            _checked("DELETE", path, status, text)

    def watch(self, path: str) -> Iterator[dict[str, Any]]:
        """The events of a watch, until the server or the network ends it."""
        connection = self._connection(timeout=None)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            if answer.status != http.HTTPStatus.OK:
                _checked("GET", path, answer.status, answer.read().decode(errors="replace"))
            for line in answer:
                yield json.loads(line)
        except http.client.HTTPException as error:
            raise ClusterError(f"watching {path} ended: {error}") from error
        finally:
            connection.close()

    def _connection(self, timeout: float | None) -> http.client.HTTPSConnection:
        parts = urlsplit(self.url)
        return http.client.HTTPSConnection(
            parts.hostname or "", parts.port, context=self.context, timeout=timeout
        )


def _checked(method: str, path: str, status: int, text: str) -> str:
    if not http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES:
        raise ClusterError(f"{method} {path} was answered {status or 'not at all'}: {text[:500]}")
    return text
