"""`python3 -m pilotlight_worker`: serve (the container), drain (preStop), state, fetch (internal).

Imports are inside the commands: preStop must not load a web server to say one word.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

DEFAULT_SOCKET = "/run/pilotlight/worker.sock"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="pilotlight_worker", description="Run a model server and look after it."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="get the model, start the engine, watch it")
    commands.add_parser("drain", help="wait until this worker may stop (the preStop hook)")
    commands.add_parser("state", help="print what this worker is doing, as JSON")
    fetch = commands.add_parser("fetch", help="download a model once (used by serve)")
    fetch.add_argument("repo")
    fetch.add_argument("revision")
    arguments = parser.parse_args(argv)
    if arguments.command == "serve":
        return _serve()
    if arguments.command == "fetch":
        from pilotlight_worker.model import fetch as fetching

        fetching.main(arguments.repo, arguments.revision)
    socket_path = os.environ.get("PILOTLIGHT_SOCKET", DEFAULT_SOCKET)
    if arguments.command == "drain":
        from pilotlight_worker.ask import drain_command

        return drain_command(socket_path)
    from pilotlight_worker.ask import state_command

    return state_command(socket_path)


def _serve() -> int:
    import asyncio

    from pilotlight_worker.config import Environment, read_config, termination_log
    from pilotlight_worker.reasons import WorkerFailed
    from pilotlight_worker.supervisor import Supervisor, report_failure

    log_path = termination_log(os.environ)
    try:
        environment = Environment.read(os.environ)
        config = read_config(environment.config_path)
        return asyncio.run(Supervisor(environment, config).serve())
    except WorkerFailed as error:
        report_failure(log_path, error.failure)
        return 1


if __name__ == "__main__":
    sys.exit(main())
