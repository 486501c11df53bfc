"""The alerts fire when they should, stay silent when they should, and each has a runbook."""

import re
from pathlib import Path

import pytest
import yaml

from pilotlight.activator.metrics import ActivatorMetrics
from pilotlight.codegen.outputs import REPOSITORY
from pilotlight.metrics import Metrics
from tests.golden.chart.helm import MONITORING_APIS, Helm, Manifest, named
from tests.golden.chart.promtool import Promtool

RUNBOOKS = REPOSITORY / "docs" / "runbooks"
TESTS = Path(__file__).with_name("testdata") / "alerts.test.yaml"


@pytest.fixture(scope="module")
def rules(helm: Helm) -> list[Manifest]:
    rendered = helm.render(
        {"monitoring": {"prometheusRule": {"enabled": True}}, "activator": {"enabled": True}},
        apis=MONITORING_APIS,
    )
    groups: list[Manifest] = named(rendered, "PrometheusRule")["spec"]["groups"]
    return groups


def test_promtool_agrees_with_the_rules_and_their_tests(
    rules: list[Manifest], promtool: Promtool, tmp_path: Path
) -> None:
    promtool.check(rules, TESTS.read_text(), tmp_path)


def test_every_alert_is_tested(rules: list[Manifest]) -> None:
    tested = {
        case["alertname"]
        for test in yaml.safe_load(TESTS.read_text())["tests"]
        for case in test["alert_rule_test"]
    }
    assert {rule["alert"] for group in rules for rule in group["rules"]} == tested


def test_every_alert_has_a_runbook_for_the_one_who_is_called(rules: list[Manifest]) -> None:
    for group in rules:
        for rule in group["rules"]:
            runbook = RUNBOOKS / f"{rule['alert'].lower()}.md"
            assert rule["annotations"]["runbook_url"] == f"docs/runbooks/{runbook.name}"
            text = runbook.read_text()
            for heading in ("## What it means", "## What is affected", "## What to do"):
                assert heading in text, f"{runbook.name} lacks {heading!r}"


def test_who_has_no_activator_is_not_called_for_one(helm: Helm) -> None:
    rendered = helm.render(
        {"monitoring": {"prometheusRule": {"enabled": True}}}, apis=MONITORING_APIS
    )
    assert "activator" not in str(named(rendered, "PrometheusRule")).lower()


def test_every_metric_in_an_alert_is_one_that_is_exported(rules: list[Manifest]) -> None:
    has = {
        f"{metric.name}{suffix}"
        for registry in (Metrics().registry, ActivatorMetrics().registry)
        for metric in registry.collect()
        for suffix in ("", "_total", "_bucket", "_count")
    }
    used = {
        name
        for group in rules
        for rule in group["rules"]
        for name in re.findall(r"pilotlight_\w+", rule["expr"])
    }
    assert used
    assert used <= has
