"""What the commands ask the cluster for, through kubectl."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pilotlight.cli import raw, views, workers
from pilotlight.cli.errors import KubectlError
from pilotlight.cli.kubectl import ENDPOINTS, REVISIONS, Kubectl
from pilotlight.cli.overview import Overview, Unreadable
from pilotlight.cli.targets import newest_first
from pilotlight.manifests.names import ENDPOINT_LABEL

T = TypeVar("T")


def endpoint(kubectl: Kubectl, name: str) -> views.Endpoint:
    """The endpoint, with the field managers that GitOps tools leave."""
    return views.endpoint(kubectl.read(ENDPOINTS, name, "--show-managed-fields"))


def revisions(kubectl: Kubectl, of: views.Endpoint) -> list[views.Revision]:
    """What is recorded, newest first; not what a former endpoint of the same name left."""
    found = kubectl.read(REVISIONS, f"--selector={ENDPOINT_LABEL}={of.name}")
    ours = (it for it in raw.entries(found.get("items")) if _owner(it) == of.uid)
    return newest_first([views.revision(it) for it in ours])


def overview(kubectl: Kubectl, name: str) -> Overview:
    """Everything for `status`, asked for at once; only the endpoint itself must be readable."""
    with ThreadPoolExecutor(3) as pool:
        itself = pool.submit(endpoint, kubectl, name)
        pods = pool.submit(_readable, lambda: _workers(kubectl, name))
        events = pool.submit(_readable, lambda: _events(kubectl, name))
        return Overview(itself.result(), pods.result(), events.result())


def _workers(kubectl: Kubectl, name: str) -> list[workers.Worker]:
    found = kubectl.read("pods", f"--selector={ENDPOINT_LABEL}={name}")
    return [workers.worker(it) for it in raw.entries(found.get("items"))]


def _events(kubectl: Kubectl, name: str) -> list[workers.Event]:
    about = f"involvedObject.kind=InferenceEndpoint,involvedObject.name={name}"
    found = kubectl.read("events", f"--field-selector={about}")
    return [workers.event(it) for it in raw.entries(found.get("items"))]


def _readable(read: Callable[[], Sequence[T]]) -> Sequence[T] | Unreadable:
    try:
        return read()
    except KubectlError as error:
        return Unreadable(str(error))


def _owner(found: Mapping[str, object]) -> str:
    references = raw.entries(raw.mapping(found.get("metadata")).get("ownerReferences"))
    return next((raw.text(it.get("uid")) for it in references if it.get("controller")), "")
