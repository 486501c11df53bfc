"""What an installation allows its endpoints to ask for.

| the spec has | is denied when |
| --- | --- |
| `model.uri` | `allowed_models` has no pattern of it |
| `model.revision`, or a flag with one | anybody may propose it, and `allowed_models` is not empty |
| an engine flag with the name of another model, tokenizer or configuration | the same, of that |
| an engine flag or a variable that may lead to others | `allowed_models` is not empty |
| `runtime.image`, and not the operator's own | `allowed_images` has no pattern of it |
| `model.trustRemoteCode` | it is true without `allow_trust_remote_code` |
| an engine flag or a variable that loads code from elsewhere than the image | the same |
| an engine flag that runs what the model writes | the same |

The flags are those of vLLM 0.32. It takes abbreviations (argparse), and JSON in parts:
`--speculative-config.model=x` is `--speculative-config={"model": "x"}`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pilotlight.api.v1alpha1 import EndpointSpec
from pilotlight.manifests.patterns import matches_any
from pilotlight.manifests.platform import Platform, Policy

_MODELS = "policy.allowedModels"
_IMAGES = "policy.allowedImages"
_CODE = "policy.allowTrustRemoteCode"

# Their values name something else to load: a hub repository or a path.
_SOURCES = (
    "tokenizer",
    "hf-config-path",
    "generation-config",
    "spec-model",
    "speculative-config.model",
)
_NO_SOURCE = ("", "auto", "vllm")  # of generation-config
# Their values may hold such names in forms that are not looked into.
_HOLDERS = (
    "lora-modules",
    "default-mm-loras",
    "model-loader-extra-config",
    "speculative-config.draft-load-config",
)
# Their values name files or objects of Python that are loaded.
_LOADERS = (
    "tool-parser-plugin",
    "reasoning-parser-plugin",
    "io-processor-plugin",
    "logits-processors",
    "model-class-overrides",
    "worker-cls",
    "worker-extension-cls",
    "scheduler-cls",
    "distributed-executor-backend",
    "ec-manager-config",
    "compilation-config.backend",
    "compilation-config.inductor-passes",
    "log-config-file",
    "logging-config",
)
# The same wherever such a key stands: connectors of a connector, say.
_LOADING_KEY = re.compile(r"(.*-)?(cls|plugin|module-path)")
_TRUST = "trust-remote-code"
_REVISIONS = ("revision", "code-revision", "tokenizer-revision")
# `demo` runs Python that the model writes, in the worker; an address leads to tools elsewhere.
_TOOLS, _RUNS_PYTHON = "tool-server", "demo"
_KNOWN = frozenset(
    name.partition(".")[0]
    for name in (*_SOURCES, *_HOLDERS, *_LOADERS, *_REVISIONS, _TRUST, _TOOLS)
)
# Flags of their own that are also the beginning of one above.
_WHOLE = frozenset({"reasoning-parser", "model"})

# Variables that lead to models elsewhere.
_HUB_VARIABLES = (
    "HF_ENDPOINT",
    "S3_ENDPOINT_URL",
    "VLLM_USE_MODELSCOPE",
    "VLLM_MODEL_REDIRECT_PATH",
    "VLLM_ALLOW_RUNTIME_LORA_UPDATING",
    "VLLM_LORA_RESOLVER_CACHE_DIR",
    "VLLM_LORA_RESOLVER_HF_REPO_LIST",
)
_HUB_CACHES = ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
# Those from which code is loaded.
_CODE_VARIABLES = (
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONUSERBASE",
    "PYTHONPYCACHEPREFIX",
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "LD_AUDIT",
    "GCONV_PATH",
    "OPENSSL_CONF",
    "OPENSSL_MODULES",
    "CUDA_HOME",
    "TRITON_PTXAS_PATH",
    "VLLM_CUDART_SO_PATH",
    "VLLM_NCCL_SO_PATH",
    "VLLM_RUST_FRONTEND_PATH",
    "VLLM_LOGGING_CONFIG_PATH",
)
# The same, but a bare name is looked for among the image's own programs and libraries.
_CODE_NAMES = (
    "CC",
    "CXX",
    "NCCL_NET_PLUGIN",
    "NCCL_TUNER_PLUGIN",
    "NCCL_PROFILER_PLUGIN",
)
# Where libraries and Python keep what they have compiled and later run.
_CODE_CACHES = (
    "HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "NUMBA_CACHE_DIR",
    "VLLM_CACHE_ROOT",
    "VLLM_XLA_CACHE_PATH",
    "VLLM_FLASHINFER_AUTOTUNE_CACHE_DIR",
    "TORCHINDUCTOR_CACHE_DIR",
    "TRITON_CACHE_DIR",
)

# Where the worker keeps what it has compiled, also without such a variable. No deeper: a model's
# own files lie there, in `/cache/hf/hub/models--…/snapshots`, say, with the names that it chose.
_CACHE = re.compile(r"/(cache|tmp)(/[^/$]+)?/?")
# Where nothing but the image can have put anything: the pod mounts volumes elsewhere.
_IN_IMAGE = re.compile(r"/(usr|opt|lib|lib64|bin|sbin)/[^$]*")
_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
# The name of something built in, or of an object that comes with vLLM.
_BUILT_IN = re.compile(r"[A-Za-z0-9_-]*|vllm(\.[A-Za-z_][A-Za-z0-9_]*)+")
_REVISION = re.compile(r"[\w./+-]*")
# urlsplit would take such a URI for another one than it reads.
_ODD = re.compile(r"[\x00-\x20\x7f?#\\]")

_SHOWN_PATTERNS = 8
_SHOWN_REFUSALS = 3
_SHOWN_CHARACTERS = 200


def denied(spec: EndpointSpec, platform: Platform) -> str | None:
    """Why this installation does not allow what the spec asks for, or None. The words name the
    field, what it says, what is allowed, and the chart's value that says so."""
    refusals = list(_refusals(spec, platform))
    if not refusals:
        return None
    more = len(refusals) - _SHOWN_REFUSALS
    return "; ".join(refusals[:_SHOWN_REFUSALS]) + (f"; and {more} more" if more > 0 else "")


def _refusals(spec: EndpointSpec, platform: Platform) -> Iterator[str]:
    policy, runtime = platform.policy, spec.runtime
    if not _may_load(policy, spec.model.uri):
        yield _not_among("spec.model.uri", spec.model.uri, policy.allowed_models, _MODELS)
    else:
        yield from _of_revision(policy, "spec.model.revision", spec.model.revision or "")
    image = runtime.image
    if image is not None and image != platform.worker_image:
        allowed = policy.allowed_images
        if allowed and not matches_any(allowed, image):
            yield _not_among("spec.runtime.image", image, allowed, _IMAGES)
    if spec.model.trust_remote_code and not policy.allow_trust_remote_code:
        yield f"spec.model.trustRemoteCode is not allowed: the chart's {_CODE} is false"
    for flag, name, value in _flags(runtime.engine.extra_args):
        yield from _of_flag(policy, flag, name, value)
    for variable in runtime.env:
        yield from _of_variable(policy, str(variable.get("name")), variable.get("value"))


def _of_flag(policy: Policy, flag: str, name: str, value: str) -> Iterator[str]:
    field = f"spec.runtime.engine.extraArgs: {flag}"
    if _is_of(_SOURCES, name) and value not in _NO_SOURCE:
        source = value if "://" in value else f"{'file' if value[0] == '/' else 'hf'}://{value}"
        if not _may_load(policy, source):
            yield _not_among(field, source, policy.allowed_models, _MODELS)
    if _is_of(_HOLDERS, name) and policy.allowed_models:
        yield f"{field} may load other models, and the chart's {_MODELS} says which are allowed"
    key = name.rpartition(".")[2]
    if key in _REVISIONS:
        yield from _of_revision(policy, field, value)
    loads = _is_of(_LOADERS, name) or _LOADING_KEY.fullmatch(key)
    runs = loads and not _BUILT_IN.fullmatch(value) and not _is_below(_IN_IMAGE, value)
    if (runs or key == _TRUST) and not policy.allow_trust_remote_code:
        yield _foreign_code(field)
    if key == _TOOLS and value == _RUNS_PYTHON and not policy.allow_trust_remote_code:
        yield f"{field}={value} runs code that the model writes, and the chart's {_CODE} is false"


def _of_revision(policy: Policy, field: str, revision: str) -> Iterator[str]:
    """Anybody may propose changes to a public repository, and hubs have them as `refs/pr/N`."""
    strange = "refs" in revision.split("/") or not _REVISION.fullmatch(revision)
    if policy.allowed_models and strange:
        yield (
            f"{field}: {revision} may be of anybody, and the chart's {_MODELS} says whose models"
            " are allowed; write a commit, or a branch or tag of letters, digits and . / + - _"
            " alone"
        )


def _of_variable(policy: Policy, name: str, value: str | None) -> Iterator[str]:
    """`value` is None where it comes from another object."""
    field = f"spec.runtime.env: {name}"
    cached = value is not None and _is_below(_CACHE, value)
    leads = name in _HUB_VARIABLES or (name in _HUB_CACHES and not cached)
    if leads and policy.allowed_models:
        yield f"{field} may lead to other models, and the chart's {_MODELS} says which are allowed"
    if _loads(name, value, cached=cached) and not policy.allow_trust_remote_code:
        yield _foreign_code(field)


def _loads(name: str, value: str | None, *, cached: bool) -> bool:
    """Whether the variable may have code loaded that is not the image's."""
    if name in _CODE_CACHES:
        return not cached
    if name not in _CODE_VARIABLES and name not in _CODE_NAMES:
        return False
    bare = name in _CODE_NAMES
    parts = re.split("[: ,]", value) if value is not None else ["?"]
    return not all(
        _is_below(_IN_IMAGE, part) or (bare and _BARE.fullmatch(part)) for part in parts if part
    )


def _flags(args: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each engine flag as it is written, what it may stand for, and the value: one for each string
    in a value of JSON."""
    for arg in args:
        written, _, value = arg.partition("=")
        flag, *keys = written.removeprefix("--").split(".")
        listed = bool(keys) and keys[-1].endswith("+")
        values = value.split(",") if listed else [value]
        tail = [key.removesuffix("+") for key in keys]
        for base in _meant(_dashed(flag)):
            for part in values:
                for inner, leaf in _leaves(_parsed(part)):
                    yield written, ".".join([base, *map(_dashed, (*tail, *inner))]), leaf


def _meant(flag: str) -> tuple[str, ...]:
    """The flags that are told apart here and that it may stand for."""
    if flag in _KNOWN or flag in _WHOLE:
        return (flag,)
    return tuple(known for known in sorted(_KNOWN) if known.startswith(flag)) or (flag,)


def _leaves(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every value in an object of JSON, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, part in value.items():
            for keys, leaf in _leaves(part):
                yield (key, *keys), leaf
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield (), "" if value is None else str(value)


def _parsed(value: str) -> Any:
    if not value.lstrip().startswith(("{", "[", '"')):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _is_of(names: Sequence[str], name: str) -> bool:
    return any(name == it or name.startswith(f"{it}.") for it in names)


def _may_load(policy: Policy, uri: str) -> bool:
    """Whether a model may be served. A list holds for where the URI leads, so one that leads
    elsewhere than it reads is on none."""
    if not policy.allowed_models:
        return True
    leads_away = any(part in (".", "..") for part in uri.split("/"))
    odd = leads_away or _ODD.search(uri) is not None
    return not odd and matches_any(policy.allowed_models, uri)


def _is_below(place: re.Pattern[str], path: str) -> bool:
    return place.fullmatch(path) is not None and ".." not in path.split("/")


def _foreign_code(field: str) -> str:
    return (
        f"{field} loads code from elsewhere than the worker image, and the chart's {_CODE} is false"
    )


def _not_among(field: str, value: str, allowed: Sequence[str], chart_value: str) -> str:
    shown = ", ".join(allowed[:_SHOWN_PATTERNS])
    more = len(allowed) - _SHOWN_PATTERNS
    shown += f" and {more} more" if more > 0 else ""
    said = value if len(value) <= _SHOWN_CHARACTERS else f"{value[:_SHOWN_CHARACTERS]}…"
    return f"{field}: {said} is not allowed, only {shown} (the chart's {chart_value})"
