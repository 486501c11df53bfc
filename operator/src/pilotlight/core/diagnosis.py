"""Why does a worker not serve yet? One reason and one sentence, with the mend, per pod.

The checks stand in the order in which a pod's life goes wrong: quota and admission, scheduling,
volumes, image, crash, and then the stages of a start that is going well.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pilotlight.api.reasons import BENIGN, Reason
from pilotlight.core.observed import SIGKILLED, DeploymentView, PodView
from pilotlight.core.rejected import made_good
from pilotlight.core.revision import Revision
from pilotlight.manifests.resources import accelerators

_IMAGE_REASONS = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ErrImageNeverPull",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    }
)
# A device that no node lists is for the scheduler's plugin of dynamic resources (KEP-5004).
_NO_DEVICES = "cannot allocate all claims"
# What the scheduler says of a node that `core.placement` weighs as well.
_COUNTED = (
    "Insufficient ",
    "Too many pods",
    "node(s) had untolerated taint",
    "node(s) were unschedulable",
    "node(s) didn't match Pod's node affinity/selector",
    _NO_DEVICES,
)
_CONFIG_REASONS = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "RunContainerError"}
)
_PHASE_REASONS = {
    "Downloading": Reason.DOWNLOADING_MODEL,
    "Loading": Reason.LOADING_MODEL,
    "WarmingUp": Reason.LOADING_MODEL,
}
_PHASE_WORDS = {
    "Downloading": "downloading model",
    "Loading": "loading model",
    "WarmingUp": "warming up",
}
# Of the node or of the network rather than of the revision: another start may well go better.
_PASSING_REASONS = frozenset({Reason.DISK_FULL, Reason.DOWNLOAD_FAILED, Reason.ACCELERATOR_ERROR})
_DOWNLOAD_REASONS = frozenset({Reason.DISK_FULL, Reason.DOWNLOAD_FAILED})
_CRASH_REASONS = {reason.value: reason for reason in Reason}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a pod from serving.

    `blocking`: it will not go away by itself; a person has to act (a full cluster may become less
    full, or grow). `fatal`: no other start of the same pods will mend it, so a revision that is
    being brought up is given up. `died`: a container has ended. `severity` orders troubles of
    several pods: higher is nearer to the cause. `uncounted`: the scheduler has a reason that lies
    neither in what nodes have free nor in what they admit.
    """

    reason: Reason
    message: str
    blocking: bool = False
    severity: int = 0
    fatal: bool = False
    died: bool = False
    uncounted: bool = False

    @property
    def is_problem(self) -> bool:
        """False for the stages of a start that is going well."""
        return self.reason not in BENIGN


def diagnose(
    revision: Revision, deployment: DeploymentView | None, pods: Sequence[PodView]
) -> Trouble | None:
    """The trouble of a revision that says most, or None when every pod is Ready.

    Nobody clears away pods that have failed: what has been made good says nothing any more.
    """
    there = [pod for pod in pods if not pod.deleting]
    if deployment is not None and made_good(there, deployment.replicas):
        there = [pod for pod in there if pod.phase != "Failed"]
    troubles = [trouble for pod in there if (trouble := pod_trouble(revision, pod)) is not None]
    if deployment is not None and (refused := _pods_refused(deployment)) is not None:
        troubles.append(refused)
    return max(troubles, key=lambda t: (t.blocking, t.severity), default=None)


def pod_trouble(revision: Revision, pod: PodView) -> Trouble | None:
    """The first check that finds something, or None for a Ready pod."""
    if pod.ready:
        return None
    for check in _CHECKS:
        if (trouble := check(revision, pod)) is not None:
            return trouble
    return Trouble(Reason.STARTING, "starting")


def _pods_refused(deployment: DeploymentView) -> Trouble | None:
    failure = deployment.replica_failure
    if not failure:
        return None
    if "exceeded quota" in failure:
        mend = "raise the ResourceQuota or lower spec.replicas"
        return Trouble(Reason.QUOTA_EXCEEDED, f"{failure}; {mend}", blocking=True, severity=9)
    return Trouble(Reason.PODS_REFUSED, f"pods are refused: {failure}", blocking=True, severity=9)


def _failed(_revision: Revision, pod: PodView) -> Trouble | None:
    if pod.phase != "Failed" or not pod.failed_reason:
        return None
    if pod.failed_reason == "Evicted" and "storage" in pod.waiting_message:
        mend = (
            "raise ephemeral-storage in spec.runtime.resources, or set spec.model.cache.claimName"
        )
        detail = _first_sentence(pod.waiting_message).rstrip(". ")
        message = f"pod {pod.name} was evicted for its disk space ({detail}); {mend}"
        return Trouble(Reason.DISK_FULL, message, blocking=True, severity=7)
    detail = _first_sentence(pod.waiting_message).rstrip(". ")
    message = f"pod {pod.name} failed: {pod.failed_reason}{f' ({detail})' if detail else ''}"
    return Trouble(Reason.POD_ADMISSION_FAILED, message, severity=5)


def _unscheduled(revision: Revision, pod: PodView) -> Trouble | None:
    message = pod.unschedulable
    if not message:
        return None
    if claim := re.search(r'persistentvolumeclaim "([^"]+)" not found', message):
        return Trouble(
            Reason.CLAIM_MISSING,
            f"PersistentVolumeClaim {claim[1]} does not exist; create it or correct"
            f" {_claim_field(revision, claim[1])}",
            blocking=True,
            severity=8,
        )
    pod_spec = revision.deployment["template"]["spec"]
    wanted = accelerators(pod_spec["containers"][0].get("resources", {}))
    short = [name for name in wanted if f"Insufficient {name}" in message]
    if wanted and _NO_DEVICES in message:
        short = short or list(wanted)
    uncounted = _is_uncounted(message)
    if short:
        need = ", ".join(f"{wanted[name]} {name}" for name in short)
        return Trouble(
            Reason.WAITING_FOR_GPU,
            f"a replica needs {need} free on one node ({_first_sentence(message)}); free or add"
            " accelerators, or lower spec.runtime.resources or tensorParallelSize",
            severity=6,
            uncounted=uncounted,
        )
    return Trouble(
        Reason.UNSCHEDULABLE,
        f"no node takes the pod: {_first_sentence(message)}; see spec.runtime.nodeSelector,"
        " affinity, tolerations and resources",
        severity=6,
        uncounted=uncounted,
    )


def _is_uncounted(message: str) -> bool:
    """Whether anything but resources, taints, labels and cordons speaks against a node.

    "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) didn't match pod
    anti-affinity rules. preemption: …" (kube-scheduler, FitError).
    """
    _, _, reasons = _first_sentence(message).partition(": ")
    parts = re.split(r"[,.] ", reasons.partition("preemption:")[0])
    found = (it for it in (re.match(r"\d+ (.+)", part) for part in parts) if it is not None)
    return any(not it[1].startswith(_COUNTED) for it in found)


def _claim_field(revision: Revision, claim: str) -> str:
    uri = str(revision.pod_spec.get("model", {}).get("uri", ""))
    is_model = uri == f"pvc://{claim}" or uri.startswith(f"pvc://{claim}/")
    return "spec.model.uri" if is_model else "spec.model.cache.claimName"


def _unmounted(_revision: Revision, pod: PodView) -> Trouble | None:
    message = pod.mount_problem
    if not message:
        return None
    return _secret_missing(message) or Trouble(
        Reason.MOUNT_FAILED,
        f"a volume cannot be mounted: {_first_sentence(message)}",
        blocking=True,
        severity=7,
    )


def _secret_missing(message: str) -> Trouble | None:
    """kubelet says it in the same words, whether the Secret is for a volume or a variable."""
    secret = re.search(r'secret "([^"]+)" not found', message)
    if secret is None:
        return None
    return Trouble(
        Reason.SECRET_MISSING,
        f"Secret {secret[1]} does not exist; create it or correct"
        " spec.model.credentialsSecretRef or spec.runtime.env",
        blocking=True,
        severity=8,
    )


def _image(revision: Revision, pod: PodView) -> Trouble | None:
    if pod.waiting_reason not in _IMAGE_REASONS:
        return None
    detail = pod.waiting_message or pod.waiting_reason
    return Trouble(
        Reason.IMAGE_PULL_FAILED,
        f"image {revision.image} cannot be pulled ({_first_sentence(detail)}); check"
        " spec.runtime.image and spec.runtime.imagePullSecrets",
        blocking=True,
        severity=7,
    )


def _config(_revision: Revision, pod: PodView) -> Trouble | None:
    if pod.waiting_reason not in _CONFIG_REASONS:
        return None
    detail = pod.waiting_message or pod.waiting_reason
    return _secret_missing(detail) or Trouble(
        Reason.CONTAINER_CONFIG_INVALID,
        f"the container cannot be made: {_first_sentence(detail)}; see spec.runtime",
        blocking=True,
        severity=7,
    )


def _crash(revision: Revision, pod: PodView) -> Trouble | None:
    died = pod.termination
    if died is None or died.exit_code == 0:
        return None
    reason = _CRASH_REASONS.get(died.reason, Reason.ENGINE_CRASHED)
    detail = died.message or f"exit code {died.exit_code}"
    if died.exit_code == SIGKILLED and reason is Reason.ENGINE_CRASHED:
        detail = (
            "killed by SIGKILL: by kubelet, whose liveness probe had no answer for a minute, or by"
            " somebody on the node"
        )
    times = "" if pod.restarts < 2 else f" ({pod.restarts} restarts)"
    # It stays said until the pod is Ready, or a crash loop would be said to get on; a download that
    # goes on after it failed may take hours, so how far it is stands beside it.
    if reason in _DOWNLOAD_REASONS and pod.started_at and (now := _progress(revision, pod)):
        detail = f"{detail.rstrip('.')}; now {now.message}"
    return Trouble(
        reason,
        f"the worker died{times}: {detail}",
        blocking=died.permanent or pod.restarts >= 2,
        severity=7,
        died=True,
        fatal=died.permanent or (pod.restarts >= 2 and reason not in _PASSING_REASONS),
    )


def _progress(_revision: Revision, pod: PodView) -> Trouble | None:
    report = pod.worker
    if report is None or report.phase not in _PHASE_REASONS:
        return None
    words, reason = _PHASE_WORDS[report.phase], _PHASE_REASONS[report.phase]
    if report.phase == "Downloading" and report.percent is not None:
        words += f" ({report.percent // 10 * 10} %)"
    if report.message:
        words += f": {report.message}"
        if report.phase == "Downloading":
            reason = Reason.DOWNLOAD_FAILED  # it is tried again, without a person
    return Trouble(reason, words, severity=3)


def _hanging(_revision: Revision, pod: PodView) -> Trouble | None:
    """The worker was Ready, its probe fails, and the supervisor sees why."""
    report = pod.worker
    if report is None or report.phase != "Ready" or not report.message:
        return None
    return Trouble(Reason.ENGINE_CRASHED, report.message, severity=6)


def _pulling(_revision: Revision, pod: PodView) -> Trouble | None:
    if pod.scheduled_at is None or pod.started_at is not None:
        return None
    return Trouble(Reason.PULLING_IMAGE, "pulling image and mounting volumes", severity=2)


_CHECKS: tuple[Callable[[Revision, PodView], Trouble | None], ...] = (
    _failed,
    _unscheduled,
    _unmounted,
    _image,
    _config,
    _crash,
    _progress,
    _hanging,
    _pulling,
)


def _first_sentence(text: str, limit: int = 300) -> str:
    """The first line, cut: messages of kubelet and scheduler can be pages long."""
    line = text.strip().splitlines()[0] if text.strip() else text
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
