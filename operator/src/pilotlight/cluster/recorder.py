"""Kubernetes Events about endpoints.

Our own recorder: deduplicated, limited per endpoint, and never a reason for a pass to fail.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pilotlight.api.v1alpha1 import API_VERSION, KIND
from pilotlight.cluster.client import WRITE_TIMEOUT_SECONDS, ApiClient, ApiError
from pilotlight.cluster.leadership import NotLeadingError, boot_time
from pilotlight.cluster.resources import EVENTS
from pilotlight.cluster.writer import Fence
from pilotlight.core.actions import Event
from pilotlight.core.observed import EndpointView
from pilotlight.manifests.manifest import Manifest
from pilotlight.metrics import Metrics

log = logging.getLogger(__name__)

# The same words about the same endpoint are not news within this time, seconds.
QUIET = 600.0
# client-go's spam filter has 25 and one per 5 minutes; endpoints say more when they start.
BURST = 25.0
REFILL_SECONDS = 30.0
# The API server refuses longer ones.
_MESSAGE_BYTES = 1024


@dataclass(slots=True)
class _Bucket:
    tokens: float = BURST
    at: float = 0.0
    said: dict[tuple[str, str], float] = field(default_factory=dict)


class Recorder:
    """Writes Events; what is dropped is counted."""

    def __init__(
        self,
        client: ApiClient,
        fence: Fence,
        metrics: Metrics,
        *,
        instance: str,
        clock: Callable[[], float] = boot_time,
    ) -> None:
        self._client = client
        self._fence = fence
        self._metrics = metrics
        self._instance = instance
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    async def record(self, endpoint: EndpointView, event: Event) -> None:
        """Write an Event, unless it was said just now or too much was. Never raises for that."""
        if (why := self._held_back(endpoint.uid, event)) is not None:
            self._metrics.events_dropped.labels(why).inc()
            return
        try:
            self._fence.check(WRITE_TIMEOUT_SECONDS)
            await self._client.create(EVENTS, self._body(endpoint, event))
        except (ApiError, NotLeadingError) as error:
            self._metrics.events_dropped.labels("failed").inc()
            log.warning(
                "event not written endpoint=%s/%s reason=%s: %s",
                *(endpoint.namespace, endpoint.name, event.reason, error),
            )
        else:
            self._metrics.writes.labels("Event", "create", "ok").inc()

    def forget(self, uid: str) -> None:
        """An endpoint is gone."""
        self._buckets.pop(uid, None)

    def _held_back(self, uid: str, event: Event) -> str | None:
        """Why an event is not written, or None."""
        now = self._clock()
        bucket = self._buckets.setdefault(uid, _Bucket(at=now))
        bucket.tokens = min(BURST, bucket.tokens + (now - bucket.at) / REFILL_SECONDS)
        bucket.at = now
        bucket.said = {words: at for words, at in bucket.said.items() if now - at < QUIET}
        words = (event.reason, event.message)
        if words in bucket.said:
            return "repeated"
        if bucket.tokens < 1:
            return "limited"
        bucket.tokens -= 1
        bucket.said[words] = now
        return None

    def _body(self, endpoint: EndpointView, event: Event) -> Manifest:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        message = event.message.encode()[:_MESSAGE_BYTES].decode(errors="ignore")
        return {
            "apiVersion": EVENTS.api_version,
            "kind": EVENTS.kind,
            "metadata": {
                "name": f"{endpoint.name}.{uuid.uuid4().hex[:16]}",
                "namespace": endpoint.namespace,
            },
            "involvedObject": {
                "apiVersion": API_VERSION,
                "kind": KIND,
                "name": endpoint.name,
                "namespace": endpoint.namespace,
                "uid": endpoint.uid,
            },
            "type": "Warning" if event.warning else "Normal",
            "reason": event.reason,
            "message": message,
            "source": {"component": "pilotlight"},
            "reportingComponent": "pilotlight.dev/operator",
            "reportingInstance": self._instance,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
        }
