"""The rights that the chart grants are those that the operator uses: no more, no fewer."""

from collections.abc import Iterator

import pytest

from pilotlight.api.v1alpha1 import GROUP, PLURAL
from pilotlight.cluster import resources
from tests.golden.chart.helm import Helm, Manifest, Values, named

Right = tuple[str, str, str]  # API group, resource, verb

READ = ("get", "list", "watch")
WRITE = ("create", "patch")


def needed(*, activator: bool = False) -> Iterator[Right]:
    """What `pilotlight.cluster` sends to the API server in namespaces that it watches."""
    for it in (*resources.WATCHED, resources.POD_MONITORS):
        yield from ((it.group, it.plural, verb) for verb in READ)
    for it in resources.CHILDREN.values():
        if it is not resources.ENDPOINT_SLICES or activator:
            yield from ((it.group, it.plural, verb) for verb in WRITE)
    for it in resources.DELETABLE.values():
        yield (it.group, it.plural, "delete")
    yield ("", "pods", "patch")
    yield ("", "resourcequotas", "list")
    yield (GROUP, f"{PLURAL}/status", "patch")
    for verb in ("list", "create"):
        yield ("", "events", verb)


NODES = {("", "nodes", "list"), ("", "pods", "list")}


def granted(role: Manifest) -> set[Right]:
    return {
        (group, resource, verb)
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


@pytest.mark.parametrize(
    ("values", "kind", "name"),
    [
        pytest.param({}, "ClusterRole", "pilotlight-system-pilotlight", id="cluster-wide"),
        pytest.param({"watch": {"namespaces": ["demo"]}}, "Role", "pilotlight", id="namespaced"),
    ],
)
def test_the_operator_gets_what_it_uses_and_no_more(
    helm: Helm, values: Values, kind: str, name: str
) -> None:
    role = named(helm.render(values), kind, name)
    assert granted(role) == set(needed())


def test_pod_monitors_are_not_granted_when_they_are_not_wanted(helm: Helm) -> None:
    role = named(
        helm.render({"endpoints": {"podMonitors": False}}),
        "ClusterRole",
        "pilotlight-system-pilotlight",
    )
    assert set(needed()) - granted(role) == {
        ("monitoring.coreos.com", "podmonitors", verb) for verb in (*READ, *WRITE, "delete")
    }


@pytest.mark.parametrize("namespaces", [[], ["demo"]], ids=["cluster-wide", "namespaced"])
def test_what_free_accelerators_are_counted_from_may_be_listed_in_the_whole_cluster(
    helm: Helm, namespaces: list[str]
) -> None:
    rendered = helm.render({"watch": {"namespaces": namespaces}})
    name = "pilotlight-system-pilotlight-capacity"
    assert granted(named(rendered, "ClusterRole", name)) == NODES
    assert named(rendered, "ClusterRoleBinding", name)["roleRef"]["name"] == name


def test_nothing_of_that_is_granted_when_nodes_are_not_read(helm: Helm) -> None:
    rendered = helm.render({"readNodes": False})
    assert set(needed()) - granted(
        named(rendered, "ClusterRole", "pilotlight-system-pilotlight")
    ) == {("", "resourcequotas", "list")}
    assert not [it for it in rendered if it["metadata"]["name"].endswith("-capacity")]


KEY = {("", "secrets", verb) for verb in ("get", "create", "patch")}


def test_the_lease_and_the_signing_key_are_granted_by_name(helm: Helm) -> None:
    role = named(helm.render(), "Role", "pilotlight-leader")
    assert role["metadata"]["namespace"] == "pilotlight-system"
    limited = [rule for rule in role["rules"] if "resourceNames" in rule]
    assert [(rule["resources"], rule["resourceNames"]) for rule in limited] == [
        (["leases"], ["pilotlight"]),
        (["secrets"], ["pilotlight-signing-key"]),
    ]
    leases = {("coordination.k8s.io", "leases", verb) for verb in ("get", "create", "update")}
    assert granted(role) == leases | KEY


def test_no_role_has_a_wildcard_a_secret_but_one_or_a_way_into_pods(helm: Helm) -> None:
    for manifest in helm.render():
        if manifest["kind"] in {"Role", "ClusterRole"}:
            own = manifest["metadata"]["name"] == "pilotlight-leader"
            for group, resource, verb in granted(manifest) - (KEY if own else set()):
                assert "*" not in (group, resource, verb)
                assert resource not in {"secrets", "pods/exec", "pods/attach"}
                assert resource != "nodes" or verb == "list"
                assert verb not in {"escalate", "bind", "impersonate"}


@pytest.mark.parametrize(
    ("reads", "expected"), [(True, ["pilotlight-system-pilotlight-capacity"]), (False, [])]
)
def test_a_namespaced_operator_may_do_nothing_else_in_the_cluster(
    helm: Helm, reads: bool, expected: list[str]
) -> None:
    bound = [
        it["metadata"]["name"]
        for it in helm.render({"watch": {"namespaces": ["demo"]}, "readNodes": reads})
        if it["kind"] == "ClusterRoleBinding"
    ]
    assert bound == expected


SLICES = {("discovery.k8s.io", "endpointslices", verb) for verb in ("list", "watch")}


@pytest.mark.parametrize(
    ("namespaces", "kind", "place", "name"),
    [
        ([], "ClusterRole", None, "pilotlight-system-pilotlight"),
        (["demo"], "Role", "demo", "pilotlight"),
    ],
    ids=["cluster-wide", "namespaced"],
)
def test_an_activator_reads_slices_and_the_operator_writes_them(
    helm: Helm, namespaces: list[str], kind: str, place: str | None, name: str
) -> None:
    rendered = helm.render({"watch": {"namespaces": namespaces}, "activator": {"enabled": True}})
    assert granted(named(rendered, kind, name)) == set(needed(activator=True))
    theirs = named(rendered, kind, f"{name}-activator")
    assert theirs["metadata"].get("namespace") == place
    assert granted(theirs) == SLICES
    binding = named(rendered, f"{kind}Binding", f"{name}-activator")
    assert binding["roleRef"]["name"] == f"{name}-activator"
    assert [it["name"] for it in binding["subjects"]] == ["pilotlight-activator"]


def test_a_namespaced_operator_may_see_where_the_activators_are(helm: Helm) -> None:
    rendered = helm.render({"watch": {"namespaces": ["demo"]}, "activator": {"enabled": True}})
    role = named(rendered, "Role", "pilotlight-activators")
    assert role["metadata"]["namespace"] == "pilotlight-system"
    assert granted(role) == SLICES - {("discovery.k8s.io", "endpointslices", "get")}
    binding = named(rendered, "RoleBinding", "pilotlight-activators")
    assert [it["name"] for it in binding["subjects"]] == ["pilotlight"]
