"""The reference pages say where each setting comes from."""

import re

from pilotlight.codegen.outputs import REPOSITORY
from pilotlight.codegen.reference import configuration_page


def test_a_variable_that_the_chart_sets_is_shown_with_the_value_of_the_chart() -> None:
    templates = (REPOSITORY / "charts/pilotlight/templates").rglob("*.*")
    set_by_chart = {
        name
        for template in templates
        if template.name != "crd.yaml"  # names those of workers
        for name in re.findall(r"\b(PILOTLIGHT_[A-Z_]+)\b", template.read_text("utf-8"))
    }
    rows = re.findall(r"^\| `(\w+)` \|.*?\|.*?\|(.*?)\|", configuration_page(), re.MULTILINE)
    assert len(set_by_chart) > 30
    assert [name for name, value in rows if name in set_by_chart and not value.strip()] == []
