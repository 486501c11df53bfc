"""When a rollout has ended, how, and what a watch says meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from pilotlight.cli.errors import KubectlError
from pilotlight.cli.outcome import DONE, FAILED, TIMED_OUT, outcome, sentence
from pilotlight.cli.views import Endpoint, Gate, Rollout
from pilotlight.cli.watching import Clock, watch
from tests.unit.cli.builders import ACTIVE, NEW, an_endpoint, conditions, with_preview

IDLE = an_endpoint()
STALLED = conditions(Stalled=("True", "BadArguments", "no such flag --foo"))
ZERO = conditions(Ready=("False", "ScaledToZero", "spec.replicas is 0"))
LOADING = conditions(
    Ready=("False", "LoadingModel", "loading"), Reconciling=("True", "Starting", "loading")
)
NO_GPU = conditions(
    Ready=("False", "WaitingForGPU", "0 of 2 replicas ready"),
    Reconciling=("True", "WaitingForGPU", "0 of 2 replicas ready"),
)
EXCHANGING = Rollout(
    "Exchanging", revision=ACTIVE, capacity="Stepwise", previous=NEW, message="1 of 2 replicas"
)
PAUSED = {"paused": True}


@pytest.mark.parametrize(
    ("endpoint", "code", "words"),
    [
        (IDLE, DONE, "serving 2/2"),
        (replace(IDLE, rollout=Rollout("Draining", previous=NEW)), DONE, "serving 2/2"),
        (replace(IDLE, generation=8), None, ""),
        (replace(IDLE, observed_generation=0, conditions=()), None, ""),
        (replace(IDLE, conditions=LOADING), None, ""),
        (replace(IDLE, conditions=ZERO), DONE, ""),
        (replace(IDLE, rollout=None), DONE, ""),
        (replace(IDLE, rollout=None, preview=NEW), None, ""),
        (with_preview("Starting"), None, ""),
        (with_preview("AwaitingPromotion"), None, ""),
        (replace(IDLE, rollout=Rollout("Baking")), None, ""),
        (replace(IDLE, rollout=Rollout("RollingBack")), None, ""),
        (replace(IDLE, rollout=Rollout("WaitingForGPU")), None, ""),
        (replace(IDLE, rollout=Rollout("WaitingForGPU"), conditions=NO_GPU), None, ""),
        (with_preview("WaitingForGPU"), None, ""),
        (replace(IDLE, rollout=EXCHANGING), None, ""),
        (replace(IDLE, rollout=replace(EXCHANGING, revision=NEW)), None, ""),
        (with_preview("Failed", message="no answer"), FAILED, "failed: no answer"),
        (with_preview("Failed", message=f"{NEW} failed: why"), FAILED, f"{NEW} failed: why"),
        (replace(with_preview(), conditions=STALLED), FAILED, "BadArguments: no such flag"),
        (replace(IDLE, rollout=Rollout("RollingBack"), conditions=STALLED), FAILED, "stalled"),
        (replace(IDLE, rollout=Rollout("Draining", revision=ACTIVE)), DONE, "serving 2/2"),
        (replace(IDLE, rollout=Rollout("Draining", revision=NEW)), None, ""),
        (replace(IDLE, conditions=STALLED, generation=8), None, ""),
        (replace(IDLE, spec=PAUSED), DONE, ""),
        (replace(with_preview(), spec=PAUSED), FAILED, "paused"),
    ],
)
def test_a_rollout_ends(endpoint: Endpoint, code: int | None, words: str) -> None:
    ended = outcome(endpoint)
    assert (ended.code if ended is not None else None) == code
    assert words in (ended.sentence if ended is not None else "")


@pytest.mark.parametrize(
    ("endpoint", "line"),
    [
        (
            with_preview(message="downloading model (40 %)"),
            f"Starting {NEW} (1/2 ready): downloading model (40 %)",
        ),
        (replace(with_preview(), message="busy"), f"Starting {NEW} (1/2 ready): busy"),
        (
            replace(IDLE, rollout=Rollout("Baking", gates=(Gate("ErrorRate", 0, "Pass", "0 %"),))),
            f"Baking {ACTIVE} (2/2 ready): serving 2/2 on {ACTIVE} [ErrorRate Pass]",
        ),
        (
            replace(IDLE, generation=8),
            "waiting for the operator to see generation 8 of the spec (it has acted on 7)",
        ),
        (replace(IDLE, rollout=None), f"serving 2/2 on {ACTIVE}"),
        (replace(IDLE, rollout=None, message=""), "the operator has not said anything yet"),
    ],
)
def test_a_line_says_where_it_stands(endpoint: Endpoint, line: str) -> None:
    assert sentence(endpoint) == line


@dataclass
class Story:
    """What is seen second by second, the last thing for ever; and what was told of it."""

    seen: Iterator[Endpoint | KubectlError]
    told: list[str] = field(default_factory=list)
    second: float = 0

    def read(self) -> Endpoint:
        found = next(self.seen)
        if isinstance(found, KubectlError):
            raise found
        return found

    def pass_by(self, seconds: float) -> None:
        self.second += seconds

    def watched(self, timeout: int = 60) -> tuple[int, str]:
        clock = Clock(lambda: self.second, self.pass_by)
        ended = watch(self.read, timedelta(seconds=timeout), self.told.append, clock)
        return ended.code, ended.sentence


def story(*seen: Endpoint | KubectlError) -> Story:
    def told() -> Iterator[Endpoint | KubectlError]:
        yield from seen
        while True:
            yield seen[-1]

    return Story(told())


AWAY = KubectlError("The connection to the server was refused")
GONE = KubectlError('"chat" not found', "NotFound")


def test_every_change_is_told_once() -> None:
    it = story(with_preview(), with_preview(), with_preview("Testing"), IDLE)
    assert it.watched() == (DONE, f"serving 2/2 on {ACTIVE}")
    assert [line.split()[0] for line in it.told] == ["Starting", "Testing"]


def test_a_watch_outlasts_a_wait_for_accelerators_and_an_exchange() -> None:
    waiting = with_preview("WaitingForGPU", message="waiting for 1 nvidia.com/gpu")
    it = story(waiting, waiting, with_preview(), replace(IDLE, rollout=EXCHANGING), IDLE)
    assert it.watched() == (DONE, f"serving 2/2 on {ACTIVE}")
    assert it.told == [
        f"WaitingForGPU {NEW} (1/2 ready): waiting for 1 nvidia.com/gpu",
        f"Starting {NEW} (1/2 ready): serving 2/2 on {ACTIVE}",
        f"Exchanging {ACTIVE} (2/2 ready): 1 of 2 replicas",
    ]


def test_an_api_server_that_goes_away_for_a_moment_is_told_once_and_waited_for() -> None:
    it = story(with_preview(), AWAY, AWAY, with_preview(), IDLE)
    assert it.watched()[0] == DONE
    assert [line.split()[0] for line in it.told] == ["Starting", "cannot", "Starting"]


def test_an_api_server_that_stays_away_is_a_time_out() -> None:
    code, words = story(with_preview(), AWAY).watched(timeout=10)
    assert code == TIMED_OUT
    assert words.startswith(f"not done within 10s; last seen: Starting {NEW}")


def test_a_rollout_that_takes_too_long_is_a_time_out() -> None:
    it = story(with_preview())
    assert it.watched(timeout=10)[0] == TIMED_OUT
    assert it.second == 10


def test_the_first_look_must_succeed() -> None:
    with pytest.raises(KubectlError, match="refused"):
        story(AWAY).watched()


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (lambda: GONE, "the endpoint was deleted"),
        (lambda: an_endpoint(uid="another"), "made anew"),
    ],
)
def test_an_endpoint_that_is_deleted_ends_the_watch(
    then: Callable[[], Endpoint | KubectlError], words: str
) -> None:
    code, said = story(with_preview(), then()).watched()
    assert code == FAILED
    assert words in said
