"""The fault proxy does what it says, in front of a real API server."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from e2e.cluster.control_plane import ControlPlane
from pilotlight.cluster.resources import CONFIG_MAPS, SERVICES
from tests.cluster.running.kube import Kube, Object, eventually
from tests.faults.proxy import (
    Answers,
    CutWatches,
    ExpiredWatches,
    First,
    LateEvents,
    LosesAnswers,
    NeverAnswers,
    Proxy,
    Silence,
    StaleLists,
    TrickleAnswers,
    Waits,
    any_of,
    watches,
    writes,
)

LIMIT = 10.0
ARRIVES = 3.0  # seconds, in which a request surely gets to the API server


@pytest.fixture
def proxy(plane: ControlPlane) -> Iterator[Proxy]:
    with Proxy(plane.kubeconfig) as running:
        yield running


@pytest.fixture
def through(proxy: Proxy) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", timeout=LIMIT) as client:
        yield client


def path(kube: Kube, name: str | None = None) -> str:
    return CONFIG_MAPS.path(kube.namespace, name)


def a_config_map(name: str = "one", size: int = 1) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": {"k": "v" * size},
    }


class Watch:
    """A watch through the proxy, read in a thread: what came, when, and how it ended.

    First comes what there is, as the API server's cache has it: with no version at all it asks etcd
    for the newest one, and answers nothing until it has it.
    """

    def __init__(self, proxy: Proxy, kube: Kube) -> None:
        self.events: list[tuple[float, Object]] = []
        self.ended: Exception | str = ""
        self._url = f"http://127.0.0.1:{proxy.port}{path(kube)}"
        self._params = {"watch": "true", "resourceVersion": "0"}
        self._pool = ThreadPoolExecutor(1)
        self._pool.submit(self._read)

    def _read(self) -> None:
        try:
            with httpx.stream("GET", self._url, params=self._params, timeout=LIMIT) as answer:
                answer.raise_for_status()
                for line in answer.iter_lines():
                    self.events.append((time.monotonic(), json.loads(line)))
            self.ended = "end of stream"
        except (httpx.HTTPError, ValueError) as error:
            self.ended = error

    def saw(self, name: str) -> float:
        """When an object of this name came; 0 while it has not. Fails once it cannot come."""
        ended = self.ended
        for at, it in tuple(self.events):
            if it["object"]["metadata"].get("name") == name:
                return at
        assert not ended, f"the watch ended by {ended!r} before {name!r}; it told {self.events}"
        return 0.0


def test_without_a_fault_everything_passes_and_a_watch_is_not_buffered(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    watch = Watch(proxy, kube)
    assert through.post(path(kube), json=a_config_map()).status_code == 201
    assert through.get(path(kube, "one")).json()["data"] == {"k": "v"}
    eventually(lambda: watch.saw("one"), "the event")
    assert through.delete(path(kube, "one")).status_code == 200
    assert through.get(path(kube, "one")).json()["reason"] == "NotFound"
    assert watch.ended == ""


def test_whoever_sends_a_token_does_not_come_as_the_administrator(
    kube: Kube, through: httpx.Client
) -> None:
    refused = through.get(path(kube), headers={"Authorization": "Bearer nobody"})
    assert refused.status_code == 401


def test_an_answer_of_its_own_keeps_the_request_from_the_api_server(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    fault = Answers(writes, 429, retry_after=7)
    with proxy.under(fault):
        refused = through.post(path(kube), json=a_config_map())
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "7")
        assert refused.json()["reason"] == "TooManyRequests"
        assert through.get(path(kube, "one")).status_code == 404
    assert fault.hits == {"configmaps": 1}
    assert through.post(path(kube), json=a_config_map()).status_code == 201


def test_only_the_first_write_of_each_object_conflicts(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    with proxy.under(Answers(First(writes), 409)):
        codes = [
            through.delete(path(kube, name)).status_code for name in ("one", "two", "one", "two")
        ]
    assert codes == [409, 409, 404, 404]


def test_a_revoked_verb_is_refused_for_its_resource_alone_and_open_watches_end(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    watch = Watch(proxy, kube)
    kube.create(CONFIG_MAPS, a_config_map())
    eventually(lambda: watch.saw("one"), "the event")
    with proxy.under(Answers(any_of("configmaps", "list", "watch"), 403)):
        eventually(lambda: watch.ended, "the end of the watch")
        assert through.get(path(kube)).json()["reason"] == "Forbidden"
        assert through.get(path(kube, "one")).status_code == 200
        assert through.get(SERVICES.path(kube.namespace)).status_code == 200


def test_a_lost_answer_leaves_the_write_done(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    with proxy.under(LosesAnswers(writes)):
        assert through.post(path(kube), json=a_config_map()).status_code == 504
    assert kube.get(CONFIG_MAPS, "one")


@pytest.mark.parametrize("arrives", [False, True], ids=["it is lost", "it arrives"])
def test_a_request_without_an_answer(
    kube: Kube, proxy: Proxy, through: httpx.Client, arrives: bool
) -> None:
    with proxy.under(NeverAnswers(writes, arrives=arrives)):
        with pytest.raises(httpx.ReadTimeout):
            through.post(path(kube), json=a_config_map(), timeout=ARRIVES)
        assert through.get(path(kube)).status_code == 200
    assert (kube.get(CONFIG_MAPS, "one") is not None) is arrives


def test_late_writes_and_slow_answers_take_their_time(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    with proxy.under(Waits(writes, 0.5)):
        started = time.monotonic()
        through.post(path(kube), json=a_config_map(size=8_000))
        assert time.monotonic() - started >= 0.5
    with proxy.under(TrickleAnswers(bytes_per_second=10_000)):
        started = time.monotonic()
        assert len(through.get(path(kube, "one")).json()["data"]["k"]) == 8_000
        assert time.monotonic() - started >= 0.7


def test_events_come_late_on_a_watch_that_is_open_and_at_once_when_that_is_lifted(
    kube: Kube, proxy: Proxy
) -> None:
    watch = Watch(proxy, kube)
    kube.create(CONFIG_MAPS, a_config_map("before"))
    eventually(lambda: watch.saw("before"), "the event")
    proxy.set(LateEvents(seconds=1))
    created = time.monotonic()
    kube.create(CONFIG_MAPS, a_config_map("late"))
    assert eventually(lambda: watch.saw("late"), "the event") - created >= 1
    proxy.set(LateEvents(seconds=60))
    kube.create(CONFIG_MAPS, a_config_map("freed"))
    proxy.heal()
    eventually(lambda: watch.saw("freed"), "the event")


def test_watches_are_cut_at_an_age(kube: Kube, proxy: Proxy) -> None:
    with proxy.under(CutWatches(every=1)):
        started = time.monotonic()
        watch = Watch(proxy, kube)
        eventually(lambda: watch.ended, "the cut")
    assert time.monotonic() - started >= 1
    assert isinstance(watch.ended, httpx.HTTPError)


def test_an_expired_watch_is_cut_and_the_next_one_told_so(kube: Kube, proxy: Proxy) -> None:
    before = Watch(proxy, kube)
    kube.create(CONFIG_MAPS, a_config_map())
    eventually(lambda: before.saw("one"), "the event")
    with proxy.under(ExpiredWatches(times=1)):
        eventually(lambda: before.ended, "the cut")
        after = Watch(proxy, kube)
        eventually(lambda: after.ended, "the end")
        again = Watch(proxy, kube)
        eventually(lambda: again.saw("one"), "the event")
    assert [(it["type"], it["object"]["code"]) for _, it in after.events] == [("ERROR", 410)]


def test_a_list_shows_the_version_before(kube: Kube, proxy: Proxy, through: httpx.Client) -> None:
    kube.create(CONFIG_MAPS, a_config_map("old"))
    version = through.get(path(kube)).json()["metadata"]["resourceVersion"]
    kube.delete(CONFIG_MAPS, "old")
    kube.create(CONFIG_MAPS, a_config_map("new"))

    def names() -> set[str]:
        items = through.get(path(kube), params={"limit": "250"}).json()["items"]
        return {it["metadata"]["name"] for it in items} - {"kube-root-ca.crt"}

    with proxy.under(StaleLists(version=version, seconds=0)):
        assert names() == {"old"}
        assert through.get(path(kube, "new")).status_code == 200
    assert names() == {"new"}


def test_silence_holds_back_requests_and_open_watches_and_lets_them_go_on(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    watch = Watch(proxy, kube)
    kube.create(CONFIG_MAPS, a_config_map("before"))
    eventually(lambda: watch.saw("before"), "the event")
    proxy.set(silence := Silence())
    kube.create(CONFIG_MAPS, a_config_map("during"))
    with pytest.raises(httpx.ReadTimeout):
        through.post(path(kube), json=a_config_map("given-up"), timeout=1)
    assert not watch.saw("during")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(through.post, path(kube), json=a_config_map("patient"))
        eventually(lambda: silence.hits["configmaps"] >= 3, "both requests held back")
        proxy.heal()
        assert waiting.result().status_code == 201
    eventually(lambda: watch.saw("patient"), "the watch to go on")
    assert watch.saw("during")
    assert kube.get(CONFIG_MAPS, "given-up") is None


def test_refusal_resets_what_is_open_and_ends_on_the_same_port(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    watch = Watch(proxy, kube)
    kube.create(CONFIG_MAPS, a_config_map())
    eventually(lambda: watch.saw("one"), "the event")
    proxy.refuse()
    eventually(lambda: watch.ended, "the reset")
    with pytest.raises(httpx.ConnectError):
        through.get(path(kube))
    proxy.heal()
    assert through.get(path(kube)).status_code == 200
    # Once more: nothing of the first time is in the way.
    proxy.refuse()
    with pytest.raises(httpx.ConnectError):
        through.get(path(kube))


def test_an_api_server_that_answers_nothing_looks_the_same_through_the_proxy(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    """The proxy invents no answers when it has none."""
    proxy._cluster = {**proxy._cluster, "server": "https://127.0.0.1:9"}
    with pytest.raises(httpx.HTTPError):
        through.get(path(kube))


def test_watches_and_other_reads_are_told_apart(
    kube: Kube, proxy: Proxy, through: httpx.Client
) -> None:
    with proxy.under(Answers(watches, 503)):
        assert through.get(path(kube)).status_code == 200
        assert through.get(path(kube), params={"watch": "1"}).status_code == 503
