"""Orders to workers: what a plan gives, and what comes back. Carried out by `cluster.orders`."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WAKE_WITHIN = timedelta(seconds=30)
"""A worker that has not woken by then does not. Waking takes 0.3 to 6 s (vLLM, level 1)."""


class Verb(StrEnum):
    """What a worker is told."""

    SLEEP = "sleep"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class Order:
    """To one worker, for as long as plans ask for it: repeated now and then, since an order may be
    lost, and whoever carried it out may be told otherwise by a request.

    pod, uid, ip: of exactly this pod.
    """

    pod: str
    uid: str
    ip: str
    verb: Verb


@dataclass(frozen=True, slots=True)
class OrderReport:
    """What became of the newest order to a worker, while it is asked for.

    done: it has woken, or agreed to fall asleep; False when it has not, and will not; None while
    that is open. problem: why not.
    """

    verb: Verb
    done: bool | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SleepReport:
    """What a worker says of its own sleep. problem: why it is not asleep, or not awake."""

    phase: str
    problem: str = ""


AWAKE = "Awake"
DRAINING = "Draining"
FALLING_ASLEEP = "FallingAsleep"
ASLEEP = "Asleep"
WAKING = "Waking"
