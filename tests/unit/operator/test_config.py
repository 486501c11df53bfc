"""Settings from the environment."""

import subprocess
import sys

import pytest

from pilotlight import config


def test_without_any_variable_there_are_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in config.OperatorConfig.model_fields:
        monkeypatch.delenv(config.PREFIX + name.upper(), raising=False)

    loaded = config.load()

    assert loaded.namespaces == ()
    assert loaded.lease_duration_seconds == 6
    assert loaded.platform(has_pod_monitors=True).has_pod_monitors


def test_lists_are_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTLIGHT_NAMESPACES", "a, b,,c ")
    monkeypatch.setenv("PILOTLIGHT_HTTP_FROM_NAMESPACES", "")

    loaded = config.load()

    assert loaded.namespaces == ("a", "b", "c")
    assert loaded.platform(has_pod_monitors=False).http_from_namespaces == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEASE_DURATION_SECONDS", "2"),
        ("LEASE_DURATION_SECONDS", "soon"),
        ("NAMESPACES", "Not_A_Name"),
        ("LOG_LEVEL", "loud"),
        ("WORKER_IMAGE", ""),
        ("WORKER_IMAGE_PULL_POLICY", "Sometimes"),
        ("POD_MONITOR", "perhaps"),
        ("PROMETHEUS_URL", "prometheus.monitoring:9090"),
        ("PROMETHEUS_URL", "http://"),
        ("PROMETHEUS_TIMEOUT_SECONDS", "0"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PILOTLIGHT_{name}", value)

    with pytest.raises(config.ConfigError, match=f"^PILOTLIGHT_{name}="):
        config.load()


def test_each_process_has_an_identity_of_its_own() -> None:
    loaded = config.load()

    assert loaded.identity() != loaded.identity()


def test_the_command_line_names_every_setting_and_refuses_bad_ones_with_one_line() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "pilotlight", "run", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in config.OperatorConfig.model_fields:
        assert config.PREFIX + name.upper() in helped.stdout

    refused = subprocess.run(
        [sys.executable, "-m", "pilotlight", "run"],
        capture_output=True,
        text=True,
        check=False,
        env={"PILOTLIGHT_HTTP_PORT": "x"},
    )
    assert refused.returncode == 2
    assert "PILOTLIGHT_HTTP_PORT" in refused.stderr
    assert "Traceback" not in refused.stderr
