"""Which files are generated, and from what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pilotlight.api.v1alpha1 import GROUP, PLURAL
from pilotlight.codegen import chart, reference
from pilotlight.codegen.crd import crd
from pilotlight.codegen.text import HEADER, as_yaml

REPOSITORY = Path(__file__).resolve().parents[4]
CRD_PATH = f"crds/{GROUP}_{PLURAL}.yaml"
CHART = "charts/pilotlight"


@dataclass(frozen=True, slots=True)
class Output:
    """One generated file: where it stands in the repository, and what makes its text."""

    path: str
    text: Callable[[], str]

    def is_current(self, root: Path) -> bool:
        """Whether the file on disk is what would be written now."""
        file = root / self.path
        return file.is_file() and file.read_text(encoding="utf-8") == self.text()

    def write(self, root: Path) -> None:
        """Write the file, and its folder when it is missing."""
        file = root / self.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.text(), encoding="utf-8")


def outputs() -> tuple[Output, ...]:
    """Every generated file."""
    return (
        Output(CRD_PATH, lambda: HEADER + as_yaml(crd())),
        Output(f"{CHART}/templates/crd.yaml", chart.crd_template),
        Output(f"{CHART}/values.yaml", chart.values_yaml),
        Output(f"{CHART}/values.schema.json", chart.values_schema),
        Output("docs/reference/inferenceendpoint.md", reference.endpoint_page),
        Output("docs/reference/chart-values.md", reference.chart_page),
        Output("docs/reference/configuration.md", reference.configuration_page),
    )


def outdated(root: Path = REPOSITORY) -> Iterator[str]:
    """Paths of files that differ from what the models say."""
    return (it.path for it in outputs() if not it.is_current(root))
