"""The threat model claims nothing that no test proves."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from pilotlight.manifests.names import ENDPOINT_LABEL
from tests.golden.strict import validate

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/explanation/security.md").read_text()
STOPPED = PAGE.partition("## What we stop\n")[2].partition("\n## ")[0]
ROWS = [
    line
    for line in STOPPED.splitlines()
    if line.startswith("|") and not line.startswith(("| ---", "| threat |"))
]
_NAMED = re.compile(r"`((?:tests|e2e)/[^`:]+)::(\w+)`")


@cache
def defined(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {
        it.name
        for it in tree.body
        if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef) and it.name.startswith("test_")
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_claim_names_tests_that_exist(row: str) -> None:
    _, threat, what, proof, _ = row.split("|")
    assert threat.strip()
    assert what.strip()
    named = _NAMED.findall(proof)
    assert len(named) == proof.count("`") / 2 > 0, "a claim without a test"
    assert [f"{file}::{name}" for file, name in named if name not in defined(file)] == []


def test_the_policy_that_is_shown_is_one_and_about_workers() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    policy = yaml.safe_load(block)
    validate(policy)
    (expression,) = policy["spec"]["podSelector"]["matchExpressions"]
    assert expression == {"key": ENDPOINT_LABEL, "operator": "Exists"}
    assert policy["spec"]["policyTypes"] == ["Egress"]


def test_there_are_claims_and_there_is_what_is_not_stopped() -> None:
    assert len(ROWS) > 20
    assert "## What we do not stop" in PAGE
