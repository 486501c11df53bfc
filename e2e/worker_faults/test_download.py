"""Downloads that are slow, stall, break off, are killed, or find the disk full.

The engine is simulated, the downloads are real, from small hubs that run as pods, one for each
endpoint. All at the same time:

- `slow` gets its model slowly: the percentage in the status moves, and nothing is called a problem.
- `killed` keeps its model on a claim. Its pod is deleted in the middle; the next one goes on where
  that one was.
- `unsteady` has its connection cut, and later no byte comes any more: the status says so, and that
  it is tried again; when the hub wakes up the download goes on.
- `full` has a disk that somebody else fills in the middle: the status says so, with the mend; once
  there is room the download goes on.

The hubs tell what they served: no byte is fetched twice, but for what was on its way at a break.
"""

import re
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from e2e.cluster.paths import STATE
from e2e.conftest import Cluster
from e2e.harness import hub
from e2e.harness.client import Client
from e2e.harness.endpoint import TOLD_WITHIN, Endpoint, Json, condition, is_settled, sim
from e2e.harness.waiting import until
from e2e.harness.watching import Seen, Watch, watching
from e2e.kubectl import Kubectl
from e2e.worker_faults.conftest import Table

CLAIMS = {"killed": "downloads", "full": "little"}
NAMES = ("slow", "killed", "unsteady", "full")
# Bytes a second of the hubs: some forty seconds for the weights. A percentage may be told
# five seconds late, and what is done at 50 % has to come long before 100 %.
RATE = 20_000
CUT_AFTER = 150_000  # bytes
WEIGHTS = "model.safetensors"
# What a hub had sent and the worker had not written when a connection broke.
ON_ITS_WAY = 64 * 1024
STARTED_WITHIN = 120.0  # seconds, with the download up to its middle
# The longest is `full`: kubelet waits 10 s, 20 s and 40 s before it starts the container again.
SERVES_WITHIN = 240.0
DISK = 1_500_000  # bytes: the model fits, and little else


@pytest.fixture
def small_disk(cluster: Cluster, installed: Kubectl, namespace: str) -> Iterator[Path]:
    """A file system of its own that can be filled."""
    if not cluster.is_local:
        pytest.skip("the disk of `full` is made on the node: local cluster only")
    folder = STATE / f"disk-{namespace}"
    folder.mkdir()
    options = f"size={DISK},mode=1777"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    yield folder
    installed("delete", "pv", volume_of(namespace), "--wait=false", "--ignore-not-found")
    subprocess.run(["umount", "--lazy", folder], check=True)
    folder.rmdir()


def test_downloads_are_told_about_and_go_on_where_they_were(
    installed: Kubectl, namespace: str, client: Client, small_disk: Path, table: Table
) -> None:
    for name in NAMES:
        cut = {"cutAfterBytes": CUT_AFTER, "cuts": 1} if name == "unsteady" else {}
        hub.start(installed, client, hub_of(name), bytesPerSecond=RATE, **cut)
    installed.apply(*claims(namespace, small_disk), namespace=namespace)
    endpoints = {name: Endpoint(installed, namespace, name) for name in NAMES}
    with watching(installed, "iep", namespace) as statuses:
        began = time.monotonic()
        for name, endpoint in endpoints.items():
            endpoint.apply(downloading(name))
        wait_percent(statuses, "killed", 30, began)
        (pod,) = endpoints["killed"].pods()
        at_once = ("--grace-period=0", "--force")
        installed("delete", "pod", pod["metadata"]["name"], "-n", namespace, *at_once)
        deleted = time.monotonic()
        wait_percent(statuses, "full", 30, began)
        fill(small_disk)
        filled = time.monotonic()
        wait_percent(statuses, "unsteady", 50, began)
        hub.fault(client, hub_of("unsteady"), stall=True)
        stalled = time.monotonic()

        is_full = wait_told(statuses, "full", "DiskFull", "spec.model.cache.claimName", filled)
        until("a Warning Event says so", lambda: endpoints["full"].warned("DiskFull"), 10)
        empty(small_disk)
        waits = wait_told(statuses, "unsteady", "DownloadFailed", "trying again in", stalled)
        assert condition(waits.object, "Stalled")["status"] == "False", "it needs nobody"
        hub.fault(client, hub_of("unsteady"), bytesPerSecond=RATE)

        serves = {name: wait_serves(statuses, name, began) for name in NAMES}
    assert_moved_and_was_no_problem(statuses, endpoints["slow"])
    for name, interruptions in (("killed", 1), ("unsteady", 2), ("full", 1)):
        assert_fetched_once(hub.told(client, hub_of(name)), interruptions)
    weights = {name: client.weights(it.url, name) for name, it in endpoints.items()}
    assert len(set(weights.values())) == 1, weights
    for what, since, told, name in (
        ("disk full during a download, room again once it was told", filled, is_full, "full"),
        ("model source stalls, and wakes up once it was told", stalled, waits, "unsteady"),
        ("pod killed during a download to a claim", deleted, None, "killed"),
    ):
        table.add(what, told, since, serves[name])


def hub_of(name: str) -> str:
    """The hub that this endpoint asks."""
    return f"hub-{name}"


def downloading(name: str) -> Json:
    """An endpoint that gets its model from its hub, to its claim if it has one."""
    model: Json = {"uri": "hf://demo/tiny-a", "revision": "main"}
    if name in CLAIMS:
        model["cache"] = {"claimName": CLAIMS[name]}
    env = {"PILOTLIGHT_SIM_LOAD_SECONDS": "0.2", "HF_ENDPOINT": hub.url(hub_of(name))}
    return sim(
        name, model=model, runtime={"env": [{"name": k, "value": v} for k, v in env.items()]}
    )


def claims(namespace: str, small_disk: Path) -> tuple[Json, ...]:
    """An ordinary claim, and one for the small disk with its volume."""
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}
    kind = {"apiVersion": "v1", "kind": "PersistentVolumeClaim"}
    ordinary = {**kind, "metadata": {"name": CLAIMS["killed"]}, "spec": spec}
    volume = volume_of(namespace)
    little = {**spec, "storageClassName": "", "volumeName": volume}
    return (
        ordinary,
        {**kind, "metadata": {"name": CLAIMS["full"]}, "spec": little},
        {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": volume},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": "1Mi"},
                "hostPath": {"path": str(small_disk), "type": "Directory"},
                "persistentVolumeReclaimPolicy": "Retain",
                "claimRef": {"namespace": namespace, "name": CLAIMS["full"]},
            },
        },
    )


def volume_of(namespace: str) -> str:
    """The small disk, as Kubernetes knows it."""
    return f"little-{namespace}"


def fill(disk: Path) -> None:
    """As somebody else's files would."""
    with (disk / "filling").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def empty(disk: Path) -> None:
    """There is room again."""
    (disk / "filling").unlink()


def shown_percent(seen: Json) -> int | None:
    """How far the status says that the download is."""
    found = re.search(r"downloading model \((\d+) %\)", seen.get("status", {}).get("message", ""))
    return int(found[1]) if found else None


def wait_percent(statuses: Watch, name: str, least: int, since: float) -> None:
    """Until the status says so much."""
    what = f"{least} % of the model"
    statuses.wait(what, name, lambda it: (shown_percent(it) or 0) >= least, since, STARTED_WITHIN)


def wait_told(statuses: Watch, name: str, reason: str, words: str, since: float) -> Seen:
    """The first status after the fault that has the reason in a condition and the words in its
    line."""

    def is_told(seen: Json) -> bool:
        reasons = {item["reason"] for item in seen["status"]["conditions"]}
        return reason in reasons and words in seen["status"]["message"]

    return statuses.wait(f"told as {reason}", name, is_told, since, TOLD_WITHIN)


def wait_serves(statuses: Watch, name: str, since: float) -> Seen:
    """The first status with all replicas Ready."""
    return statuses.wait("Ready", name, is_settled, since, SERVES_WITHIN)


def assert_moved_and_was_no_problem(statuses: Watch, slow: Endpoint) -> None:
    """Several percentages, upwards, and no Warning but that the revision is not a commit."""
    shown = [
        it for seen in statuses.of(slow.name) if (it := shown_percent(seen.object)) is not None
    ]
    assert shown == sorted(shown)
    assert len(set(shown)) >= 4, shown
    warnings = {event["reason"] for event in slow.events() if event["type"] == "Warning"}
    assert warnings == {"UnpinnedModel"}


def assert_fetched_once(told: Json, interruptions: int) -> None:
    """Each answer with the weights begins where the one before ended, and the last ends them."""
    ranges = [it for it in told["served"] if it["file"] == WEIGHTS]
    assert len(ranges) > interruptions, ranges
    for before, after in pairwise(ranges):
        ended = before["start"] + before["sent"]
        assert ended - ON_ITS_WAY <= after["start"] <= ended, ranges
