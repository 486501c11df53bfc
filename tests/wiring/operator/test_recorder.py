"""Events are written once, not too many of them, and never stop a pass."""

import pytest

from pilotlight.api.status import EndpointStatus
from pilotlight.cluster.client import ApiError
from pilotlight.cluster.leadership import NotLeadingError
from pilotlight.cluster.recorder import BURST, QUIET, REFILL_SECONDS, Recorder
from pilotlight.core.actions import Event
from pilotlight.core.observed import EndpointView
from pilotlight.metrics import Metrics
from tests.builders import a_parsed_spec
from tests.wiring.operator.fakes import Clock, FakeApi, OpenFence

STARTED = Event("Starting", "Started 2 replicas")


def an_endpoint(name: str = "chat") -> EndpointView:
    return EndpointView(name, "demo", f"uid-of-{name}", 1, a_parsed_spec(), EndpointStatus())


class Fixture:
    def __init__(self) -> None:
        self.api, self.clock, self.metrics = FakeApi(), Clock(), Metrics()
        self.recorder = Recorder(
            self.api,  # type: ignore[arg-type]
            OpenFence(),
            self.metrics,
            instance="me",
            clock=self.clock,
        )

    async def record(self, event: Event, name: str = "chat") -> None:
        await self.recorder.record(an_endpoint(name), event)

    @property
    def written(self) -> list[str]:
        return [it["message"] for it in self.api.objects.values()]

    def dropped(self, why: str) -> float | None:
        return self.metrics.registry.get_sample_value(
            "pilotlight_events_dropped_total", {"why": why}
        )


async def test_an_event_names_its_endpoint_and_who_reports_it() -> None:
    it = Fixture()

    await it.record(Event("OutOfMemory", "x" * 3000, warning=True))

    (event,) = it.api.objects.values()
    assert event["involvedObject"]["uid"] == "uid-of-chat"
    assert event["involvedObject"]["kind"] == "InferenceEndpoint"
    assert event["type"] == "Warning"
    assert event["reportingInstance"] == "me"
    assert len(event["message"]) == 1024


async def test_the_same_words_are_not_said_twice_within_ten_minutes() -> None:
    it = Fixture()

    await it.record(STARTED)
    await it.record(STARTED)
    await it.record(STARTED, "another")
    assert len(it.written) == 2
    assert it.dropped("repeated") == 1

    it.clock.forward(QUIET + 1)
    await it.record(STARTED)
    assert len(it.written) == 3


async def test_an_endpoint_that_says_too_much_is_limited_and_does_not_silence_others() -> None:
    it = Fixture()

    for number in range(100):
        await it.record(Event("Flapping", f"flap {number}"))
    await it.record(STARTED, "another")

    assert len(it.written) == BURST + 1
    it.clock.forward(REFILL_SECONDS)
    await it.record(Event("Flapping", "once more"))
    await it.record(Event("Flapping", "and again"))
    assert len(it.written) == BURST + 2


async def test_an_event_that_cannot_be_written_is_counted_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    it = Fixture()
    it.api.fault = lambda *_: ApiError(403, "Forbidden", "no rights")

    await it.record(STARTED)

    assert it.dropped("failed") == 1
    assert "no rights" in caplog.text


async def test_no_event_is_written_by_who_does_not_lead() -> None:
    it = Fixture()

    class Closed:
        def check(self, seconds: float) -> None:
            raise NotLeadingError(f"{seconds}")

    recorder = Recorder(it.api, Closed(), it.metrics, instance="me", clock=it.clock)  # type: ignore[arg-type]
    await recorder.record(an_endpoint(), STARTED)

    assert it.written == []


async def test_a_successor_of_the_same_name_starts_afresh() -> None:
    it = Fixture()
    await it.record(STARTED)

    it.recorder.forget("uid-of-chat")
    await it.record(STARTED)

    assert len(it.written) == 2
