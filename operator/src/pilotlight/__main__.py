"""`python -m pilotlight`."""

import argparse
import asyncio
import sys

from pilotlight import __version__, config


def main(arguments: list[str] | None = None) -> int:
    """Parse arguments and run; the exit code."""
    parser = argparse.ArgumentParser(
        prog="pilotlight", description="Operator for InferenceEndpoints on Kubernetes."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    settings = "\n".join(
        f"  {config.PREFIX}{name.upper():<28} {field.description}"
        for name, field in config.OperatorConfig.model_fields.items()
    )
    commands.add_parser(
        "run",
        help="serve until SIGTERM",
        description="Serve until SIGTERM. Settings are environment variables.",
        epilog=f"settings:\n{settings}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands.add_parser("version", help="print the version")
    chosen = parser.parse_args(arguments)
    if chosen.command == "version":
        sys.stdout.write(f"{__version__}\n")
        return 0
    return _run()


def _run() -> int:
    # Imported here: `version` and a bad setting need neither kopf nor a cluster.
    from pilotlight import app, logs

    try:
        settings = config.load()
    except config.ConfigError as error:
        sys.stderr.write(f"pilotlight: {error}\n")
        return 2
    logs.set_up(settings.log_level, as_json=settings.log_format is config.LogFormat.JSON)
    return asyncio.run(app.run(settings))


if __name__ == "__main__":
    sys.exit(main())
