"""A revision that cannot serve is given up, and what serves is not touched by it.

Five endpoints serve and are asked all the time. Then each gets an edit that cannot work:

- `image`: a worker image that does not exist; given up at the deadline.
- `crash`: an engine that dies while it loads, again and again.
- `answer`: a model that is Ready and says something else than the smoke test expects.
- `slow`: an engine that is Ready and takes ten times as long as the smoke test waits.
- `source`: a hub that answers 401, because no token has been put into the Secret.

The status says which revision has failed and why; it is not tried again, also not when the same
manifest is applied once more, its pods and its preview Service are gone. The revision that serves
is Ready at any moment, its pods and its Deployment are the same, and every stream is whole. In the
end a token is put into the Secret, nothing else changes, and `kubectl pilotlight rollout retry`
brings up the revision that had failed.
"""

import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from e2e.harness import hub
from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import EVENT_WITHIN, Endpoint, Json, condition, merged, sim
from e2e.harness.rollouts import (
    REVISION,
    assert_ready_throughout,
    env,
    has_preview_service,
    lives,
    phases,
    plugin,
    pods_of,
    rollout,
    wait_event,
    wait_phase,
)
from e2e.harness.waiting import until
from e2e.harness.watching import Watch, watching
from e2e.kubectl import Kubectl

MISSING_IMAGE = "localhost/pilotlight-no-such-image:dev"
DEADLINE = 20  # seconds
# In which five edits are made and their pods started: the clock of each begins with the first.
UNTIL_KNOWN = 20.0
RATE, TOKENS = 1.0, 20
SMOKE_TEST = {"maxTokens": 8, "timeout": "10s", "attempts": 2, "expect": "^I am [-0-9a-z]+ "}
ROLLOUT = {"smokeTest": SMOKE_TEST}
TOKEN_SECRET = "hub-token"
GONE_WITHIN = 30.0
NOT_TRIED_AGAIN_FOR = 8.0
TRIED_AGAIN_WITHIN = 90.0


@dataclass(frozen=True)
class Fault:
    """An edit that cannot work, and what is to be said about it within so many seconds."""

    name: str
    edit: Json
    reason: str
    words: tuple[str, ...]
    within: float = UNTIL_KNOWN + 30.0
    rollout: Json = field(default_factory=dict)


def smoke_test(**changes: object) -> Json:
    """Another smoke test; it makes no revision."""
    return {"smokeTest": {**SMOKE_TEST, **changes}}


FAULTS = (
    Fault(
        "image",
        {"runtime": {"image": MISSING_IMAGE}},
        "ImagePullFailed",
        (f"not ready within {DEADLINE}s", MISSING_IMAGE, "spec.runtime.image"),
        UNTIL_KNOWN + DEADLINE + 10.0,
        {"progressDeadline": f"{DEADLINE}s"},
    ),
    Fault(
        "crash",
        {"runtime": {"env": env(CRASH="traceback", CRASH_AFTER="load")}},
        "EngineCrashed",
        ("RuntimeError: simulated crash", "restarts"),
        UNTIL_KNOWN + 60.0,  # kubelet waits 10 s before it starts a container for the third time
    ),
    Fault(
        "answer",
        {"model": {"uri": "file:///models/tiny-b"}},
        "SmokeTestFailed",
        ("attempt 2 of 2 failed", "no match for '^I am tiny-a '", "I am tiny-b"),
        rollout=smoke_test(expect="^I am tiny-a "),
    ),
    Fault(
        "slow",
        {"runtime": {"env": env(STEP_MILLISECONDS=1250)}},  # ten seconds for eight tokens
        "SmokeTestFailed",
        ("attempt 2 of 2 failed", "no complete answer within 1 s"),
        rollout=smoke_test(timeout="1s"),
    ),
    Fault(
        "source",
        {
            "model": {
                "uri": "hf://demo/secret",
                "revision": "main",
                "credentialsSecretRef": {"name": TOKEN_SECRET},
            },
            "runtime": {"env": [*env(), {"name": "HF_ENDPOINT", "value": hub.url()}]},
        },
        "BadCredentials",
        ("HTTP 401", "spec.model.credentialsSecretRef"),
    ),
)


def test_a_revision_that_cannot_serve_is_given_up_and_costs_nothing(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    hub.start(installed, client)
    installed.apply(secret(""), namespace=namespace)
    endpoints = {it.name: Endpoint(installed, namespace, it.name) for it in FAULTS}
    manifests = {it.name: sim(it.name, rollout=merged(ROLLOUT, it.rollout)) for it in FAULTS}
    for name, endpoint in endpoints.items():
        endpoint.apply(manifests[name])
    for endpoint in endpoints.values():
        endpoint.wait_ready()
    good = {name: it.active() for name, it in endpoints.items()}
    before = {name: lives(it, good[name]) for name, it in endpoints.items()}
    with (
        watching(installed, "iep", namespace) as statuses,
        watching(installed, "pods", namespace, "-l", REVISION) as pods,
        ExitStack() as stack,
    ):
        loads = {
            name: stack.enter_context(client.stream(it.url, name, tokens=TOKENS, rate=RATE))
            for name, it in endpoints.items()
        }
        for load in loads.values():
            load.wait_for(1, limit=30)
        since = time.monotonic()
        for fault in FAULTS:
            bad = merged(manifests[fault.name]["spec"], fault.edit)
            manifests[fault.name] = {**manifests[fault.name], "spec": bad}
            endpoints[fault.name].apply(manifests[fault.name])
        failed = {it.name: assert_told(statuses, it, good[it.name], since) for it in FAULTS}
        for fault in FAULTS:
            endpoint = endpoints[fault.name]
            gave_up = wait_event(endpoint, "RolloutFailed")
            assert gave_up.startswith(f"Gave up {failed[fault.name]}, {good[fault.name]} serves on")
            said = f"a Warning Event says {fault.reason}"
            until(said, partial(endpoint.warned, fault.reason), EVENT_WITHIN)

        for name, endpoint in endpoints.items():
            wait_over(endpoint, failed[name])
            endpoint.apply(manifests[name])
        assert_not_tried_again(pods, endpoints, failed)
        for name, endpoint in endpoints.items():
            assert lives(endpoint, good[name]) == before[name], f"{name} is as it was"
            assert_ready_throughout(statuses, name, since)
            assert phases(statuses, name, since)[-1] == "Failed"
            assert client.served_model(endpoint.url) == "tiny-a"

        installed.apply(secret(hub.TOKEN), namespace=namespace)
        assert f"{failed['source']} is tried again" in plugin(
            endpoints["source"], "rollout", "retry"
        )
        endpoints["source"].wait_ready(TRIED_AGAIN_WITHIN)
        assert endpoints["source"].active() == failed["source"]
        assert client.weights(endpoints["source"].url, "source") != client.weights(
            endpoints["slow"].url, "slow"
        )
        assert_ready_throughout(statuses, "source", since)
        streams = {name: load.stop() for name, load in loads.items()}
    for name, ended in streams.items():
        assert not not_whole(ended, TOKENS), f"{name}: {not_whole(ended, TOKENS)[:3]}"


def assert_told(statuses: Watch, fault: Fault, active: str, since: float) -> str:
    """The revision that the first status in phase Failed names, with its reason everywhere."""
    seen = wait_phase(statuses, fault.name, "Failed", since, fault.within)
    status, revision = seen.object["status"], rollout(seen.object)["revision"]
    print(f"\n{fault.name}: given up after {seen.at - since:.1f} s")
    assert status["activeRevision"] == active != revision
    assert "previewRevision" not in status
    for kind, truth in (("Progressing", "False"), ("Stalled", "True")):
        verdict = condition(seen.object, kind)
        assert (verdict["status"], verdict["reason"]) == (truth, fault.reason), verdict
        assert all(it in verdict["message"] for it in (revision, *fault.words)), verdict
    assert condition(seen.object, "Ready")["status"] == "True"
    return str(revision)


def wait_over(endpoint: Endpoint, revision: str) -> None:
    """Until nothing of the revision runs any more."""

    def over() -> bool:
        return not pods_of(endpoint, revision) and not has_preview_service(endpoint)

    until(f"{endpoint.name}: neither pods nor preview", over, GONE_WITHIN)


def assert_not_tried_again(
    pods: Watch, endpoints: dict[str, Endpoint], failed: dict[str, str]
) -> None:
    """For some seconds no pod of a failed revision comes up, nor its preview Service."""
    since = time.monotonic()
    time.sleep(NOT_TRIED_AGAIN_FOR)
    labels = [it.object["metadata"]["labels"] for it in pods.seen if it.at > since]
    assert not {it[REVISION] for it in labels} & set(failed.values())
    assert not any(has_preview_service(it) for it in endpoints.values())
    for name, endpoint in endpoints.items():
        assert rollout(endpoint.read())["phase"] == "Failed", name


def secret(token: str) -> Json:
    """What the worker shows to the hub."""
    metadata = {"name": TOKEN_SECRET}
    kind = {"apiVersion": "v1", "kind": "Secret"}
    return {**kind, "metadata": metadata, "stringData": {"token": token}}
