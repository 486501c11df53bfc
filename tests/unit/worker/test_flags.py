"""Abbreviated flags, which argparse would complete."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pilotlight_worker.flags import completed, known_flags, name_of, refuse_abbreviated
from pilotlight_worker.reasons import Reason, WorkerFailed

KNOWN = {"enable-lora", "no-enable-lora", "enable-lora-bias", "hf-overrides", "seed"}


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        ("--seed=1", "seed"), ("--trust_remote_code", "trust-remote-code"),
        ("--hf-overrides.a_b.c=1", "hf-overrides"), ("--a=b.c_d", "a"), ("--seed 1", "seed"),
    ],
)  # fmt: skip
def test_a_flag_is_read_as_the_engine_reads_it(argument: str, name: str) -> None:
    assert name_of(argument) == name


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("enable-lora", None), ("enable-lo", "enable-lora"), ("no-enable", "no-enable-lora"),
        ("se", "seed"), ("seeds", None), ("new-in-this-version", None), ("", None),
    ],
)  # fmt: skip
def test_only_the_beginning_of_a_known_flag_is_an_abbreviation(name: str, full: str | None) -> None:
    assert completed(name, KNOWN) == full


def test_the_refusal_names_the_flag_and_the_full_one_and_is_permanent() -> None:
    refuse_abbreviated(["--seed=1", "-O3", "--new-in-this-version=2"], KNOWN)
    with pytest.raises(WorkerFailed) as caught:
        refuse_abbreviated(["--seed=1", "--enable_lo"], KNOWN)
    failure = caught.value.failure
    assert (failure.reason, failure.permanent) == (Reason.BAD_ARGUMENTS, True)
    assert "--enable-lo, which abbreviates --enable-lora" in failure.message


@pytest.mark.parametrize("server", ["entrypoints/launchers", "entrypoints/openai"])
def test_flags_are_read_from_the_engines_source_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    """In the two ways in which vLLM 0.32 writes them."""
    package = tmp_path / "vllm"
    for folder in ("engine", server):
        (package / folder).mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    (package / "engine/arg_utils.py").write_text(
        'group.add_argument("--tensor-parallel-size", "-tp", **kwargs["tensor_parallel_size"])\n'
    )
    (package / server / "cli_args.py").write_text(
        "class FrontendArgs:\n    chat_template: str | None = None\n    allowed_origins: list\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    known = known_flags(["python3", "-m", "vllm.entrypoints.openai.api_server"])
    assert {"tensor-parallel-size", "chat-template", "no-allowed-origins"} <= known
    assert "vllm" not in sys.modules


def test_an_engine_without_source_has_no_known_flags() -> None:
    assert known_flags(["/usr/bin/engine"]) == frozenset()


def test_the_simulated_engines_flags_are_found() -> None:
    assert {"max-model-len", "trust-remote-code"} <= known_flags(
        ["python3", "-m", "pilotlight_sim"]
    )
