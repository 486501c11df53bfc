"""The dashboards ask for what is exported, mean what their titles say, and fit into any Grafana."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.metrics import Metrics
from pilotlight_sim.metrics import EngineMetrics
from tests.golden.chart.helm import CHART, Helm, Manifest, kinds, named
from tests.golden.chart.promtool import Promtool
from tests.golden.strict import validate

SCALING = CHART / "dashboards" / "scaling.json"
TESTS = Path(__file__).with_name("testdata") / "dashboard.test.yaml"
FILES = sorted((CHART / "dashboards").glob("*.json"))
VARIABLES = {"$namespace": "demo", "$name": "chat", "$__rate_interval": "5m"}
ELSEWHERE = {"DCGM_FI_DEV_GPU_UTIL"}
"""Of NVIDIA's DCGM exporter; the panel says that it may not be there."""


def load(file: Path) -> Manifest:
    dashboard: Manifest = json.loads(file.read_text("utf-8"))
    return dashboard


def targets(dashboard: Manifest) -> Iterator[tuple[str, str]]:
    """Name and expression of each, with variables filled in."""
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield f"{panel['title']} {target['refId']}", filled(target["expr"])


def filled(expression: str) -> str:
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def exported(registry: CollectorRegistry) -> set[str]:
    suffixes = ("", "_total", "_bucket", "_count", "_sum")
    return {f"{it.name}{suffix}" for it in registry.collect() for suffix in suffixes}


def test_each_expression_finds_what_its_panel_is_for(promtool: Promtool, tmp_path: Path) -> None:
    expressions = dict(targets(load(SCALING)))
    case: dict[str, Any] = yaml.safe_load(TESTS.read_text("utf-8"))
    expected = case.pop("expected")
    assert expressions.keys() == expected.keys()
    case["tests"][0]["promql_expr_test"] = [
        {"expr": expressions[name], "eval_time": "20m", "exp_samples": samples}
        for name, samples in expected.items()
    ]
    promtool.check([], yaml.safe_dump(case), tmp_path)


@pytest.mark.parametrize("file", FILES, ids=lambda it: it.stem)
def test_every_metric_is_one_that_we_or_an_engine_export(file: Path) -> None:
    ours = exported(Metrics().registry) | exported(ActivatorMetrics().registry)
    has = ours | exported(EngineMetrics("chat").registry) | ELSEWHERE
    questions = [expression for _, expression in targets(load(file))]
    questions += [it["definition"] for it in variables(file) if it["type"] == "query"]
    used = {
        name
        for question in questions
        for name in re.findall(r"[a-zA-Z_:][\w:]*(?=\{)|(?<=label_values\()\w+", question)
    }
    assert used
    assert used <= has


def variables(file: Path) -> list[Manifest]:
    listed: list[Manifest] = load(file)["templating"]["list"]
    return listed


@pytest.mark.parametrize("file", FILES, ids=lambda it: it.stem)
def test_a_dashboard_is_at_home_in_any_grafana(file: Path) -> None:
    dashboard = load(file)
    assert dashboard["uid"] == f"pilotlight-{file.stem}"
    assert "id" not in dashboard
    assert "datasource" in {it["name"] for it in variables(file) if it["type"] == "datasource"}
    asked = [
        *dashboard["panels"],
        *(target for panel in dashboard["panels"] for target in panel["targets"]),
        *(it for it in variables(file) if it["type"] == "query"),
    ]
    assert {it["datasource"]["uid"] for it in asked} == {"${datasource}"}


@pytest.mark.parametrize("file", FILES, ids=lambda it: it.stem)
def test_panels_have_words_and_do_not_overlap(file: Path) -> None:
    cells = []
    for panel in load(file)["panels"]:
        assert panel["title"]
        assert panel["description"]
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells += [
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        ]
    assert len(cells) == len(set(cells))


def test_they_come_when_asked_for_and_as_they_are(helm: Helm) -> None:
    assert "ConfigMap" not in kinds(helm.render())
    values = {"enabled": True, "labels": {"team": "ml"}, "annotations": {"grafana_folder": "LLM"}}
    rendered = helm.render({"monitoring": {"dashboards": values}})
    made = named(rendered, "ConfigMap", "pilotlight-dashboards")
    validate(made)
    assert made["metadata"]["labels"].items() >= {"grafana_dashboard": "1", "team": "ml"}.items()
    assert made["metadata"]["annotations"] == {"grafana_folder": "LLM"}
    assert {name: json.loads(text) for name, text in made["data"].items()} == {
        f"pilotlight-{file.name}": load(file) for file in FILES
    }
