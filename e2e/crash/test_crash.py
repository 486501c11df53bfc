"""A worker that dies says why, and nothing that served before is touched.

Three endpoints on the simulated engine, at the same time. The first never comes up: the kernel
kills its engine for its memory. The second serves, and then gets an engine flag that does not
exist: clients go on being served by the revision that works, until the flag is taken back and
another change goes through. The third serves for some seconds and dies, again and again. Each time
a condition and a Warning Event name the reason, the field, and the mend.
"""

import time

from e2e.harness.client import Client, not_whole
from e2e.harness.endpoint import SIM_READY_WITHIN, TOLD_WITHIN, Endpoint, condition, sim
from e2e.kubectl import Kubectl

TOKENS = 40
# The time in which a pod is scheduled, started and dies; from then on it is knowable.
UNTIL_DEAD = 20.0
STAYS_STALLED = 5.0


def test_a_dying_worker_says_why_and_the_working_revision_serves_on(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    killed = Endpoint(installed, namespace, "killed")
    chat = Endpoint(installed, namespace, "chat")
    looping = Endpoint(installed, namespace, "looping")
    little = {"limits": {"memory": "300Mi"}}
    exhausting = faults(CRASH="oom", CRASH_AFTER="load")
    killed.apply(sim("killed", runtime={"env": exhausting, "resources": little}))
    chat.apply(sim("chat"))
    looping.apply(sim("looping", runtime={"env": faults(CRASH="traceback", CRASH_AFTER="6")}))

    killed.wait_told("OutOfMemory", "limits.memory", within=UNTIL_DEAD + TOLD_WITHIN)
    assert condition(killed.read(), "Stalled")["status"] == "True", killed.told()
    chat.wait_ready()
    good = chat.active()

    with client.stream(chat.url, "chat", tokens=TOKENS, clients=1) as load:
        load.wait_for(3, limit=30)
        chat.patch({"runtime": {"engine": {"extraArgs": ["--no-such-flag"]}}})
        chat.wait_told(
            "BadArguments", "--no-such-flag", "spec.runtime.engine.extraArgs",
            within=UNTIL_DEAD + TOLD_WITHIN,
        )  # fmt: skip
        time.sleep(STAYS_STALLED)
        bad = chat.read()
        assert condition(bad, "Stalled")["status"] == "True", chat.told()
        assert condition(bad, "Available")["status"] == "True", chat.told()
        assert bad["status"]["activeRevision"] == good
        chat.patch({"runtime": {"engine": {"extraArgs": []}}})
        chat.wait_ready()
        assert chat.active() == good, "the revision that never stopped serving"
        chat.patch({"runtime": {"engine": {"maxNumSeqs": 64}}})
        chat.wait_ready()
        assert chat.active() != good
        ended = load.stop()
    assert not not_whole(ended, TOKENS), f"of {len(ended)}: {not_whole(ended, TOKENS)[:3]}"

    looping.wait_told("EngineCrashed", "simulated crash", within=SIM_READY_WITHIN)
    killed.patch({"runtime": {"env": faults()}})
    killed.wait_ready()
    assert condition(killed.read(), "Stalled")["status"] == "False"


def faults(**named: str) -> list[dict[str, str]]:
    """Environment of an engine that loads quickly and goes wrong as named."""
    values = {"LOAD_SECONDS": "0.2", **named}
    return [{"name": f"PILOTLIGHT_SIM_{name}", "value": value} for name, value in values.items()]
