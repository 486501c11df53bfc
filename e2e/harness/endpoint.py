"""Endpoints as a story sees them: apply, change, wait for a verdict, say what is the matter."""

import copy
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from e2e import operator
from e2e.kubectl import Kubectl

API = "pilotlight.dev/v1alpha1"
SIM_IMAGE = os.environ.get("PILOTLIGHT_SIM_IMAGE", "localhost/pilotlight-sim:dev")
# Everything that the operator makes for an endpoint, and what follows from it.
CHILDREN = (
    "controllerrevisions,deployments,replicasets,pods,services,configmaps,serviceaccounts,"
    "poddisruptionbudgets,networkpolicies"
)
# The promise of the status: within this time of being knowable, seconds.
TOLD_WITHIN = 30.0
SIM_READY_WITHIN = 90.0
# An Event is written after the status that it is about; kubectl's own time included.
EVENT_WITHIN = 15.0
POLL = 0.5

Json = dict[str, Any]


def sim(name: str, **spec: Any) -> Json:
    """An endpoint on the simulated engine: starts in seconds, needs no accelerator, and lets a
    replaced revision go at once."""
    base: Json = {
        "model": {"uri": "file:///models/tiny-a"},
        "replicas": 1,
        "runtime": {
            "image": SIM_IMAGE,
            "env": [{"name": "PILOTLIGHT_SIM_LOAD_SECONDS", "value": "0.2"}],
            "resources": {"limits": {"nvidia.com/gpu": 0}, "requests": {"cpu": "50m"}},
            "drainTimeout": "60s",
        },
        "rollout": {"previousRevision": {"keepFor": "0s"}},
    }
    return {
        "apiVersion": API,
        "kind": "InferenceEndpoint",
        "metadata": {"name": name},
        "spec": merged(base, spec),
    }


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> Json:
    """As a JSON merge patch, but without deleting; lists replace lists."""
    result = copy.deepcopy(dict(base))
    for key, value in changes.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, Mapping):
            result[key] = merged(before, value)
        else:
            result[key] = copy.deepcopy(value)
    return result


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One InferenceEndpoint in a cluster."""

    kubectl: Kubectl
    namespace: str
    name: str

    def apply(self, manifest: Mapping[str, Any]) -> None:
        """As a user would."""
        self.kubectl.apply(manifest, namespace=self.namespace)

    def patch(self, spec: Mapping[str, Any]) -> None:
        """A merge patch of the spec."""
        self._do("patch", "iep", self.name, "--type=merge", "-p", json.dumps({"spec": spec}))

    def scale(self, replicas: int) -> None:
        """Through the scale subresource."""
        self._do("scale", "iep", self.name, f"--replicas={replicas}")

    def read(self) -> Json:
        """The object now."""
        found = self.kubectl.json("get", "iep", self.name, "-n", self.namespace)
        assert isinstance(found, dict)
        return found

    @property
    def status(self) -> Json:
        """Its status now."""
        return dict(self.read().get("status", {}))

    @property
    def url(self) -> str:
        """Where applications ask it."""
        return f"http://{self.name}.{self.namespace}.svc/v1"

    def active(self) -> str:
        """The revision that has the traffic."""
        return str(self.status["activeRevision"])

    def pods(self, *, alive: bool = True) -> list[Json]:
        """Its pods; `alive`: without those that are being deleted."""
        return [
            pod
            for pod in self.children("pods")
            if not (alive and pod["metadata"].get("deletionTimestamp"))
        ]

    def children(self, kinds: str = CHILDREN) -> list[Json]:
        """Its objects of some kinds."""
        selector = f"pilotlight.dev/endpoint={self.name}"
        found = self.kubectl.json("get", kinds, "-n", self.namespace, "-l", selector)
        return list(found["items"])

    def events(self) -> list[Json]:
        """Events about it, oldest first."""
        selector = f"involvedObject.kind=InferenceEndpoint,involvedObject.name={self.name}"
        found = self.kubectl.json(
            "get", "events", "-n", self.namespace, "--field-selector", selector
        )
        return list(found["items"])

    def wait(self, what: str, met: Callable[[Json], object], within: float) -> Json:
        """Until `met` of the whole object is truthy; `what` says what was missing if not."""
        started = time.monotonic()
        while True:
            seen = self.read()
            if met(seen):
                return seen
            if time.monotonic() - started > within:
                raise AssertionError(f"after {within:g} s still not: {what}\n{self.told()}")
            time.sleep(POLL)

    def wait_ready(self, within: float = SIM_READY_WITHIN) -> Json:
        """Until the present generation is Ready and rolled out."""
        return self.wait("Ready on the newest revision", is_settled, within)

    def wait_told(self, reason: str, *words: str, within: float = TOLD_WITHIN) -> str:
        """Until a condition on the newest spec has this reason, and a Warning says the same.

        Returns the condition's message, which must have all `words`.
        """
        seen = self.wait(f"a condition says {reason}", lambda it: _verdicts(it, reason), within)
        message = str(_verdicts(seen, reason)[0]["message"])
        missing = [word for word in words if word not in message]
        assert not missing, f"{missing} missing in {message!r}\n{self.told()}"
        self.wait(f"a Warning Event says {reason}", lambda _: self.warned(reason), EVENT_WITHIN)
        return message

    def warned(self, reason: str) -> bool:
        """A Warning Event with this reason exists."""
        return any(e["type"] == "Warning" and e["reason"] == reason for e in self.events())

    def gone(self, within: float = 60.0) -> None:
        """Until nothing of it is left."""
        deadline = time.monotonic() + within
        while left := self.children(f"{CHILDREN},endpointslices"):
            names = [f"{it['kind']} {it['metadata']['name']}" for it in left]
            assert time.monotonic() < deadline, f"left after {within:g} s: {names}"
            time.sleep(POLL)

    def told(self) -> str:
        """What a person would look at."""
        return told(self.kubectl, self.namespace)

    def _do(self, *arguments: str) -> None:
        self.kubectl(*arguments, "-n", self.namespace)


def is_settled(seen: Json) -> bool:
    """Ready, the newest generation seen, and no other revision left on its way.

    Autoscaled, it has as many replicas as were decided last.
    """
    status = seen.get("status", {})
    wanted = seen["spec"].get("replicas", status.get("desiredReplicas"))
    conditions = {item["type"]: item for item in status.get("conditions", [])}
    return bool(
        status.get("observedGeneration") == seen["metadata"]["generation"]
        and conditions["Ready"]["status"] == "True"
        and conditions["Progressing"]["reason"] == "RolloutComplete"
        and status.get("readyReplicas") == wanted
    )


def _verdicts(seen: Json, reason: str) -> list[Json]:
    """Conditions with this reason that are about the newest spec."""
    generation = seen["metadata"]["generation"]
    return [
        item
        for item in seen.get("status", {}).get("conditions", [])
        if item["reason"] == reason and item["observedGeneration"] == generation
    ]


def is_paused(seen: Json) -> bool:
    """Told of the newest generation, and not of one before that was paused as well."""
    return any(it["type"] == "Accepted" for it in _verdicts(seen, "Paused"))


def condition(seen: Json, kind: str) -> Json:
    """One condition of an object."""
    return next(it for it in seen["status"]["conditions"] if it["type"] == kind)


def told(kubectl: Kubectl, namespace: str) -> str:
    """Endpoints, pods, Events, and the last words of operator and workers."""
    operators = ("-n", operator.NAMESPACE, "-l", "app.kubernetes.io/name=pilotlight")
    wanted = (
        ("get", "iep", "-n", namespace, "-o", "yaml"),
        ("get", "pods,deployments,services", "-n", namespace, "-o", "wide"),
        ("get", "events", "-n", namespace, "--sort-by=.lastTimestamp"),
        ("logs", *operators, "--tail=30", "--prefix"),
        ("logs", "-n", namespace, "-l", "pilotlight.dev/endpoint", "--tail=15", "--prefix"),
    )
    parts = []
    for command in wanted:
        done = kubectl.attempt(*command)
        parts.append(f"$ kubectl {' '.join(command)}\n{done.stdout}{done.stderr}")
    return "\n".join(parts)
