"""One attempt to download a model, in a process of its own.

`python3 -m pilotlight_worker fetch REPO REVISION` prints one JSON line per step on stdout:
`{"progress": bytes, "total": bytes}`, then `{"path": …, "commit": …}` or
`{"failed": {"reason", "message", "permanent"}, "retry": true}`. A process, because a blocked
download cannot be cancelled in a thread, and because its memory is given back before the engine
loads. The token comes in HF_TOKEN, the hub's address in HF_ENDPOINT.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from huggingface_hub import (
    HfApi,
    constants,
    get_session,
    hf_hub_download,
    hf_hub_url,
    hf_raise_for_status,
)
from huggingface_hub.file_download import get_hf_file_metadata
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # has no __all__

from pilotlight_worker.model.choice import RemoteFile, choose, is_commit, is_digest
from pilotlight_worker.model.hub_errors import explain
from pilotlight_worker.model.store import DamagedFile, Store
from pilotlight_worker.reasons import Reason, failed

PARALLEL_FILES = 4
PROGRESS_EVERY_SECONDS = 0.5
METADATA_TIMEOUT_SECONDS = 20.0


def main(repo: str, revision: str) -> None:
    """Fetch, report, and leave without waiting for threads that a failure left behind."""
    try:
        commit, path = Fetch(repo, revision).run()
        _say({"path": str(path), "commit": commit})
        code = 0
    except Exception as error:  # noqa: BLE001 - every failure is explained to the supervisor
        attempt = explain(error, repo, revision, constants.ENDPOINT)
        _say({"failed": json.loads(attempt.failure.as_line()), "retry": attempt.retry})
        code = 1
    sys.stdout.flush()
    os._exit(code)


class Fetch:
    """The state of one attempt."""

    def __init__(self, repo: str, revision: str) -> None:
        self._repo = repo
        self._revision = revision
        self._token: str | bool = os.environ.get("HF_TOKEN") or False
        self._store = Store(Path(constants.HF_HUB_CACHE), repo)
        self._damaged = 0

    def run(self) -> tuple[str, Path]:
        """The resolved commit and the folder with its files. Raises whatever went wrong."""
        if (path := self._store.complete_snapshot(self._revision)) is not None:
            return self._revision, path
        commit, files = self._list()
        self._check_space(files)
        done = threading.Event()
        reporter = threading.Thread(target=self._report, args=(files, done), daemon=True)
        reporter.start()
        pool = ThreadPoolExecutor(PARALLEL_FILES)
        jobs = [pool.submit(self._bring, commit, file) for file in files]
        finished, _ = wait(jobs, return_when=FIRST_EXCEPTION)
        for job in finished:
            job.result()
        done.set()
        reporter.join()
        self._store.mark_complete(commit, files)
        return commit, self._store.snapshot(commit)

    def _list(self) -> tuple[str, tuple[RemoteFile, ...]]:
        info = HfApi(token=self._token).model_info(
            self._repo,
            revision=self._revision,
            files_metadata=True,
            timeout=METADATA_TIMEOUT_SECONDS,
        )
        if info.sha is None or not is_commit(info.sha):
            raise ValueError("the hub named no commit")
        files = [
            RemoteFile(
                name=sibling.rfilename,
                size=sibling.size or 0,
                etag=sibling.lfs.sha256 if sibling.lfs else sibling.blob_id or "",
                large=sibling.lfs is not None,
            )
            for sibling in info.siblings or ()
        ]
        chosen = choose(files, self._repo)
        if strange := [file.name for file in chosen if not is_digest(file.etag)]:
            raise ValueError(f"the hub named no digest of {strange[0]}")
        return info.sha, chosen

    def _check_space(self, files: Sequence[RemoteFile]) -> None:
        cache = Path(constants.HF_HUB_CACHE)
        cache.mkdir(parents=True, exist_ok=True)
        missing = sum(file.size for file in files) - self._store.arrived(files)
        free = shutil.disk_usage(cache).free
        if 0 < free < missing:  # 0: a file system that does not tell
            raise failed(
                Reason.DISK_FULL,
                f"{self._repo} needs {missing / 1e9:.1f} GB more and the cache volume has "
                f"{free / 1e9:.1f} GB free; give spec.model.cache.claimName a larger volume.",
                permanent=True,
            )

    def _bring(self, commit: str, file: RemoteFile) -> None:
        if not self._store.has(file):
            with self._store.locked(file):
                if not self._store.has(file):
                    self._download(commit, file)
        self._store.link(commit, file)

    def _download(self, commit: str, file: RemoteFile) -> None:
        url = hf_hub_url(self._repo, file.name, revision=commit)
        if file.large and self._through_xet(url):
            # Xet verifies its own content and keeps finished chunks between attempts.
            hf_hub_download(self._repo, file.name, revision=commit, token=self._token)
            return
        with self._store.part(file).open("ab", buffering=0) as part:
            self._continue(url, file, part)
        try:
            self._store.accept(file)
        except DamagedFile:
            self._damaged += 1
            if self._damaged > PARALLEL_FILES:
                raise
            self._download(commit, file)

    def _continue(self, url: str, file: RemoteFile, part: BinaryIO) -> None:
        """Fetch what is missing. Unbuffered, so that a kill at any moment loses nothing.

        The library's own `http_get` starts from zero in each new process and writes in steps of
        10 MB, which would neither survive a restart nor show progress.
        """
        if part.tell() > file.size:
            _empty(part)
        arrived = part.tell()
        if arrived == file.size:
            return
        headers = build_hf_headers(token=self._token)
        headers["Accept-Encoding"] = "identity"  # ranges and sizes are those of the file
        if arrived:
            headers["Range"] = f"bytes={arrived}-"
        timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT
        with get_session().stream(
            "GET", url, headers=headers, timeout=timeout, follow_redirects=True
        ) as response:
            hf_raise_for_status(response)
            if arrived and response.status_code != HTTPStatus.PARTIAL_CONTENT:
                _empty(part)
            part.writelines(response.iter_raw())
        if part.tell() != file.size:
            raise OSError(f"{file.name} ended after {part.tell()} of {file.size} bytes")

    def _through_xet(self, url: str) -> bool:
        if constants.HF_HUB_DISABLE_XET:
            return False
        metadata = get_hf_file_metadata(url, token=self._token)
        return metadata.xet_file_data is not None

    def _report(self, files: Sequence[RemoteFile], done: threading.Event) -> None:
        total = sum(file.size for file in files)
        last = -1
        while not done.wait(PROGRESS_EVERY_SECONDS if last >= 0 else 0):
            arrived = self._store.arrived(files)
            if arrived != last:
                last = arrived
                _say({"progress": arrived, "total": total})


def _empty(part: BinaryIO) -> None:
    part.truncate(0)
    part.seek(0)


def _say(message: dict[str, object]) -> None:
    # One write per line: the reporter's thread and the main thread share the pipe.
    os.write(1, json.dumps(message).encode() + b"\n")
