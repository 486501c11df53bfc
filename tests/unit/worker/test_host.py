"""What the kernel tells a container about the pod it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotlight_worker.host import pod_uid

UID = "8c1f6a3e-5a34-4b1c-9b0f-0d6c8e0f4a11"
ROOT = "2051 1998 0:151 / / ro,relatime - overlay overlay ro,lowerdir=/var/lib/containerd"
CACHE = f"2071 2051 8:1 /var/lib/kubelet/pods/{UID}/volumes/kubernetes.io~empty-dir/cache /cache rw"


@pytest.mark.parametrize(
    "place", ["/var/lib/kubelet/pods", "/pods", "/mnt/data/kubelet/pods"], ids=str
)
def test_the_uid_is_in_the_name_of_the_file_that_kubelet_mounts_as_hosts(
    tmp_path: Path, place: str
) -> None:
    mounts = tmp_path / "mountinfo"
    hosts = f"2070 2051 8:1 {place}/{UID}/etc-hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw"
    mounts.write_text(f"{ROOT}\n{CACHE}\n{hosts}\n")
    assert pod_uid(mounts) == UID


@pytest.mark.parametrize("lines", [(), (ROOT,), (ROOT, CACHE)])
def test_without_that_file_it_is_not_known(tmp_path: Path, lines: tuple[str, ...]) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("\n".join(lines))
    assert pod_uid(mounts) is None
    assert pod_uid(tmp_path / "missing") is None
