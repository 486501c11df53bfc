"""Quantities read back from the API server as they were sent."""

import pytest

from pilotlight.manifests.quantity import canonical


@pytest.mark.parametrize(
    ("written", "read_back"),
    [
        ("1000m", "1"),
        ("1.5", "1500m"),
        ("0.1", "100m"),
        ("0", "0"),
        (0, "0"),
        (2, "2"),
        ("4096Mi", "4Gi"),
        ("0.5Gi", "512Mi"),
        ("1000Ki", "1000Ki"),
        ("1024", "1024"),
        ("128974848", "128974848"),
        ("2000k", "2M"),
        ("12e3", "12e3"),
        ("1e6", "1e6"),
        ("no number", "no number"),
    ],
)
def test_the_canonical_form_is_the_servers(written: str | int, read_back: str) -> None:
    assert canonical(written) == read_back
