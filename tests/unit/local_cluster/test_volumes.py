"""Volumes for claims: one each, for as long as the claim is there."""

from pathlib import Path
from typing import Any

import pytest

from e2e.cluster import volumes


class FakeApi:
    """Remembers what is applied and deleted."""

    def __init__(self, claims: list[dict[str, Any]], there: list[dict[str, Any]]) -> None:
        self.claims, self.there = claims, there

    def get(self, path: str) -> dict[str, Any]:
        items = self.claims if path == volumes.CLAIMS else self.there
        return {"metadata": {"resourceVersion": "7"}, "items": items}

    def apply(self, _: str, manifest: dict[str, Any]) -> None:
        self.there.append(manifest)

    def delete(self, path: str) -> None:
        self.there = [it for it in self.there if not path.endswith(it["metadata"]["name"])]


def a_claim(uid: str = "u1", **spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "models", "namespace": "demo", "uid": uid},
        "spec": {
            "storageClassName": "local",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
            **spec,
        },
    }


def test_a_claim_gets_a_folder_that_any_user_may_write_to(tmp_path: Path) -> None:
    api = FakeApi([a_claim()], [])
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    (made,) = api.there
    assert made["spec"]["claimRef"]["uid"] == "u1"
    assert made["spec"]["hostPath"]["path"] == str(tmp_path / "u1")
    assert (tmp_path / "u1").stat().st_mode & 0o777 == 0o777


def test_a_second_round_changes_nothing(tmp_path: Path) -> None:
    api = FakeApi([a_claim()], [])
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    (tmp_path / "u1" / "model").touch()
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    assert len(api.there) == 1
    assert (tmp_path / "u1" / "model").exists()


def test_the_volume_and_its_folder_go_with_the_claim(tmp_path: Path) -> None:
    api = FakeApi([a_claim()], [])
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    api.claims = []
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    assert api.there == []
    assert not (tmp_path / "u1").exists()


def test_a_claim_that_is_being_deleted_keeps_its_volume_while_a_pod_uses_it(
    tmp_path: Path,
) -> None:
    api = FakeApi([a_claim()], [])
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    api.claims[0]["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    assert len(api.there) == 1


@pytest.mark.parametrize(
    "claim",
    [
        a_claim(storageClassName="other"),
        a_claim(volumeName="made-by-hand"),
        a_claim(selector={"matchLabels": {"a": "b"}}),
    ],
    ids=["of another class", "for a volume made by hand", "for volumes with a label"],
)
def test_a_claim_that_is_not_for_us_gets_nothing(claim: dict[str, Any], tmp_path: Path) -> None:
    api = FakeApi([claim], [])
    volumes.provision(api, tmp_path)  # type: ignore[arg-type]
    assert api.there == []
