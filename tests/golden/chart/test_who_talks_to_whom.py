"""Who may connect to whom, judged from all policies of an installation and of its endpoints."""

from dataclasses import dataclass, replace

import pytest

from pilotlight import config
from pilotlight.manifests.deployment import deployment_spec
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.networkpolicy import network_policy
from tests.builders import ENDPOINT, a_parsed_spec
from tests.golden.chart.helm import ACTIVATORS, NAMESPACE, RELEASE, Helm, Manifest, Values, named
from tests.golden.chart.helm import environment as environment_of
from tests.golden.policies import Pod, admits, guards, pod_of

OTHER = Endpoint("embed", ENDPOINT.namespace, "uid-of-embed")
# No container declares it: what torch and vLLM's processes listen on for one another.
ENGINE_INTERNAL = 29500
PORTS = {
    "api": ("worker", 8000),
    "admin": ("worker", 8081),
    "engine": ("worker", ENGINE_INTERNAL),
    "held-first": ("activator", 20000),
    "held-last": ("activator", 29999),
    "a-metrics": ("activator", 8080),
    "a-beyond": ("activator", 30000),
    "o-metrics": ("operator", 8080),
    "wake": ("operator", 8082),
}
# Who asks: yes or - for each of PORTS. A pod in the operator's namespace is none of ours, and
# `scraper` is any pod in the namespace where Prometheus runs.
OPEN = """
               api admin engine  held-first held-last a-metrics a-beyond  o-metrics wake
stranger       yes -     -       yes        yes       -         -         -         -
application    yes -     -       yes        yes       -         -         -         -
neighbour      yes -     -       yes        yes       -         -         -         -
worker         yes -     -       yes        yes       -         -         -         -
other-worker   yes -     -       yes        yes       -         -         -         -
scraper        yes yes   -       yes        yes       yes       -         yes       -
squatter       yes -     -       yes        yes       -         -         -         -
activator      yes -     -       yes        yes       -         -         -         yes
operator       yes yes   -       yes        yes       -         -         -         -
"""
# With endpoints.httpFromNamespaces: [apps]
LIMITED = """
               api admin engine  held-first held-last a-metrics a-beyond  o-metrics wake
stranger       -   -     -       -          -         -         -         -         -
application    yes -     -       yes        yes       -         -         -         -
neighbour      -   -     -       -          -         -         -         -         -
worker         -   -     -       -          -         -         -         -         -
other-worker   -   -     -       -          -         -         -         -         -
scraper        -   yes   -       -          -         yes       -         yes       -
squatter       -   -     -       -          -         -         -         -         -
activator      yes -     -       -          -         -         -         -         yes
operator       yes yes   -       -          -         -         -         -         -
"""
# With endpoints.metricsFromNamespaces: [] besides
UNSCRAPED = LIMITED.replace(
    "scraper        -   yes   -       -          -         yes       -         yes       -",
    "scraper        -   -     -       -          -         -         -         -         -",
)
ON: Values = {"activator": {"enabled": True}}
APPS: Values = {**ON, "endpoints": {"httpFromNamespaces": ["apps"]}}
TABLES = {
    "open": (ON, OPEN),
    "limited": (APPS, LIMITED),
    "limited-and-namespaced": ({**APPS, "watch": {"namespaces": ["demo"]}}, LIMITED),
    "named-otherwise": ({**APPS, "nameOverride": "llm", "fullnameOverride": RELEASE}, LIMITED),
    "unscraped": (
        {**ON, "endpoints": {"httpFromNamespaces": ["apps"], "metricsFromNamespaces": []}},
        UNSCRAPED,
    ),
}


@dataclass(frozen=True)
class World:
    """An installation with two endpoints, and everybody else."""

    policies: list[Manifest]
    pods: dict[str, Pod]

    @classmethod
    def of(cls, rendered: list[Manifest], monkeypatch: pytest.MonkeyPatch) -> "World":
        for name, value in environment_of(rendered).items():
            namespace = NAMESPACE if name == "PILOTLIGHT_OPERATOR_NAMESPACE" else "a-pod"
            monkeypatch.setenv(name, namespace if value is None else value)
        platform = config.load().platform(has_pod_monitors=False)
        spec = a_parsed_spec()
        worker, other = (
            pod_of(
                deployment_spec(it, f"{it.name}-a", spec.model, spec.runtime, platform),
                it.namespace,
            )
            for it in (ENDPOINT, OTHER)
        )
        return cls(
            [
                *(it for it in rendered if it["kind"] == "NetworkPolicy"),
                *(network_policy(it, platform) for it in (ENDPOINT, OTHER)),
            ],
            {
                "operator": pod_of(named(rendered, "Deployment"), NAMESPACE),
                "activator": pod_of(named(rendered, "Deployment", ACTIVATORS), NAMESPACE),
                "worker": worker,
                "other-worker": other,
                "stranger": Pod("elsewhere"),
                "application": Pod("apps"),
                "neighbour": Pod(ENDPOINT.namespace, {"app": "notebook"}),
                "scraper": Pod("monitoring", {"app.kubernetes.io/name": "prometheus"}),
                "squatter": Pod(NAMESPACE, {"app.kubernetes.io/name": RELEASE}),
            },
        )

    def table(self) -> dict[str, dict[str, bool]]:
        """For each pod the ports that it may connect to."""
        return {
            who: {
                name: admits(self.policies, source, self.pods[whose], port)
                for name, (whose, port) in PORTS.items()
            }
            for who, source in self.pods.items()
        }


def written(table: str) -> dict[str, dict[str, bool]]:
    """What a table above says."""
    head, *rows = (line.split() for line in table.strip().splitlines())
    assert all(len(row) == len(head) + 1 and set(row[1:]) <= {"yes", "-"} for row in rows)
    return {
        who: dict(zip(head, (it == "yes" for it in cells), strict=True)) for who, *cells in rows
    }


@pytest.mark.parametrize("name", TABLES)
def test_who_may_talk_to_whom(helm: Helm, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values, table = TABLES[name]
    assert World.of(helm.render(values), monkeypatch).table() == written(table)


def test_the_pods_of_another_release_are_strangers(
    helm: Helm, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.of(helm.render(APPS), monkeypatch)
    theirs = helm.render(APPS, release="pilotlight-two")
    operator = pod_of(named(theirs, "Deployment", "pilotlight-two"), NAMESPACE)
    assert not admits(world.policies, operator, world.pods["worker"], PORTS["admin"][1])
    activator = pod_of(named(theirs, "Deployment", "pilotlight-two-activator"), NAMESPACE)
    assert not admits(world.policies, activator, world.pods["operator"], PORTS["wake"][1])


def test_someone_in_their_namespace_with_the_operators_labels_is_nobody(
    helm: Helm, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.of(helm.render(APPS), monkeypatch)
    impostor = replace(world.pods["operator"], namespace=ENDPOINT.namespace)
    assert not any(
        admits(world.policies, impostor, world.pods[whose], port) for whose, port in PORTS.values()
    )


@pytest.mark.parametrize("values", [{}, ON], ids=["defaults", "activator"])
def test_every_pod_of_an_installation_is_guarded(helm: Helm, values: Values) -> None:
    rendered = helm.render(values)
    policies = [it for it in rendered if it["kind"] == "NetworkPolicy"]
    for it in rendered:
        if it["kind"] == "Deployment":
            pod = pod_of(it, NAMESPACE)
            assert any(guards(policy, pod) for policy in policies), it["metadata"]["name"]


def test_a_guard_of_the_operator_that_was_taken_away_is_missed(
    helm: Helm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table would show it: this is what an installation is without its policies."""
    rendered = helm.render({**ON, "networkPolicy": {"enabled": False}})
    table = World.of(rendered, monkeypatch).table()
    assert table["stranger"]["wake"]
    assert table["stranger"]["o-metrics"]
    assert not table["stranger"]["admin"], "endpoints keep theirs"
