"""The page of metrics has all that are exported, with their types and labels, and no other."""

import re
from typing import Any

from prometheus_client import CollectorRegistry

from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.codegen.outputs import REPOSITORY
from pilotlight.metrics import Metrics
from pilotlight_worker.gate.metrics import GateMetrics
from pilotlight_worker.metrics import WorkerMetrics

_ROW = re.compile(r"^\| `(pilotlight_\w+)` \| (\w+) \|([^|]*)\|", re.MULTILINE)
Entry = tuple[str, str, tuple[str, ...]]


def exported() -> set[Entry]:
    unused: Any = None  # only asked when the page is
    worker = WorkerMetrics(unused, unused, unused)
    found = set()
    operator, activator = Metrics().registry, ActivatorMetrics().registry
    for registry in (operator, activator, worker._registry, GateMetrics().registry):
        found |= {_entry(it) for it in _collectors(registry)}
    return found


def _collectors(registry: CollectorRegistry) -> list[Any]:
    return [*registry._collector_to_names]


def _entry(collector: Any) -> Entry:
    suffix = "_total" if collector._type == "counter" else ""
    return f"{collector._name}{suffix}", collector._type, tuple(collector._labelnames)


def test_the_page_lists_what_is_exported() -> None:
    page = (REPOSITORY / "docs/reference/metrics.md").read_text("utf-8")
    listed = [
        (name, kind, tuple(re.findall(r"`(\w+)`", labels)))
        for name, kind, labels in _ROW.findall(page)
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) == exported()
