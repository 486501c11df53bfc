"""Objects as the API server sends them."""

from typing import Any

Raw = dict[str, Any]


def an_endpoint(name: str = "chat", *, version: int = 1, uid: str = "", **parts: Any) -> Raw:
    return {
        "metadata": {
            "name": name,
            "namespace": "demo",
            "uid": uid or f"uid-of-{name}",
            "generation": 1,
            "resourceVersion": str(version),
        },
        "spec": {"model": {"uri": "file:///models/tiny-a"}, "replicas": 2},
        **parts,
    }


def a_child(
    name: str = "chat",
    *,
    of: str | None = "chat",
    version: int = 1,
    uid: str = "",
    owner: str = "uid-of-chat",
    **parts: Any,
) -> Raw:
    """A child of the endpoint `of`; with None it carries no label of ours."""
    references = [{"kind": "InferenceEndpoint", "name": of, "uid": owner, "controller": True}]
    return {
        "metadata": {
            "name": name,
            "namespace": "demo",
            "uid": uid or f"uid-of-{name}",
            "resourceVersion": str(version),
            "labels": {"pilotlight.dev/endpoint": of} if of else {},
            "ownerReferences": references if owner else [],
        },
        **parts,
    }


def a_pod(worker: Raw | None = None, conditions: list[Raw] | None = None, **status: Any) -> Raw:
    return a_child(
        "chat-1",
        owner="",
        status={
            "conditions": conditions or [],
            "containerStatuses": [{"name": "worker", **worker}] if worker else [],
            **status,
        },
    )
