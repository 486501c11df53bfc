"""What was fixed before the judging seeds were drawn: cells, seeds, and every policy's settings.

`python -m tests.bench.autoscale.frozen` prints `frozen.json` as the code would have it now; a test
compares the two, so that nothing can be tuned after judging without leaving a trace in history.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pilotlight.core.scaling.memory import LEVEL_SPAN, SPAN
from pilotlight.core.scaling.policy import Law
from tests.bench.autoscale.catalogue import POLICIES, Entry
from tests.bench.autoscale.made_up import MADE_UP
from tests.bench.autoscale.scenario import Scenario

FILE = Path(__file__).with_name("frozen.json")

FIRST_SEED = 1001
"""Exploration is allowed on seeds below 1,000; judged are the first ones from here on."""


def _cell(trace: str, *cold_starts: float, seeds: int = 3, **more: object) -> dict[str, object]:
    return {"trace": trace, "cold_start": list(cold_starts), "seeds": seeds, **more}


CELLS = (
    _cell("code", 60, 120, 300, seeds=5, spread=60),
    _cell("conv", 60, 120, 300, seeds=5, spread=60),
    _cell("code", 120, spread=None),
    _cell("conv", 120, spread=None),
    _cell("flash", 120),
    _cell("flash", 120, pool=2),
    _cell("diurnal", 120),
    _cell("diurnal", 120, gap=[2400, 300]),
    _cell("heavy", 120),
    _cell("step", 300),
)
"""Shifts within 60 s keep a recorded trace as bursty as one customer's, which is what is to be
served: the aims are judged by those. Shifts over the whole hour are smooth, printed beside."""


def current() -> dict[str, Any]:
    """The same by the code of now."""
    return {
        "first_seed": FIRST_SEED,
        "cells": list(CELLS),
        "law": {**asdict(Law()), "span": SPAN, "level_span": LEVEL_SPAN},
        "policies": {name: _settings(entry) for name, entry in POLICIES.items()},
    }


def _settings(entry: Entry) -> dict[str, Any]:
    """Complete: with what the constructors add to the catalogue."""
    trace, scenario = MADE_UP["flash"](0), Scenario()

    def complete(settings: Any) -> dict[str, float]:
        return dict(entry.make(trace, scenario, settings).settings)

    default = {} if entry.default is None else {"default": complete(entry.default)}
    return {**default, "tuned": [complete(it) for it in entry.tuned]}


def text() -> str:
    """As the file has it: one setting a line."""
    return json.dumps(current(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
