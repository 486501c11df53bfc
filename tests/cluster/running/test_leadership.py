"""One operator writes at a time, and another takes over soon when it cannot."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import DEPLOYMENTS, LEASES
from tests.cluster.running.kube import Kube, Object, eventually
from tests.cluster.running.operators import InProcess, InThread

TAKEOVER = 10.0  # seconds, for a lease of 6
EXIT = 5.0


@pytest.fixture
def two(plane: ControlPlane, kube: Kube, tmp_path: Path) -> Iterator[tuple[InProcess, InProcess]]:
    """Two operator processes for the namespace; the first one leads."""
    first = InProcess(plane.kubeconfig, kube.namespace, tmp_path / "first.log")
    second: InProcess | None = None
    try:
        first.until("leading")
        second = InProcess(plane.kubeconfig, kube.namespace, tmp_path / "second.log")
        second.until("read ")
        yield first, second
    finally:
        first.end()
        if second is not None:
            second.end()


def holder(kube: Kube) -> str:
    lease = kube.get(LEASES, "pilotlight")
    return str(lease["spec"].get("holderIdentity", "")) if lease else ""


def our_writes(live: Object) -> tuple[int, str]:
    """What changes when an operator writes, and not with the status that controllers write."""
    times = {it["manager"]: it["time"] for it in live["metadata"]["managedFields"]}
    return live["metadata"]["generation"], times["pilotlight"]


def test_a_standby_is_ready_sees_everything_and_writes_nothing(
    plane: ControlPlane, kube: Kube, operator: InThread
) -> None:
    with InThread(plane.kubeconfig, kube.namespace) as standby:
        kube.an_endpoint()
        eventually(lambda: kube.status().get("url"), "a status")
        assert standby.operator is not None
        store = standby.operator.store
        eventually(lambda: len(store.children((kube.namespace, "chat"))) >= 7, "a warm store")

        assert not standby.leads()
        assert standby.writes() == {}
        assert set(standby.requests()) == {"GET"}


def test_a_killed_leader_is_succeeded_within_ten_seconds(
    kube: Kube, two: tuple[InProcess, InProcess]
) -> None:
    first, second = two
    first.signal(signal.SIGKILL)
    killed = time.monotonic()

    second.until("leading", TAKEOVER)

    assert time.monotonic() - killed <= TAKEOVER
    kube.an_endpoint()
    eventually(lambda: kube.status().get("url"), "a status by the successor")


def test_a_stopped_leader_hands_over_at_once_and_ends_in_time(
    kube: Kube, two: tuple[InProcess, InProcess]
) -> None:
    first, second = two
    first.signal(signal.SIGTERM)
    stopped = time.monotonic()

    second.until("leading", 3)

    assert first.wait(EXIT) == 0
    assert time.monotonic() - stopped <= EXIT


def test_a_leader_that_slept_through_its_lease_writes_nothing_and_ends(
    kube: Kube, two: tuple[InProcess, InProcess]
) -> None:
    first, second = two
    kube.an_endpoint()
    eventually(lambda: kube.status().get("url"), "a status")
    first.signal(signal.SIGSTOP)
    second.until("leading", TAKEOVER)
    mine = holder(kube)
    name = kube.deployment()["metadata"]["name"]
    # Work for whoever wakes up: the second one mends it first.
    kube.patch(DEPLOYMENTS, name, {"spec": {"replicas": 7}})
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 2, "mended by the second")
    before = our_writes(kube.deployment())

    first.signal(signal.SIGCONT)

    assert first.wait(EXIT) == 1
    assert first.said("ending: ")
    assert holder(kube) == mine
    assert our_writes(kube.deployment()) == before


def test_a_restarted_operator_finds_everything_as_intended_and_writes_nothing(
    plane: ControlPlane, kube: Kube
) -> None:
    with InThread(plane.kubeconfig, kube.namespace) as before:
        eventually(before.leads, "a leader")
        kube.an_endpoint()
        eventually(
            lambda: kube.run_pods() * 0 + (kube.condition("Ready").get("status") == "True"),
            "Ready",
            30,
        )
        time.sleep(1)

    with InThread(plane.kubeconfig, kube.namespace) as after:
        eventually(after.leads, "a leader")
        eventually(lambda: after.sample("pilotlight_reconcile_total", result="unchanged"), "a pass")
        time.sleep(2)

        assert after.writes() == {}


def test_an_operator_whose_lease_is_deleted_makes_it_again(kube: Kube, operator: InThread) -> None:
    kube.delete(LEASES, "pilotlight")

    eventually(lambda: holder(kube) != "", "a new Lease")
    time.sleep(3)
    assert operator.error is None
    assert operator.leads()
