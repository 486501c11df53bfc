"""The command line: `python -m e2e.cluster --help`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from e2e.cluster import builds, cluster, everything, images
from e2e.cluster.control_plane import ControlPlane
from e2e.cluster.failures import ClusterError
from e2e.cluster.paths import KUBECONFIG
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
    up = commands.add_parser("up", help="a cluster with a node, one per machine; needs root")
    up.add_argument("--gpus", type=int, help="how many GPUs the node pretends to have")
    up.add_argument("--fresh", action="store_true", help="replace a healthy cluster, too")
    up.set_defaults(run=_up)
    down = commands.add_parser("down", help="remove the cluster without a trace")
    down.set_defaults(run=lambda _: cluster.down())
    commands.add_parser("status", help="what runs").set_defaults(run=_status)
    commands.add_parser("build", help="build everything that a fresh machine lacks").set_defaults(
        run=lambda _: everything.build()
    )
    wanted = commands.add_parser("images", help="build our images, and import them when it is up")
    wanted.add_argument(
        "names",
        nargs="*",
        choices=(*images.PRODUCT, "all"),
        metavar="IMAGE",
        default="all",
        help=f"{', '.join(images.PRODUCT)} or all",
    )
    wanted.set_defaults(run=_images)
    commands.add_parser("env", help="print what a shell needs").set_defaults(run=_env)
    again = commands.add_parser("restart", help="stop and start one component")
    again.add_argument("component", choices=cluster.COMPONENTS)
    again.set_defaults(run=lambda chosen: cluster.restart(chosen.component))
    plane = commands.add_parser("control-plane", help="a control plane without nodes")
    plane.add_argument("action", choices=("up", "down"))
    plane.add_argument("--dir", type=Path, required=True, help="the folder that it lives in")
    plane.add_argument("--scheduler", action="store_true", help="with a scheduler")
    plane.set_defaults(run=_control_plane)
    return parser


def _up(chosen: argparse.Namespace) -> None:
    cluster.up(gpus=chosen.gpus, fresh=chosen.fresh)
    say(f"export KUBECONFIG={KUBECONFIG}")


def _status(_: argparse.Namespace) -> None:
    for name, state in cluster.status().items():
        print(f"{name:24} {state}")


def _images(chosen: argparse.Namespace) -> None:
    names = [chosen.names] if isinstance(chosen.names, str) else chosen.names
    everything.load_images(list(images.PRODUCT) if "all" in names else names)


def _env(_: argparse.Namespace) -> None:
    print(f'export PATH="{builds.link_for_people()}:$PATH"')
    print(f'export KUBECONFIG="{KUBECONFIG}"')


def _control_plane(chosen: argparse.Namespace) -> None:
    plane = ControlPlane(chosen.dir.resolve(), scheduler=chosen.scheduler, detached=True)
    if chosen.action == "down":
        plane.stop()
        return
    with step("starting a control plane"):
        plane.start()
    print(f"export KUBECONFIG={plane.kubeconfig}", file=sys.stdout)
