"""LIST and WATCH of one kind, for a process that needs no more of the cluster than that.

The operator watches through kopf; the activator must not cost 50 MB more for one kind, and has to
know at once which object a gap in the watch has hidden. So: a LIST, then watches from there on,
each for half a minute, so that a connection that has died without a word costs no more than that;
and a new LIST where the API server no longer knows the version (410), which replaces all that is
known.
"""

import asyncio
import json
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.credentials import Connection
from pilotlight.cluster.leadership import boot_time
from pilotlight.cluster.resources import Resource
from pilotlight.manifests.manifest import Manifest

log = logging.getLogger(__name__)

WATCH_SECONDS = 30
_GRACE_SECONDS = 5.0
_CONNECT_SECONDS = 5.0
# A watch that ends sooner, and has brought nothing, is not begun anew without a pause.
_BRIEF_SECONDS = 1.0
_PAUSE_FIRST = 0.2
_PAUSE_MOST = 10.0
# One event is one line. An object has at most 1.5 MB in etcd.
_LONGEST_LINE = 4 * 2**20


class ExpiredError(Exception):
    """The API server does not know this resourceVersion any more."""


@dataclass(slots=True)
class Reflector:
    """Follows the objects of one kind in one namespace, or in all (None).

    listed: takes everything there is, and replaces what was known. event: takes one change, its
    type first (ADDED, MODIFIED, DELETED). tried_at: when the API server was asked or heard last.
    """

    connection: Connection
    client: ApiClient
    session: aiohttp.ClientSession
    resource: Resource
    namespace: str | None
    label_selector: str
    listed: Callable[[Sequence[Manifest]], None]
    event: Callable[[str, Manifest], None]
    synced: bool = False
    tried_at: float = field(default_factory=boot_time)

    async def run(self) -> None:
        """Follow for ever."""
        version, pause = "", _PAUSE_FIRST
        while True:
            self.tried_at = began = boot_time()
            try:
                if not version:
                    version = await self._list()
                    continue
                before, version = version, await self._watch(version)
                if version != before or boot_time() - began > _BRIEF_SECONDS:
                    pause = _PAUSE_FIRST
                    continue
            except ExpiredError:
                log.info("the watch of %s starts over", self.resource.plural)
                version = ""
            except ApiError as error:
                log.warning("cannot follow %s: %s", self.resource.plural, error)
                version = ""
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause = min(_PAUSE_MOST, 2 * pause)

    async def _list(self) -> str:
        found: list[Manifest] = []
        version = 0
        pages = self.client.pages(self.resource, self.namespace, label_selector=self.label_selector)
        try:
            async for items, listed_at in pages:
                found += items
                version = listed_at
        except ApiError as error:
            if error.status == HTTPStatus.GONE:
                raise ExpiredError from error
            raise
        self.listed(found)
        self.synced = True
        return str(version)

    async def _watch(self, version: str) -> str:
        """One watch, to its end or to that of its connection; the version to go on from.

        Raises:
            ExpiredError: there is none.
            ApiError: the API server refuses, or is away.
        """
        params = {
            "watch": "true",
            "allowWatchBookmarks": "true",
            "resourceVersion": version,
            "timeoutSeconds": str(WATCH_SECONDS),
            "labelSelector": self.label_selector,
        }
        limits = aiohttp.ClientTimeout(
            total=None, sock_connect=_CONNECT_SECONDS, sock_read=WATCH_SECONDS + _GRACE_SECONDS
        )
        url = self.connection.server + self.resource.path(self.namespace)
        try:
            async with self.session.get(
                url, params=params, timeout=limits, read_bufsize=_LONGEST_LINE
            ) as response:
                if response.status == HTTPStatus.GONE:
                    raise ExpiredError
                if response.status != HTTPStatus.OK:
                    text = (await response.text())[:300]
                    raise ApiError(response.status, response.reason or "Unknown", text)
                async for line in response.content:
                    version = self._take(json.loads(line)) or version
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ApiError(0, "Unreachable", str(error)) from error
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            # Cut short: what came is known, and the next watch goes on there.
            log.debug("a watch of %s was cut: %r", self.resource.plural, error)
        return version

    def _take(self, told: Manifest) -> str:
        """One line; the version that it brings."""
        self.tried_at = boot_time()
        kind, body = told["type"], told["object"]
        if kind == "ERROR":
            if body.get("code") == HTTPStatus.GONE:
                raise ExpiredError
            raise ApiError(
                int(body.get("code") or 0),
                str(body.get("reason") or "Unknown"),
                str(body.get("message") or "the watch failed"),
            )
        if kind != "BOOKMARK":
            self.event(kind, body)
        return str(body["metadata"]["resourceVersion"])
