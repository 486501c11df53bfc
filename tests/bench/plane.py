"""A control plane to measure on: no nodes, the CRD installed, one user that is the operator's."""

import asyncio
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from e2e.cluster import kubeconfig
from e2e.cluster.certificates import Authority
from e2e.cluster.control_plane import ControlPlane
from tests.bench.api import APPLY, Api, Object
from tests.bench.usage import quiet

CRD_FILE = Path(__file__).resolve().parents[2] / "crds" / "pilotlight.dev_inferenceendpoints.yaml"
USER = "pilotlight-operator"
NAMESPACE = "bench"
CRD_LIMIT = 15.0

_AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [{"level": "Metadata", "users": [USER]}, {"level": "None"}],
}


class Plane:
    """API server, etcd and controller manager of this machine's own, gone with the block.

    The operator is a user of its own, not of `system:masters`: that group is exempt from the API
    server's priority and fairness, which a real operator is not. With `audited` the API server
    writes down each of that user's requests, watches included, which no client counts for us.
    """

    def __init__(self, *, audited: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pilotlight-bench-", dir="/tmp"))
        self._audit_log = self._folder / "audit.log"
        policy = self._folder / "audit-policy.json"
        policy.write_text(json.dumps(_AUDIT_POLICY))
        flags = (f"--audit-policy-file={policy}", f"--audit-log-path={self._audit_log}")
        self._plane = ControlPlane(
            self._folder / "plane", api_server_flags=flags if audited else ()
        )

    @property
    def admin(self) -> Path:
        """Kubeconfig of the load and of the measurement."""
        return self._plane.kubeconfig

    @property
    def operator(self) -> Path:
        """Kubeconfig of the operator."""
        return self._folder / "operator.kubeconfig"

    @property
    def folder(self) -> Path:
        """For logs and other files that may go with the plane."""
        return self._folder

    def requests(self, since: int = 0) -> Counter[str]:
        """The operator's requests as `verb resource`, from the audit log's byte `since` on."""
        found: Counter[str] = Counter()
        with self._audit_log.open("rb") as log:
            log.seek(since)
            for line in log:
                entry = json.loads(line)
                # A watch is written down when it starts and when it ends.
                if (entry["verb"] == "watch") == (entry["stage"] == "ResponseStarted"):
                    target = entry.get("objectRef", {}).get("resource") or entry["requestURI"]
                    found[f"{entry['verb']} {target}"] += 1
        return found

    def audited_bytes(self) -> int:
        """How long the audit log is by now."""
        return self._audit_log.stat().st_size

    async def calm(self) -> None:
        """Wait until the controller manager has done what there was to do."""
        pid_file = self._plane.directory / "run" / "kube-controller-manager.pid"
        await quiet(int(pid_file.read_text().split()[0]), 2.0)

    async def __aenter__(self) -> Self:
        try:
            await asyncio.to_thread(self._plane.start)
            self._add_user()
            async with Api.connect(self.admin) as api:
                await _prepare(api)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        await asyncio.to_thread(self._plane.stop)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _add_user(self) -> None:
        authority = Authority(self._plane.directory / "certificates")
        kubeconfig.write(
            self.operator,
            self._plane.url,
            authority.root.certificate,
            authority.client(USER),
            name="pilotlight-bench",
        )


async def _prepare(api: Api) -> None:
    """The user's rights, the namespaces, and the CRD until it is served."""
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": USER},
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": "cluster-admin",
        },
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": USER}],
    }
    await api.call("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding)
    for name in (NAMESPACE, "pilotlight-system"):
        await api.namespace(name)
    crd = yaml.safe_load(CRD_FILE.read_text())
    path = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{crd['metadata']['name']}"
    await api.call("PATCH", f"{path}?fieldManager=bench&force=true", crd, APPLY)
    async with asyncio.timeout(CRD_LIMIT):
        while not _established(await api.call("GET", path)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def _established(crd: Object) -> bool:
    conditions = crd.get("status", {}).get("conditions") or ()
    return any(it["type"] == "Established" and it["status"] == "True" for it in conditions)
