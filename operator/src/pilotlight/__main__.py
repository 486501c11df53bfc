"""`python -m pilotlight`."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

from pydantic_settings import BaseSettings

from pilotlight import __version__, config
from pilotlight.activator import config as activator

S = TypeVar("S", config.OperatorConfig, activator.ActivatorConfig)


def main(arguments: list[str] | None = None) -> int:
    """Parse arguments and run; the exit code."""
    parser = argparse.ArgumentParser(
        prog="pilotlight", description="Operator for InferenceEndpoints on Kubernetes."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    programs: tuple[tuple[str, str, str, type[BaseSettings], Callable[[], int]], ...] = (
        ("run", "serve until SIGTERM", config.PREFIX, config.OperatorConfig, _run),
        (
            "activator",
            "hold requests of endpoints without a ready worker, until SIGTERM",
            activator.PREFIX,
            activator.ActivatorConfig,
            _run_activator,
        ),
    )
    for name, what, prefix, model, _ in programs:
        commands.add_parser(
            name,
            help=what,
            description=f"{what[0].upper()}{what[1:]}. Settings are environment variables.",
            epilog=f"settings:\n{_settings(prefix, model)}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    commands.add_parser("version", help="print the version")
    chosen = parser.parse_args(arguments)
    if chosen.command == "version":
        sys.stdout.write(f"{__version__}\n")
        return 0
    return {name: start for name, _, _, _, start in programs}[chosen.command]()


def _settings(prefix: str, model: type[BaseSettings]) -> str:
    return "\n".join(
        f"  {prefix}{name.upper():<28} {field.description}"
        for name, field in model.model_fields.items()
    )


# Programs are imported where they run: `version` and a bad setting need neither kopf nor a cluster.


def _run() -> int:
    if (settings := _loaded(config.load)) is None:
        return 2
    from pilotlight import app

    return asyncio.run(app.run(settings))


def _run_activator() -> int:
    if (settings := _loaded(activator.load)) is None:
        return 2
    from pilotlight.activator import service

    return asyncio.run(service.run(settings))


def _loaded(load: Callable[[], S]) -> S | None:
    """The settings, by which the log is set up; None when it was said why they cannot be used."""
    from pilotlight import logs

    try:
        settings = load()
    except config.ConfigError as error:
        sys.stderr.write(f"pilotlight: {error}\n")
        return None
    logs.set_up(settings.log_level, as_json=settings.log_format is config.LogFormat.JSON)
    return settings


if __name__ == "__main__":
    sys.exit(main())
