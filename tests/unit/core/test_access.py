"""What is told of who may ask: the truth table of `core.access`, row by row."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pilotlight.api.reasons import ConditionType
from pilotlight.api.status import Condition, ConditionStatus, EndpointStatus
from pilotlight.core.access import access_restricted, sharing, wakers
from pilotlight.core.observed import (
    EndpointView,
    InvalidSpec,
    Observed,
    PodView,
    RevisionRecord,
    WorkerReport,
    WriteProblem,
)
from pilotlight.manifests import names
from pilotlight.manifests.gate import gate_settings
from pilotlight_worker.gate.settings import GateSettings
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DIGEST, OTHER = "ab" * 32, "cd" * 32
KEYS = {"apiKeys": [{"name": "team", "sha256": [DIGEST]}]}
SECRET = {"apiKeysSecretRef": {"name": "chat-keys"}}
BLIND = WorkerReport("Ready")
SEES = WorkerReport("Ready", checks_keys=True, keys_required=True)
ASKS_NOT = replace(SEES, keys_required=False)
SAYS_NOTHING = replace(SEES, keys_required=None)
MUTE = "mute"


def finds(number: int | None) -> WorkerReport:
    return replace(SEES, secret_keys=number)


def an_observed(
    access: dict[str, Any] | None,
    *workers: WorkerReport | str | None,
    mounts: str | None = None,
    told: tuple[str, str] | None = None,
    **changes: Any,
) -> Observed:
    """Revision a with these ready workers; `mounts` a Secret; `told`: status and reason before."""
    spec = changes.pop("spec", None) or a_parsed_spec(**({"access": access} if access else {}))
    before = []
    if told is not None:
        before = [
            Condition(
                type=ConditionType.ACCESS_RESTRICTED,
                status=ConditionStatus(told[0]),
                observed_generation=1,
                last_transition_time="2026-01-01T00:00:00Z",
                reason=told[1],
                message="as before",
            )
        ]
    pod_spec = {"access": {"apiKeysSecretRef": {"name": mounts}}} if mounts else {}
    return Observed(
        EndpointView("chat", "demo", "uid", 1, spec, EndpointStatus(conditions=before)),
        PLATFORM,
        records=(RevisionRecord("a", 1, pod_spec, {}, NOON),),
        pods=tuple(
            PodView(
                f"a-{it}",
                f"{it}",
                "a",
                names.ROLE_SERVING,
                NOON,
                ready=True,
                worker=worker if isinstance(worker, WorkerReport) else None,
                mute=worker == MUTE,
            )
            for it, worker in enumerate(workers)
        ),
        **changes,
    )


PODS = frozenset({"Pod"})
REFUSED = (WriteProblem("ConfigMap", "chat-gate", "no"),)
MOUNTED = {"mounts": "chat-keys"}
BEFORE = {"told": ("True", "KeysRequired")}


@pytest.mark.parametrize(
    ("observed", "status", "reason", "says"),
    [
        (an_observed(None), False, "Open", "spec.access asks for keys"),
        (an_observed(None, SEES, **BEFORE), False, "Open", "whoever can connect"),
        (an_observed(KEYS), True, "KeysRequired", "of 1 name in spec.access"),
        (an_observed(KEYS, SEES, SEES), True, "KeysRequired", "of 1 name in spec.access"),
        (an_observed(KEYS, SEES, None), True, "KeysRequired", "of 1 name in spec.access"),
        (an_observed(KEYS, SEES, MUTE), True, "KeysRequired", "of 1 name in spec.access"),
        (an_observed(KEYS, SEES, BLIND), False, "KeysNotChecked", "1 of 2 ready workers"),
        (an_observed(KEYS, ASKS_NOT, BLIND), False, "KeysNotChecked", "1 of 2 ready workers"),
        (an_observed(KEYS, SEES, ASKS_NOT), False, "KeysPending", "1 of 2 ready workers do not"),
        (an_observed(KEYS, ASKS_NOT, **BEFORE), False, "KeysPending", "let everybody ask"),
        (an_observed(KEYS, ASKS_NOT, None), False, "KeysPending", "1 of 2 ready workers do not"),
        (an_observed(KEYS, None), None, "KeysUnknown", "whether it asks for keys"),
        (an_observed(KEYS, SAYS_NOTHING), None, "KeysUnknown", "whether it asks for keys"),
        (an_observed(KEYS, None, MUTE, **BEFORE), True, "KeysRequired", "as before"),
        (an_observed(KEYS, MUTE, MUTE, **BEFORE), None, "KeysUnknown", "do not answer"),
        (an_observed(KEYS, unseen=PODS), None, "KeysUnknown", "could not be observed"),
        (an_observed(KEYS, unseen=PODS, **BEFORE), True, "KeysRequired", "as before"),
        (an_observed(KEYS, **MOUNTED, spec=InvalidSpec("x")), None, "InvalidSpec", "cannot be"),
        (an_observed(None, **BEFORE, spec=InvalidSpec("x")), True, "KeysRequired", "as before"),
        (an_observed(KEYS, problems=REFUSED), None, "WriteRefused", "ConfigMap chat-gate"),
        (an_observed(None, problems=REFUSED, **BEFORE), True, "KeysRequired", "as before"),
        (
            an_observed(None, **BEFORE, spec=a_parsed_spec(paused=True)),
            True,
            "KeysRequired",
            "as before",
        ),
        (an_observed(None, spec=a_parsed_spec(paused=True)), None, "Paused", "paused"),
        # A Secret.
        (an_observed(SECRET), None, "KeysUnknown", "no ready worker has said"),
        (an_observed(SECRET, SEES), False, "KeysPending", "once the revision serves that"),
        (an_observed(SECRET, MUTE), False, "KeysPending", "once the revision serves that"),
        (an_observed(KEYS | SECRET, SEES), True, "KeysRequired", "once the revision serves"),
        (an_observed(KEYS | SECRET, ASKS_NOT), False, "KeysPending", "1 of 1 ready workers"),
        (an_observed(KEYS | SECRET, MUTE), None, "KeysUnknown", "whether it asks for keys"),
        (
            an_observed(SECRET, replace(finds(2), keys_required=False), **MOUNTED),
            False,
            "KeysPending",
            "1 of 1",
        ),
        (an_observed(SECRET, MUTE, **MOUNTED, **BEFORE), None, "KeysUnknown", "do not answer"),
        (an_observed(SECRET, SEES, **MOUNTED), None, "KeysUnknown", "whether Secret chat-keys"),
        (an_observed(SECRET, None, **MOUNTED), None, "KeysUnknown", "whether it asks for keys"),
        (an_observed(SECRET, None, **MOUNTED, **BEFORE), True, "KeysRequired", "as before"),
        (an_observed(SECRET, finds(0), **MOUNTED), False, "SecretMissing", "refused with 401"),
        (
            an_observed(KEYS | SECRET, finds(0), **MOUNTED),
            False,
            "SecretMissing",
            "only keys of 1 name in spec.access pass",
        ),
        (an_observed(SECRET, finds(0), finds(2), **MOUNTED), True, "KeysRequired", "chat-keys"),
        (an_observed(SECRET, finds(2), mounts="old"), True, "KeysRequired", "Secret chat-keys"),
        (
            an_observed(SECRET, finds(0), **MOUNTED, told=("True", "KeysRequired")),
            False,
            "SecretMissing",
            "is missing or has no key",
        ),
        (
            an_observed(SECRET, None, **MOUNTED, told=("True", "FromTheFuture")),
            None,
            "KeysUnknown",
            "whether",
        ),
    ],
)
def test_what_is_told(observed: Observed, status: bool | None, reason: str, says: str) -> None:
    found, why, words = access_restricted(observed, "a")
    assert (found, why) == (status, reason)
    assert says in words


def test_only_who_is_known_without_the_secret_can_be_told_to_an_activator() -> None:
    def those(access: dict[str, Any] | None) -> frozenset[str]:
        return wakers(a_parsed_spec(**({"access": access} if access else {})).access)

    assert those(None) == frozenset()
    assert those(KEYS) == {DIGEST}
    assert those(KEYS | SECRET) == frozenset(), "it would turn the Secret's keys away"


@pytest.mark.parametrize(
    ("ready", "unseen", "number", "workers"),
    [(0, (), 4, 1), (3, (), 4, 3), (0, ("Pod",), 4, 4), (0, ("Pod",), 0, 1)],
)
def test_ready_workers_share_the_budgets(
    ready: int, unseen: tuple[str, ...], number: int, workers: int
) -> None:
    observed = an_observed(KEYS, *[SEES] * ready, unseen=frozenset(unseen))
    assert sharing(observed, "a", number) == workers


def test_the_gate_reads_what_the_operator_writes() -> None:
    limits = [{"name": "team", "requestsPerMinute": 60, "tokensPerMinute": 9000}]
    key = {"name": "team", "sha256": [DIGEST, OTHER]}
    spec = a_parsed_spec(access={"apiKeys": [key], **SECRET, "keyLimits": limits})
    text = gate_settings(ENDPOINT, "chat-a", access=spec.access, workers=3)["data"]
    access = GateSettings.model_validate_json(text["settings.json"]).access
    assert access is not None
    assert access.digests == {"team": (bytes.fromhex(DIGEST), bytes.fromhex(OTHER))}
    assert (access.secret, access.workers) == (True, 3)
    limit = access.limits["team"]
    assert (limit.requests, limit.tokens) == (60, 9000)


def test_without_budgets_the_number_of_workers_is_not_written() -> None:
    spec = a_parsed_spec(access=KEYS)
    one, many = (gate_settings(ENDPOINT, "a", access=spec.access, workers=it) for it in (1, 9))
    assert one == many
    told = json.loads(one["data"]["settings.json"])["access"]
    assert told == {"keys": {"team": [DIGEST]}, "secret": False}
