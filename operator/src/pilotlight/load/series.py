"""Raw samples as Prometheus' query API returns them."""

from dataclasses import dataclass
from typing import Any

# What tells one counter of a worker from another. All other labels say how it was scraped (job,
# instance, role of the pod at that time, replica of Prometheus): they may change, or be there
# twice, while the counter goes on.
_MEANING = ("route", "code", "end", "model_name", "engine")


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter in one worker. `labels` are those that mean something, with `le` as a number."""

    name: str
    pod: str
    labels: tuple[tuple[str, str], ...] = ()
    le: float | None = None

    def label(self, name: str) -> str:
        """Empty when it has none of this name."""
        return dict(self.labels).get(name, "")


@dataclass(frozen=True, slots=True)
class Series:
    """One scraped series of a counter: `samples` are (Prometheus' time in seconds, value)."""

    counter: Counter
    revision: str
    source: str
    samples: tuple[tuple[float, float], ...]


def parse_series(result: object) -> list[Series]:
    """The `data.result` of a range selector.

    Raises:
        ValueError: when it is anything else; also when a value is no number.
    """
    if not isinstance(result, list):
        raise ValueError("the result is not a list")  # noqa: TRY004
    return [_series(item) for item in result]


def _series(item: Any) -> Series:
    try:
        labels: dict[str, str] = dict(item["metric"])
        samples = tuple((float(at), float(value)) for at, value in item["values"])
        bound = labels.get("le")
        counter = Counter(
            labels["__name__"],
            labels.get("pod") or labels.get("instance", ""),
            tuple((name, labels[name]) for name in _MEANING if name in labels),
            None if bound is None else float(bound),
        )
        revision = labels["revision"]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("a series is not of the form of the API") from error
    source = ",".join(f"{name}={labels[name]}" for name in sorted(labels))
    return Series(counter, revision, source, samples)
