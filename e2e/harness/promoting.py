"""Promotions of a warm replica, timed one by one, from the edit that wants it to the first answer.

One endpoint with a pool of one and a single accelerator of a kind of its own, so that nothing is
made after a promotion: `replicas` goes from 0 to 1 and back. At 0 nobody answers, so the first
answer is the promoted one's. Requests begin fifty times a second, each on a connection of its own.
kube-proxy takes changes in at most once a second; each promotion begins when it is ready for one.
"""

import itertools
import math
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from e2e.harness.accelerators import advertised
from e2e.harness.client import Client, Load
from e2e.harness.endpoint import Endpoint, Json, sim
from e2e.harness.proxied import Api, proxied
from e2e.harness.rollouts import env
from e2e.harness.routing import routed
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

T = TypeVar("T")

GPU = "example.com/promoted"
ROLE = "pilotlight.dev/role"
DEMAND_TO_ANSWER, LABEL_TO_ANSWER = 0.5, 0.2  # seconds, the targets, by the 99th percentile
RATE = 50.0  # new connections a second
CPU = "500m"  # of the worker; it is not the engine that is on trial on a busy machine
REST = 1.1, 1.6  # seconds; a little longer than kube-proxy's second
WITHIN = 20.0  # seconds, for each thing that is waited for and not the claim
LOOK = 0.01


@dataclass(frozen=True, slots=True)
class Promotion:
    """Seconds after the edit was sent: until the label was seen, until the Service's EndpointSlice
    had the pod, and until the first answer had come."""

    labelled: float
    listed: float
    answered: float

    @property
    def after_label(self) -> float:
        """From the label to the first answer."""
        return self.answered - self.labelled


@dataclass(slots=True)
class Bench:
    """An endpoint whose only replica is in the pool, asked all the time."""

    chat: Endpoint
    api: Api
    pods: Watch
    slices: Watch
    load: Load

    def promote(self) -> Promotion:
        """One promotion, and back."""
        self._rest()
        since = time.monotonic()
        self._scale(1)
        promotion = Promotion(
            self._first("a label", lambda: self._labelled("serving", since)) - since,
            self._first("an EndpointSlice", lambda: self._listed(1, since)) - since,
            self._first("an answer", lambda: self._answered(since)) - since,
        )
        back = time.monotonic()
        self._scale(0)
        self._first("the pool again", lambda: self._labelled("warm", back))
        self._first("an empty Service", lambda: self._listed(0, back))
        return promotion

    def _rest(self) -> None:
        """Nobody answers, and has not for a second."""
        empty = self._first("nobody", lambda: self._refused(time.monotonic() - 2 / RATE))
        pause = random.uniform(*REST)
        time.sleep(max(0.0, empty + pause - time.monotonic()))

    def _scale(self, replicas: int) -> None:
        kind = "/apis/pilotlight.dev/v1alpha1/namespaces"
        path = f"{kind}/{self.chat.namespace}/inferenceendpoints/{self.chat.name}"
        self.api.merge(path, {"spec": {"replicas": replicas}})

    def _labelled(self, role: str, since: float) -> float | None:
        seen = (it for it in tuple(self.pods.seen) if it.at >= since and not it.gone)
        return next((it.at for it in seen if role_of(it.object) == role), None)

    def _listed(self, count: int, since: float) -> float | None:
        states = (it for it in routed(self.slices, self.chat.name) if it.at >= since)
        return next((it.at for it in states if len(it.pods) == count), None)

    def _answered(self, since: float) -> float | None:
        lines = itertools.takewhile(lambda it: it[0] >= since, reversed(self.load.lines))
        whole = (at for at, line in lines if line["event"] == "ended" and line["done"])
        return min(whole, default=None)

    def _refused(self, since: float) -> float | None:
        ended = [(at, it) for at, it in self.load.lines[-20:] if it["event"] == "ended"]
        late = [(at, it) for at, it in ended if at >= since]
        return late[-1][0] if late and all(it["status"] is None for _, it in late) else None

    def _first(self, what: str, look: Callable[[], T | None]) -> T:
        deadline = time.monotonic() + WITHIN
        while (found := look()) is None:
            assert self.load.process.poll() is None, f"the client ended: {self.load.errors}"
            assert time.monotonic() < deadline, f"no {what} in {WITHIN:g} s\n{self.chat.told()}"
            time.sleep(LOOK)
        return found


@contextmanager
def benched(kubectl: Kubectl, namespace: str, client: Client) -> Iterator[Bench]:
    """Have the endpoint ready, with its replica in the pool."""
    chat = Endpoint(kubectl, namespace, "chat")
    with ExitStack() as stack:
        stack.enter_context(advertised(kubectl, {GPU: 1}))
        chat.apply(
            sim(
                "chat",
                warmPool={"size": 1},
                runtime={
                    "env": env(STEP_MILLISECONDS=1),
                    "resources": {
                        "limits": {"nvidia.com/gpu": 0, GPU: 1},
                        "requests": {"cpu": CPU},
                    },
                },
            )
        )
        chat.wait_ready()
        order = {"tokens": 1, "rate": RATE, "keep_alive": 0.0}
        load = stack.enter_context(client.stream(chat.url, "chat", **order))
        label = ("-l", f"pilotlight.dev/endpoint={chat.name}")
        pods = stack.enter_context(watching(kubectl, "pods", namespace, *label))
        slices = stack.enter_context(watching(kubectl, "endpointslices", namespace))
        api = stack.enter_context(proxied(kubectl))
        load.wait_for(1, limit=30)
        chat.scale(0)
        chat.wait("the pool alone", lambda it: warm_ready(it) == 1, WITHIN)
        yield Bench(chat, api, pods, slices, load)


def warm_ready(seen: Json) -> int:
    """How many are in the pool and Ready."""
    return int(seen.get("status", {}).get("warmPool", {}).get("ready", 0))


def role_of(pod: Json) -> str:
    """What a pod is for."""
    return str(pod["metadata"]["labels"].get(ROLE, ""))


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of them that this share of all do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def table(promotions: Sequence[Promotion]) -> str:
    """Their distribution, in milliseconds."""
    rows = {
        "edit → label": [it.labelled for it in promotions],
        "edit → EndpointSlice": [it.listed for it in promotions],
        "edit → first answer": [it.answered for it in promotions],
        "label → first answer": [it.after_label for it in promotions],
    }
    lines = [f"{len(promotions)} promotions, ms       p50   p90   p95   p99   max"]
    for name, values in rows.items():
        shares = [statistics.median(values), *(quantile(values, it) for it in (0.9, 0.95, 0.99))]
        numbers = (f"{1000 * it:6.0f}" for it in (*shares, max(values)))
        lines.append(f"{name:24}{''.join(numbers)}")
    return "\n".join(lines)
