"""A warm replica answers half a second after it is wanted.

`python -m tests.bench promotion` does the same three hundred times.
"""

import pytest

from e2e.harness.client import Client
from e2e.harness.promoting import (
    DEMAND_TO_ANSWER,
    LABEL_TO_ANSWER,
    benched,
    quantile,
    table,
)
from e2e.kubectl import Kubectl

# It measures what takes a tenth of a second.
pytestmark = pytest.mark.alone

PROMOTIONS = 30


def test_a_warm_replica_serves_as_soon_as_it_is_wanted(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    with benched(installed, namespace, client) as bench:
        promotions = [bench.promote() for _ in range(PROMOTIONS)]
    print(f"\n{table(promotions)}")
    # Of so few, and on a machine that may be busy, not the 99th percentile.
    assert quantile([it.answered for it in promotions], 0.9) <= DEMAND_TO_ANSWER
    assert quantile([it.after_label for it in promotions], 0.5) <= LABEL_TO_ANSWER
