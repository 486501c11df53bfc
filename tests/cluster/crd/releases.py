"""The chart's release on a test's API server."""

from pathlib import Path

import yaml

from pilotlight.codegen.outputs import CHART, REPOSITORY
from tests.cluster.crd.kubectl import Kubectl
from tests.golden.chart.helm import REQUIRED, Helm, Values, merged

NAMESPACE = "pilotlight-system"
OPERATOR = f"system:serviceaccount:{NAMESPACE}:pilotlight"


class Releases:
    """Installs, upgrades and removes it. Pods cannot run there, so nothing is waited for."""

    def __init__(self, helm: Helm, kubectl: Kubectl) -> None:
        self._helm = helm
        self._target = ("--kubeconfig", str(kubectl.kubeconfig), "--namespace", NAMESPACE)

    def install(
        self,
        values: Values | None = None,
        *,
        chart: Path = REPOSITORY / CHART,
        flags: tuple[str, ...] = (),
    ) -> str:
        """What Helm says, NOTES included."""
        return self._with_values(values, chart, "install", "--create-namespace", *flags)

    def upgrade(self, values: Values | None = None) -> str:
        """The same for the chart of this version."""
        return self._with_values(values, REPOSITORY / CHART, "upgrade")

    def uninstall(self) -> str:
        """Remove the release; also when there is none."""
        return self._helm.run("uninstall", "pilotlight", "--ignore-not-found", *self._target)

    def _with_values(self, values: Values | None, chart: Path, *command: str) -> str:
        return self._helm.run(
            *(*command, "pilotlight", str(chart), *self._target, "--values", "-"),
            input=yaml.safe_dump(merged(REQUIRED, values or {})),
        )
