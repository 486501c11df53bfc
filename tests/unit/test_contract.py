"""What operator and worker have agreed on. They are released as two images and must not drift."""

import re
from pathlib import Path

import pytest

import pilotlight_worker
from pilotlight.api.reasons import BENIGN
from pilotlight.api.reasons import Reason as OperatorReason
from pilotlight.api.v1alpha1 import OWNED_FLAGS, RESERVED_ENV
from pilotlight.cluster import permits as operators_permits
from pilotlight.core.diagnosis import _PHASE_REASONS
from pilotlight.manifests import names
from pilotlight.manifests.deployment import KEYS_PATH, SHUTDOWN_MARGIN_SECONDS, deployment_spec
from pilotlight_worker import permits as workers_permits
from pilotlight_worker.config import RESERVED_FLAGS, Environment, read_config
from pilotlight_worker.gate.keys import DEFAULT_FOLDER
from pilotlight_worker.reasons import Reason as WorkerReason
from pilotlight_worker.state import Phase
from pilotlight_worker.supervisor import TEARDOWN_SECONDS
from tests.builders import ENDPOINT, PLATFORM, a_parsed_spec


def test_every_death_of_a_worker_has_a_reason_that_the_operator_shows_as_a_problem() -> None:
    for reason in WorkerReason:
        assert OperatorReason(reason.value) not in BENIGN


def test_every_stage_of_a_start_that_the_operator_tells_of_is_one_of_the_workers() -> None:
    assert set(_PHASE_REASONS) <= {phase.value for phase in Phase}


@pytest.mark.parametrize(
    "model",
    [
        {"uri": "file:///models/tiny-a"},
        {"uri": "pvc://claim/llama", "servedName": "llama"},
        {"uri": "oci://registry.example/llama:1", "trustRemoteCode": True},
        {"uri": "hf://org/name", "revision": "main"},
    ],
    ids=lambda model: str(model["uri"]),
)
def test_a_worker_reads_what_the_operator_writes(model: dict[str, object], tmp_path: Path) -> None:
    spec = a_parsed_spec(
        model=model, runtime={"engine": {"maxModelLen": 512, "extraArgs": ["--enforce-eager"]}}
    )
    rendered = deployment_spec(ENDPOINT, "chat-a", spec.model, spec.runtime, PLATFORM)
    file = tmp_path / "config.json"
    file.write_text(rendered["template"]["metadata"]["annotations"][names.WORKER_ANNOTATION])
    config = read_config(file)
    assert config.model.served_name == (spec.model.served_name or "chat")
    assert list(config.engine_args) == ["--max-model-len=512", "--enforce-eager"]
    assert config.drain_timeout_seconds == 300
    assert not config.sleep_mode


SETTINGS = {
    "PILOTLIGHT_HANG_SECONDS",
    "PILOTLIGHT_MIN_DRAIN_SECONDS",
    "PILOTLIGHT_SHUTDOWN_TIMEOUT_SECONDS",
    "PILOTLIGHT_SLEEP_TIMEOUT_SECONDS",
    "PILOTLIGHT_STALL_SECONDS",
    "PILOTLIGHT_WAKE_TIMEOUT_SECONDS",
}
"""Variables of the worker that `spec.runtime.env` may set: they change how long something takes."""


def test_what_worker_and_gate_are_is_nothing_that_a_spec_may_set() -> None:
    """Who adds a variable decides here on which side it is."""
    sources = Path(pilotlight_worker.__file__).parent.rglob("*.py")
    read = {it for file in sources for it in re.findall(r"PILOTLIGHT_[A-Z_]+", file.read_text())}
    assert read
    assert read - SETTINGS == set(RESERVED_ENV)


def test_flags_that_the_worker_refuses_never_get_past_the_api_server() -> None:
    long = {flag.removeprefix("--") for flag in RESERVED_FLAGS if flag.startswith("--")}
    assert long <= set(OWNED_FLAGS)


def test_the_grace_period_covers_what_the_worker_does_after_the_drain() -> None:
    shutdown = Environment.read({"PILOTLIGHT_ENGINE": '["engine"]'}).shutdown_timeout_seconds
    assert shutdown + TEARDOWN_SECONDS < SHUTDOWN_MARGIN_SECONDS


def test_the_ports_are_the_same() -> None:
    environment = Environment.read({"PILOTLIGHT_ENGINE": '["engine"]'})
    assert (environment.http_port, environment.admin_port) == (names.HTTP_PORT, names.ADMIN_PORT)


def test_keys_are_where_the_gate_looks_for_them() -> None:
    assert KEYS_PATH == DEFAULT_FOLDER


def test_a_smoke_test_asks_with_the_verb_that_gates_know() -> None:
    assert operators_permits.ASK == workers_permits.ASK
