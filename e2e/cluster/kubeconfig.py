"""Kubeconfig files, with their certificates inside so that a copy of the file is enough."""

import base64
import json
from pathlib import Path

from e2e.cluster.certificates import Pair


def write(path: Path, server: str, authority: Path, client: Pair, *, name: str) -> None:
    """Write a kubeconfig for one user of one cluster. JSON is YAML: kubectl reads it."""
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": name,
                "cluster": {"server": server, "certificate-authority-data": _encoded(authority)},
            }
        ],
        "users": [
            {
                "name": name,
                "user": {
                    "client-certificate-data": _encoded(client.certificate),
                    "client-key-data": _encoded(client.key),
                },
            }
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(document, indent=2) + "\n")
    part.rename(path)


def _encoded(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
