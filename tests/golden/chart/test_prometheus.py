"""What the chart makes of `prometheus`: files that are mounted, settings, and refusals."""

import json
import re

import pytest

from tests.golden.chart.asking import PASSWORD, TOKEN
from tests.golden.chart.helm import Helm, HelmError, Values, container, environment, named


@pytest.mark.parametrize("values", [TOKEN, PASSWORD], ids=["token", "password"])
def test_what_prometheus_asks_for_is_mounted_and_grants_no_right(
    helm: Helm, values: Values
) -> None:
    without, with_it = helm.render(), helm.render(values)
    roles = [it for it in with_it if it["kind"].endswith("Role")]
    assert roles
    assert roles == [it for it in without if it["kind"].endswith("Role")]
    pod = named(with_it, "Deployment")["spec"]["template"]["spec"]
    (volume,) = [it for it in pod["volumes"] if it["name"] == "prometheus"]
    (mount,) = [it for it in container(with_it)["volumeMounts"] if it["name"] == "prometheus"]
    assert mount["readOnly"] is True
    assert "subPath" not in mount  # a kubelet never swaps what is mounted so
    mounted = set()
    for source in volume["projected"]["sources"]:
        ((_, content),) = source.items()
        assert content["optional"] is True
        mounted |= {f"{mount['mountPath']}/{item['path']}" for item in content["items"]}
    told = [
        value
        for name, value in environment(with_it).items()
        if name.endswith("_FILE") and name.startswith("PILOTLIGHT_PROMETHEUS_")
    ]
    files = json.loads(environment(with_it).get("PILOTLIGHT_PROMETHEUS_HEADER_FILES", "{}"))
    assert mounted == {*told, *files.values()}


_SECRET = {"existingSecret": "x"}


@pytest.mark.parametrize(
    ("prometheus", "words"),
    [
        pytest.param(
            {"bearerToken": _SECRET, "basicAuth": {**_SECRET, "username": "me"}},
            "prometheus.bearerToken.existingSecret and prometheus.basicAuth.existingSecret: only",
            id="a token and a password",
        ),
        pytest.param(
            {
                "bearerToken": _SECRET,
                "secretHeaders": {"authorization": {**_SECRET, "key": "k"}},
            },
            "prometheus.secretHeaders.Authorization: remove it",
            id="a token and a header for it",
        ),
        pytest.param(
            {"basicAuth": {"username": "me"}},
            "prometheus.basicAuth.existingSecret is empty: set it",
            id="no password",
        ),
        pytest.param(
            {"basicAuth": _SECRET},
            "prometheus.basicAuth.username is empty: set it",
            id="no user",
        ),
        pytest.param(
            {"ca": {**_SECRET, "existingConfigMap": "company-ca"}},
            "prometheus.ca.existingSecret and prometheus.ca.existingConfigMap: only",
            id="certificates in two places",
        ),
        pytest.param(
            {"url": "https://me:secret@prometheus"},
            "prometheus.url: no user and password here, set prometheus.basicAuth",
            id="a password in the URL",
        ),
        pytest.param(
            {"headers": {"AUTHORIZATION": "Bearer x"}},
            "prometheus.headers.Authorization: it is secret",
            id="a token in plain sight",
        ),
        pytest.param(
            {"headers": {"X-Key": "x"}, "secretHeaders": {"x-key": {**_SECRET, "key": "k"}}},
            "prometheus.headers and prometheus.secretHeaders: x-key is in both",
            id="a header twice",
        ),
    ],
)
def test_ways_to_ask_prometheus_that_contradict_one_another_are_refused_with_the_mend(
    helm: Helm, prometheus: Values, words: str
) -> None:
    with pytest.raises(HelmError, match=re.escape(words)):
        helm.render({"prometheus": prometheus})
