"""The demo: `python -m e2e.demo up | down`.

From nothing to an answer that streams out of real vLLM, in a pod of a real Kubernetes, made by the
operator from one manifest. Safe to repeat; every step says what it does.
"""

import argparse
import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from e2e import operator
from e2e.cluster import builds, cluster
from e2e.cluster.failures import ClusterError

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
NAMESPACE = "demo"
NAME = "chat"
READY_BUDGET_SECONDS = 900
QUESTION = {
    "model": NAME,
    "stream": True,
    "max_tokens": 24,
    "messages": [{"role": "user", "content": "Is anybody there?"}],
}

# What an application would do: streams one answer. Runs in a pod, and on this machine.
CLIENT = """
import json, sys, urllib.request
url, body = sys.argv[1], sys.argv[2].encode()
request = urllib.request.Request(url, body, {"content-type": "application/json"})
for line in urllib.request.urlopen(request, timeout=60):
    text = line.decode().strip().removeprefix("data: ")
    if text and text != "[DONE]":
        delta = json.loads(text)["choices"][0]["delta"]
        print(delta.get("content") or "", end="", flush=True)
print()
"""


def up() -> None:
    """Everything, step by step.

    Raises:
        ClusterError: with what went wrong and where to look.
    """
    step("1/5  a Kubernetes with the operator (chart charts/pilotlight)")
    operator.install()
    step(f"2/5  kubectl apply -n {NAMESPACE} -f {MANIFEST.relative_to(operator.ROOT)}")
    _namespace()
    operator.kubectl("apply", "-n", NAMESPACE, "-f", str(MANIFEST))
    _wait_until_ready()
    step("3/5  a streamed answer, from a pod in the cluster through the Service")
    _ask_from_inside()
    step("4/5  and from this machine, through kubectl port-forward")
    with _forwarded() as port:
        _ask(f"http://127.0.0.1:{port}/v1/chat/completions")
    step("5/5  kubectl get iep")
    print(operator.kubectl("get", "iep", "-n", NAMESPACE))
    print(_next_steps())


def down() -> None:
    """Endpoint, operator and, when it is ours, the cluster."""
    if operator.is_local():
        cluster.down()
        return
    operator.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found")
    operator.uninstall()


def step(title: str) -> None:
    """A headline."""
    print(f"\n== {title}", flush=True)


def _namespace() -> None:
    manifest = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": NAMESPACE,
            "labels": {"pod-security.kubernetes.io/enforce": "restricted"},
        },
    }
    operator.kubectl("apply", "-f", "-", stdin=json.dumps(manifest))


def _wait_until_ready() -> None:
    """One line that changes in place on a terminal; a line per change elsewhere."""
    started = time.monotonic()
    shown = ""
    live = sys.stdout.isatty()
    while time.monotonic() - started < READY_BUDGET_SECONDS:
        endpoint = json.loads(operator.kubectl("get", "iep", NAME, "-n", NAMESPACE, "-o", "json"))
        status = endpoint.get("status", {})
        message = status.get("message", "waiting for the operator")
        elapsed = time.monotonic() - started
        if live:
            print(f"\r\033[K   {elapsed:4.0f} s  {message}", end="", flush=True)
        elif message != shown:
            print(f"   {elapsed:4.0f} s  {message}", flush=True)
        shown = message
        if _is_ready(endpoint):
            print("\n" if live else "", end="")
            return
        time.sleep(1)
    raise ClusterError(
        f"{NAME} is not Ready after {READY_BUDGET_SECONDS} s: {shown}\n"
        f"look at: kubectl describe iep {NAME} -n {NAMESPACE}"
    )


def _is_ready(endpoint: dict[str, object]) -> bool:
    status = endpoint.get("status") or {}
    assert isinstance(status, dict)
    fresh = status.get("observedGeneration") == endpoint["metadata"]["generation"]  # type: ignore[index]
    conditions = {item["type"]: item["status"] for item in status.get("conditions", [])}
    return fresh and conditions.get("Ready") == "True"


def _ask_from_inside() -> None:
    image = operator.kubectl(
        "get", "deployment", "-n", operator.NAMESPACE, "-l", "app.kubernetes.io/name=pilotlight",
        "-o", "jsonpath={.items[0].spec.template.spec.containers[0].image}",
    )  # fmt: skip
    url = f"http://{NAME}.{NAMESPACE}.svc/v1/chat/completions"
    security = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "client", "namespace": NAMESPACE},
        "spec": {
            "restartPolicy": "Never",
            "enableServiceLinks": False,
            "automountServiceAccountToken": False,
            "containers": [
                {
                    "name": "client",
                    "image": image,
                    "command": ["python3", "-c", CLIENT, url, json.dumps(QUESTION)],
                    "securityContext": security,
                }
            ],
        },
    }
    operator.kubectl("delete", "pod", "client", "-n", NAMESPACE, "--ignore-not-found", "--now")
    operator.kubectl("apply", "-f", "-", stdin=json.dumps(pod))
    operator.kubectl(
        "wait", "pod/client", "-n", NAMESPACE, "--timeout=120s",
        "--for=jsonpath={.status.phase}=Succeeded",
    )  # fmt: skip
    print(f"   {url}\n   > {operator.kubectl('logs', 'client', '-n', NAMESPACE).strip()}")
    operator.kubectl("delete", "pod", "client", "-n", NAMESPACE, "--now")


@contextlib.contextmanager
def _forwarded() -> Iterator[int]:
    """A local port that leads to the Service."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(builds.kubectl()), "port-forward", "-n", NAMESPACE, f"svc/{NAME}", f"{port}:80"]
    forward = subprocess.Popen(
        command, env=operator.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(port, forward)
        yield port
    finally:
        forward.terminate()
        forward.wait(10)


def _wait_for(port: int, forward: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if forward.poll() is not None:
            words = forward.stderr.read().decode() if forward.stderr else ""
            raise ClusterError(f"kubectl port-forward ended: {words.strip()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    raise ClusterError("kubectl port-forward does not listen after 10 s")


def _ask(url: str) -> None:
    """The same client on this machine: prints the answer as it streams."""
    print(f"   {url}\n   > ", end="", flush=True)
    command = [sys.executable, "-c", CLIENT, url, json.dumps(QUESTION)]
    if subprocess.run(command, check=False).returncode != 0:
        raise ClusterError(f"no answer from {url}")
    print("   (a model of two random layers: real vLLM, no sense)")


def _next_steps() -> str:
    exports = ""
    if operator.is_local():
        tools = builds.kubectl().parent
        exports = f"  export KUBECONFIG={operator.KUBECONFIG} PATH={tools}:$PATH\n"
    return (
        f"What to try next:\n{exports}"
        f"  kubectl describe iep {NAME} -n {NAMESPACE}\n"
        f"  kubectl patch iep {NAME} -n {NAMESPACE} --type merge"
        ' -p \'{"spec":{"model":{"uri":"file:///models/tiny-b"}}}\'\n'
        f"  kubectl get iep {NAME} -n {NAMESPACE} -o wide -w\n"
        f"  kubectl scale iep {NAME} -n {NAMESPACE} --replicas 2\n"
        "  make demo-down"
    )


def main() -> int:
    """Parses the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m e2e.demo", description=__doc__)
    parser.add_argument("action", choices=("up", "down"))
    options = parser.parse_args()
    try:
        {"up": up, "down": down}[options.action]()
    except ClusterError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
