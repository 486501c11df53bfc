"""The strict check catches what a lenient one lets through."""

from typing import Any

import pytest

from tests.golden.strict import StrictError, validate


def a_service(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "chat"},
        "spec": {"ports": [{"port": 80, "targetPort": "http"}], **spec},
    }


def test_a_complete_service_is_accepted() -> None:
    validate(a_service(selector={"a": "b"}))


@pytest.mark.parametrize(
    ("manifest", "word"),
    [
        pytest.param(a_service(selecter={}), "selecter", id="a misspelt field"),
        pytest.param(a_service(cluster_ip="None"), "cluster_ip", id="a snake_case field"),
        pytest.param(a_service(ports=[{"port": "80"}]), "port", id="text where a number belongs"),
        pytest.param(a_service(selector={"a": 1}), "selector", id="a number where text belongs"),
        pytest.param({**a_service(), "kind": "Servise"}, "Servise", id="an unknown kind"),
        pytest.param({**a_service(), "apiVersion": ""}, "apiVersion", id="no version"),
        pytest.param({**a_service(), "metadata": {}}, "metadata.name", id="no name"),
    ],
)
def test_a_wrong_manifest_is_refused_by_name(manifest: dict[str, Any], word: str) -> None:
    with pytest.raises(StrictError, match=word):
        validate(manifest)
