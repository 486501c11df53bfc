"""The command line: `python -m e2e.cluster --help`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from e2e.cluster.control_plane import ControlPlane
from e2e.cluster.failures import ClusterError
from e2e.cluster.progress import say, step


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 1 when it failed for a reason that it could name."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except ClusterError as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m e2e.cluster", description="a real Kubernetes on this machine"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plane = commands.add_parser("control-plane", help="a control plane without nodes")
    plane.add_argument("action", choices=("up", "down"))
    plane.add_argument("--dir", type=Path, required=True, help="the folder that it lives in")
    plane.add_argument("--scheduler", action="store_true", help="with a scheduler")
    plane.set_defaults(run=_control_plane)
    return parser


def _control_plane(chosen: argparse.Namespace) -> None:
    plane = ControlPlane(chosen.dir.resolve(), scheduler=chosen.scheduler, detached=True)
    if chosen.action == "down":
        plane.stop()
        return
    with step("starting a control plane"):
        plane.start()
    print(f"export KUBECONFIG={plane.kubeconfig}", file=sys.stdout)
