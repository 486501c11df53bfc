"""Requests that wait for a replica, as the activators told the operator."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wake:
    """held: requests that wait now. at: when it was last told that any do."""

    held: int
    at: datetime
