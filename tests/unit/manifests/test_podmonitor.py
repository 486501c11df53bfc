"""The labels by which the operator finds the series of a revision."""

from pilotlight.manifests.podmonitor import pod_monitor
from tests.builders import ENDPOINT


def test_series_carry_the_revision_and_the_role_of_their_pod() -> None:
    (scraped,) = pod_monitor(ENDPOINT)["spec"]["podMetricsEndpoints"]
    assert {it["targetLabel"]: it["sourceLabels"] for it in scraped["relabelings"]} == {
        "revision": ["__meta_kubernetes_pod_label_pilotlight_dev_revision"],
        "role": ["__meta_kubernetes_pod_label_pilotlight_dev_role"],
    }
