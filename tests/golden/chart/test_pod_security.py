"""Every pod that we make is allowed under the Pod Security profile `restricted`."""

import pytest

from pilotlight.api.v1alpha1 import Runtime
from tests.golden.chart.helm import Helm
from tests.golden.chart.pods import BAD, RUNTIMES, bad, of_chart, workers
from tests.golden.podsecurity import violations


@pytest.mark.parametrize("name", workers())
def test_workers_are_restricted_however_they_are_run(name: str) -> None:
    assert violations(workers()[name]) == []


def test_operators_and_activators_are_restricted_however_they_are_installed(helm: Helm) -> None:
    found = {name: violations(template) for name, template in of_chart(helm).items()}
    assert len(found) > 10
    assert not any(found.values()), found


def test_all_that_a_user_can_say_of_the_runtime_is_among_the_workers() -> None:
    """A new field has to be judged, too. Of these none gets into the pod's spec but as numbers."""
    numbers = {"startupTimeout", "drainTimeout"}
    fields = {it.alias or name for name, it in Runtime.model_fields.items()}
    assert fields - RUNTIMES["all"].keys() == numbers


@pytest.mark.parametrize("name", BAD)
def test_what_the_profile_forbids_is_found(name: str) -> None:
    change, word = BAD[name]
    found = violations(bad(change))
    assert len(found) >= 1
    assert all(word in it for it in found) or name == "privileged", found
