"""What an installation allows: one row per line of the table in `core.policy`, and for what tries
to get around it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pilotlight.core.policy import denied
from pilotlight.manifests.platform import Policy
from tests.builders import PLATFORM, a_parsed_spec

OURS = ("hf://our-org/*", "pvc://models/approved/*", "file:///models/*")


def judged(policy: Policy, **changes: Any) -> str | None:
    return denied(a_parsed_spec(**changes), replace(PLATFORM, policy=policy))


def of_args(policy: Policy, *args: str) -> str | None:
    return judged(policy, runtime={"engine": {"extraArgs": list(args)}})


def of_env(policy: Policy, **env: Any) -> str | None:
    runtime = {"env": [{"name": name, **_value(value)} for name, value in env.items()]}
    return judged(policy, runtime=runtime)


def _value(value: Any) -> dict[str, Any]:
    return {"value": value} if isinstance(value, str) else {"valueFrom": value}


ANY = Policy()
SOME_MODELS = Policy(allowed_models=OURS)
SOME_IMAGES = Policy(allowed_images=("registry.example/ours/*",))
TRUSTING = Policy(allow_trust_remote_code=True)


@pytest.mark.parametrize(
    ("uri", "allowed"),
    [
        ("hf://our-org/llama", True),
        ("hf://our-org-2/llama", False),
        ("hf://Our-Org/llama", False),
        ("pvc://models/approved/llama", True),
        ("pvc://models/other", False),
        ("pvc://other/approved/llama", False),
        ("oci://registry.example/llama:1", False),
        ("file:///models/tiny", True),
        ("file:///models/../tmp/other", False),
        ("file:///models/./x", False),
        ("file:///mnt/model/x", False),
        ("pvc://models/approved/x?/../../other", False),
        ("file:///models/x#y", False),
        ("file:///models/x\n", False),
        ("file:///models/x\ty", False),
    ],
)
def test_a_model_must_be_on_the_list(uri: str, allowed: bool) -> None:
    model = {"uri": uri, "revision": "0" * 40}
    assert (judged(SOME_MODELS, model=model) is None) is allowed
    assert judged(ANY, model=model) is None


def test_a_uri_is_judged_by_where_it_leads() -> None:
    """A pattern with something after its `*` would else be met by what is not part of the path."""
    policy = Policy(allowed_models=("file:///*/approved",))
    assert judged(policy, model={"uri": "file:///models/approved"}) is None
    assert judged(policy, model={"uri": "file:///tmp/evil?/approved"}) is not None


@pytest.mark.parametrize(
    "arg",
    [
        "--tokenizer-revision=refs/pr/7",
        "--tokenizer-rev=refs/pr/7",
        "--code-revision=refs/pr/7",
        '--speculative-config={"model":"our-org/eagle","revision":"refs/pr/7"}',
        "--speculative-config.revision=refs/pr/7",
    ],
)
def test_so_it_is_in_flags(arg: str) -> None:
    said = of_args(SOME_MODELS, arg)
    assert said is not None
    assert "refs/pr/7 may be of anybody" in said
    assert of_args(SOME_MODELS, arg.replace("refs/pr/7", "v1.0")) is None
    assert of_args(ANY, arg) is None


@pytest.mark.parametrize(
    ("revision", "of_owners"),
    [
        ("main", True),
        ("release/1.0", True),
        ("0e9e39f249a16976918f6564b8830bc894c89659", True),
        ("refs/pr/7", False),
        ("/refs/pr/7", False),
        ("./refs/pr/7", False),
        ("refs%2Fpr%2F7", False),
        ("refs/pr/7?x", False),
    ],
)
def test_a_change_that_anybody_may_propose_is_on_no_list(revision: str, of_owners: bool) -> None:
    model = {"uri": "hf://our-org/llama", "revision": revision}
    said = judged(SOME_MODELS, model=model)
    assert (said is None) is of_owners
    assert said is None or said.startswith(f"spec.model.revision: {revision} may be")
    assert judged(ANY, model=model) is None


@pytest.mark.parametrize(
    ("image", "allowed"),
    [
        (None, True),
        (PLATFORM.worker_image, True),
        ("registry.example/ours/vllm:1", True),
        ("registry.example/ours/vllm@sha256:" + "0" * 64, True),
        ("registry.example/theirs/vllm:1", False),
        ("registry.example.evil/ours/vllm:1", False),
    ],
)
def test_an_image_must_be_on_the_list_or_be_the_operators_own(
    image: str | None, allowed: bool
) -> None:
    runtime = {"image": image} if image else {}
    assert (judged(SOME_IMAGES, runtime=runtime) is None) is allowed
    assert judged(ANY, runtime=runtime) is None


@pytest.mark.parametrize(("trusts", "policy", "allowed"), [
    (False, ANY, True),
    (True, ANY, False),
    (True, TRUSTING, True),
])  # fmt: skip
def test_code_of_a_model_needs_the_operators_word(
    trusts: bool, policy: Policy, allowed: bool
) -> None:
    model = {"uri": "file:///models/a", "trustRemoteCode": trusts}
    assert (judged(policy, model=model) is None) is allowed


SPECULATIVE = json.dumps({"method": "eagle", "model": "other-org/eagle"})
OUR_SPECULATIVE = json.dumps({"method": "eagle", "model": "our-org/eagle"})


@pytest.mark.parametrize(
    ("arg", "allowed"),
    [
        ("--enforce-eager", True),
        ("--reasoning-parser=qwen3", True),
        ("--tokenizer=our-org/llama", True),
        ("--tokenizer=other-org/llama", False),
        ("--tokenizer=/models/tokenizer", True),
        ("--tokenizer=/mnt/model", False),
        ("--tokenizer=./../x", False),
        ("--tokenizer-mode=auto", True),
        ("--tokeniz=other-org/llama", False),
        ("--hf-config-path=other-org/llama", False),
        ("--hf_config_path=other-org/llama", False),
        ("--generation-config=auto", True),
        ("--generation-config=vllm", True),
        ("--generation-config=other-org/llama", False),
        ("--spec-model=other-org/eagle", False),
        ("--spec-method=ngram", True),
        ("--speculative-config=" + '{"method":"ngram","num_speculative_tokens":3}', True),
        ("--speculative-config=" + OUR_SPECULATIVE, True),
        ("--speculative-config=" + SPECULATIVE, False),
        ("--speculative_config= " + SPECULATIVE, False),
        ("--speculative-config.model=other-org/eagle", False),
        ('--speculative-config.model="other-org/eagle"', False),
        ("--specul.model=other-org/eagle", False),
        ("--speculative-config.model+=our-org/a,other-org/b", False),
        ("--speculative-config.draft_load_config.load_format=tensorizer", False),
        ("--lora-modules=sql=other-org/lora", False),
        ('--model-loader-extra-config={"tensorizer_uri":"s3://x"}', False),
        ("--max-num-batched-tokens=8192", True),
    ],
)
def test_a_flag_names_no_other_model(arg: str, allowed: bool) -> None:
    assert (of_args(SOME_MODELS, arg) is None) is allowed
    assert of_args(ANY, arg) is None


NESTED = json.dumps(
    {
        "kv_connector": "MultiConnector",
        "kv_connector_extra_config": {
            "connectors": [{"kv_connector": "Mine", "kv_connector_module_path": "mnt.model.mine"}]
        },
    }
)


@pytest.mark.parametrize(
    ("arg", "allowed"),
    [
        ("--tool-parser-plugin=/mnt/model/parser.py", False),
        ("--tool-parser-plugin=/opt/plugins/parser.py", True),
        ("--tool-parser-plugin=/opt/../mnt/model/parser.py", False),
        ("--tool_parser_plug=/mnt/model/parser.py", False),
        ("--reasoning-parser-plugin=/cache/parser.py", False),
        ("--structured-outputs-config.reasoning_parser_plugin=/cache/parser.py", False),
        ("--logits-processors=mnt.model.evil:Processor", False),
        ("--worker-cls=mnt.model.Worker", False),
        ("--worker-cls=vllm.v1.worker.gpu_worker.Worker", True),
        ("--worker-cls=auto", True),
        ("--distributed-executor-backend=mp", True),
        ("--distributed-executor-backend=mnt.model.Executor", False),
        ('--kv-transfer-config={"kv_connector":"LMCacheConnectorV1","kv_role":"kv_both"}', True),
        ("--kv-transfer-config=" + NESTED, False),
        ('--compilation-config={"backend":"mnt.model.compile"}', False),
        ('--compilation-config={"backend":"inductor"}', True),
        ("--log-config-file=/tmp/logging.json", False),
        ("--trust-remote", False),
        ('--mm-processor-kwargs={"trust_remote_code":true}', False),
        ('--kv-transfer-config={"kv_connector":"X"', True),
        ("--tool-server=demo", False),
        ("--tool-serv=demo", False),
        ("--tool_server=demo", False),
        ("--tool-server=tools.demo.svc:8001,[::1]:8000", True),
    ],
)
def test_a_flag_loads_no_code_from_elsewhere(arg: str, allowed: bool) -> None:
    assert (of_args(ANY, arg) is None) is allowed
    assert of_args(TRUSTING, arg) is None


@pytest.mark.parametrize(
    ("policy", "name", "value", "allowed"),
    [
        (ANY, "HF_ENDPOINT", "http://mirror.example", True),
        (SOME_MODELS, "HF_ENDPOINT", "http://mirror.example", False),
        (SOME_MODELS, "HF_HOME", "/mnt/model", False),
        (SOME_MODELS, "HF_HOME", "/cache/huggingface", True),
        (SOME_MODELS, "HF_HOME", "/cache/../mnt/model", False),
        (SOME_MODELS, "HF_HOME", {"configMapKeyRef": {"name": "a", "key": "b"}}, False),
        (SOME_MODELS, "VLLM_LORA_RESOLVER_HF_REPO_LIST", "other-org/lora", False),
        (ANY, "TRITON_CACHE_DIR", "/cache/kernels", True),
        (ANY, "TRITON_CACHE_DIR", "/mnt/model/kernels", False),
        (TRUSTING, "TRITON_CACHE_DIR", "/mnt/model/kernels", True),
        (SOME_MODELS, "HF_HUB_OFFLINE", "1", True),
        (ANY, "PYTHONPATH", "/mnt/model", False),
        (ANY, "PYTHONPATH", "/usr/lib/plugins:/mnt/model", False),
        (ANY, "PYTHONPATH", "relative", False),
        (ANY, "PYTHONPATH", {"secretKeyRef": {"name": "a", "key": "b"}}, False),
        (TRUSTING, "PYTHONPATH", "/mnt/model", True),
        (ANY, "LD_LIBRARY_PATH", "/usr/local/nvidia/lib64:/usr/lib", True),
        (ANY, "LD_PRELOAD", "/usr/lib/a.so /cache/b.so", False),
        (ANY, "LD_PRELOAD", "/usr/$(ELSEWHERE)/b.so", False),
        (ANY, "VLLM_LOGGING_LEVEL", "DEBUG", True),
    ],
)
def test_variables_lead_to_no_other_model_and_to_no_other_code(
    policy: Policy, name: str, value: Any, allowed: bool
) -> None:
    assert (of_env(policy, **{name: value}) is None) is allowed


SNAPSHOT = "/cache/hf/hub/models--evil--x/snapshots/" + "0" * 40
CACHES = (
    "HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "NUMBA_CACHE_DIR",
    "TORCHINDUCTOR_CACHE_DIR",
    "TRITON_CACHE_DIR",
    "VLLM_CACHE_ROOT",
)


@pytest.mark.parametrize("name", CACHES)
@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("/cache", True),
        ("/cache/", True),
        ("/cache/mine", True),
        ("/tmp", True),
        ("/tmp/mine/", True),
        ("/mnt/model", False),
        (SNAPSHOT, False),
        ("/tmp/assets/model_streamer/0a1b2c3d", False),
        ("/cache/modelscope/models/evil/x", False),
        ("/cache/..", False),
        ("/cache/$(ELSEWHERE)", False),
        ("/cachet", False),
        ("", False),
        ({"configMapKeyRef": {"name": "a", "key": "b"}}, False),
    ],
)
def test_compiled_code_is_kept_where_no_model_has_put_its_files(
    name: str, value: Any, allowed: bool
) -> None:
    assert (of_env(ANY, **{name: value}) is None) is allowed
    assert of_env(TRUSTING, **{name: value}) is None


@pytest.mark.parametrize(
    "name",
    [
        "PYTHONPYCACHEPREFIX",
        "GCONV_PATH",
        "OPENSSL_CONF",
        "OPENSSL_MODULES",
        "NCCL_NET_PLUGIN",
        "NCCL_TUNER_PLUGIN",
        "NCCL_PROFILER_PLUGIN",
        "TRITON_PTXAS_PATH",
    ],
)
@pytest.mark.parametrize(
    ("value", "allowed"),
    [("/usr/lib/mine", True), (SNAPSHOT, False), ("/cache/mine", False)],
)
def test_libraries_load_no_code_of_a_model(name: str, value: str, allowed: bool) -> None:
    assert (of_env(ANY, **{name: value}) is None) is allowed


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("NCCL_NET_PLUGIN", "none", True),
        ("NCCL_NET_PLUGIN", "aws-ofi,ofi", True),
        ("NCCL_NET_PLUGIN", "ofi,/mnt/model/x.so", False),
        ("CC", "gcc", True),
        ("CXX", "clang++-18", True),
        ("CC", "gcc -fplugin=/mnt/model/x.so", False),
        ("LD_PRELOAD", "x.so", False),
    ],
)
def test_a_bare_name_is_one_of_the_image(name: str, value: str, allowed: bool) -> None:
    assert (of_env(ANY, **{name: value}) is None) is allowed


def test_a_tool_server_that_is_refused_is_told_in_its_own_words() -> None:
    assert of_args(ANY, "--tool-server=demo") == (
        "spec.runtime.engine.extraArgs: --tool-server=demo runs code that the model writes, and"
        " the chart's policy.allowTrustRemoteCode is false"
    )


def test_the_words_name_field_value_what_is_allowed_and_the_value_of_the_chart() -> None:
    said = judged(SOME_MODELS, model={"uri": "hf://other-org/x", "revision": "main"})
    assert said == (
        "spec.model.uri: hf://other-org/x is not allowed, only hf://our-org/*,"
        " pvc://models/approved/*, file:///models/* (the chart's policy.allowedModels)"
    )


def test_the_value_of_a_variable_is_not_told() -> None:
    said = of_env(SOME_MODELS, HF_ENDPOINT="https://user:password@hub.example")
    assert said is not None
    assert "HF_ENDPOINT" in said
    assert "password" not in said


def test_several_refusals_are_told_and_not_without_end() -> None:
    args = [f"--tokenizer=other-org/{number}" for number in range(40)]
    said = of_args(SOME_MODELS, *args)
    assert said is not None
    assert said.count("is not allowed") == 3
    assert said.endswith("and 37 more")


def test_long_lists_and_long_values_are_told_in_short() -> None:
    policy = Policy(allowed_images=tuple(f"registry.example/{n:03}/*" for n in range(64)))
    said = judged(policy, runtime={"image": "x" * 512})
    assert said is not None
    assert "and 56 more" in said
    assert len(said) < 600


def test_json_that_is_nested_without_end_is_no_trouble() -> None:
    assert of_args(SOME_MODELS, "--speculative-config=" + "[" * 1000) is None
