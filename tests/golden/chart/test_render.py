"""What the chart renders to, for every kind of installation.

Renderings are compared with `testdata/*.yaml`; write them anew with
`UPDATE_GOLDEN=1 pytest tests/golden/chart`, and read the difference.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from pilotlight import __version__, config
from pilotlight.activator import config as activator
from pilotlight.codegen.crd import crd
from pilotlight.manifests.hold import FIRST_PORT, PORTS
from pilotlight.manifests.platform import Policy
from tests.golden.chart.asking import PASSWORD, TOKEN
from tests.golden.chart.helm import (
    ACTIVATORS,
    CHART,
    DIGEST,
    MONITORING_APIS,
    RELEASE,
    REQUIRED,
    Helm,
    HelmError,
    Values,
    container,
    environment,
    kinds,
    named,
)
from tests.golden.strict import validate, validate_part

TESTDATA = Path(__file__).with_name("testdata")

EVERYTHING: Values = {
    "replicas": 3,
    "imagePullSecrets": [{"name": "registry"}],
    "serviceAccount": {"annotations": {"example.com/role": "pilotlight"}},
    "monitoring": {
        "podMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
        "prometheusRule": {
            "enabled": True,
            "labels": {"release": "prometheus"},
            "alertLabels": {"team": "ml"},
            "runbookBaseUrl": "https://runbooks.example.com/",
        },
    },
    "networkPolicy": {"enabled": True},
    "endpoints": {"httpFromNamespaces": ["apps", "web"]},
    "podLabels": {"team": "ml"},
    "podAnnotations": {"example.com/note": "yes: quoted"},
    "priorityClassName": "system-cluster-critical",
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "tolerations": [{"key": "control", "operator": "Exists", "effect": "NoSchedule"}],
    "affinity": {
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {
                "nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "pool", "operator": "In", "values": ["a"]}]}
                ]
            }
        }
    },
}


ACTIVATOR: Values = {
    "enabled": True,
    "replicas": 3,
    "maxHeld": 20_000,
    "maxHeldBytes": 1 << 30,
    "drainSeconds": 600,
    "resources": {"requests": {"cpu": "1"}, "limits": {"memory": "2Gi"}},
    "priorityClassName": "system-cluster-critical",
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "tolerations": [{"key": "control", "operator": "Exists", "effect": "NoSchedule"}],
}


RESTRICTED: Values = {
    "policy": {
        "allowedModels": ["hf://our-org/*", "pvc://models/approved/*"],
        "allowedImages": ["registry.example.com/ours/*"],
        "allowTrustRemoteCode": True,
    }
}


@dataclass(frozen=True)
class Row:
    """One way to install."""

    id: str
    values: Values = field(default_factory=dict)
    apis: tuple[str, ...] = ()


ROWS = (
    Row("defaults"),
    Row("namespaced", {"watch": {"namespaces": ["team-a", "team-b"]}}),
    Row(
        "digests",
        {"image": {"digest": DIGEST, "tag": "ignored"}, "worker": {"image": {"digest": DIGEST}}},
    ),
    Row("restricted", RESTRICTED),
    Row("without-nodes", {"readNodes": False, "nodeAutoscaling": True}),
    Row("without-crd", {"crds": {"enabled": False}}),
    Row("everything", EVERYTHING, MONITORING_APIS),
    Row("activator", {"activator": {"enabled": True}}),
    Row(
        "activator-everything",
        {
            "activator": ACTIVATOR,
            "monitoring": {"podMonitor": {"enabled": True, "labels": {"release": "prometheus"}}},
            "networkPolicy": {"enabled": True},
            "endpoints": {"httpFromNamespaces": ["apps", "web"]},
            "imagePullSecrets": [{"name": "registry"}],
            "watch": {"namespaces": ["team-a", "team-b"]},
        },
        MONITORING_APIS,
    ),
    Row("prometheus-token", TOKEN),
    Row("prometheus-password", PASSWORD),
    Row(
        "bring-your-own",
        {
            "rbac": {"create": False, "aggregateToUserRoles": False},
            "serviceAccount": {"create": False, "name": "mine"},
            "podDisruptionBudget": {"enabled": False},
            "endpoints": {"podMonitors": False, "metricsFromNamespaces": []},
            "networkPolicy": {"enabled": True},
        },
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_rendering_is_made_of_valid_objects(helm: Helm, row: Row) -> None:
    for manifest in helm.render(row.values, apis=row.apis):
        validate(manifest)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_rendering_is_what_was_agreed(helm: Helm, row: Row) -> None:
    manifests = [
        it
        for it in helm.render(row.values, apis=row.apis)
        if it["kind"] != "CustomResourceDefinition"  # has a golden file of its own: crds/
    ]
    text = yaml.safe_dump_all(
        sorted(manifests, key=lambda it: (it["kind"], it["metadata"]["name"])), sort_keys=True
    )
    golden = TESTDATA / f"{row.id}.yaml"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_lint_has_nothing_to_say(helm: Helm) -> None:
    said = helm.run("lint", "--strict", "--values", "-", str(CHART), input=yaml.dump(REQUIRED))
    assert "[ERROR]" not in said
    assert "[WARNING]" not in said


def test_the_chart_carries_the_crd_of_the_models_and_keeps_it(helm: Helm) -> None:
    expected = crd()
    rendered = named(helm.render(), "CustomResourceDefinition", expected["metadata"]["name"])
    assert rendered["spec"] == expected["spec"]
    annotations = {**expected["metadata"]["annotations"], "helm.sh/resource-policy": "keep"}
    assert rendered["metadata"]["annotations"] == annotations


def test_the_crd_can_be_left_to_others(helm: Helm) -> None:
    without = helm.render({"crds": {"enabled": False}})
    assert kinds(without) == [it for it in kinds(helm.render()) if not it.startswith("Custom")]


def test_the_chart_has_the_version_of_the_operator() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == chart["version"] == __version__


def test_an_older_kubernetes_is_refused(helm: Helm) -> None:
    with pytest.raises(HelmError, match="incompatible"):
        helm.render(flags=("--kube-version", "1.29.9"))


def test_a_digest_wins_over_a_tag(helm: Helm) -> None:
    rendered = helm.render({"image": {"digest": DIGEST, "tag": "1"}})
    assert container(rendered)["image"] == f"registry.example.com/pilotlight-operator@{DIGEST}"


def test_tags_are_the_charts_version_unless_said(helm: Helm) -> None:
    rendered = helm.render({"worker": {"image": {"tag": "7"}}})
    version = rendered[0]["metadata"]["labels"]["app.kubernetes.io/version"]
    assert container(rendered)["image"].endswith(f":{version}")
    assert environment(rendered)["PILOTLIGHT_WORKER_IMAGE"].endswith("pilotlight-worker:7")


def test_monitors_and_rules_are_left_out_where_their_api_is_missing(helm: Helm) -> None:
    assert not {"PodMonitor", "PrometheusRule"} & set(kinds(helm.render(EVERYTHING)))
    with_apis = kinds(helm.render(EVERYTHING, apis=MONITORING_APIS))
    assert {"PodMonitor", "PrometheusRule"} <= set(with_apis)


def test_the_operator_may_run_under_pod_security_restricted(helm: Helm) -> None:
    pod = named(helm.render(), "Deployment")["spec"]["template"]["spec"]
    validate_part("V1PodSpec", pod)
    (only,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert only["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {volume["name"]: set(volume) - {"name"} for volume in pod["volumes"]} == {
        "tmp": {"emptyDir"}
    }


def test_the_activator_may_run_under_pod_security_restricted_too(helm: Helm) -> None:
    rendered = helm.render({"activator": ACTIVATOR})
    pods = [named(rendered, "Deployment", name) for name in (RELEASE, ACTIVATORS)]
    ours, theirs = (it["spec"]["template"]["spec"] for it in pods)
    validate_part("V1PodSpec", theirs)
    assert theirs["securityContext"] == ours["securityContext"]
    (one,), (other,) = ours["containers"], theirs["containers"]
    assert other["securityContext"] == one["securityContext"]
    assert theirs["volumes"] == ours["volumes"]


def test_an_activator_that_stops_has_the_time_that_it_takes(helm: Helm) -> None:
    pod = named(helm.render({"activator": ACTIVATOR}), "Deployment", ACTIVATORS)
    spec = pod["spec"]["template"]["spec"]
    defaults = activator.ActivatorConfig()
    assert spec["terminationGracePeriodSeconds"] >= 600 + defaults.linger_seconds + 10


def test_selectors_and_labels_of_the_activator_fit_together(helm: Helm) -> None:
    values = {**EVERYTHING, "activator": ACTIVATOR}
    rendered = helm.render(values, apis=MONITORING_APIS)
    operator, theirs = (
        named(rendered, "Deployment", name)["spec"]["template"]["metadata"]["labels"]
        for name in (RELEASE, ACTIVATORS)
    )
    selectors = [
        named(rendered, "Deployment", ACTIVATORS)["spec"]["selector"]["matchLabels"],
        named(rendered, "PodDisruptionBudget", ACTIVATORS)["spec"]["selector"]["matchLabels"],
        named(rendered, "NetworkPolicy", ACTIVATORS)["spec"]["podSelector"]["matchLabels"],
        named(rendered, "PodMonitor", ACTIVATORS)["spec"]["selector"]["matchLabels"],
        named(rendered, "Service", ACTIVATORS)["spec"]["selector"],
    ]
    for selector in selectors:
        assert selector
        assert selector.items() <= theirs.items()
        assert not selector.items() <= operator.items(), "they are no operators"
    wake = named(rendered, "Service", f"{RELEASE}-wake")
    assert wake["spec"]["selector"].items() <= operator.items()
    (opening,) = [
        it
        for it in named(rendered, "NetworkPolicy")["spec"]["ingress"]
        if it["ports"] == [{"port": "wake", "protocol": "TCP"}]
    ]
    (peer,) = opening["from"]
    assert peer["podSelector"]["matchLabels"].items() <= theirs.items()


def test_the_ports_of_endpoints_are_those_that_the_operator_gives_them(helm: Helm) -> None:
    rendered = helm.render({"activator": {"enabled": True}})
    (ports,) = named(rendered, "NetworkPolicy", ACTIVATORS)["spec"]["ingress"][0]["ports"]
    assert (ports["port"], ports["endPort"]) == (FIRST_PORT, FIRST_PORT + PORTS - 1)


def test_operator_and_activators_find_one_another(helm: Helm) -> None:
    rendered = helm.render({"activator": {"enabled": True}, "clusterDomain": "example.org"})
    assert environment(rendered)["PILOTLIGHT_ACTIVATOR_SERVICE"] == ACTIVATORS
    named(rendered, "Service", ACTIVATORS)
    host = environment(rendered, ACTIVATORS)["PILOTLIGHT_ACTIVATOR_OPERATOR_HOST"]
    assert host == f"{RELEASE}-wake.pilotlight-system.svc.example.org."
    (port,) = named(rendered, "Service", f"{RELEASE}-wake")["spec"]["ports"]
    assert port["port"] == activator.ActivatorConfig().operator_port
    assert port["port"] == config.OperatorConfig().wake_port


def test_selectors_and_labels_of_the_operator_fit_together(helm: Helm) -> None:
    rendered = helm.render(EVERYTHING, apis=MONITORING_APIS)
    labels = named(rendered, "Deployment")["spec"]["template"]["metadata"]["labels"]
    selectors = [
        named(rendered, "Deployment")["spec"]["selector"]["matchLabels"],
        named(rendered, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        named(rendered, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        named(rendered, "PodMonitor")["spec"]["selector"]["matchLabels"],
        named(rendered, "Service", f"{RELEASE}-metrics")["spec"]["selector"],
    ]
    for selector in selectors:
        assert selector
        assert selector.items() <= labels.items()


def test_two_releases_share_no_name_but_the_crds(helm: Helm) -> None:
    def names(release: str, namespace: str) -> set[tuple[str, str, str]]:
        return {
            (it["kind"], it["metadata"].get("namespace", ""), it["metadata"]["name"])
            for it in helm.render(release=release, namespace=namespace)
            if it["kind"] != "CustomResourceDefinition"
        }

    assert not names("pilotlight", "a") & names("pilotlight", "b")
    assert not names("pilotlight", "a") & names("other", "a")


@pytest.mark.parametrize(
    ("values", "word"),
    [
        pytest.param({"imgae": {}}, "imgae", id="a misspelt section"),
        pytest.param({"image": {"tags": "1"}}, "tags", id="a misspelt field"),
        pytest.param({"replicas": "two"}, "replicas", id="text where a number belongs"),
        pytest.param({"replicas": 11}, "replicas", id="a number out of range"),
        pytest.param({"image": {"digest": "sha256:short"}}, "digest", id="a broken digest"),
        pytest.param({"image": {"pullPolicy": "Sometimes"}}, "pullPolicy", id="an unknown choice"),
        pytest.param({"watch": {"namespaces": ["Team_A"]}}, "namespaces", id="no namespace name"),
        pytest.param(
            {"tolerations": [{"operater": "Exists"}]}, "operater", id="a misspelt toleration"
        ),
        pytest.param({"affinity": {"podAfinity": {}}}, "podAfinity", id="a misspelt affinity"),
        pytest.param({"resources": {"limit": {}}}, "limit", id="a misspelt resources field"),
        pytest.param({"activator": {"replicas": 0}}, "replicas", id="no activator at all"),
        pytest.param({"activator": {"maxheld": 9}}, "maxheld", id="a misspelt bound"),
        pytest.param(
            {"prometheus": {"bearerToken": {"secret": "x"}}}, "secret", id="a misspelt Secret"
        ),
        pytest.param(
            {"prometheus": {"headers": {"X Scope": "a"}}}, "X Scope", id="no name of a header"
        ),
        pytest.param(
            {"prometheus": {"headers": {"X-Scope-OrgID": "a\nb"}}},
            "X-Scope-OrgID",
            id="no value of a header",
        ),
        pytest.param(
            {"prometheus": {"secretHeaders": {"X-Api-Key": {"existingSecret": "x"}}}},
            "key",
            id="a Secret without its key",
        ),
        pytest.param(
            {"policy": {"allowedModels": ["our-org/*"]}},
            "allowedModels",
            id="a model without its scheme",
        ),
        pytest.param(
            {"policy": {"allowedImages": ["a,b"]}}, "allowedImages", id="two patterns in one"
        ),
        pytest.param(
            {"policy": {"trustRemoteCode": True}}, "trustRemoteCode", id="a misspelt permission"
        ),
    ],
)
def test_values_that_make_no_sense_are_refused_by_name(
    helm: Helm, values: Values, word: str
) -> None:
    with pytest.raises(HelmError, match=word):
        helm.render(values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({}, "image.repository is empty", id="no operator image"),
        pytest.param(
            {"image": {"repository": "x"}}, "worker.image.repository is empty", id="no worker image"
        ),
        pytest.param(
            {
                "image": {"repository": "x"},
                "worker": {"image": {"repository": "x"}},
                "serviceAccount": {"create": False},
            },
            "serviceAccount.name",
            id="no account",
        ),
    ],
)
def test_what_has_no_default_is_asked_for_with_the_way_to_get_it(
    helm: Helm, values: Values, words: str
) -> None:
    with pytest.raises(HelmError, match=words):
        helm.render(values, required=False)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_operator_understands_every_setting_that_the_chart_makes(
    helm: Helm, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {
        name: value if value is not None else "from-the-pod"
        for name, value in environment(helm.render(row.values, apis=row.apis)).items()
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    known = {f"{config.PREFIX}{name.upper()}" for name in config.OperatorConfig.model_fields}
    assert variables.keys() <= known
    settings = config.load()
    assert settings.namespaces == tuple(row.values.get("watch", {}).get("namespaces", ()))
    assert settings.worker_image.startswith("registry.example.com/pilotlight-worker")
    assert settings.pod_name == "from-the-pod"


def test_the_operator_gets_the_policy(helm: Helm, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(helm.render(RESTRICTED)).items():
        monkeypatch.setenv(name, value if value is not None else "from-the-pod")
    policy = config.load().platform(has_pod_monitors=False).policy
    assert policy == Policy(
        ("hf://our-org/*", "pvc://models/approved/*"), ("registry.example.com/ours/*",), True
    )


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "activator" in row.values], ids=lambda row: row.id
)
def test_the_activator_understands_every_setting_that_the_chart_makes(
    helm: Helm, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = helm.render(row.values, apis=row.apis)
    variables = environment(rendered, ACTIVATORS)
    for name, value in variables.items():
        monkeypatch.setenv(name, value if value is not None else "from-the-pod")
    known = {f"{activator.PREFIX}{it.upper()}" for it in activator.ActivatorConfig.model_fields}
    assert variables.keys() <= known
    settings = activator.load()
    asked = row.values["activator"]
    assert settings.namespaces == tuple(row.values.get("watch", {}).get("namespaces", ()))
    assert settings.max_held == asked.get("maxHeld", 10_000)
    assert settings.max_held_bytes == asked.get("maxHeldBytes", 256 << 20)
    assert settings.pod_name == "from-the-pod"


@pytest.mark.parametrize(("guarded", "warned"), [(False, True), (True, False)])
def test_the_notes_say_that_anybody_may_wake_what_no_policy_guards(
    helm: Helm, guarded: bool, warned: bool
) -> None:
    on = {"activator": {"enabled": True}, "networkPolicy": {"enabled": guarded}}
    values = yaml.safe_dump({**REQUIRED, **on})
    said = helm.run(
        "install", RELEASE, str(CHART), "--dry-run=client", "--values", "-", input=values
    )
    assert ("every pod may tell the operator" in said) is warned


@pytest.mark.parametrize("url", ["", "https://prometheus.monitoring:9090"])
def test_the_notes_say_what_autoscaling_lacks(helm: Helm, url: str) -> None:
    values = yaml.safe_dump({**REQUIRED, "prometheus": {"url": url}})
    said = helm.run(
        "install", RELEASE, str(CHART), "--dry-run=client", "--values", "-", input=values
    )
    assert ("prometheus.url is not set" in said) is (url == "")
