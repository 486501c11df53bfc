"""Where a model's weights come from, and how they get into the pod."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from pilotlight.api.v1alpha1 import ModelSource
from pilotlight.manifests.manifest import Manifest

MOUNT_PATH = "/mnt/model"
VOLUME = "model"


class Scheme(StrEnum):
    """Schemes of `model.uri`."""

    HF = "hf"
    PVC = "pvc"
    OCI = "oci"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Location:
    """A parsed `model.uri`: `reference` is the hub repository, the claim or the image; `path` the
    folder inside the volume or the worker image."""

    scheme: Scheme
    reference: str
    path: str


def locate(uri: str) -> Location:
    """`pvc://claim/a/b` → claim `claim`, path `a/b`.

    Raises:
        ValueError: for a scheme that does not exist (the CRD refuses it too).
    """
    parts = urlsplit(uri)
    try:
        scheme = Scheme(parts.scheme)
    except ValueError:
        known = ", ".join(f"{scheme}://" for scheme in Scheme)
        raise ValueError(
            f"spec.model.uri: unknown scheme in {uri!r}; write one of {known}"
        ) from None
    match scheme:
        case Scheme.HF | Scheme.OCI:
            return Location(scheme, uri.partition("://")[2], "")
        case Scheme.PVC:
            return Location(scheme, parts.netloc, parts.path.strip("/"))
        case Scheme.FILE:
            return Location(scheme, "", parts.path)


def worker_model(model: ModelSource, endpoint: str) -> Manifest:
    """The `model` part of the worker's configuration file."""
    location = locate(model.uri)
    if location.scheme is Scheme.HF:
        source = {"source": "hf", "repo": location.reference, "revision": model.revision}
    elif location.scheme is Scheme.FILE:
        source = {"source": "local", "path": location.path}
    else:
        source = {"source": "local", "path": f"{MOUNT_PATH}/{location.path}".rstrip("/")}
    return {
        **source,
        "uri": model.uri,
        "servedName": model.served_name or endpoint,
        "trustRemoteCode": model.trust_remote_code,
    }


def volume(model: ModelSource) -> Manifest | None:
    """The pod volume that carries the weights, or None when the worker fetches or has them."""
    location = locate(model.uri)
    if location.scheme is Scheme.PVC:
        claim = {"claimName": location.reference, "readOnly": True}
        return {"name": VOLUME, "persistentVolumeClaim": claim}
    if location.scheme is Scheme.OCI:
        image = {"reference": location.reference, "pullPolicy": "IfNotPresent"}
        return {"name": VOLUME, "image": image}
    return None
