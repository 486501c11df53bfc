"""Keys come, change and go, in the spec and in a Secret, while pods stay as they are; and a change
of the model is tested by the operator, which has no key.

Kubelets show a changed ConfigMap or Secret within a minute and a half: the first story waits for
both at the same time.
"""

import hashlib
import secrets
import time

from e2e.harness.client import Answer, Client
from e2e.harness.endpoint import SIM_READY_WITHIN, Endpoint, Json, condition, sim
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

# The kubelet's sync period is a minute, and it looks at each pod up to half of that later.
SHOWN_WITHIN = 100.0
TOLD_WITHIN = 45.0


def digest(key: str) -> str:
    """As `printf %s "$KEY" | sha256sum` prints it."""
    return hashlib.sha256(key.encode()).hexdigest()


def of_the_spec(*keys: str) -> Json:
    """One tenant with these keys."""
    return {"apiKeys": [{"name": "team", "sha256": [digest(key) for key in keys]}]}


def secret(kubectl: Kubectl, namespace: str, **keys: str) -> None:
    """The Secret of keys, as it shall be."""
    body = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "chat-keys"},
        "stringData": keys,
    }
    kubectl.apply(body, namespace=namespace)


def ask(client: Client, endpoint: Endpoint, key: str = "") -> Answer:
    """One completion."""
    body = {"model": endpoint.name, "prompt": "Hello", "max_tokens": 2}
    return client.send("POST", f"{endpoint.url}/completions", body, key)


def until_status(client: Client, endpoint: Endpoint, key: str, status: int) -> float:
    """Until such a request is answered so; how long that took."""
    began = time.monotonic()
    until(
        f"{endpoint.name}: {status} for {key[:6] or 'no key'}",
        lambda: ask(client, endpoint, key).status == status,
        SHOWN_WITHIN,
    )
    return time.monotonic() - began


def untouched(endpoint: Endpoint) -> set[tuple[str, int]]:
    """Its pods, and how often their container was started."""
    return {
        (pod["metadata"]["uid"], pod["status"]["containerStatuses"][0]["restartCount"])
        for pod in endpoint.pods()
    }


def test_keys_change_while_pods_stay(installed: Kubectl, namespace: str, client: Client) -> None:
    ours, theirs = secrets.token_hex(32), secrets.token_hex(32)
    hashed = Endpoint(installed, namespace, "hashed")
    mounted = Endpoint(installed, namespace, "mounted")
    hashed.apply(sim("hashed", access=of_the_spec(ours)))
    mounted.apply(sim("mounted", access={"apiKeysSecretRef": {"name": "chat-keys"}}))
    hashed.wait_ready()
    mounted.wait_ready()

    until_status(client, hashed, ours, 200)
    for stranger in ("", theirs):
        answer = ask(client, hashed, stranger)
        assert (answer.status, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    restricted = condition(hashed.read(), "AccessRestricted")
    assert (restricted["status"], restricted["reason"]) == ("True", "KeysRequired")

    until_status(client, mounted, ours, 401)  # there is no Secret yet
    mounted.wait_told("SecretMissing", "chat-keys", within=TOLD_WITHIN)
    before = untouched(hashed) | untouched(mounted)

    hashed.patch({"access": of_the_spec(theirs)})
    secret(installed, namespace, team=ours)
    rotated = until_status(client, hashed, theirs, 200)
    assert ask(client, hashed, ours).status == 401
    shown = rotated + until_status(client, mounted, ours, 200)
    assert ask(client, mounted, theirs).status == 401
    print(f"\na key in the spec counted after {rotated:.0f} s, one in a Secret after {shown:.0f} s")
    assert untouched(hashed) | untouched(mounted) == before


def test_a_rollout_is_tested_without_a_key(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    key = secrets.token_hex(32)
    chat = Endpoint(installed, namespace, "chat")
    tested = {"smokeTest": {"prompt": "Hello", "maxTokens": 4, "attempts": 1}}
    chat.apply(sim("chat", access=of_the_spec(key), rollout=tested))
    chat.wait_ready()
    first = chat.active()
    chat.patch({"model": {"uri": "file:///models/tiny-b"}})
    chat.wait("the new revision serves", lambda _: chat.active() != first, SIM_READY_WITHIN)
    chat.wait_ready()
    assert (ask(client, chat).status, ask(client, chat, key).status) == (401, 200)
    assert not [it for it in chat.events() if it["reason"] == "SmokeTestFailed"]
