"""Who leads among the operators, and how a story takes it from them."""

from dataclasses import dataclass

from e2e import operator
from e2e.harness.signalling import signal
from e2e.harness.waiting import until
from e2e.kubectl import Kubectl

OPERATOR = ("-n", operator.NAMESPACE)
# The Lease has six seconds; a candidate looks every one, and this machine may be busy.
TAKEN_OVER_WITHIN = 15.0
STANDBY_WITHIN = 90.0  # kubelet lets a container that died for the third time wait
ENDED_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Leader:
    """One operator process that leads, or did."""

    kubectl: Kubectl
    identity: str

    @property
    def pod(self) -> str:
        """Name of its pod."""
        return self.identity.partition("_")[0]

    def signal(self, name: str) -> None:
        """Send it a signal."""
        signal(self.kubectl, operator.NAMESPACE, self.pod, "operator", name)

    def succeeded(self) -> "Leader":
        """Wait for the next one."""

        def another() -> bool:
            return holder(self.kubectl) not in ("", self.identity)

        until("somebody else leads", another, TAKEN_OVER_WITHIN)
        return Leader(self.kubectl, holder(self.kubectl))

    def last_life(self) -> str:
        """Which container was the one before the present one; empty when it is the first. One that
        waits to be started again is present: kubelet lets it wait the longer the more have died."""
        found = self.kubectl.json("get", "pod", self.pod, *OPERATOR)
        ended = found["status"]["containerStatuses"][0]["lastState"].get("terminated", {})
        return str(ended.get("containerID", ""))

    def log(self, *which: str) -> list[str]:
        """What its container has said until now; `--previous`: the one before it."""
        return self.kubectl("logs", self.pod, *OPERATOR, *which).splitlines()

    def wakes_and_ends(self) -> list[str]:
        """Let it go on after SIGSTOP. Waits for its end, and returns what it still said."""
        before, last = len(self.log()), self.last_life()
        self.signal("SIGCONT")
        until("the deposed one has ended", lambda: self.last_life() != last, ENDED_WITHIN)
        return self.log("--previous")[before:]


def leader(kubectl: Kubectl) -> Leader:
    """Who leads now, beside a standby that is ready to."""
    until("a leader and a standby", lambda: ready_operators(kubectl) == 2, STANDBY_WITHIN)
    until("somebody leads", lambda: holder(kubectl), TAKEN_OVER_WITHIN)
    return Leader(kubectl, holder(kubectl))


def ready_operators(kubectl: Kubectl) -> int:
    """How many operator pods are Ready: the standbys are, too."""
    path = "jsonpath={.status.readyReplicas}"
    found = kubectl("get", "deployment", operator.RELEASE, *OPERATOR, "-o", path)
    return int(found or 0)


def holder(kubectl: Kubectl) -> str:
    """Who leads; empty when nobody does."""
    path = "jsonpath={.spec.holderIdentity}"
    return kubectl.attempt("get", "lease", operator.RELEASE, *OPERATOR, "-o", path).stdout
