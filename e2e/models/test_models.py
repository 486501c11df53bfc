"""Where models come from: a hub, a claim, an image; and what is said when they do not come.

A small hub runs as a pod in the story's namespace; the engine is simulated, the downloads are
real. Six endpoints at the same time:

- `public` downloads slowly, and once its connection is cut: the status shows how far it is, the
  worker goes on where it was, and the status names the commit that was resolved.
- `gated` has no token, and says so; with a Secret it serves.
- `missing` names a repository that does not exist.
- `claimed` and `private` are folders of one PersistentVolumeClaim; the second belongs to a user
  who lets nobody else read it.
- `imaged` is an OCI image, mounted as a volume.
"""

import os
import re
import time

from e2e.harness import hub
from e2e.harness.client import Client
from e2e.harness.endpoint import SIM_READY_WITHIN, TOLD_WITHIN, Endpoint, Json, sim
from e2e.harness.watching import watching
from e2e.kubectl import Kubectl

MODEL_IMAGE = os.environ.get("PILOTLIGHT_MODEL_IMAGE", "localhost/pilotlight-model-tiny-a:dev")
CLAIM = "models"
# The weights are some 700 kB: a download of about ten seconds, cut once in the middle.
SLOW = {"bytesPerSecond": 80_000, "cutAfterBytes": 300_000, "cuts": 1}
TOLD_SOON = 15.0  # seconds: the operator asks a worker once more when it is Ready
UNTIL_DEAD = 30.0  # seconds until a pod that cannot get its model has said so
# Copies one model for everybody and one for its owner alone.
FILL = (
    "umask 022; cp -r /models/tiny-b /data/open && chmod -R a+rX /data/open"
    " && cp -r /models/tiny-b /data/private && chmod 700 /data/private"
)


def test_models_come_from_hub_claim_and_image_or_it_is_said_why_not(
    installed: Kubectl, namespace: str, client: Client
) -> None:
    installed.apply(*claim(), namespace=namespace)
    hub.start(installed, client, **SLOW)
    endpoints = {name: Endpoint(installed, namespace, name) for name in URIS}

    def weights_of(name: str) -> str:
        return client.weights(endpoints[name].url, name)

    def gets_on(seen: Json) -> bool:
        """In the moment of the cut it is `DownloadFailed`."""
        return shows_percent(seen) and "DownloadingModel" in reasons(seen)

    with watching(installed, "iep", namespace) as statuses:
        began = time.monotonic()
        for name in ("public", "imaged"):
            endpoints[name].apply(model(name))
        statuses.wait("a percentage of a download", "public", gets_on, began, SIM_READY_WITHIN)
    endpoints["public"].wait_ready()
    endpoints["public"].wait("commit and time of the download", tells_download, TOLD_SOON)
    (pod,) = endpoints["public"].pods()
    assert pod["status"]["containerStatuses"][0]["restartCount"] == 0, "the cut was survived"
    assert hub.told(client)["cuts"] == 0, "there was a cut"
    endpoints["imaged"].wait_ready()
    weights = weights_of("public")
    assert weights_of("imaged") == weights, "the same model from an image"

    hub.fault(client)
    filled = ("--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s")
    installed("wait", "pod/fill", "-n", namespace, *filled)
    for name in ("gated", "missing", "claimed", "private"):
        endpoints[name].apply(model(name))
    within = UNTIL_DEAD + TOLD_WITHIN
    endpoints["missing"].wait_told("ModelNotFound", "demo/nothing", "spec.model.uri", within=within)
    endpoints["private"].wait_told("ModelUnreadable", "chmod -R a+rX", within=within)
    endpoints["gated"].wait_told("BadCredentials", "credentialsSecretRef", within=within)
    endpoints["claimed"].wait_ready()
    assert weights_of("claimed") != weights, "the other model"

    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "hub-token"}}
    installed.apply({**secret, "stringData": {"token": hub.TOKEN}}, namespace=namespace)
    endpoints["gated"].patch({"model": {"credentialsSecretRef": {"name": "hub-token"}}})
    endpoints["gated"].wait_ready()
    endpoints["gated"].wait(
        "a commit", lambda it: any("resolvedCommit" in one for one in it["status"]["revisions"]),
        TOLD_SOON,
    )  # fmt: skip


URIS = {
    "public": "hf://demo/tiny-a",
    "gated": "hf://demo/secret",
    "missing": "hf://demo/nothing",
    "claimed": f"pvc://{CLAIM}/open",
    "private": f"pvc://{CLAIM}/private",
    "imaged": f"oci://{MODEL_IMAGE}",
}


def model(name: str) -> Json:
    """An endpoint whose model comes from there."""
    source = {"uri": URIS[name]}
    if source["uri"].startswith("hf://"):
        source["revision"] = "main"
    quick = {"name": "PILOTLIGHT_SIM_LOAD_SECONDS", "value": "0.2"}
    env = [quick, {"name": "HF_ENDPOINT", "value": hub.url()}]
    return sim(name, model=source, runtime={"env": env})


def claim() -> tuple[Json, Json]:
    """A claim, and the pod that fills it, as another user than the worker's."""
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": CLAIM},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "10Mi"}},
        },
    }
    mounts = [{"name": "data", "mountPath": "/data"}]
    filling = hub.pod("fill", {"command": ["sh", "-c", FILL], "volumeMounts": mounts})
    filling["spec"]["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": CLAIM}}]
    return volume, filling


def shows_percent(seen: Json) -> bool:
    """The message of the status says how far the download is."""
    shown = re.search(r"downloading model \((\d+) %\)", seen.get("status", {}).get("message", ""))
    return shown is not None and int(shown[1]) > 0


def tells_download(seen: Json) -> bool:
    """What was downloaded, and how long it took."""
    (revision,) = seen["status"]["revisions"]
    commit = re.fullmatch(r"[0-9a-f]{40}", revision.get("resolvedCommit", ""))
    return commit is not None and "download" in revision.get("coldStart", {})


def reasons(seen: Json) -> set[str]:
    """Of all conditions."""
    return {item["reason"] for item in seen["status"]["conditions"]}
