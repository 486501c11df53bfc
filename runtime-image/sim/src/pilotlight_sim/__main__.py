"""`python3 -m pilotlight_sim`: the simulated engine, with vLLM's flags."""

from __future__ import annotations

import os
import sys

from pilotlight_sim.arguments import parse
from pilotlight_sim.server import Process
from pilotlight_sim.settings import Faults, Timing


def main() -> int:
    """Parse and run."""
    arguments = parse()
    return Process(arguments, Timing.read(os.environ), Faults.read(os.environ)).run()


if __name__ == "__main__":
    sys.exit(main())
