"""The gate's live settings, as the gate reads them."""

import base64
import json

from pilotlight.api.limits import RequestLimits
from pilotlight.manifests.gate import gate_settings
from pilotlight_worker.gate import limits
from pilotlight_worker.gate.settings import GateSettings
from tests.builders import ENDPOINT


def test_without_a_key_nothing_of_it_is_there() -> None:
    text = gate_settings(ENDPOINT, "chat-a")["data"]["settings.json"]
    assert json.loads(text) == {"version": 1, "active": "chat-a"}
    assert json.loads(gate_settings(ENDPOINT, None)["data"]["settings.json"]) == {"version": 1}


def test_keys_are_what_the_gate_understands() -> None:
    keys = [base64.b64encode(bytes([number] * 32)).decode() for number in range(2)]
    text = gate_settings(ENDPOINT, "chat-a", keys)["data"]["settings.json"]
    assert GateSettings.model_validate_json(text).operator_keys == tuple(keys)


def test_limits_are_what_the_gate_understands() -> None:
    given = {"maxInputTokens": 1, "maxOutputTokens": 2, "timeout": "1m30s", "maxConcurrent": 3,
             "maxQueued": 4, "maxBodyBytes": 5000}  # fmt: skip
    written = gate_settings(ENDPOINT, None, limits=RequestLimits.model_validate(given))
    read = GateSettings.model_validate_json(written["data"]["settings.json"]).limits
    assert read == limits.RequestLimits(
        max_input_tokens=1, max_output_tokens=2, timeout_seconds=90, max_concurrent=3,
        max_queued=4, max_body_bytes=5000,
    )  # fmt: skip


def test_limits_that_are_not_set_are_left_out_and_the_defaults_are_the_gates_own() -> None:
    text = gate_settings(ENDPOINT, None, limits=RequestLimits())["data"]["settings.json"]
    assert json.loads(text)["requestLimits"] == {
        "maxBodyBytes": limits.MAX_BODY_BYTES, "maxQueued": 0, "timeoutSeconds": 600.0,
    }  # fmt: skip
