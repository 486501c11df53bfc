"""The questions of autoscaling, in PromQL."""

from collections.abc import Collection, Iterable

from pilotlight.load.engines import FIRST_TOKENS, Place

TARGETS = ("up", "pilotlight_worker_engine_metrics_up")
"""Whether Prometheus reaches a worker, and whether the worker reaches its engine."""


def numbers(places: Iterable[Place], names: Collection[str], bounds: Collection[str]) -> str:
    """All series of these metrics, and of the first tokens those with these buckets.

    The label `le` is empty where a metric has no buckets.

    Args:
        bounds: as the label says them, e.g. "2.5" and "+Inf"; empty for no buckets at all.
    """
    wanted = [*names, FIRST_TOKENS] if bounds else [*names]
    le = f',le=~"{_either(["", *sorted(bounds)])}"' if bounds else ""
    return f'{{__name__=~"{"|".join(wanted)}",{_of(places)}{le}}}'


def buckets(places: Iterable[Place]) -> str:
    """Which buckets of first tokens each revision has."""
    return f"group by (namespace, revision, le) ({FIRST_TOKENS}{{{_of(places)}}})"


def targets(places: Iterable[Place]) -> str:
    """Whether the pods are scraped at all."""
    return f'{{__name__=~"{"|".join(TARGETS)}",{_of(places)}}}'


def _of(places: Iterable[Place]) -> str:
    namespaces, revisions = zip(*places, strict=True)
    return (
        f'namespace=~"{_either(sorted(set(namespaces)))}",'
        f'revision=~"{_either(sorted(set(revisions)))}"'
    )


def _either(values: Iterable[str]) -> str:
    """Names are DNS names, bounds are numbers: a dot and a plus sign are all that a regular
    expression could take for something else."""
    return "|".join(value.replace(".", "[.]").replace("+", "[+]") for value in values)
