"""Where weights come from."""

from typing import Any

import pytest

from pilotlight.api.v1alpha1 import ModelSource
from pilotlight.manifests.model import locate, volume, worker_model


def a_model(uri: str, **more: Any) -> ModelSource:
    return ModelSource.model_validate({"uri": uri, **more})


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///models/tiny-a", "/models/tiny-a"),
        ("pvc://weights/llama/8b", "/mnt/model/llama/8b"),
        ("pvc://weights", "/mnt/model"),
        ("pvc://weights/", "/mnt/model"),
        ("oci://registry.example:5000/models/llama@sha256:abc", "/mnt/model"),
    ],
)
def test_the_worker_is_told_a_folder(uri: str, path: str) -> None:
    told = worker_model(a_model(uri), "chat")
    assert (told["source"], told["path"]) == ("local", path)


def test_the_worker_is_told_a_hub_repository() -> None:
    told = worker_model(a_model("hf://org/name", revision="main"), "chat")
    assert (told["source"], told["repo"], told["revision"]) == ("hf", "org/name", "main")


def test_the_served_name_is_the_endpoints_unless_chosen() -> None:
    assert worker_model(a_model("file:///m"), "chat")["servedName"] == "chat"
    assert worker_model(a_model("file:///m", servedName="llama"), "chat")["servedName"] == "llama"


def test_claims_are_mounted_read_only_and_images_as_volumes() -> None:
    claim = volume(a_model("pvc://weights/llama"))
    assert claim is not None
    assert claim["persistentVolumeClaim"] == {"claimName": "weights", "readOnly": True}
    image = volume(a_model("oci://registry.example/m:1"))
    assert image is not None
    assert image["image"]["reference"] == "registry.example/m:1"
    assert volume(a_model("file:///m")) is None


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="hf://, pvc://, oci://, file://"):
        locate("s3://bucket/key")
