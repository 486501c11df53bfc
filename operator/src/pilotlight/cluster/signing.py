"""The key that signs orders to workers: one Secret of the operator's own namespace.

It is the only Secret that the operator may read, and the only one that it may make: an apply names
its object in the path, so that even `create` can be granted for this name alone. Made when the
first endpoint needs it, by an apply that fails where there is one already: of two operators that
make it at the same time the second reads what the first has written.

A Secret that was deleted is made again from the key in memory, or by the next process with a new
one. Keys that this process has known stay good for it until it ends: workers learn of a new one
within 90 s, when their kubelet shows them the changed ConfigMap.
"""

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pilotlight.cluster.client import ApiClient, ApiError
from pilotlight.cluster.permits import public_key_text, sign_permit
from pilotlight.cluster.resources import SECRETS
from pilotlight.cluster.writer import MUST_NOT_EXIST
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.names import FIELD_MANAGER

log = logging.getLogger(__name__)

FIELD = "ed25519.key"
"""The raw private key, 32 bytes, in `data` and so in base64."""
# As many as a gate takes.
_MOST_KEYS = 4
LOOK_AGAIN_SECONDS = 600.0
_TRY_AGAIN_SECONDS = 60.0


@dataclass(slots=True)
class Signer:
    """namespace, name: of the Secret. changed: called with other keys, or another problem. problem:
    why there is no key, for people; empty while there is one, or nobody has needed one."""

    client: ApiClient
    namespace: str
    name: str
    changed: Callable[[], None] = lambda: None
    problem: str = ""
    known: bool = False
    _keys: list[Ed25519PrivateKey] = field(default_factory=list)

    @property
    def public_keys(self) -> tuple[str, ...]:
        """For the gates' settings, the newest first."""
        return tuple(public_key_text(key) for key in self._keys)

    def permits(self, pod_uid: str, verb: str) -> Iterator[str]:
        """For one order, the likeliest first: a worker may not have heard of the newest key yet."""
        for key in self._keys:
            yield sign_permit(key, pod_uid=pod_uid, verb=verb, now=datetime.now(UTC))

    async def load(self) -> None:
        """Read the key, or make it. What does not help by being tried again becomes the `problem`.

        Raises:
            ApiError: when the API server fails to answer.
        """
        before = self.public_keys, self.problem
        try:
            live = await self.client.get(SECRETS, self.namespace, self.name) or await self._make()
        except ApiError as error:
            if error.transient or error.status == HTTPStatus.CONFLICT:
                raise
            self.problem = f"Secret {self.namespace}/{self.name}: {error.message}"
        else:
            self._take(live)
        self.known = True
        if before != (self.public_keys, self.problem):
            if self.problem:
                log.error("no key to sign orders with: %s", self.problem)
            self.changed()

    async def run(self) -> None:
        """Look for ever whether it is still there, once somebody has needed it."""
        while True:
            await asyncio.sleep(_TRY_AGAIN_SECONDS if self.problem else LOOK_AGAIN_SECONDS)
            if not self.known:
                continue
            try:
                await self.load()
            except ApiError as error:  # the keys in memory are good
                log.warning("the signing key could not be looked after: %s", error)

    async def _make(self) -> Manifest:
        """Whoever is second reads what the first has written."""
        key = self._keys[0] if self._keys else Ed25519PrivateKey.generate()
        body = {
            "apiVersion": SECRETS.api_version,
            "kind": SECRETS.kind,
            "metadata": {
                "name": self.name,
                "namespace": self.namespace,
                "labels": {"app.kubernetes.io/managed-by": "pilotlight"},
                "resourceVersion": MUST_NOT_EXIST,
            },
            "type": "Opaque",
            "data": {FIELD: base64.b64encode(key.private_bytes_raw()).decode()},
        }
        try:
            made = await self.client.apply(SECRETS, body, FIELD_MANAGER)
        except ApiError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
            found = await self.client.get(SECRETS, self.namespace, self.name)
            if found is None:
                raise
            return found
        log.info("made the signing key, Secret %s/%s", self.namespace, self.name)
        return made

    def _take(self, live: Manifest) -> None:
        key = _key(live)
        if key is None:
            self.problem = (
                f"Secret {self.namespace}/{self.name} has no Ed25519 key in {FIELD}; delete it, and"
                " it is made anew"
            )
            return
        self.problem = ""
        if public_key_text(key) not in self.public_keys[:1]:
            others = [it for it in self._keys if public_key_text(it) != public_key_text(key)]
            self._keys = [key, *others][:_MOST_KEYS]


def _key(live: Manifest) -> Ed25519PrivateKey | None:
    try:
        raw = base64.b64decode((live.get("data") or {}).get(FIELD) or "", validate=True)
        return Ed25519PrivateKey.from_private_bytes(raw)
    except (binascii.Error, ValueError, TypeError):
        return None
