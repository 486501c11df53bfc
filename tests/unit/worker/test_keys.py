"""Who may pass the gate, request by request, over a fake engine."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pilotlight.cluster.permits import public_key_text, sign_permit
from pilotlight_worker.gate import Gate
from pilotlight_worker.gate.errors import Message, Receive, Scope, Send
from pilotlight_worker.gate.keys import MOST_DIGESTS, KeyRing, SecretFolder, bearer
from tests.unit.worker.asgi import Answer, FakeEngine, living, reply

OURS, THEIRS = "sk-ours-0123456789", "sk-theirs-0123456789"
COMPLETIONS = "/v1/completions"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass
class Rig:
    """A gate with its files. `seen`: scopes that reached the engine."""

    folder: Path
    gate: Gate
    engine: FakeEngine
    seen: list[Scope]

    def settings(self, access: Mapping[str, Any] | None, **more: object) -> None:
        """As the kubelet shows them; in force at once."""
        whole = {"version": 1, **({} if access is None else {"access": access}), **more}
        (self.folder / "settings.json").write_text(json.dumps(whole))
        self.look()

    def secret(self, **entries: str) -> None:
        """The mounted Secret."""
        keys = self.folder / "keys"
        keys.mkdir(exist_ok=True)
        for file in keys.iterdir():
            file.unlink()
        for name, text in entries.items():
            (keys / name).write_text(text)
        self.look()

    def look(self) -> None:
        self.gate._settings.refresh()
        self.gate._access.refresh()

    async def ask(
        self, *authorizations: str, method: str = "POST", path: str = COMPLETIONS
    ) -> Answer:
        answer = Answer()
        pending = [{"type": "http.request", "body": b"{}", "more_body": False}]
        headers = [(b"authorization", it.encode()) for it in authorizations]
        headers += [(b"content-type", b"application/json")]

        async def receive() -> Message:
            return pending.pop()

        async def send(message: Message) -> None:
            answer.messages.append(dict(message))

        scope = {"type": "http", "method": method, "path": path, "headers": headers}
        await self.gate(scope, receive, send)
        return answer

    async def status(self, key: str) -> int:
        return (await self.ask(f"Bearer {key}")).status


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setenv("PILOTLIGHT_GATE_SETTINGS", str(tmp_path / "settings.json"))
    monkeypatch.setenv("PILOTLIGHT_GATE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("PILOTLIGHT_SOCKET", str(tmp_path / "worker.sock"))
    monkeypatch.setenv("PILOTLIGHT_ENDPOINT", "demo/chat")
    engine = FakeEngine()
    seen: list[Scope] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await receive()
        await reply(send, 200, b"{}")

    engine.answer = answer
    return Rig(tmp_path, Gate(engine), engine, seen)


OF_THE_SPEC = {"keys": {"team": [digest(OURS)]}}
OF_THE_SECRET = {"keys": {}, "secret": True}


@pytest.mark.parametrize(
    ("settings", "secret", "passes"),
    [
        # settings: None is no file, "" one that cannot be read; secret: None is no mount.
        (None, None, {"ours", "theirs", "none"}),
        (None, {}, set()),
        (None, {"team": OURS}, {"ours"}),
        ("", None, set()),
        ("", {"team": OURS}, {"ours"}),
        ({"access": None}, None, {"ours", "theirs", "none"}),
        ({"access": None}, {"team": OURS}, {"ours", "theirs", "none"}),
        ({"access": OF_THE_SPEC}, None, {"ours"}),
        ({"access": {"keys": {}}}, None, set()),
        ({"access": {**OF_THE_SPEC, "secret": True}}, {"team": THEIRS}, {"ours", "theirs"}),
        ({"access": {**OF_THE_SPEC, "secret": True}}, {}, {"ours"}),
        # The Secret is no longer named, and this pod has it until it is replaced.
        ({"access": OF_THE_SPEC}, {"team": THEIRS}, {"ours"}),
        ({"access": OF_THE_SECRET}, {"team": THEIRS}, {"theirs"}),
        ({"access": OF_THE_SECRET}, {}, set()),
        ({"access": OF_THE_SECRET}, None, set()),
    ],
)
async def test_who_may_pass(
    rig: Rig, settings: Any, secret: dict[str, str] | None, passes: set[str]
) -> None:
    if settings is not None:
        text = "{" if settings == "" else json.dumps({"version": 1, **settings})
        (rig.folder / "settings.json").write_text(text)
    if secret is not None:
        rig.secret(**secret)
    rig.look()
    asked = {"ours": f"Bearer {OURS}", "theirs": f"Bearer {THEIRS}"}
    found = {who for who, header in asked.items() if (await rig.ask(header)).status == 200}
    found |= {"none"} if (await rig.ask()).status == 200 else set()
    assert found == passes


async def test_a_pod_that_does_not_mount_the_new_secret_goes_on_as_before(rig: Rig) -> None:
    rig.settings(None)
    rig.settings(OF_THE_SECRET)
    assert await rig.status("anything") == 200, "open it was"
    rig.settings(OF_THE_SPEC)
    rig.settings(OF_THE_SECRET)
    assert (await rig.status(OURS), await rig.status(THEIRS)) == (200, 401), "with these keys"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ("",),
        ("Bearer",),
        ("Bearer ",),
        (OURS,),
        (f"Basic {OURS}",),
        (f"Bearer {OURS}x",),
        (f"Bearer {digest(OURS)}",),
        (f"Bearer sha256:{digest(OURS)}",),
        (f"Bearer {OURS}", f"Bearer {OURS}"),
        ("Bearer \udcff".encode(errors="surrogateescape").decode("latin-1"),),
    ],
)
async def test_what_is_no_key_is_401_in_openais_shape(rig: Rig, headers: tuple[str, ...]) -> None:
    rig.settings(OF_THE_SPEC)
    answer = await rig.ask(*headers)
    assert answer.status == 401
    error = json.loads(answer.body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["code"]) == ("invalid_request_error", "invalid_api_key")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="pilotlight"')
    assert rig.seen == []


async def test_the_engine_never_sees_the_key(rig: Rig) -> None:
    rig.settings(OF_THE_SPEC)
    assert (await rig.ask(f"bearer  {OURS} ")).status == 200
    assert [name for name, _ in rig.seen[0]["headers"]] == [b"content-type"]
    assert OURS not in str(rig.seen)


async def test_several_keys_of_one_name_while_they_are_exchanged(rig: Rig) -> None:
    rig.settings({"keys": {"team": [digest(OURS), digest(THEIRS)]}})
    assert (await rig.status(OURS), await rig.status(THEIRS)) == (200, 200)
    rig.settings({"keys": {"team": [digest(THEIRS)]}})
    assert (await rig.status(OURS), await rig.status(THEIRS)) == (401, 200)


async def test_a_secret_has_keys_and_digests_parted_by_white_space(rig: Rig) -> None:
    rig.settings(OF_THE_SECRET)
    rig.secret(team=f"{OURS}\n  sha256:{digest(THEIRS)}\n", empty=" \n", bad="sha256:AB")
    assert (await rig.status(OURS), await rig.status(THEIRS)) == (200, 200)
    assert await rig.status("sha256:AB") == 401
    assert rig.gate._access.report() == {"required": True, "keys": 1, "secretKeys": 1}
    rig.secret()
    assert (await rig.status(OURS), await rig.status(THEIRS)) == (401, 401)


async def test_a_remark_in_a_secret_is_no_key(rig: Rig, capfd: pytest.CaptureFixture[str]) -> None:
    rig.settings(OF_THE_SECRET)
    rig.secret(team=f"{OURS} # rotated 2026\n")
    assert (await rig.status(OURS), await rig.status("rotated"), await rig.status("#")) == (
        200, 401, 401,
    )  # fmt: skip
    said = capfd.readouterr().err
    assert "too short for keys" in said
    assert "words=3" in said
    assert "rotated" not in said


def test_a_secret_is_read_as_the_kubelet_lays_it_out(tmp_path: Path) -> None:
    """Entries are links into a folder that a link leads to; only that one is exchanged."""
    for version, key in (("..1", OURS), ("..2", THEIRS)):
        (tmp_path / version).mkdir()
        (tmp_path / version / "team").write_text(key)
    (tmp_path / "..data").symlink_to("..1")
    (tmp_path / "team").symlink_to("..data/team")
    folder = SecretFolder(tmp_path)
    before = folder.stamp()
    assert list(folder.read()) == ["team"]
    (tmp_path / "..new").symlink_to("..2")
    (tmp_path / "..new").rename(tmp_path / "..data")
    assert folder.stamp() != before
    assert folder.read() == {"team": (hashlib.sha256(THEIRS.encode()).digest(),)}
    (tmp_path / "gone").symlink_to("..data/gone")  # until the kubelet takes the link away, too
    assert list(folder.read()) == ["team"]


def test_beyond_the_bound_keys_do_not_count() -> None:
    row = tuple(hashlib.sha256(str(it).encode()).digest() for it in range(MOST_DIGESTS + 1))
    ring = KeyRing({"many": row})
    assert ring.name_of(str(MOST_DIGESTS - 1).encode()) == "many"
    assert ring.name_of(str(MOST_DIGESTS).encode()) is None


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/health", 200),
    ("OPTIONS", COMPLETIONS, 200),
    ("GET", "/v1/models", 401),
    ("GET", "/metrics", 404),
    ("GET", COMPLETIONS, 405),
])  # fmt: skip
async def test_what_needs_no_key(rig: Rig, method: str, path: str, status: int) -> None:
    rig.settings(OF_THE_SPEC)
    assert (await rig.ask(method=method, path=path)).status == status


async def test_a_permit_of_the_operator_is_for_this_endpoint_and_for_seconds(rig: Rig) -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    rig.settings(OF_THE_SPEC, operatorKeys=[public_key_text(key)])
    now = datetime.now(UTC)

    async def status(by: Ed25519PrivateKey, subject: str, verb: str, at: datetime) -> int:
        return await rig.status(sign_permit(by, pod_uid=subject, verb=verb, now=at))

    assert await status(key, "demo/chat", "ask", now) == 200
    assert await status(key, "demo/chat", "wake", now) == 401
    assert await status(key, "demo/other", "ask", now) == 401
    assert await status(other, "demo/chat", "ask", now) == 401
    assert await status(key, "demo/chat", "ask", datetime.fromtimestamp(0, UTC)) == 401
    rig.settings(OF_THE_SPEC)
    assert await status(key, "demo/chat", "ask", now) == 401, "the operator's key is gone"


async def test_metrics_and_logs_tell_of_names_and_never_of_keys(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.settings(OF_THE_SPEC | {"secret": True})
    rig.secret(other=THEIRS)
    for key in (OURS, OURS, THEIRS, "sk-wrong"):
        await rig.status(key)
    await rig.ask()
    text = rig.gate._metrics.text()
    assert 'pilotlight_gate_key_requests_total{code="200",key="team"} 2.0' in text
    assert 'pilotlight_gate_key_requests_total{code="200",key="other"} 1.0' in text
    assert 'pilotlight_gate_refused_total{reason="key_wrong"} 1.0' in text
    assert 'pilotlight_gate_refused_total{reason="key_missing"} 1.0' in text
    assert "pilotlight_gate_keys 2.0" in text
    printed = "".join(capsys.readouterr())
    assert 'names="other,team"' in printed
    assert "sk-" not in text + printed


async def test_settings_count_before_anybody_is_let_in(rig: Rig) -> None:
    whole = {"version": 1, "access": OF_THE_SPEC}
    (rig.folder / "settings.json").write_text(json.dumps(whole))
    async with living(rig.gate):
        assert (await rig.ask()).status == 401


def test_only_one_header_can_mean_a_key() -> None:
    key = (b"authorization", b"Bearer a")
    assert bearer({"headers": [key]}) == b"a"
    assert bearer({"headers": [key, key]}) is None


@pytest.mark.parametrize("key", [b"0", b"63", b"a stranger's"])
def test_all_digests_are_compared_whoever_asks(key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = KeyRing({str(it): (hashlib.sha256(str(it).encode()).digest(),) for it in range(64)})
    compared = []
    real = hmac.compare_digest

    def counting(one: bytes, other: bytes) -> bool:
        compared.append(other)
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", counting)
    ring.name_of(key)
    assert len(set(compared)) == 64
