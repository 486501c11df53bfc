"""One operator writes at a time, and another takes over soon when it cannot.

Who wrote what is read from the audit log of the API server, where each operator has a name of its
own. The proxy and libfaketime stand between one of the operators and the API server or the clock.
"""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

import pytest
import yaml

from e2e.cluster import builds, previous
from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import DEPLOYMENTS, ENDPOINTS, LEASES
from tests.cluster.running.audit import Audit, Write, by, out_of_turn, taken, user
from tests.cluster.running.conftest import CRD_FILE, install_crd
from tests.cluster.running.kube import Kube, eventually
from tests.cluster.running.operators import InProcess, InThread
from tests.cluster.running.rights import Granted
from tests.cluster.running.test_draining import routed
from tests.cluster.running.test_warm_pool import a_pooled, pooled
from tests.faults.proxy import Proxy

FIRST, SECOND = "first", "second"
LEASE = 6.0  # seconds, the default
TAKEOVER = 10.0
HANDED_OVER = 3.0  # after the Lease was given back
LEADS_WITHIN = 30.0  # where it counts that it leads, and not when
EXIT = 5.0
ENDED = 20.0  # for whoever has lost its Lease: that it ends counts, not when
RENEWALS = 5  # of an intact leader; together longer than the Lease lasts
LEADS, STANDS_BY = "leading lease=", "read "
HOUR = 3600
LONG_LEASE = 20.0  # of which half leaves time for a busy machine
LONG = {"PILOTLIGHT_LEASE_DURATION_SECONDS": f"{LONG_LEASE:g}"}
PREVIOUS = {"PYTHONPATH": str(previous.WHEEL)}

Writes: TypeAlias = Callable[[], list[Write]]


class Begin(Protocol):
    """Starts an operator process that the API server knows by a name."""

    def __call__(
        self, name: str, kubeconfig: Path | None = None, /, **settings: str
    ) -> InProcess: ...


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return Audit(tmp_path_factory.mktemp("audit"))


@pytest.fixture(scope="module")
def plane(audit: Audit, granted: Granted) -> Iterator[ControlPlane]:
    """One that keeps a record of who wrote what, in place of the session's."""
    with ControlPlane(api_server_flags=audit.flags()) as running:
        kube = Kube(running.kubeconfig, "default")
        install_crd(kube, yaml.safe_load(CRD_FILE.read_text()))
        granted.grant(kube)
        kube.close()
        yield running


@pytest.fixture
def begin(plane: ControlPlane, kube: Kube, tmp_path: Path) -> Iterator[Begin]:
    with contextlib.ExitStack() as ends:

        def start(name: str, kubeconfig: Path | None = None, /, **settings: str) -> InProcess:
            log = tmp_path / f"{name}.log"
            operator = InProcess(kubeconfig or user(plane, name), kube.namespace, log, **settings)
            ends.callback(operator.end)
            return operator

        yield start


@pytest.fixture
def two(begin: Begin) -> tuple[InProcess, InProcess]:
    """Two operator processes for the namespace; the first one leads."""
    first = begin(FIRST)
    first.until(LEADS)
    second = begin(SECOND)
    second.until(STANDS_BY)
    return first, second


@pytest.fixture
def writes(audit: Audit, kube: Kube) -> Writes:
    """What the API server was asked to write in the namespace until now."""
    return lambda: audit.writes(kube.namespace)


def holder(kube: Kube) -> str:
    lease = kube.get(LEASES, "pilotlight")
    return str(lease["spec"].get("holderIdentity", "")) if lease else ""


def transitions(kube: Kube) -> int:
    lease = kube.get(LEASES, "pilotlight")
    assert lease is not None
    return int(lease["spec"]["leaseTransitions"])


def renewed(writes: Writes, name: str) -> None:
    """Wait until a user has held the Lease for longer than it lasts without renewal."""

    def times() -> int:
        return sum(it.takes_lease and it.user == name for it in writes())

    before = times()
    eventually(lambda: times() >= before + RENEWALS, f"renewals by {name}", 60)


def many_endpoints(kube: Kube, count: int) -> None:
    for number in range(count):
        kube.an_endpoint(f"chat-{number}")


def all_told(kube: Kube) -> bool:
    return all(it.get("status", {}).get("url") for it in kube.all(ENDPOINTS))


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
    kube: Kube, two: tuple[InProcess, InProcess], writes: Writes
) -> None:
    first, second = two
    first.signal(signal.SIGKILL)
    killed = time.monotonic()

    second.until(LEADS, TAKEOVER)

    assert time.monotonic() - killed <= TAKEOVER
    kube.an_endpoint()
    eventually(lambda: kube.status().get("url"), "a status by the successor")
    assert by(writes(), SECOND)
    assert not out_of_turn(writes(), (FIRST, SECOND))


def test_a_stopped_leader_hands_over_at_once_and_ends_in_time(
    kube: Kube, two: tuple[InProcess, InProcess], writes: Writes
) -> None:
    first, second = two
    first.signal(signal.SIGTERM)
    stopped = time.monotonic()

    assert first.wait(EXIT) == 0
    assert time.monotonic() - stopped <= EXIT

    second.until(LEADS, LEADS_WITHIN)
    given_back = next(
        it
        for it in writes()
        if (it.user, it.resource, it.holder) == (FIRST, LEASES.plural, "") and it.done
    )
    assert taken(writes(), SECOND).received - given_back.received <= HANDED_OVER


def test_a_leader_that_slept_through_its_lease_writes_nothing_and_ends(
    kube: Kube, two: tuple[InProcess, InProcess], writes: Writes
) -> None:
    first, second = two
    kube.an_endpoint()
    eventually(lambda: kube.status().get("url"), "a status")
    first.signal(signal.SIGSTOP)
    second.until(LEADS, LEADS_WITHIN)
    mine = holder(kube)
    name = kube.deployment()["metadata"]["name"]
    # Work for whoever wakes up: the second one mends it first.
    kube.patch(DEPLOYMENTS, name, {"spec": {"replicas": 7}})
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 2, "mended by the second")

    first.signal(signal.SIGCONT)

    assert first.wait(ENDED) == 1
    assert first.said("ending: ")
    assert holder(kube) == mine
    assert by(writes(), FIRST), "it is known by its name"
    assert not by(writes(), FIRST, since=taken(writes(), SECOND).received)


def test_a_leader_that_was_stopped_between_two_writes_wakes_up_and_writes_no_more(
    kube: Kube, two: tuple[InProcess, InProcess], writes: Writes
) -> None:
    first, second = two
    many_endpoints(kube, 30)
    eventually(lambda: len(by(writes(), FIRST)) > 30, "a leader amid its work")
    first.signal(signal.SIGSTOP)
    assert not all_told(kube), "there is work left"
    second.until(LEADS, LEADS_WITHIN)
    eventually(lambda: all_told(kube), "the rest by the successor", 30)

    first.signal(signal.SIGCONT)

    assert first.wait(ENDED) == 1
    assert not by(writes(), FIRST, since=taken(writes(), SECOND).received)
    assert not out_of_turn(writes(), (FIRST, SECOND))


def test_a_promotion_that_falls_to_a_leader_that_sleeps_is_made_once_by_the_next(
    kube: Kube, two: tuple[InProcess, InProcess], writes: Writes
) -> None:
    first, second = two
    served, pool = a_pooled(kube, 1, 1)
    first.signal(signal.SIGSTOP)
    kube.edit(replicas=2)
    second.until(LEADS, LEADS_WITHIN)
    eventually(lambda: routed(kube) == served | pool, "traffic for the pool's")
    pooled(kube, 2, 1)

    first.signal(signal.SIGCONT)

    assert first.wait(ENDED) == 1
    (promoted,) = pool
    labels = [it for it in writes() if it.done and (it.resource, it.name) == ("pods", promoted)]
    assert [it.user for it in labels] == [FIRST, SECOND], "into the pool, and out of it"
    assert not out_of_turn(writes(), (FIRST, SECOND))


@pytest.mark.parametrize("fault", ["hang", "refuse"])
def test_a_leader_that_alone_cannot_reach_the_api_server_is_deposed_and_writes_no_more(
    fault: str, plane: ControlPlane, kube: Kube, begin: Begin, writes: Writes
) -> None:
    with Proxy(user(plane, FIRST)) as proxy:
        first = begin(FIRST, proxy.kubeconfig)
        first.until(LEADS)
        second = begin(SECOND)
        second.until(STANDS_BY)
        many_endpoints(kube, 15)
        eventually(lambda: len(by(writes(), FIRST)) > 30, "a leader amid its work")
        getattr(proxy, fault)()
        cut_off = time.monotonic()

        second.until(LEADS, TAKEOVER)

        assert time.monotonic() - cut_off <= TAKEOVER
        assert first.wait(ENDED) == 1
        proxy.heal()
        eventually(lambda: all_told(kube), "the rest by the successor", 30)
    assert not by(writes(), FIRST, since=taken(writes(), SECOND).received)
    assert not out_of_turn(writes(), (FIRST, SECOND))


def test_a_leader_that_cannot_renew_for_half_its_lease_leads_on(
    plane: ControlPlane, kube: Kube, begin: Begin, writes: Writes
) -> None:
    with Proxy(user(plane, FIRST)) as proxy:
        first = begin(FIRST, proxy.kubeconfig, **LONG)
        first.until(LEADS)
        second = begin(SECOND, **LONG)
        second.until(STANDS_BY)
        before = transitions(kube)
        proxy.refuse()
        time.sleep(LONG_LEASE / 2)
        proxy.heal()
        renewed(writes, FIRST)

        assert transitions(kube) == before
        kube.an_endpoint()
        eventually(lambda: kube.status().get("url"), "a status")
    assert not second.said(LEADS)
    assert not out_of_turn(writes(), (FIRST, SECOND))


class Clock:
    """A wall clock that a test moves; the clocks that only run are left alone."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.ahead(0)

    def ahead(self, seconds: int) -> None:
        """Of the real one."""
        part = self._file.with_suffix(".part")
        part.write_text(f"{seconds:+d}\n")
        part.rename(self._file)

    def settings(self) -> dict[str, str]:
        """What a process that lives by it is started with."""
        return {
            "LD_PRELOAD": str(builds.faketime()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


def told_ahead(kube: Kube) -> float:
    """By how much the clock of who renewed the Lease last is ahead of ours, seconds; a renewal
    may be some seconds old."""
    lease = kube.get(LEASES, "pilotlight")
    assert lease is not None
    return datetime.fromisoformat(lease["spec"]["renewTime"]).timestamp() - time.time()


def test_clocks_that_jump_and_differ_neither_end_a_term_nor_begin_one(
    kube: Kube, begin: Begin, writes: Writes, tmp_path: Path
) -> None:
    clocks = Clock(tmp_path / "first.clock"), Clock(tmp_path / "second.clock")
    first = begin(FIRST, **clocks[0].settings())
    first.until(LEADS)
    second = begin(SECOND, **clocks[1].settings())
    second.until(STANDS_BY)
    kube.an_endpoint()
    eventually(lambda: kube.status().get("url"), "a status")
    mine, before = holder(kube), transitions(kube)

    # Each step is a jump of both: by an hour or ten seconds, forward and back, and apart.
    for ahead in ((HOUR, 0), (0, HOUR), (10, 0), (0, 10)):
        for clock, seconds in zip(clocks, ahead, strict=True):
            clock.ahead(seconds)
        renewed(writes, FIRST)
        assert (holder(kube), transitions(kube)) == (mine, before)
        assert ahead[0] - 9 < told_ahead(kube) < ahead[0] + 1, "the first lives by its clock"

    kube.edit(replicas=3)
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 3, "acted on by the first")
    assert not by(writes(), SECOND)

    # An hour ahead, the successor waits as long as any other, and no longer.
    clocks[1].ahead(HOUR)
    first.signal(signal.SIGKILL)
    second.until(LEADS, TAKEOVER)
    last = max(it.received for it in writes() if it.takes_lease and it.user == FIRST)
    assert LEASE <= taken(writes(), SECOND).received - last <= TAKEOVER
    assert told_ahead(kube) > HOUR - 9, "the second lives by its clock"
    kube.edit(replicas=1)
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 1, "acted on by the second")
    assert not out_of_turn(writes(), (FIRST, SECOND))


def test_two_versions_hand_over_to_one_another_and_move_no_deployment(
    kube: Kube, begin: Begin, writes: Writes
) -> None:
    older = begin("older", **PREVIOUS)
    older.until(LEADS)
    kube.an_endpoint()
    serving(kube, "chat")
    before = identity(kube)
    quiet(writes, "older")

    newer = begin("newer")
    newer.until(STANDS_BY)
    older.signal(signal.SIGTERM)
    newer.until(LEADS, LEADS_WITHIN)
    quiet(writes, "newer")
    assert identity(kube) == before
    kube.edit(replicas=3)
    eventually(lambda: kube.deployment()["spec"]["replicas"] == 3, "acted on by the newer")
    kube.an_endpoint("chat-of-the-newer")
    for name in ("chat", "chat-of-the-newer"):
        serving(kube, name)
    before = identity(kube)
    quiet(writes, "newer")

    again = begin("older-again", **PREVIOUS)
    again.until(STANDS_BY)
    newer.signal(signal.SIGTERM)
    again.until(LEADS, LEADS_WITHIN)
    quiet(writes, "older-again")
    assert identity(kube) == before
    for name in ("chat", "chat-of-the-newer"):
        assert kube.condition("Ready", name)["status"] == "True"
        kube.edit(name, replicas=1)
        eventually(
            lambda name=name: kube.deployment(name)["spec"]["replicas"] == 1,
            f"{name} acted on by the older",
        )
    assert not out_of_turn(writes(), ("older", "newer", "older-again"))


def serving(kube: Kube, name: str) -> None:
    """Wait until an endpoint is Ready; its pods run as soon as they exist."""

    def look() -> bool:
        kube.run_pods()
        status = kube.status(name)
        return kube.condition("Ready", name).get("status") == "True" and status.get(
            "readyReplicas"
        ) == status.get("desiredReplicas")

    eventually(look, f"{name} serves", 30)


def identity(kube: Kube) -> dict[str, tuple[str, int]]:
    """Of all Deployments: what moves when one is replaced, or its spec is written."""
    return {
        it["metadata"]["name"]: (it["metadata"]["uid"], it["metadata"]["generation"])
        for it in kube.all(DEPLOYMENTS)
    }


def quiet(writes: Writes, name: str) -> None:
    """Wait until the last three writes of the leader were renewals of its Lease."""

    def look() -> bool:
        last = [it for it in writes() if it.user == name][-3:]
        return len(last) == 3 and all(it.takes_lease for it in last)

    eventually(look, f"a quiet {name}", 60)
