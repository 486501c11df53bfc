"""The pages on autoscaling show what the operator says, and what the API server would take.

Blocks below a comment that names this file are written by `UPDATE_GOLDEN=1 pytest` with it.
"""

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from pilotlight.api.scaling import ScalingSpec
from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.codegen.chart_values import ChartValues
from pilotlight.codegen.outputs import REPOSITORY
from pilotlight.core.scaling.decision import Decision, ScalingReason
from pilotlight.core.scaling.demand import demand
from pilotlight.core.scaling.memory import SPAN, Memory
from pilotlight.core.scaling.policy import Objective
from pilotlight.core.scaling.samples import Fleet, Load
from pilotlight.core.scaling.signals import Signals
from pilotlight.core.scaling.windows import Window
from pilotlight.load.engines import SIGNALS
from tests.story.life import a_world
from tests.story.scaling import autoscaled, lives, load
from tests.unit.core.autoscaling import START, Endpoint, a_policy

HOW_TO = REPOSITORY / "docs/how-to/autoscale.md"
BY_OTHERS = REPOSITORY / "docs/how-to/scale-with-hpa-or-keda.md"
EXPLANATION = REPOSITORY / "docs/explanation/autoscaling.md"
_BLOCK = re.compile(
    r"(tests/golden/test_scaling_pages\.py[^\n]*-->\n```text\n)(.*?)(```\n)", re.DOTALL
)


def the_status() -> str:
    """Three minutes after load came that needs four replicas."""
    world = a_world()
    lives(autoscaled(2), load(14), apart=180)(world)
    status = world.status.model_dump(by_alias=True, exclude_none=True, mode="json")
    conditions = [it for it in status["conditions"] if it["type"] == "AutoscalingActive"]
    shown = {"scaling": status["scaling"], "conditions": conditions}
    return yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=100)


def a_step_up_and_down() -> str:
    """Half an hour of 1.5 requests/s, half an hour of 5, and an hour of 1.5 again, on replicas that
    serve 1 each and take two minutes to start."""

    def rate(seconds: float) -> float:
        return 5.0 if 1900 <= seconds < 4000 else 1.5

    chat = Endpoint(a_policy(maximum=8), rate, cold_start=120).run(7000)
    return "".join(f"{line}\n" for line in _told(chat.decisions))


def _told(decisions: list[Decision]) -> Iterator[str]:
    """The first one of those in a row that keep the same number for the same reason."""
    before = None
    for it in decisions:
        kind = (it.desired, it.current, it.reason)
        if kind != before:
            minutes, seconds = divmod(round((it.at - decisions[0].at).total_seconds()), 60)
            yield f"{minutes:3}:{seconds:02}  {it.reason}: {it.message}"
        before = kind


@pytest.mark.parametrize(
    ("page", "shown"),
    [(HOW_TO, the_status), (EXPLANATION, a_step_up_and_down)],
    ids=["status", "law"],
)
def test_what_is_shown_is_what_is_said(page: Path, shown: Callable[[], str]) -> None:
    text, told = page.read_text("utf-8"), shown()
    blocks = _BLOCK.findall(text)
    assert len(blocks) == 1
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(_BLOCK.sub(lambda found: found[1] + told + found[3], text), "utf-8")
    else:
        assert blocks[0][1] == told


def test_the_worked_numbers_are_those_of_the_law() -> None:
    memory = Memory(arrivals=Window(SPAN, values=(3.7, 4.7, 4.2)))
    load = Load("chat-a", START, Fleet(3, cold_start=timedelta(minutes=2)))
    signals = Signals(4.2, 24.0, None, None, (), partial=False, doubt=None)
    found = demand(a_policy(capacity=2.0), load, signals, memory)
    page = EXPLANATION.read_text("utf-8")
    for row in (
        f"| arrivals | of 5 s | {found.rate:g} |",
        f"| queue term | 24 within 30 s | {found.backlog:g} |",
        f"| level | | {found.level:g} |",
        f"| replicas | {found.level:g} / {found.unit:g} = {found.replicas(found.level):.1f} |",
    ):
        assert row in page


@pytest.mark.parametrize(
    ("start", "most", "words"),
    [
        (0, 4.0, "| no time | as many again as arrivals need |"),
        (120, 4.0 * 0.15, "| 2 minutes | 15 % of what arrivals need, and at least one |"),
        (300, 0.0, "| 5 minutes or more | one |"),
    ],
)
def test_what_a_queue_asks_for_is_as_in_the_table(start: float, most: float, words: str) -> None:
    memory = Memory(arrivals=Window(SPAN, values=(4.0,) * 60))
    load = Load("chat-a", START, Fleet(3, cold_start=timedelta(seconds=start)))
    signals = Signals(4.0, 600.0, None, None, (), partial=False, doubt=None)
    policy = a_policy(capacity=0.1, objective=Objective(utilization=100))
    backlog = demand(policy, load, signals, memory).backlog
    assert backlog == pytest.approx(max(most, 0.1))
    assert words in EXPLANATION.read_text("utf-8")


def test_every_reason_of_a_decision_is_explained() -> None:
    page = HOW_TO.read_text("utf-8")
    assert [it for it in ScalingReason if f"| `{it}` |" not in page] == []


def test_the_manifests_and_values_are_accepted() -> None:
    kinds = []
    for text in re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL):
        block: dict[str, Any] = yaml.safe_load(text)
        kinds.append(next(iter(block)))
        match block:
            case {"apiVersion": _, "spec": spec}:
                EndpointSpec.model_validate(spec)
            case {"spec": {"scaling": scaling}}:
                ScalingSpec.model_validate({"maxReplicas": 8, **scaling})
            case {"scrape_configs": _}:
                pass
            case values:
                ChartValues.model_validate(values)
    assert {"apiVersion", "spec", "scrape_configs", "prometheus", "monitoring"} <= set(kinds)


def test_the_queries_for_other_autoscalers_count_what_the_operators_own_counts() -> None:
    names = re.findall(r'__name__=~"([^"]+)"', BY_OTHERS.read_text(encoding="utf-8"))
    assert len(names) == 2  # of the adapter and of KEDA
    in_hand = [name for signal in ("running", "waiting", "queued") for name in SIGNALS[signal]]
    for pattern in names:
        assert [name for name in in_hand if not re.fullmatch(pattern, name)] == []
