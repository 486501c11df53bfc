"""`kubectl pilotlight rollout …`: look at a change of an endpoint, and steer it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from pilotlight.cli import options

if TYPE_CHECKING:
    from pilotlight.cli.changes import Change
    from pilotlight.cli.targets import Refusal
    from pilotlight.cli.views import Endpoint, Revision


@click.group()
@options.cluster_options
def rollout() -> None:
    """Look at a change of an endpoint, and steer it."""


@rollout.command()
@options.name_argument
@click.option("-w", "--watch", is_flag=True, help="Tell every change until the rollout has ended.")
@click.option(
    "--timeout",
    callback=options.duration,
    metavar="DURATION",
    default="30m",
    show_default=True,
    help="How long to watch.",
)
@options.cluster_options
def status(name: str, watch: bool, timeout: timedelta) -> None:
    """Phase, times, revisions and gates of a change.

    With --watch the exit code is 0 when the newest spec serves, 1 when it failed, was rolled back
    or is stalled, 3 when it has not ended in time.
    """
    from pilotlight.cli import reading, screens

    if watch:
        _watch(name, timeout)
    kubectl = options.kubectl()
    options.show(screens.rollout_status(reading.endpoint(kubectl, name), datetime.now(UTC)))


def _watch(name: str, timeout: timedelta) -> None:
    from pilotlight.cli import outcome, reading, watching

    kubectl = options.kubectl()
    ended = watching.watch(lambda: reading.endpoint(kubectl, name), timeout, _tell)
    _tell(ended.sentence, err=ended.code != outcome.DONE)
    click.get_current_context().exit(ended.code)


def _tell(line: str, *, err: bool = False) -> None:
    click.echo(f"{datetime.now(UTC):%H:%M:%SZ}  {line}", err=err)


@rollout.command()
@options.name_argument
@options.change_options
@options.cluster_options
def promote(name: str, dry_run: bool, sure: bool) -> None:
    """Give the traffic to the revision that waits for promotion.

    Sets spec.rollout.promote, where promotion is Manual and the phase is AwaitingPromotion.
    """
    from pilotlight.cli import acting, changes
    from pilotlight.cli.targets import Refusal, promotion_blocked

    def decide(endpoint: "Endpoint", _: "Sequence[Revision]") -> "Change | Refusal":
        why = promotion_blocked(endpoint)
        return changes.promotion(endpoint, endpoint.preview) if why is None else Refusal(why)

    acting.change_spec(options.kubectl(), name, decide, options.how(dry_run=dry_run, sure=sure))


@rollout.command()
@options.name_argument
@options.change_options
@options.cluster_options
def abort(name: str, dry_run: bool, sure: bool) -> None:
    """Give up the revision that is brought up, or that failed.

    Puts spec.model and spec.runtime back to those of the revision that has the traffic.
    """
    from pilotlight.cli import acting
    from pilotlight.cli.targets import abort_target

    def decide(endpoint: "Endpoint", revisions: "Sequence[Revision]") -> "Change | Refusal":
        return _going_back(endpoint, abort_target(endpoint, revisions))

    acting.change_spec(options.kubectl(), name, decide, options.how(dry_run=dry_run, sure=sure))


@rollout.command()
@options.name_argument
@click.option(
    "--to-revision",
    metavar="REVISION",
    help="Name or number of the revision, from `rollout history`; the previous one if absent.",
)
@options.change_options
@options.cluster_options
def undo(name: str, to_revision: str | None, dry_run: bool, sure: bool) -> None:
    """Go back to the previous revision, or to any that is recorded.

    Puts spec.model and spec.runtime back to what that revision was made from.
    """
    from pilotlight.cli import acting
    from pilotlight.cli.targets import undo_target

    def decide(endpoint: "Endpoint", revisions: "Sequence[Revision]") -> "Change | Refusal":
        return _going_back(endpoint, undo_target(endpoint, revisions, to_revision))

    acting.change_spec(options.kubectl(), name, decide, options.how(dry_run=dry_run, sure=sure))


def _going_back(endpoint: "Endpoint", target: "Revision | Refusal") -> "Change | Refusal":
    from pilotlight.cli.changes import going_back
    from pilotlight.cli.targets import Refusal

    if isinstance(target, Refusal):
        return target
    if target.failure is not None:
        options.warn(
            f"{target.name} failed before ({target.failure.reason}: {target.failure.message}); it"
            f" is not tried again until `kubectl pilotlight rollout retry {endpoint.name}`"
        )
    return going_back(endpoint, target)


@rollout.command()
@options.name_argument
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be done.")
@options.cluster_options
def retry(name: str, dry_run: bool) -> None:
    """Try a failed revision again.

    For a failure whose cause was elsewhere and is mended, e.g. a token that had expired. Removes
    the annotation pilotlight.dev/failed of its ControllerRevision. Nothing in git changes.
    """
    from pilotlight.cli import acting, reading
    from pilotlight.cli.errors import ComplaintError
    from pilotlight.cli.targets import Refusal, retry_target

    kubectl = options.kubectl()
    endpoint = reading.endpoint(kubectl, name)
    target = retry_target(endpoint, reading.revisions(kubectl, endpoint))
    if isinstance(target, Refusal):
        raise ComplaintError(target.why)
    if dry_run:
        click.echo(
            f"kubectl annotate controllerrevision --namespace={endpoint.namespace} {target.name}"
            " pilotlight.dev/failed-"
        )
        return
    acting.forgive(kubectl, target.name)
    click.echo(f"{name}: {target.name} is tried again")


@rollout.command()
@options.name_argument
@options.cluster_options
def history(name: str) -> None:
    """Revisions that are recorded, newest first."""
    from pilotlight.cli import reading, screens

    kubectl = options.kubectl()
    endpoint = reading.endpoint(kubectl, name)
    revisions = reading.revisions(kubectl, endpoint)
    options.show(screens.history(endpoint, revisions, datetime.now(UTC)))


@rollout.command()
@options.name_argument
@click.argument("rev_a", required=False)
@click.argument("rev_b", required=False)
@options.cluster_options
def diff(name: str, rev_a: str | None, rev_b: str | None) -> None:
    """What differs between two revisions; does it restart pods?

    Between the active revision and the spec as it is now when none is named; revisions are named
    by name or number. Values of variables that look like credentials are masked.
    """
    from pilotlight.cli import comparison, reading, screens

    kubectl = options.kubectl()
    endpoint = reading.endpoint(kubectl, name)
    revisions = reading.revisions(kubectl, endpoint)
    options.show(screens.diff(*comparison.sides(endpoint, revisions, rev_a, rev_b)))
