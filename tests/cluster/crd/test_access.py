"""`spec.access` before the API server: what is stored, and what is refused with which words."""

import json
from typing import Any

import pytest

from tests.cluster.crd.kubectl import Kubectl, KubectlError, Manifest, an_endpoint

DIGEST = "ab" * 32


def digest(number: int) -> str:
    return f"{number:064x}"


def key(name: str = "team", *digests: str) -> Manifest:
    return {"name": name, "sha256": list(digests or (DIGEST,))}


def guarded(**access: Any) -> Manifest:
    return an_endpoint(spec__access=access)


def test_most_of_it_is_stored_as_written(kubectl: Kubectl) -> None:
    access = {
        "apiKeys": [
            key(f"Team_{number}.a-b", *(digest(4 * number + it) for it in range(4)))
            for number in range(64)
        ],
        "apiKeysSecretRef": {"name": "chat-keys"},
        "keyLimits": [
            {"name": "Team_0.a-b", "requestsPerMinute": 1, "tokensPerMinute": 1_000_000_000},
            *({"name": f"of-the-secret-{it}", "requestsPerMinute": 10_000_000} for it in range(63)),
        ],
    }
    assert json.loads(kubectl.create(guarded(**access)))["spec"]["access"] == access


def test_no_default_makes_keys_required(kubectl: Kubectl) -> None:
    assert "access" not in json.loads(kubectl.create(an_endpoint()))["spec"]


LIMIT: Manifest = {"name": "team", "requestsPerMinute": 60}


@pytest.mark.parametrize(
    ("access", "says"),
    [
        ({}, ("spec.access", "leave access out where everybody may ask")),
        ({"apiKeys": []}, ("spec.access", "give apiKeys or apiKeysSecretRef")),
        ({"keyLimits": [LIMIT]}, ("spec.access", "give apiKeys or apiKeysSecretRef")),
        ({"apiKeys": [key(), key()]}, ("spec.access.apiKeys", "Duplicate value")),
        ({"apiKeys": [key("a"), key("b")]}, ("spec.access", "two names have the same digest")),
        ({"apiKeys": [key("a b")]}, ("name", "letters, digits")),
        ({"apiKeys": [key("-a")]}, ("name", "begins and ends with")),
        ({"apiKeys": [key("a" * 64)]}, ("name", "63")),
        ({"apiKeys": [{"name": "team"}]}, ("sha256", "Required")),
        ({"apiKeys": [{"name": "team", "sha256": []}]}, ("sha256", "at least 1")),
        (
            {"apiKeys": [key("team", *(digest(it) for it in range(5)))]},
            ("sha256", "at most 4"),
        ),
        ({"apiKeys": [{"name": "team", "sha256": DIGEST}]}, ("sha256", "array")),
        ({"apiKeys": [key("team", "sk-plain")]}, ("sha256", "64")),
        ({"apiKeys": [key("team", "AB" * 32)]}, ("sha256", 'printf %s "$KEY" | sha256sum')),
        ({"apiKeys": [key()], "key": "x"}, ('unknown field "spec.access.key"',)),
        ({"apiKeysSecretRef": {}}, ("apiKeysSecretRef.name", "Required")),
        (
            {"apiKeys": [key()], "keyLimits": [{**LIMIT, "name": "other"}]},
            ("spec.access", "a limit names no key of apiKeys"),
        ),
        (
            {"apiKeys": [key()], "keyLimits": [{"name": "team"}]},
            ("keyLimits", "give one of them"),
        ),
        ({"apiKeys": [key()], "keyLimits": [LIMIT, LIMIT]}, ("keyLimits", "Duplicate value")),
        (
            {"apiKeys": [key()], "keyLimits": [{**LIMIT, "requestsPerMinute": 0}]},
            ("requestsPerMinute", "greater than or equal to 1"),
        ),
        (
            {"apiKeys": [key()], "keyLimits": [{**LIMIT, "tokensPerMinute": 1_000_000_001}]},
            ("tokensPerMinute", "less than or equal to 1000000000"),
        ),
        ({"apiKeys": [key(f"n{it}", digest(it)) for it in range(65)]}, ("apiKeys", "at most 64")),
    ],
    ids=lambda it: it[-1] if isinstance(it, tuple) else "",
)
def test_mistakes_are_refused(
    kubectl: Kubectl, access: dict[str, Any], says: tuple[str, ...]
) -> None:
    with pytest.raises(KubectlError) as refused:
        kubectl.create(guarded(**access))
    for words in says:
        assert words in str(refused.value)


def test_a_limit_of_a_key_that_only_the_secret_has_is_taken(kubectl: Kubectl) -> None:
    access = {"apiKeysSecretRef": {"name": "chat-keys"}, "keyLimits": [LIMIT]}
    assert json.loads(kubectl.create(guarded(**access)))["spec"]["access"] == access
