"""Real vLLM behind the gate: what its app answers, and what of it passes with which key; limits,
and their end."""

import hashlib
import json
import time
from typing import Any

import yaml

from e2e import operator
from e2e.harness.client import POD, ROUTED_WITHIN, Client
from e2e.harness.endpoint import Endpoint
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
READY_WITHIN = 480.0  # seconds; one to two minutes on two cores that do nothing else
DECLARED = {
    "/v1/models", "/v1/completions", "/v1/chat/completions", "/v1/responses", "/v1/embeddings",
    "/v1/audio/transcriptions", "/v1/audio/translations", "/health",
}  # fmt: skip
# Some that every vLLM has had for a year; a list without them is not vLLM's.
KNOWN = {"/metrics", "/tokenize", "/version"}
KEY, WRONG = "sk-good", "sk-wrong"
ACCESS = {"apiKeys": [{"name": "team", "sha256": [hashlib.sha256(KEY.encode()).hexdigest()]}]}
LIMITS = {"maxInputTokens": 40, "maxOutputTokens": 440, "timeout": "8s"}
CLIENTS = 20
ANSWERS = 128  # to one request; the limit
WHOLE_WITHIN = 10.0  # seconds: the time-out, and a call of kubectl
FREED_WITHIN = 5.0  # seconds, with two calls of kubectl; their answers would take longer
# Asks `[[method, url, body or null], …]` with a key, and prints `[[status, headers, text], …]`.
FETCH_ALL = """
import json, sys, urllib.error, urllib.request
answers = []
headers = {"content-type": "application/json"}
headers |= {"authorization": f"Bearer {sys.argv[2]}"} if sys.argv[2] else {}
for method, url, body in json.loads(sys.argv[1]):
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            answers.append([answer.status, dict(answer.headers), answer.read().decode()])
    except urllib.error.HTTPError as error:
        answers.append([error.code, dict(error.headers), error.read().decode()])
print(json.dumps(answers))
"""
# Opens so many streams, hears the first token of each, leaves them all, and prints when that was.
LEAVE = """
import json, sys, time, urllib.request
url, count, body = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
headers = {"content-type": "application/json", "authorization": f"Bearer {sys.argv[4]}"}
asked = urllib.request.Request(url, body, headers)
streams = [urllib.request.urlopen(asked, timeout=30) for _ in range(count)]
for stream in streams:
    stream.readline()
for stream in streams:
    stream.close()
print(json.dumps(time.time()))
"""
# Looks at the worker's metrics until nothing runs, and prints when that was.
UNTIL_FREE = """
import json, sys, time, urllib.request
deadline = time.time() + 60
while time.time() < deadline:
    text = urllib.request.urlopen("http://127.0.0.1:8081/metrics", timeout=10).read().decode()
    lines = [it for it in text.splitlines() if it.startswith("vllm:num_requests_running{")]
    if lines and all(float(it.split()[-1]) == 0 for it in lines):
        break
    time.sleep(0.1)
print(json.dumps(time.time()))
"""
# Prints the flags of vLLM that the worker finds.
FLAGS = """
import json
from pilotlight_worker.flags import known_flags
print(json.dumps(sorted(known_flags(["python3", "-m", "vllm.entrypoints.openai.api_server"]))))
"""

Answered = tuple[int, dict[str, str], str]


def test_of_vllms_routes_only_the_declared_ones_pass_and_limits_hold(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    chat = Endpoint(installed, namespace, "chat")
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["spec"] |= {"requestLimits": LIMITS, "access": ACCESS}
    chat.apply(manifest)
    chat.wait_ready(READY_WITHIN)
    models = f"{chat.url}/models"
    until("the key opens it", lambda: client.get(models, KEY).status == 200, ROUTED_WITHIN)
    (pod,) = (it["metadata"]["name"] for it in chat.pods())
    # Of the engine and of the server: these two would be taken in an abbreviated form, too.
    assert {"trust-remote-code", "tool-parser-plugin"} <= set(execute(client, pod, FLAGS))
    assert_only_the_declared_pass(client, chat, vllms_paths(installed, namespace, pod))
    assert_limits_hold(client, chat)
    assert_a_stream_ends_in_time(client, chat, pod)
    assert_who_leaves_frees_the_engine(client, chat, pod)


def vllms_paths(kubectl: Kubectl, namespace: str, pod: str) -> list[str]:
    """Every path that this vLLM's application has and the gate closes, as it tells at its start."""
    log = kubectl("logs", "-n", namespace, pod, "-c", "worker")
    (line,) = [it for it in log.splitlines() if "component=gate" in it and "event=routes" in it]
    closed = line.split(' closed="')[1].split('"')[0].split()
    assert set(closed) >= KNOWN, closed
    assert not DECLARED & set(closed)
    return closed


def assert_only_the_declared_pass(client: Client, chat: Endpoint, closed: list[str]) -> None:
    """And those only with the key, but for the probe."""
    root = chat.url.removesuffix("/v1")
    paths = [path.replace("{", "").replace("}", "") for path in closed]
    asked = [(method, root + path, None) for path in paths for method in ("GET", "POST")]
    body = {"model": "chat", "prompt": "Hi", "max_tokens": 1}
    guarded = [("GET", f"{chat.url}/models", None), ("POST", f"{chat.url}/completions", body)]
    for key, status in (("", 401), (WRONG, 401), (KEY, 200)):
        for (method, url, _), (told, _, text) in zip(asked, ask(client, asked, key), strict=True):
            assert told == 404, (method, url, key, told, text)
            assert json.loads(text)["error"]["code"] == "unknown_url", (method, url, text)
        passing = [*guarded, ("GET", f"{root}/health", None)]
        assert [told for told, _, _ in ask(client, passing, key)] == [status, status, 200], key


def assert_limits_hold(client: Client, chat: Endpoint) -> None:
    completions, chats = f"{chat.url}/completions", f"{chat.url}/chat/completions"
    rows: list[tuple[str, dict[str, Any], int | None, str | None]] = [
        # As a stream, whose head comes with the first of so many tokens.
        (completions, {"prompt": "Hi", "max_tokens": 9999, "stream": True}, 200, None),
        (completions, {"prompt": [5] * 41}, 400, "context_length_exceeded"),
        # More than 40 bytes are counted by vLLM itself; so many blanks are few tokens or many.
        (completions, {"prompt": "a" * 41 + " " * 20, "max_tokens": 2}, None, None),
        (completions, {"prompt": "one two three " * 40}, 400, "context_length_exceeded"),
        (completions, {"prompt": []}, 400, "invalid_body"),
        (completions, {"prompt": "Hi", "n": 129}, 400, "too_many_choices"),
        (chats, {"messages": []}, 400, "invalid_body"),
        (
            chats,
            {"messages": [{"role": "user", "content": "a b " * 90}]},
            400,
            "context_length_exceeded",
        ),
    ]
    answers = ask(client, [("POST", url, {"model": "chat", **body}) for url, body, _, _ in rows])
    for (_, body, wanted, code), (status, headers, text) in zip(rows, answers, strict=True):
        assert wanted in (status, None), (body, status, text)
        assert code is None or json.loads(text)["error"]["code"] == code, (body, text)
        assert status < 500, (body, text)
        said = headers.get("x-pilotlight-max-tokens")
        assert said == ("440" if body.get("max_tokens") == 9999 else None), (body, status)


def assert_a_stream_ends_in_time(client: Client, chat: Endpoint, pod: str) -> None:
    """So many answers of 440 tokens are more than eight seconds of work for two cores."""
    body = {"model": "chat", "prompt": "Hi", "max_tokens": 440, "n": ANSWERS, "ignore_eos": True}
    began = time.monotonic()
    ((status, _, text),) = ask(
        client, [("POST", f"{chat.url}/completions", {**body, "stream": True})]
    )
    took = time.monotonic() - began
    # Not by splitlines: what a model says may have other ends of lines in it.
    events = [line for line in text.split("\n") if line]
    assert (status, events[-1]) == (200, "data: [DONE]")
    told = [
        json.loads(line.removeprefix("data: ")) for line in events[:-1] if line.startswith("data:")
    ]
    choices = [choice for it in told for choice in it.get("choices", ())]
    if sum(it["finish_reason"] == "length" for it in choices) == ANSWERS:
        assert took < WHOLE_WITHIN, "a machine that is faster has it whole, but not later"
    else:
        assert told[-1]["error"]["code"] == "request_timeout", told[-1]
    ended = time.monotonic()
    execute(client, pod, UNTIL_FREE)
    assert time.monotonic() - ended < FREED_WITHIN


def assert_who_leaves_frees_the_engine(client: Client, chat: Endpoint, pod: str) -> None:
    body = {"model": "chat", "prompt": "Hi", "max_tokens": 440, "ignore_eos": True, "stream": True}
    url = f"{chat.url}/completions"
    left = execute(client, POD, LEAVE, url, str(CLIENTS), json.dumps(body), KEY)
    free = execute(client, pod, UNTIL_FREE)
    assert free - left < FREED_WITHIN, free - left
    again = {**body, "max_tokens": 1, "stream": False}
    assert client.send("POST", url, again, KEY).status == 200


def ask(client: Client, requests: list[tuple[str, str, Any]], key: str = KEY) -> list[Answered]:
    """All of them from inside the cluster, with one call of kubectl."""
    return [tuple(it) for it in execute(client, POD, FETCH_ALL, json.dumps(requests), key)]


def execute(client: Client, pod: str, program: str, *arguments: str) -> Any:
    """What this Python program prints in a pod."""
    command = ("exec", "-n", client.namespace, pod, "--", "python3", "-c", program, *arguments)
    return json.loads(client.kubectl(*command))
