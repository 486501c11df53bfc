"""What the stories of broken workers share: a real vLLM, and the table of what was said when."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import yaml

from e2e import operator
from e2e.harness.endpoint import Endpoint, merged
from e2e.harness.watching import Seen
from e2e.kubectl import Kubectl

MANIFEST = operator.ROOT / "docs" / "tutorials" / "first-endpoint.yaml"
STALL_SECONDS = 15  # the default is 300

HEAD = "| fault | the status says | told after | serves again after |\n| --- | --- | --- | --- |"


@dataclass(slots=True)
class Table:
    """The rows of docs/reference/worker-faults.md, as they came out of this run."""

    rows: list[str] = field(default_factory=list)

    def add(self, fault: str, told: Seen | None, since: float, again: Seen | None = None) -> None:
        """One row; `since` is the moment of the fault. None: not looked at."""
        says = f"`{told.object['status']['message']}`" if told else ""
        after = f"{told.at - since:.0f} s" if told else ""
        serves = f"{again.at - since:.0f} s" if again else ""
        self.rows.append(f"| {fault} | {says} | {after} | {serves} |")

    def __str__(self) -> str:
        return "\n".join([HEAD, *self.rows])


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """Shown at the end, with `pytest -s`."""
    found = Table()
    yield found
    print(f"\n{found}\n")


@pytest.fixture(scope="session", autouse=True)
def vllm(
    installed: Kubectl, namespaces: list[str], request: pytest.FixtureRequest
) -> Iterator[Endpoint | None]:
    """The endpoint of the tutorial. It takes minutes to load on a busy machine, and does so while
    the other stories are told; None when its own is not."""
    if not any(item.path.stem == "test_vllm" for item in request.session.items):
        yield None
        return
    name = f"e2e-{secrets.token_hex(4)}"
    namespaces.append(name)
    installed("create", "namespace", name)
    chat = Endpoint(installed, name, "chat")
    env = [{"name": "PILOTLIGHT_STALL_SECONDS", "value": str(STALL_SECONDS)}]
    manifest = yaml.safe_load(MANIFEST.read_text())
    chat.apply({**manifest, "spec": merged(manifest["spec"], {"runtime": {"env": env}})})
    yield chat
    installed("delete", "iep", "chat", "-n", name, "--wait=false")
