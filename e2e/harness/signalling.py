"""Signals to single processes in a container, sent from inside it, so on any cluster.

Process 1 (tini) cannot be killed or stopped from inside; everything below it can.
"""

import json

from e2e.kubectl import Kubectl

# `python3 -c SIGNAL ROLE SIGNAL`: finds the processes of a role, prints their ids, signals them.
SIGNAL = """
import json, os, pathlib, signal, sys

role, number = sys.argv[1], getattr(signal, sys.argv[2])
parents, words = {}, {}
for entry in pathlib.Path("/proc").iterdir():
    if entry.name.isdigit() and int(entry.name) not in (1, os.getpid()):
        try:
            argv = (entry / "cmdline").read_bytes().decode(errors="replace").split("\\0")
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        words[int(entry.name)] = argv
        parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])

def below(ancestor):
    children = [pid for pid, parent in parents.items() if parent == ancestor]
    return children + [pid for child in children for pid in below(child)]

def having(*wanted):
    return [pid for pid, argv in words.items() if all(word in argv for word in wanted)]

if role == "operator":
    found = having("pilotlight")
else:
    (supervisor,) = having("pilotlight_worker", "serve")
    engine = [pid for pid in below(supervisor) if parents[pid] == supervisor]
    found = {
        "supervisor": [supervisor],
        "engine": engine,
        "engine core": [p for p in below(supervisor) if words[p][0].startswith("VLLM::Engine")],
        "worker": [supervisor, *below(supervisor)],
    }[role]
print(json.dumps(found), flush=True)
for pid in found:
    os.kill(pid, number)
"""


def signal(kubectl: Kubectl, namespace: str, pod: str, role: str, name: str) -> None:
    """Send the signal called `name` to the processes of a role in a pod.

    Roles: `operator`; of a worker `supervisor`, `engine` (its first process, which serves HTTP),
    `engine core` (vLLM's other one), and `worker` (all of these).
    """
    command = ("exec", "-n", namespace, pod, "--", "python3", "-c", SIGNAL, role, name)
    done = kubectl.attempt(*command)
    # Not its exit code: with its first process the container ends, and the messenger with it.
    assert json.loads(done.stdout or "[]"), f"no {role} in {pod}: {done.stderr}"
