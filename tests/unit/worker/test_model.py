"""Choosing files, keeping them, explaining the hub's refusals, looking at local models."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import httpx
import pytest
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

from pilotlight_worker.model.choice import RemoteFile, choose, is_commit, is_digest
from pilotlight_worker.model.hub_errors import explain
from pilotlight_worker.model.local import check_local_model
from pilotlight_worker.model.source import LONGEST_PAUSE_SECONDS, backoff_seconds
from pilotlight_worker.model.store import DamagedFile, Store
from pilotlight_worker.reasons import Failure, Reason, WorkerFailed, failed


def files(*names: str) -> list[RemoteFile]:
    return [RemoteFile(name, 10, f"etag-{name}", large=False) for name in names]


def chosen(*names: str) -> set[str]:
    return {file.name for file in choose(files(*names), "org/name")}


def test_safetensors_are_taken_over_the_same_weights_in_other_formats() -> None:
    taken = chosen(
        "config.json", "tokenizer.json", "model-00001-of-2.safetensors", "pytorch_model.bin",
        "consolidated.00.pth", "tf_model.h5", "flax_model.msgpack", "onnx/model.onnx",
        "original/consolidated.00.pth", "model.Q4.gguf", "README.md", "picture.png",
    )  # fmt: skip
    assert taken == {
        "config.json", "tokenizer.json", "model-00001-of-2.safetensors", "README.md",
    }  # fmt: skip


def test_pytorch_weights_are_taken_when_there_is_nothing_better() -> None:
    assert "pytorch_model.bin" in chosen("config.json", "pytorch_model.bin", "tf_model.h5")


def test_the_largest_file_is_fetched_first() -> None:
    small = RemoteFile("config.json", 5, "a", large=False)
    big = RemoteFile("model.safetensors", 500, "b", large=True)
    assert choose([small, big], "org/name")[0] is big


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("config.json", "model.gguf"), Reason.UNSUPPORTED_MODEL),
        (("config.json", "README.md"), Reason.MODEL_UNREADABLE),
        ((), Reason.MODEL_UNREADABLE),
    ],
)
def test_a_repository_without_usable_weights_is_refused(
    names: tuple[str, ...], reason: Reason
) -> None:
    with pytest.raises(WorkerFailed) as caught:
        chosen(*names)
    assert caught.value.failure.reason is reason


@pytest.mark.parametrize("name", ["../../etc/passwd.safetensors", "/etc/x.safetensors"])
def test_a_hub_cannot_write_outside_the_cache(name: str) -> None:
    assert name not in chosen("model.safetensors", name)


@pytest.mark.parametrize(
    "etag", ["", "../../../../vllm", "a" * 39, "A" * 40, f"{'a' * 40}/x", f"{'a' * 64}\n"]
)
def test_what_becomes_a_name_of_a_file_is_a_digest(etag: str) -> None:
    assert not is_digest(etag)
    assert not is_commit(etag)
    assert is_digest("a1" * 20)
    assert is_digest("a1" * 32)
    assert is_commit("a1" * 20)
    assert not is_commit("a1" * 32)


def a_file(content: bytes, *, large: bool = True) -> RemoteFile:
    if large:
        etag = hashlib.sha256(content).hexdigest()
    else:
        etag = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324
    return RemoteFile("sub/model.safetensors", len(content), etag, large=large)


@pytest.mark.parametrize("large", [True, False])
def test_a_whole_file_is_verified_before_it_gets_its_name(tmp_path: Path, large: bool) -> None:
    store, file = Store(tmp_path, "org/name"), a_file(b"weights", large=large)
    with store.locked(file):
        store.part(file).write_bytes(b"weights")
        assert not store.has(file)
        store.accept(file)
    store.link("c0ffee", file)
    store.mark_complete("c0ffee", [file])
    assert store.has(file)
    folder = store.complete_snapshot("c0ffee")
    assert folder is not None
    assert (folder / file.name).read_bytes() == b"weights"


def test_a_damaged_file_is_thrown_away(tmp_path: Path) -> None:
    store, file = Store(tmp_path, "org/name"), a_file(b"weights")
    with store.locked(file):
        store.part(file).write_bytes(b"weightz")
        with pytest.raises(DamagedFile):
            store.accept(file)
    assert not store.part(file).exists()
    assert not store.has(file)


def test_parts_count_as_progress(tmp_path: Path) -> None:
    store, file = Store(tmp_path, "org/name"), a_file(b"weights")
    with store.locked(file):
        store.part(file).write_bytes(b"wei")
    assert store.arrived([file]) == 3


def test_a_snapshot_with_a_missing_file_is_not_complete(tmp_path: Path) -> None:
    store, file = Store(tmp_path, "org/name"), a_file(b"weights")
    with store.locked(file):
        store.part(file).write_bytes(b"weights")
        store.accept(file)
    store.link("c0ffee", file)
    store.mark_complete("c0ffee", [file])
    store.blob(file).unlink()
    assert store.complete_snapshot("c0ffee") is None
    assert store.complete_snapshot("0ther") is None


def refused(status: int, code: str = "") -> HfHubHTTPError:
    headers = {"X-Error-Code": code} if code else {}
    response = httpx.Response(status, headers=headers, request=httpx.Request("GET", "http://hub"))
    return HfHubHTTPError("refused", response=response)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "reason", "retry", "says"),
    [
        (refused(401), Reason.BAD_CREDENTIALS, False, "credentialsSecretRef"),
        (refused(403, "GatedRepo"), Reason.BAD_CREDENTIALS, False, "HTTP 403"),
        (refused(404, "RepoNotFound"), Reason.MODEL_NOT_FOUND, False, "spec.model.uri"),
        (refused(404, "RevisionNotFound"), Reason.MODEL_NOT_FOUND, False, "spec.model.revision"),
        (refused(404, "EntryNotFound"), Reason.MODEL_NOT_FOUND, False, "a file of org/name"),
        (refused(429), Reason.DOWNLOAD_FAILED, True, "HTTP 429"),
        (refused(503), Reason.DOWNLOAD_FAILED, True, "HTTP 503"),
        (HFValidationError("bad"), Reason.MODEL_NOT_FOUND, False, "hf://org/name"),
        (OfflineModeIsEnabled("off"), Reason.MODEL_NOT_FOUND, False, "HF_HUB_OFFLINE"),
        (OSError(errno.ENOSPC, "No space left"), Reason.DISK_FULL, False, "cache.claimName"),
        (OSError(errno.EDQUOT, "Quota"), Reason.DISK_FULL, False, "cache.claimName"),
        (PermissionError(errno.EACCES, "denied", "/cache"), Reason.DOWNLOAD_FAILED, False, "1000"),
        (httpx.ConnectError("no route"), Reason.DOWNLOAD_FAILED, True, "no route"),
        (OSError("Consistency check failed: file"), Reason.DOWNLOAD_FAILED, True, "Consistency"),
        (DamagedFile("x arrived damaged"), Reason.DOWNLOAD_FAILED, True, "damaged"),
        (RuntimeError("xet"), Reason.DOWNLOAD_FAILED, True, "xet"),
        (failed(Reason.DISK_FULL, "full.", permanent=True), Reason.DISK_FULL, False, "full"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_error_of_the_hub_is_retried_or_named(
    error: Exception, reason: Reason, retry: bool, says: str
) -> None:
    attempt = explain(error, "org/name", "v1", "https://hub.example")
    assert (attempt.failure.reason, attempt.retry) == (reason, retry)
    assert says in attempt.failure.message
    assert attempt.failure.permanent is not retry


def test_the_pause_between_attempts_grows_to_a_limit() -> None:
    pauses = [backoff_seconds(attempt) for attempt in range(1, 12)]
    assert 0.8 <= pauses[0] <= 1.2
    assert max(pauses) <= LONGEST_PAUSE_SECONDS * 1.2
    assert min(pauses[6:]) >= LONGEST_PAUSE_SECONDS * 0.8


def refusal(path: Path, uri: str = "file:///models/x") -> Failure:
    with pytest.raises(WorkerFailed) as caught:
        check_local_model(path, uri)
    return caught.value.failure


def test_a_readable_model_folder_passes(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"w")
    check_local_model(tmp_path, "file:///models/x")


def test_a_folder_without_weights_is_named_unless_the_engine_loads_otherwise(
    tmp_path: Path,
) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert "no weights" in refusal(tmp_path).message
    check_local_model(tmp_path, "file:///models/x", needs_weights=False)


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("file:///models/x", "spec.runtime.image"),
        ("pvc://claim/x", "claim"),
        ("oci://registry.example/x", "model image"),
    ],
)
def test_a_missing_folder_names_the_mend_of_its_scheme(tmp_path: Path, uri: str, says: str) -> None:
    failure = refusal(tmp_path / "nothing", uri)
    assert failure.reason is Reason.MODEL_NOT_FOUND
    assert says in failure.message


def test_a_file_instead_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").touch()
    assert "is a file" in refusal(tmp_path / "model.gguf").message


def test_a_folder_without_config_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").touch()
    failure = refusal(tmp_path)
    assert failure.reason is Reason.MODEL_UNREADABLE
    assert "config.json" in failure.message
    assert "weights.bin" in failure.message


def test_an_unreadable_file_names_file_and_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root nothing is unreadable, so opening is what fails here."""
    (tmp_path / "config.json").write_text("{}")
    secret = tmp_path / "model.safetensors"
    secret.write_bytes(b"x")
    opened = Path.open

    def closed(self: Path, *arguments: object, **more: object) -> object:
        if self == secret:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, *arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", closed)
    failure = refusal(tmp_path)
    assert failure.reason is Reason.MODEL_UNREADABLE
    assert str(secret) in failure.message
    assert f"user {os.getuid()}" in failure.message
