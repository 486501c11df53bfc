"""Which pods the Services lead to."""

import pytest

from pilotlight.manifests import names
from pilotlight.manifests.endpoint import Endpoint
from pilotlight.manifests.manifest import Manifest
from pilotlight.manifests.service import active_service, preview_service

CHAT = Endpoint("chat", "demo", "uid")


@pytest.mark.parametrize("service", [active_service(CHAT, "new"), preview_service(CHAT, "new")])
def test_a_service_leads_to_no_pod_that_waits_or_drains(service: Manifest) -> None:
    chosen = service["spec"]["selector"]
    assert (chosen[names.REVISION_LABEL], chosen[names.ROLE_LABEL]) == ("new", names.ROLE_SERVING)
