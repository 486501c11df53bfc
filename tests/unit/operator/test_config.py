"""Settings from the environment."""

import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from pilotlight import config
from pilotlight.load.access import Access


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
        ("PROMETHEUS_USERNAME", "me:secret"),
        ("ALLOWED_MODELS", "hf://our-org/*, our-org/*"),
        ("ALLOWED_IMAGES", "a b"),
        ("ALLOW_TRUST_REMOTE_CODE", "sometimes"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PILOTLIGHT_{name}", value)

    with pytest.raises(config.ConfigError, match=f"^PILOTLIGHT_{name}="):
        config.load()


def test_without_settings_prometheus_is_asked_as_nobody() -> None:
    assert config.load().access() == Access()


def test_whom_prometheus_is_asked_as(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "USERNAME": "me",
        "PASSWORD_FILE": "/p",
        "CA_FILE": "/ca",
        "CLIENT_CERT_FILE": "/crt",
        "CLIENT_KEY_FILE": "/key",
        "HEADERS": '{"X-Scope-OrgID": "a|b"}',
        "HEADER_FILES": '{"X-Api-Key": "/k"}',
    }.items():
        monkeypatch.setenv(f"PILOTLIGHT_PROMETHEUS_{name}", value)

    assert config.load().access() == Access(
        username="me",
        password=Path("/p"),
        ca=Path("/ca"),
        client_certificate=(Path("/crt"), Path("/key")),
        headers={"X-Scope-OrgID": "a|b"},
        secret_headers={"X-Api-Key": Path("/k")},
    )


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        pytest.param(
            {"BEARER_TOKEN_FILE": "/t", "PASSWORD_FILE": "/p", "USERNAME": "me"},
            "{}BEARER_TOKEN_FILE and {}PASSWORD_FILE: only one of them may be set",
            id="a token and a password",
        ),
        pytest.param(
            {"BEARER_TOKEN_FILE": "/t", "HEADER_FILES": '{"authorization": "/a"}'},
            "{}BEARER_TOKEN_FILE and {}HEADER_FILES with Authorization: only one",
            id="a token and a header for it",
        ),
        pytest.param(
            {"USERNAME": "me"},
            "{}USERNAME and {}PASSWORD_FILE: neither does without the other",
            id="a user without a password",
        ),
        pytest.param(
            {"PASSWORD_FILE": "/p"},
            "{}USERNAME and {}PASSWORD_FILE: neither does without the other",
            id="a password without a user",
        ),
        pytest.param(
            {"CLIENT_KEY_FILE": "/k"},
            "{}CLIENT_CERT_FILE and {}CLIENT_KEY_FILE: neither does without the other",
            id="a key without its certificate",
        ),
        pytest.param(
            {"URL": "https://me:hunter2@prometheus"},
            "{}URL: no user and password here, set {}USERNAME and {}PASSWORD_FILE",
            id="a password in the URL",
        ),
        pytest.param(
            {"URL": "htps://me:hunter2@prometheus"},
            "{}URL='htps://…@prometheus': ",
            id="a password in what is no URL",
        ),
        pytest.param(
            {"HEADERS": '{"Authorization": "Bearer hunter2"}'},
            "{}HEADERS: Authorization is secret, set {}BEARER_TOKEN_FILE",
            id="a token in plain sight",
        ),
        pytest.param(
            {"HEADERS": '{"X-Key": "hunter2"}', "HEADER_FILES": '{"x-key": "/k"}'},
            "{}HEADERS and {}HEADER_FILES: X-Key is in both",
            id="a header twice",
        ),
        pytest.param(
            {"HEADERS": '{"X-Key": "hunter2'},
            "{}HEADERS: Value error, it must be a JSON object",
            id="headers that are no JSON",
        ),
        pytest.param({"HEADERS": '["hunter2"]'}, "{}HEADERS: Input", id="headers that are a list"),
        pytest.param(
            {"HEADERS": '{"X-Key": "hunter2\\r\\nX-Other: 1"}'},
            "{}HEADERS: X-Key: String should match",
            id="a header that hides another",
        ),
        pytest.param(
            {"HEADERS": '{"X Key": "hunter2"}'},
            "{}HEADERS: X Key: String should match",
            id="no name of a header",
        ),
    ],
)
def test_settings_that_contradict_one_another_are_named_without_what_may_be_secret(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], problem: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"PILOTLIGHT_PROMETHEUS_{name}", value)

    with pytest.raises(config.ConfigError) as refused:
        config.load()

    assert str(refused.value).startswith(problem.replace("{}", "PILOTLIGHT_PROMETHEUS_"))
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))


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
