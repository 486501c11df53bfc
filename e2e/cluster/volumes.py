"""Provisions volumes of the class `local`: folders of this machine that any user may write to.

Kubernetes has a provisioner of hostPath volumes for tests (--enable-hostpath-provisioner), but
its folders are root's alone, and kubelet leaves the owner of a hostPath as it is, whatever a pod's
fsGroup says. So this one: it follows the claims, and makes and removes what they ask for.
"""

import argparse
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from e2e.cluster import certificates
from e2e.cluster.client import Client
from e2e.cluster.failures import ClusterError
from e2e.cluster.progress import say

CLASS = "local"
LABEL = "pilotlight.dev/provisioned-by"
CLAIMS = "/api/v1/persistentvolumeclaims"
VOLUMES = "/api/v1/persistentvolumes"
RETRY = 0.5  # seconds


def main() -> None:
    """Follow the claims for as long as the cluster lives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--certificates", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args()
    authority = certificates.Authority(chosen.certificates)
    user = authority.pair("pilotlight-admin")
    client = Client.of(chosen.server, authority.root.certificate, user)
    while True:
        try:
            follow(client, chosen.folder)
        except (ClusterError, OSError, ValueError) as error:
            say(f"trying again: {error}")
            time.sleep(RETRY)


def follow(client: Client, folder: Path) -> None:
    """Provision once for the present, and again at each change, until the watch ends."""
    version = provision(client, folder)
    for _ in client.watch(f"{CLAIMS}?watch=true&resourceVersion={version}"):
        provision(client, folder)


def provision(client: Client, folder: Path) -> str:
    """Make what is claimed and missing, remove what is not claimed any more."""
    claims = client.get(CLAIMS) or {}
    volumes = client.get(f"{VOLUMES}?labelSelector={LABEL}%3D{CLASS}") or {}
    claimed = {it["metadata"]["uid"]: it for it in claims["items"] if wanted(it)}
    there = {it["spec"]["claimRef"]["uid"]: it["metadata"]["name"] for it in volumes["items"]}
    for uid in claimed.keys() - there.keys():
        path = folder / uid
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o777)
        manifest = volume(claimed[uid], path)
        client.apply(f"{VOLUMES}/{manifest['metadata']['name']}", manifest)
        say(f"made {path} for {manifest['spec']['claimRef']}")
    for uid in there.keys() - {it["metadata"]["uid"] for it in claims["items"]}:
        client.delete(f"{VOLUMES}/{there[uid]}")
        shutil.rmtree(folder / uid, ignore_errors=True)
        say(f"removed {folder / uid}")
    return str(claims["metadata"]["resourceVersion"])


def wanted(claim: Mapping[str, Any]) -> bool:
    """Whether a claim is for us and not for a volume that somebody has made by hand."""
    spec = claim["spec"]
    return (
        spec.get("storageClassName") == CLASS
        and not spec.get("selector")
        and (not spec.get("volumeName") or spec["volumeName"] == volume_name(claim))
        and "deletionTimestamp" not in claim["metadata"]
    )


def volume_name(claim: Mapping[str, Any]) -> str:
    """The name of the volume that is made for a claim."""
    return f"{CLASS}-{claim['metadata']['uid']}"


def volume(claim: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """A PersistentVolume for one claim, and for no other."""
    metadata, spec = claim["metadata"], claim["spec"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": volume_name(claim), "labels": {LABEL: CLASS}},
        "spec": {
            "storageClassName": CLASS,
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            "accessModes": spec["accessModes"],
            "volumeMode": spec.get("volumeMode", "Filesystem"),
            # The folder is removed here, once the claim is gone.
            "persistentVolumeReclaimPolicy": "Retain",
            "hostPath": {"path": str(path), "type": "Directory"},
            "claimRef": {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "namespace": metadata["namespace"],
                "name": metadata["name"],
                "uid": metadata["uid"],
            },
        },
    }


if __name__ == "__main__":
    main()
