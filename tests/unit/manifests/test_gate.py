"""The gate's live settings, as the gate reads them."""

import base64
import json

from pilotlight.manifests.gate import gate_settings
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
