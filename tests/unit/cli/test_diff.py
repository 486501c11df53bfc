"""Field by field, and without credentials."""

from typing import Any

import pytest

from pilotlight.cli.diff import differences
from pilotlight.cli.masks import masked


def told(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [str(it) for it in differences({"runtime": before}, {"runtime": after})]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"a": 1}, {"a": 1}, []),
        (
            {"engine": {"maxModelLen": 4096}},
            {"engine": {"maxModelLen": 8192}},
            ["runtime.engine.maxModelLen: 4096 → 8192"],
        ),
        ({}, {"image": "w:2"}, ["runtime.image: added w:2"]),
        ({"image": "w:2"}, {}, ["runtime.image: removed w:2"]),
        ({"on": True}, {"on": False}, ["runtime.on: true → false"]),
        ({"text": ""}, {"text": "x"}, ['runtime.text: "" → x']),
        (
            {"args": ["--a", "--b=1"]},
            {"args": ["--b=2", "--a"]},
            ["runtime.args: removed --b=1", "runtime.args: added --b=2"],
        ),
        ({"args": ["--a", "--b"]}, {"args": ["--b", "--a"]},
         ['runtime.args: ["--a", "--b"] → ["--b", "--a"]']),
        ({"args": []}, {"args": ["--a"]}, ["runtime.args: added --a"]),
        (
            {"env": [{"name": "A", "value": "1"}]},
            {"env": [{"name": "B", "value": "1"}, {"name": "A", "value": "2"}]},
            ["runtime.env[A].value: 1 → 2", 'runtime.env[B]: added {"name": "B", "value": "1"}'],
        ),
        ({"env": []}, {"env": [{"name": "A"}]}, ['runtime.env[A]: added {"name": "A"}']),
        (
            {"env": [{"name": "A"}, {"name": "B"}]},
            {"env": [{"name": "B"}, {"name": "A"}]},
            ['runtime.env: ["A", "B"] → ["B", "A"]'],
        ),
        (
            {"tolerations": [{"key": "gpu"}]},
            {"tolerations": []},
            ['runtime.tolerations: [{"key": "gpu"}] → []'],
        ),
        ({"a": {"b": 1}}, {"a": 1}, ['runtime.a: {"b": 1} → 1']),
    ],
)  # fmt: skip
def test_each_field_that_differs_is_a_line(
    before: dict[str, Any], after: dict[str, Any], lines: list[str]
) -> None:
    assert told(before, after) == lines


def test_a_changed_token_is_told_and_not_shown() -> None:
    before = {"env": [{"name": "HF_TOKEN", "value": "old-secret"}]}
    after = {"env": [{"name": "HF_TOKEN", "value": "new-secret"}]}
    assert told(before, after) == ["runtime.env[HF_TOKEN].value: (masked) → (masked) (changed)"]


@pytest.mark.parametrize("name", ["HF_TOKEN", "api_key", "DB_PASSWORD", "AWS_SECRET", "MyKey"])
def test_values_of_variables_that_look_like_credentials_are_masked(name: str) -> None:
    shown = masked({"runtime": {"env": [{"name": name, "value": "x1y2"}]}})
    assert shown == {"runtime": {"env": [{"name": name, "value": "(masked)"}]}}


def test_names_of_secrets_are_shown() -> None:
    reference = {"name": "HF_TOKEN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "token"}}}
    spec = {"runtime": {"env": [reference, {"name": "LEVEL", "value": "debug"}]}}
    assert masked(spec) == spec


@pytest.mark.parametrize(
    ("flag", "shown"),
    [
        ("--hf-token=abc", "--hf-token=(masked)"),
        ("--token=abc", "--token=(masked)"),
        ("--max-num-batched-tokens=8192", "--max-num-batched-tokens=8192"),
        ("--tokenizer=abc", "--tokenizer=abc"),
    ],
)
def test_flags_that_carry_credentials_are_masked(flag: str, shown: str) -> None:
    assert masked({"extraArgs": [flag]}) == {"extraArgs": [shown]}
