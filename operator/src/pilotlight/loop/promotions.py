"""How long a warm replica takes to serve: from the pass that decides it to the Service's endpoints.

Measured by this process alone: what another operator began is not told.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pilotlight.api.warm import WarmTier
from pilotlight.cluster.store import Key
from pilotlight.core.kept import was_kept
from pilotlight.core.observed import InvalidSpec, Observed, Promoted
from pilotlight.core.serving import is_warm
from pilotlight.metrics import Metrics


@dataclass(slots=True)
class Promotions:
    """Of all endpoints."""

    metrics: Metrics
    _last: dict[Key, Promoted] = field(default_factory=dict)
    _since: dict[Key, dict[str, float]] = field(default_factory=dict)
    _woken: dict[Key, dict[str, float]] = field(default_factory=dict)

    def wakes(self, key: Key, observed: Observed, uids: Iterable[str], at: float) -> None:
        """Pods that are woken now, at `at` by `time.monotonic`: their promotion began then, or when
        they were named here first. Others are not woken any more."""
        known = self._woken.get(key, {})
        warm = {pod.uid for pod in observed.pods if is_warm(pod)}
        woken = {uid: known.get(uid, at) for uid in uids if uid in warm}
        if woken or known:
            self._woken[key] = woken

    def begins(self, key: Key, observed: Observed, uid: str, at: float) -> None:
        """A pod was given the role `serving`. `at`: when that was decided, by `time.monotonic`.

        One of a revision that is brought up serves nobody until the traffic is switched, and one
        that was kept for going back comes out of no pool.
        """
        active = observed.service.active_revision if observed.service is not None else None
        pod = next((it for it in observed.pods if it.uid == uid), None)
        if pod is None or was_kept(observed, pod.revision):
            return
        if is_warm(pod) and pod.ready and pod.revision == active:
            at = self._woken.get(key, {}).get(uid, at)
            self._since.setdefault(key, {})[uid] = at

    def seen(self, key: Key, observed: Observed) -> Promoted | None:
        """The last one that gets new connections by now. Those that are gone are forgotten, or not
        Ready any more."""
        waiting = self._since.get(key, {})
        there = {pod.uid: pod for pod in observed.pods}
        for uid, since in list(waiting.items()):
            pod = there.get(uid)
            if pod is not None and not is_warm(pod) and pod.name in observed.routed:
                took = time.monotonic() - since
                self.metrics.promotion_seconds.labels(_tier(observed)).observe(took)
                self._last[key] = Promoted(datetime.now(UTC), timedelta(seconds=took))
            elif pod is not None and not is_warm(pod) and pod.ready:
                continue
            del waiting[uid]
        return self._last.get(key)

    def forget(self, key: Key) -> None:
        """The endpoint is gone."""
        self._since.pop(key, None)
        self._woken.pop(key, None)
        self._last.pop(key, None)


def _tier(observed: Observed) -> WarmTier:
    """That of the pool. Who was warm when it was taken out of the spec was awake all the same."""
    spec = observed.endpoint.spec
    known = None if isinstance(spec, InvalidSpec) else spec.warm_pool
    return known.tier if known is not None else WarmTier.AWAKE
