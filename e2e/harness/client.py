"""A pod that asks models from inside the cluster, and a way in from outside."""

import contextlib
import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from e2e import operator
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

POD = "client"
TRAFFIC = Path(__file__).with_name("traffic.py")
# kube-proxy takes changes in once a second, and a name that was not there is remembered for five.
ROUTED_WITHIN = 15.0  # seconds, with kubectl's own time for each look
# Without a share of its own it stands still for seconds beside engines that have one, and then uses
# connections that it believes fresh and the server has closed.
CPU = "200m"
STOP_LIMIT = 180.0  # seconds: requests that are under way go on to their end
SECURITY = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
# Prints status and body of one request: `fetch.py METHOD URL KEY [BODY]`; no key: "". A name that
# nobody could be asked about is asked for again.
FETCH = """
import json, socket, sys, urllib.error, urllib.request
method, url, key, *body = sys.argv[1:]
data = body[0].encode() if body else None
headers = {"content-type": "application/json"}
headers |= {"authorization": f"Bearer {key}"} if key else {}
request = urllib.request.Request(url, data, headers, method=method)
for _ in range(3):
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    except OSError as error:
        status, text = 0, str(error)
        why = getattr(error, "reason", None)
        if isinstance(why, socket.gaierror) and why.errno == socket.EAI_AGAIN:
            continue
    break
print(json.dumps([status, text]))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 0: no answer came, and `text` says why."""

    status: int
    text: str

    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Client:
    """The client pod of one namespace."""

    kubectl: Kubectl
    namespace: str

    def get(self, url: str, key: str = "") -> Answer:
        """One GET from inside the cluster; with an API key, if there is one."""
        return self._fetch("GET", url, key)

    def send(self, method: str, url: str, document: object, key: str = "") -> Answer:
        """One request with a JSON body."""
        return self._fetch(method, url, key, json.dumps(document))

    def wait_routed(self, url: str) -> None:
        """Until the API answers. Ready pods are routed to a moment after they are Ready."""
        until(f"{url} answers", lambda: self.get(f"{url}/models").status == 200, ROUTED_WITHIN)

    def served_model(self, url: str) -> str:
        """Which model folder answers now: the `root` of the only entry of /v1/models."""
        answer = self.get(f"{url}/models")
        assert answer.status == 200, answer
        (entry,) = answer.json()["data"]
        return str(entry["root"])

    def weights(self, url: str, model: str) -> str:
        """The hash of the weights that serve: the simulated engine begins each answer with it."""
        self.wait_routed(url)
        question = {"model": model, "prompt": "Who is there?", "max_tokens": 8}
        answer = self.send("POST", f"{url}/completions", question)
        assert answer.status == 200, answer
        return str(answer.json()["choices"][0]["text"].split()[3])

    def stream(self, url: str, model: str, **order: object) -> "Load":
        """Streaming requests until the load is stopped; see traffic.py for what can be ordered."""
        self.wait_routed(url)
        return self.ask(url, model, **order)

    def ask(self, url: str, model: str, **order: object) -> "Load":
        """The same, whether or not somebody answers yet."""
        command = [
            str(self.kubectl.program), "exec", "-i", "-n", self.namespace, POD, "--",
            "python3", "-c", TRAFFIC.read_text(), json.dumps({"url": url, "model": model, **order}),
        ]  # fmt: skip
        return Load.begin(command, self.kubectl)

    def _fetch(self, *arguments: str) -> Answer:
        words = self.kubectl(
            "exec", "-n", self.namespace, POD, "--", "python3", "-c", FETCH, *arguments
        )
        return Answer(*json.loads(words))


@dataclass(slots=True)
class Load:
    """Requests that are under way. `lines` are (seconds of the monotonic clock, what was said)."""

    process: subprocess.Popen[str]
    lines: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    @classmethod
    def begin(cls, command: list[str], kubectl: Kubectl) -> Self:
        """Start asking."""
        process = subprocess.Popen(
            command, env=kubectl.environment(), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        load = cls(process)
        for follow in (load._follow, load._follow_errors):
            thread = threading.Thread(target=follow, daemon=True)
            thread.start()
            load._threads.append(thread)
        return load

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)

    def ended(self) -> list[dict[str, Any]]:
        """Requests that are over."""
        return [line for _, line in tuple(self.lines) if line["event"] == "ended"]

    def stop(self) -> list[dict[str, Any]]:
        """Begin no more, wait for those under way, and return how each ended."""
        if self.process.stdin:
            self.process.stdin.close()
        code = self.process.wait(STOP_LIMIT)
        for thread in self._threads:
            thread.join(10)
        assert code == 0, f"the client ended with code {code}: {''.join(self.errors)}"
        assert self.lines[-1][1]["event"] == "finished", self.lines[-1]
        return self.ended()

    def wait_for(self, count: int, limit: float) -> None:
        """Until so many requests are over."""
        deadline = time.monotonic() + limit
        while len(self.ended()) < count:
            assert self.process.poll() is None, f"the client ended: {''.join(self.errors)}"
            seen = f"{len(self.ended())} of {count} requests after {limit:g} s: {self.lines[-5:]}"
            assert time.monotonic() < deadline, seen
            time.sleep(0.05)

    def under_way_at(self, moment: float) -> set[int]:
        """Requests that had begun and were not over."""
        before = [line for at, line in tuple(self.lines) if at <= moment and "id" in line]
        began = {line["id"] for line in before if line["event"] == "began"}
        return began - {line["id"] for line in before if line["event"] == "ended"}

    def _follow(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), json.loads(line)))

    def _follow_errors(self) -> None:
        assert self.process.stderr
        self.errors.extend(self.process.stderr)


def not_whole(ended: list[dict[str, Any]], tokens: int) -> list[dict[str, Any]]:
    """Requests that failed, or whose answer is not exactly what was asked for."""
    whole = {"status": 200, "tokens": tokens, "finish": "length", "done": True, "problem": None}
    return [one for one in ended if any(one[key] != value for key, value in whole.items())]


def start(kubectl: Kubectl, namespace: str) -> Client:
    """Have the client pod run. Its image is the operator's own, which has Python and aiohttp."""
    image = kubectl(
        "get", "deployment", "-n", operator.NAMESPACE, "-l", "app.kubernetes.io/name=pilotlight",
        "-o", "jsonpath={.items[0].spec.template.spec.containers[0].image}",
    )  # fmt: skip
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": POD, "namespace": namespace},
        "spec": {
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "terminationGracePeriodSeconds": 0,
            "containers": [
                {
                    "name": POD,
                    "image": image,
                    "command": ["sleep", "infinity"],
                    "resources": {"requests": {"cpu": CPU}},
                    "securityContext": SECURITY,
                }
            ],
        },
    }
    kubectl.apply(pod)
    kubectl("wait", f"pod/{POD}", "-n", namespace, "--for=condition=Ready", "--timeout=60s")
    return Client(kubectl, namespace)


@contextlib.contextmanager
def forwarded(kubectl: Kubectl, namespace: str, service: str) -> Iterator[str]:
    """The address on this machine that leads to a Service, by kubectl port-forward."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(kubectl.program), "port-forward", "-n", namespace, f"svc/{service}", f"{port}:80",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, env=kubectl.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("Forwarding"), f"kubectl port-forward: {said}"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)
