"""The contract between operator and activator."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotlight.manifests import hold
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.hold import ActivatorPod, Hold, choose_port

UID = "0f5c9b1e-3a8d-4a51-9d0f-6f1f3f6f9a01"
ENDPOINT = Endpoint("chat", "demo", UID)
DIGEST = "ab" * 32


def test_the_slice_stands_behind_every_ready_worker() -> None:
    pods = [ActivatorPod(name, "system", f"u-{name}", f"10.1.0.{name}", "n") for name in "21"]

    built = hold.activator_slice(ENDPOINT, Hold(), 20_100, pods)

    assert built["metadata"]["name"] == "chat-activator"
    assert built["metadata"]["labels"]["kubernetes.io/service-name"] == "chat"
    assert built["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] == "pilotlight.dev"
    assert built["metadata"]["ownerReferences"][0]["uid"] == UID
    assert [it["addresses"] for it in built["endpoints"]] == [["10.1.0.1"], ["10.1.0.2"]]
    for entry in built["endpoints"]:
        assert entry["conditions"] == {"ready": False, "serving": True, "terminating": True}
    # kube-proxy matches ports of slices with those of the Service by name.
    assert [(it["name"], it["port"]) for it in built["ports"]] == [("http", 20_100)]


@given(
    st.builds(
        Hold,
        st.integers(1, 10_000),
        st.integers(1, 86_400).map(lambda it: timedelta(seconds=it)),
        st.none() | st.integers(0, 3600).map(lambda it: timedelta(seconds=it)),
        st.sets(st.text("0123456789abcdef", min_size=64, max_size=64)).map(frozenset),
    )
)
def test_what_is_written_is_read_back(bounds: Hold) -> None:
    assert hold.read_hold(hold.annotations(bounds)) == bounds


@pytest.mark.parametrize(
    "broken",
    [
        {hold.MAX_PENDING: "many"},
        {hold.MAX_PENDING: "0"},
        {hold.MAX_WAIT: "soon"},
        {hold.MAX_WAIT: "0s"},
        {hold.COLD_START: "-1s"},
        {hold.API_KEYS: ""},
        {hold.API_KEYS: f"{DIGEST},"},
        {hold.API_KEYS: DIGEST.upper()},
    ],
)
def test_what_cannot_be_read_holds_nothing(broken: dict[str, str]) -> None:
    assert hold.read_hold({**hold.annotations(Hold()), **broken}) is None


def test_without_bounds_nothing_is_held() -> None:
    assert hold.read_hold({}) is None


def test_a_port_is_kept_as_long_as_it_is_free_and_the_next_one_is_taken_if_not() -> None:
    port = choose_port(UID, ())
    assert port is not None
    assert hold.FIRST_PORT <= port < hold.FIRST_PORT + hold.PORTS
    assert choose_port(UID, ()) == port
    assert choose_port(UID, {port}) == port + 1


def test_ports_end_somewhere() -> None:
    assert choose_port(UID, {1, 2, 3}, first=1, ports=3) is None
    assert choose_port(UID, {1, 3}, first=1, ports=3) == 2
