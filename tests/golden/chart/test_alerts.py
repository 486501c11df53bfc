"""The alerts fire when they should, stay silent when they should, and each has a runbook."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from e2e.cluster import packages
from e2e.cluster.failures import ClusterError
from pilotlight.codegen.outputs import REPOSITORY
from pilotlight.metrics import Metrics
from tests.golden.chart.helm import MONITORING_APIS, Helm, Manifest, named

RUNBOOKS = REPOSITORY / "docs" / "runbooks"
TESTS = Path(__file__).with_name("testdata") / "alerts.test.yaml"


@pytest.fixture(scope="module")
def rules(helm: Helm) -> list[Manifest]:
    rendered = helm.render(
        {"monitoring": {"prometheusRule": {"enabled": True}}}, apis=MONITORING_APIS
    )
    groups: list[Manifest] = named(rendered, "PrometheusRule")["spec"]["groups"]
    return groups


@pytest.fixture(scope="module")
def promtool() -> Path:
    try:
        return packages.unpacked("prometheus") / "usr/bin/promtool"
    except ClusterError as error:
        pytest.skip(f"promtool cannot be had here: {error}")


def test_promtool_agrees_with_the_rules_and_their_tests(
    rules: list[Manifest], promtool: Path, tmp_path: Path
) -> None:
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": rules}))
    (tmp_path / "test.yaml").write_text(TESTS.read_text())
    for command in (["check", "rules", "rules.yaml"], ["test", "rules", "test.yaml"]):
        done = subprocess.run(
            [promtool, *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr


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


def test_every_metric_in_an_alert_is_one_that_the_operator_has(rules: list[Manifest]) -> None:
    has = {
        name
        for metric in Metrics().registry.collect()
        for name in (metric.name, f"{metric.name}_total")
    }
    used = {
        name
        for group in rules
        for rule in group["rules"]
        for name in re.findall(r"pilotlight_\w+", rule["expr"])
    }
    assert used
    assert used <= has
