"""Sleep and wake of a whole worker: orders on the admin port, and whoever comes in between."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import Worker, stream, until

KEY, STRANGER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
ASLEEP_IN, WAKE_IN = 0.3, 0.4  # seconds
SLEEPY = {
    "PILOTLIGHT_SIM_SLEEP_SECONDS": str(ASLEEP_IN),
    "PILOTLIGHT_SIM_WAKE_SECONDS": str(WAKE_IN),
    # Answers close their connections; nothing else may come on them.
    "VLLM_HTTP_TIMEOUT_KEEP_ALIVE": "1",
}
VERBS = ("sleep", "wake", "drain", "undrain")
Wanted = Callable[[dict[str, Any]], bool]


@pytest.fixture
def sleepy(start: Start) -> Worker:
    """A ready worker with sleep mode that knows the operator's key."""
    worker = start(env=SLEEPY, sleepMode=True).until_ready()
    worker.trusts(KEY)
    return worker


def is_in(phase: str) -> Wanted:
    return lambda state: bool(state["sleep"] and state["sleep"]["phase"] == phase)


def put_to_sleep(worker: Worker) -> dict[str, Any]:
    assert worker.order("sleep", KEY).status_code == 202
    return worker.until_state(is_in("Asleep"))


def status(answer: httpx.Response | None) -> int:
    assert answer is not None
    return answer.status_code


def test_without_the_operators_key_or_its_word_every_verb_is_closed(serving: Worker) -> None:
    settings = serving.folder / "settings.json"
    before = serving.state()
    settings.unlink(missing_ok=True)
    said = [serving.order(verb, KEY) for verb in VERBS]
    serving.trusts(KEY)
    said += [serving.order(verb, key) for verb in VERBS for key in (None, STRANGER)]
    assert {(answer.status_code, answer.text) for answer in said} == {(403, said[0].text)}
    assert serving.state() == before
    refusals = serving.metrics()
    assert 'pilotlight_worker_orders_refused_total{reason="no_key"} 4.0' in refusals
    assert 'pilotlight_worker_orders_refused_total{reason="signature"} 4.0' in refusals
    settings.unlink()


def test_without_sleep_mode_there_is_no_sleep_and_no_development_route(serving: Worker) -> None:
    serving.trusts(KEY)
    answer = serving.order("sleep", KEY)
    assert (answer.status_code, answer.json()["problem"]) == (409, "sleep mode is off")
    assert answer.json()["state"]["sleep"] is None
    assert "engine_sleep_state" in serving.metrics()
    (serving.folder / "settings.json").unlink()


def test_ordered_sleep_and_wake_are_told_with_their_times(sleepy: Worker) -> None:
    slept = put_to_sleep(sleepy)
    assert slept["sleeping"] is True
    assert slept["sleep"]["lastSleepSeconds"] >= ASLEEP_IN
    assert (status(sleepy.get("/ready")), status(sleepy.get("/health"))) == (200, 200)
    text = sleepy.metrics()
    assert "pilotlight_worker_sleeping 1.0" in text
    assert 'sleep_state="weights_offloaded"} 1.0' in text
    assert sleepy.order("sleep", KEY).status_code == 202  # again: nothing new
    began = time.monotonic()
    woken = sleepy.order("wake", KEY)
    assert WAKE_IN <= time.monotonic() - began < WAKE_IN + 5
    state = woken.json()["state"]
    assert (woken.status_code, state["sleeping"], state["sleep"]["phase"]) == (200, False, "Awake")
    assert state["sleep"]["lastWakeSeconds"] >= WAKE_IN
    assert "pilotlight_worker_sleeping 0.0" in sleepy.metrics()
    answer = stream(sleepy.url, 20)
    assert (answer.tokens, answer.finish_reason, answer.connection) == (20, "length", None)


def test_development_routes_are_closed_on_both_ports(sleepy: Worker) -> None:
    for path in ("/sleep", "/wake_up", "/is_sleeping", "/collective_rpc", "/server_info"):
        for method in ("GET", "POST"):
            answer = httpx.request(method, sleepy.url + path, timeout=5)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_url")
    admin = f"http://127.0.0.1:{sleepy.admin_port}"
    for path in ("/wake_up", "/is_sleeping", "/collective_rpc"):
        assert httpx.post(admin + path, timeout=5).status_code == 404
    assert httpx.get(f"{admin}/sleep", timeout=5).status_code == 405
    assert sleepy.state()["sleeping"] is False  # type: ignore[index]


def test_a_stream_is_finished_before_the_engine_sleeps_and_a_late_request_is_served(
    start: Start,
) -> None:
    env = {**SLEEPY, "PILOTLIGHT_SIM_STEP_MILLISECONDS": "20"}
    worker = start(env=env, sleepMode=True).until_ready()
    worker.trusts(KEY)
    orders: list[int] = []
    answer = stream(
        worker.url, 100, on_first=lambda: orders.append(worker.order("sleep", KEY).status_code)
    )
    draining = worker.state()
    late = stream(worker.url, 5)
    assert (orders, answer.tokens, answer.finish_reason) == ([202], 100, "length")
    assert draining is not None
    assert (draining["sleep"]["phase"], draining["sleeping"]) == ("Draining", False)
    assert (late.tokens, late.finish_reason, late.connection) == (5, "length", "close")
    state = worker.until_state(is_in("Asleep"))
    assert state["sleep"]["strayWakes"] == 0


def test_a_stream_longer_than_the_drain_keeps_the_engine_awake_and_whole(start: Start) -> None:
    env = {**SLEEPY, "PILOTLIGHT_SIM_STEP_MILLISECONDS": "20"}
    worker = start(env=env, sleepMode=True, drainTimeoutSeconds=1).until_ready()
    worker.trusts(KEY)
    answer = stream(worker.url, 150, on_first=lambda: worker.order("sleep", KEY))
    state = worker.until_state(lambda state: state["sleep"]["problem"])
    assert (answer.tokens, answer.finish_reason) == (150, "length")
    assert state["sleep"]["problem"] == "not within drainTimeout: 1 requests in flight"
    assert (state["sleep"]["phase"], state["sleeping"]) == ("Awake", False)
    assert stream(worker.url, 3).connection is None


def test_stray_requests_wake_the_engine_once_and_are_served_whole(sleepy: Worker) -> None:
    put_to_sleep(sleepy)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: stream(sleepy.url, 10), range(10)))
    assert {(it.tokens, it.finish_reason, it.done) for it in answers} == {(10, "length", True)}
    # No Service leads here any more: who came by an old connection is to come back elsewhere.
    assert {it.connection for it in answers} == {"close"}
    state = sleepy.until_state(is_in("Awake"))
    assert state["sleep"]["strayWakes"] == 1
    assert "pilotlight_worker_stray_wakes_total 1.0" in sleepy.metrics()
    put_to_sleep(sleepy)  # the next order counts


def test_an_order_to_wake_ends_an_order_to_sleep_that_still_drains(start: Start) -> None:
    # Its own end drains for as long.
    env = {**SLEEPY, "PILOTLIGHT_MIN_DRAIN_SECONDS": "8"}
    worker = start(env=env, sleepMode=True).until_ready()
    worker.trusts(KEY)
    assert worker.order("sleep", KEY).status_code == 202
    assert worker.until_state(is_in("Draining"))
    assert worker.order("wake", KEY).status_code == 200
    assert worker.until_state(is_in("Awake"))["sleep"]["lastSleepSeconds"] is None
    assert stream(worker.url, 3).connection is None


def test_a_wake_that_hangs_is_told_not_ready_and_in_the_end_started_again(start: Start) -> None:
    env = {
        **SLEEPY,
        "PILOTLIGHT_WAKE_TIMEOUT_SECONDS": "1",
        "PILOTLIGHT_STALL_SECONDS": "8",
        "PILOTLIGHT_HANG_SECONDS": "10",
    }
    worker = start(env=env, sleepMode=True).until_ready()
    worker.trusts(KEY)
    put_to_sleep(worker)
    worker.fault(wakeHang=True)
    answer = worker.order("wake", KEY)
    state = answer.json()["state"]
    assert (answer.status_code, state["sleep"]["phase"]) == (504, "Waking")
    assert answer.json()["problem"] == "the engine hangs: no wake within 1 s"
    assert state["sleep"]["problem"] == answer.json()["problem"]
    assert status(worker.get("/ready")) == 503
    refused = httpx.post(f"{worker.url}/v1/completions", json={"prompt": "x"}, timeout=5)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "engine_asleep")
    assert worker.ended() == 1
    words = worker.last_words()
    assert (words["reason"], words["permanent"]) == ("EngineCrashed", False)
    assert "neither slept nor woken" in words["message"]


def test_a_sleeping_worker_stops_at_once_and_cleanly(sleepy: Worker) -> None:
    put_to_sleep(sleepy)
    began = time.monotonic()
    sleepy.signal(signal.SIGTERM)
    assert sleepy.ended() == 0
    assert time.monotonic() - began < 10
    assert "clean=true" in sleepy.log()


def test_a_drain_may_be_taken_back(sleepy: Worker) -> None:
    drained = sleepy.order("drain", KEY)
    during = stream(sleepy.url, 3)
    assert (drained.status_code, drained.json()["state"]["draining"]) == (200, True)
    assert drained.json()["state"]["phase"] == "Ready"
    assert (during.tokens, during.connection) == (3, "close")
    assert sleepy.order("undrain", KEY).json()["state"]["draining"] is False
    assert stream(sleepy.url, 3).connection is None


def test_a_worker_that_stops_takes_no_order(start: Start) -> None:
    worker = start(env={**SLEEPY, "PILOTLIGHT_MIN_DRAIN_SECONDS": "10"}, sleepMode=True)
    worker.until_ready().trusts(KEY)
    worker.signal(signal.SIGTERM)
    worker.until_state(lambda state: state["draining"])
    said = {verb: worker.order(verb, KEY).status_code for verb in VERBS}
    assert said == {"sleep": 409, "wake": 200, "drain": 409, "undrain": 409}
    assert worker.ended() == 0


def test_a_worker_that_still_loads_takes_no_order(start: Start) -> None:
    worker = start(env={"PILOTLIGHT_SIM_LOAD_SECONDS": "60"}, sleepMode=True)
    worker.until_state(lambda state: state["phase"] == "Loading")
    worker.trusts(KEY)
    answer = until(lambda: worker.order("sleep", KEY), "an answer")
    assert (answer.status_code, answer.json()["problem"]) == (409, "the worker is Loading")
