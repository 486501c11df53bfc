"""What an operator reaches beside the API server in a rollout: its workers and Prometheus."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pilotlight.load.counts import REQUESTS, STREAMS
from pilotlight.manifests.names import REVISION_LABEL, WORKER_ANNOTATION
from tests.cluster.running.kube import Kube, Object
from tests.wiring.load import liar
from tests.wiring.load.liar import Liar, Samples
from tests.wiring.operator.completions import WHOLE, serving_in_thread, stream

ANSWER = "Paris"
SCRAPED_EVERY = 0.25  # seconds; a bake begins with a time in whole seconds and is judged at once
ANSWERED, FAILED = 8, 2  # requests of a pod between two scrapes; a pod that is well fails none


@contextmanager
def surroundings(kube: Kube, broken: str | None = None) -> Iterator[Mapping[str, Any]]:
    """Settings of an operator whose Services are answered by this process, as is Prometheus.

    broken: URI of a model whose pods answer some requests with an error.
    """
    with serving_in_thread(stream(*WHOLE)) as workers, liar.serving(Scraper(kube, broken)) as it:
        yield {"resolve": lambda _: workers.url, "prometheus_url": it.url}


def _model(metadata: Object) -> str:
    """URI of what a worker serves."""
    uri: str = json.loads(metadata["annotations"][WORKER_ANNOTATION])["model"]["uri"]
    return uri


class Scraper(Liar):
    """Tells of the pods of a namespace as if it had scraped them since they were made."""

    def __init__(self, kube: Kube, broken: str | None) -> None:
        super().__init__()
        self._kube = kube
        self._broken = broken

    def answer(self, query: str, at: float) -> Any:
        """What the real one would say."""
        if query != "time()":
            self.series = [one for pod in self._kube.pods() for one in self._scraped(pod, at)]
        return super().answer(query, at)

    def _scraped(self, pod: Object, at: float) -> Iterator[tuple[dict[str, str], Samples]]:
        metadata = pod["metadata"]
        made = datetime.fromisoformat(metadata["creationTimestamp"]).timestamp()
        failed = FAILED if self._broken == _model(metadata) else 0
        for counter, rise in (
            ({"__name__": REQUESTS, "code": "200"}, ANSWERED),
            ({"__name__": REQUESTS, "code": "500"}, failed),
            ({"__name__": STREAMS, "end": "truncated"}, 0),
        ):
            place = {
                "namespace": self._kube.namespace,
                "pod": metadata["name"],
                "revision": metadata["labels"][REVISION_LABEL],
            }
            scrapes = range(max(0, math.floor((at - made) / SCRAPED_EVERY)) + 1)
            samples = [(made + SCRAPED_EVERY * it, str(rise * it)) for it in scrapes]
            yield {**counter, **place}, samples
