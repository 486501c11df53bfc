"""What an error of the model hub means: try again, or say what is wrong and stop.

| error | reason | retry |
| --- | --- | --- |
| 401, 403, gated repository | BadCredentials | no |
| 404 repository, revision or file | ModelNotFound | no |
| disk full, quota | DiskFull | no |
| not a valid repository name | ModelNotFound | no |
| offline mode asked for | ModelNotFound | no |
| 408, 425, 429, 5xx, connection, time-out, cut or damaged file | DownloadFailed | yes |
| any other | DownloadFailed | yes |
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

from pilotlight_worker.reasons import Failure, Reason, WorkerFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Attempt:
    """A failed attempt: what to show, and whether the same request may succeed later."""

    failure: Failure
    retry: bool


def explain(error: Exception, repo: str, revision: str, endpoint: str) -> Attempt:
    """Classify `error`, which came up while fetching `repo` from `endpoint`."""
    if isinstance(error, WorkerFailed):
        return Attempt(error.failure, retry=not error.failure.permanent)
    if isinstance(error, HfHubHTTPError):
        return _by_status(error, repo, revision, endpoint)
    if isinstance(error, HFValidationError):
        return _final(
            Reason.MODEL_NOT_FOUND, f"{repo} is not a repository name; write hf://org/name."
        )
    if isinstance(error, OfflineModeIsEnabled):
        return _final(
            Reason.MODEL_NOT_FOUND,
            f"{repo} is not complete in the cache and HF_HUB_OFFLINE forbids to fetch it; remove "
            "HF_HUB_OFFLINE from spec.runtime.env.",
        )
    if isinstance(error, OSError) and error.errno in _FULL:
        return _final(
            Reason.DISK_FULL,
            f"the cache volume is full while fetching {repo}; give spec.model.cache.claimName a "
            "larger volume.",
        )
    if isinstance(error, PermissionError):
        return _final(
            Reason.DOWNLOAD_FAILED,
            f"the cache is not writable ({error.filename}); make the volume of "
            "spec.model.cache.claimName writable for group 1000.",
        )
    return _again(f"fetching {repo} from {endpoint} failed: {_first_line(error)}")


def _by_status(error: HfHubHTTPError, repo: str, revision: str, endpoint: str) -> Attempt:
    status = error.response.status_code
    if status in (401, 403):
        return _final(
            Reason.BAD_CREDENTIALS,
            f"{endpoint} refuses {repo} (HTTP {status}): it is gated, private or does not exist; "
            "set spec.model.credentialsSecretRef to a Secret with a token that may read it, or "
            "correct spec.model.uri.",
        )
    if status == 404:
        code = error.response.headers.get("X-Error-Code", "")
        if code == "RevisionNotFound":
            message = f"{repo} has no revision {revision}; correct spec.model.revision."
        elif code == "EntryNotFound":
            message = f"a file of {repo} is gone from {endpoint}; set another spec.model.revision."
        else:
            message = f"{endpoint} has no repository {repo}; correct spec.model.uri."
        return _final(Reason.MODEL_NOT_FOUND, message)
    return _again(f"{endpoint} answers HTTP {status} for {repo}")


def _final(reason: Reason, message: str) -> Attempt:
    return Attempt(Failure(reason, message, permanent=True), retry=False)


def _again(message: str) -> Attempt:
    return Attempt(Failure(Reason.DOWNLOAD_FAILED, message, permanent=False), retry=True)


def _first_line(error: Exception) -> str:
    text = str(error).strip().split("\n", 1)[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
