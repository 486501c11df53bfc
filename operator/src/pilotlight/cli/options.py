"""Options that commands share, and the way from them to kubectl and to the terminal."""

import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pilotlight.cli.acting import How
    from pilotlight.cli.kubectl import Kubectl
    from pilotlight.cli.page import Block

F = TypeVar("F", bound=Callable[..., Any])

_KEY = "pilotlight.cli."
_PASSED_ON = ("namespace", "context", "kubeconfig")


def cluster_options(command: F) -> F:
    """-n, --context and --kubeconfig, before or behind the name of the command."""
    kubeconfig = click.option("--kubeconfig", **_kept("PATH", "Kubeconfig file, as for kubectl."))
    context = click.option(
        "--context", **_kept("NAME", "Context of the kubeconfig, as for kubectl.")
    )
    namespace = click.option(
        "-n", "--namespace", **_kept("NAME", "Namespace of the endpoint; the context's if absent.")
    )
    return namespace(context(kubeconfig(command)))


def _kept(metavar: str, text: str) -> dict[str, Any]:
    return {"metavar": metavar, "help": text, "expose_value": False, "callback": _keep}


def _keep(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[f"{_KEY}{parameter.name}"] = value


def change_options(command: F) -> F:
    """--dry-run and --yes."""
    sure = click.option(
        "--yes", "sure", is_flag=True, help="Go on although git will put the change back."
    )
    dry_run = click.option(
        "--dry-run", is_flag=True, help="Change nothing; print the YAML that git needs."
    )
    return dry_run(sure(command))


name_argument = click.argument("name", metavar="NAME")


def kubectl() -> "Kubectl":
    """The user's kubectl, with the flags of this command."""
    from pilotlight.cli.kubectl import found

    meta = click.get_current_context().meta
    given = [(name, meta.get(f"{_KEY}{name}")) for name in _PASSED_ON]
    return found([f"--{name}={value}" for name, value in given if value is not None])


def how(*, dry_run: bool, sure: bool) -> "How":
    """How a change is carried out: what is asked for on stdout, warnings on stderr."""
    from pilotlight.cli.acting import How

    return How(dry_run, sure, say=lambda text: click.echo(text, nl=False), warn=warn)


def warn(text: str) -> None:
    """Something that people should know, beside what they asked for."""
    click.echo(f"Warning: {text}", err=True)


def show(blocks: "list[Block]") -> None:
    """On a terminal as wide as it is, with colours; plain elsewhere."""
    from pilotlight.cli.page import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(render(blocks, width), nl=False)


def duration(_: click.Context, parameter: click.Parameter, value: str) -> timedelta:
    """Callback of an option like `30s`, `45m`, `1h30m`: as in the spec; a usage error otherwise."""
    from pilotlight.api.duration import parse

    try:
        return parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param=parameter) from error
