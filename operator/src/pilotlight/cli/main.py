"""`kubectl pilotlight`: kubectl finds the program `kubectl-pilotlight` on the PATH.

What a command needs is imported when it runs, so that help and completion are quick.
"""

from datetime import UTC, datetime
from typing import Any

import click

from pilotlight import __version__
from pilotlight.cli import options
from pilotlight.cli.errors import ComplaintError
from pilotlight.cli.rollout import rollout


class Program(click.Group):
    """A group whose commands end with one line when they cannot go on."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; complaints end with code 1, usage errors with 2."""
        try:
            return super().invoke(ctx)
        except ComplaintError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=Program,
    name="kubectl pilotlight",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@options.cluster_options
@click.version_option(__version__, message="%(version)s")
def program() -> None:
    """Look at InferenceEndpoints, and steer their rollouts.

    Asks the cluster through your own kubectl: the one on the PATH, or that of $KUBECTL.
    """


@program.command()
@options.name_argument
@options.cluster_options
def status(name: str) -> None:
    """Everything that explains how an endpoint is, on one screen."""
    from pilotlight.cli import overview, reading

    known = reading.overview(options.kubectl(), name)
    options.show(overview.overview(known, datetime.now(UTC)))


program.add_command(rollout)


def main() -> None:
    """The console script."""
    program(prog_name="kubectl pilotlight")
