"""Why a worker could not serve: the words that end in the termination log and in conditions.

The operator reads the last line of the termination log of a dead container. The reasons are part
of the contract between the two, so they are an enum and never free text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum

# Kubernetes keeps at most 4096 bytes of a termination message and 12 kiB over all containers.
MAX_MESSAGE_CHARACTERS = 1500

_SECRETS = re.compile(
    r"hf_[A-Za-z0-9]{8,}|sk-[A-Za-z0-9_-]{8,}|(?<=[Bb]earer )\S+"
    r"|(?<=--api-key[ =])\S+|(?<=--hf-token[ =])\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)


class Reason(StrEnum):
    """Classes of failure. Each is told apart because each has a different mend."""

    OUT_OF_MEMORY = "OutOfMemory"
    BAD_ARGUMENTS = "BadArguments"
    BAD_CREDENTIALS = "BadCredentials"
    MODEL_NOT_FOUND = "ModelNotFound"
    MODEL_UNREADABLE = "ModelUnreadable"
    UNSUPPORTED_MODEL = "UnsupportedModel"
    DISK_FULL = "DiskFull"
    ACCELERATOR_ERROR = "AcceleratorError"
    DOWNLOAD_FAILED = "DownloadFailed"
    ENGINE_CRASHED = "EngineCrashed"
    STARTUP_TIMEOUT = "StartupTimeout"


def redacted(text: str) -> str:
    """`text` without anything that looks like a credential: engines echo their arguments."""
    return _SECRETS.sub("***", text)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, as the operator will show it.

    `message` is one sentence that ends with the mend. `permanent` says that starting the same
    thing again cannot help, so that a rollout may give up at once instead of at its deadline.
    """

    reason: Reason
    message: str
    permanent: bool

    def as_line(self) -> str:
        """The single JSON line of the termination log."""
        message = redacted(" ".join(self.message.split()))
        if len(message) > MAX_MESSAGE_CHARACTERS:
            message = message[: MAX_MESSAGE_CHARACTERS - 1] + "…"
        return json.dumps(
            {"reason": self.reason.value, "message": message, "permanent": self.permanent},
            ensure_ascii=False,
        )


class WorkerFailed(Exception):  # noqa: N818 - it is a verdict that ends the worker, not a bug
    """The worker cannot go on, and why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def failed(reason: Reason, message: str, *, permanent: bool) -> WorkerFailed:
    """Shorthand for raising a classified failure."""
    return WorkerFailed(Failure(reason, message, permanent))
