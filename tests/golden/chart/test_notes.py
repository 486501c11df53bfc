"""What Helm says after an installation: what to do next, and what the values leave undone."""

import pytest
import yaml

from tests.golden.chart.helm import CHART, NAMESPACE, RELEASE, REQUIRED, Helm, Values, merged

RULES = {"monitoring": {"prometheusRule": {"enabled": True}}}
BOTH = {"monitoring": {"prometheusRule": {"enabled": True}, "podMonitor": {"enabled": True}}}


def notes(helm: Helm, values: Values) -> str:
    """In one line."""
    said = helm.run(
        *("install", RELEASE, str(CHART), "--namespace", NAMESPACE, "--dry-run=client"),
        *("--values", "-"),
        input=yaml.safe_dump(merged(REQUIRED, values)),
    )
    return " ".join(said.rpartition("NOTES:")[2].split())


@pytest.mark.parametrize(
    ("values", "sentence", "said"),
    [
        ({}, "kubectl -n pilotlight-system rollout status deployment/pilotlight", True),
        ({}, "give it keys (spec.access)", True),
        ({}, "a model that policy.allowedModels allows", False),
        (
            {"policy": {"allowedModels": ["hf://acme/*"]}},
            "a model that policy.allowedModels allows",
            True,
        ),
        ({}, "prometheus.url is not set", True),
        ({"prometheus": {"url": "https://prometheus.example"}}, "prometheus.url is not set", False),
        (RULES, "the alerts of what is down fire for ever", True),
        (BOTH, "the alerts of what is down fire for ever", False),
        ({}, "scaled to zero is not reached any more", False),
        ({"activator": {"enabled": True}}, "scaled to zero is not reached any more", True),
        ({"replicas": 0}, "nobody acts on changes", True),
    ],
)
def test_a_sentence_is_there_where_it_is_true(
    helm: Helm, values: Values, sentence: str, said: bool
) -> None:
    assert (sentence in notes(helm, values)) is said
