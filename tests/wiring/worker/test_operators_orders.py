"""The operator's own client, key and settings, with a whole worker."""

import asyncio
import json
from typing import Any

import aiohttp

from pilotlight.cluster.orders import Orders
from pilotlight.cluster.signing import Signer
from pilotlight.cluster.smoke import smoke_session
from pilotlight.cluster.workers import parse_report
from pilotlight.core.orders import ASLEEP, AWAKE, Order, OrderReport, SleepReport, Verb
from pilotlight.manifests.gate import gate_settings
from pilotlight.metrics import Metrics
from tests.builders import ENDPOINT
from tests.wiring.operator.fakes import FakeApi, OpenFence
from tests.wiring.worker.conftest import Start
from tests.wiring.worker.rig import PATIENCE, POD_UID, Worker

KEY = ("demo", "chat")
SLEEP = Order("chat-1", POD_UID, "127.0.0.1", Verb.SLEEP)
WAKE = Order("chat-1", POD_UID, "127.0.0.1", Verb.WAKE)
WAKE_IN = 0.4  # seconds


async def until_asleep(session: aiohttp.ClientSession, worker: Worker) -> None:
    for _ in range(int(PATIENCE * 10)):
        if await sleep_of(session, worker) == SleepReport(ASLEEP):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it does not fall asleep")


async def sleep_of(session: aiohttp.ClientSession, worker: Worker) -> SleepReport | None:
    async with session.get(f"http://127.0.0.1:{worker.admin_port}/state") as answer:
        return parse_report(await answer.read()).sleep


async def test_a_worker_sleeps_and_wakes_at_the_operators_word(start: Start) -> None:
    times = {"PILOTLIGHT_SIM_SLEEP_SECONDS": "0.1", "PILOTLIGHT_SIM_WAKE_SECONDS": str(WAKE_IN)}
    worker = start(env=times, sleepMode=True).until_ready()
    client: Any = FakeApi()
    signer = Signer(client, "pilotlight-system", "key")
    await signer.load()
    settings = gate_settings(ENDPOINT, "chat-a", signer.public_keys)["data"]["settings.json"]
    (worker.folder / "settings.json").write_text(settings)
    assert json.loads(settings)["operatorKeys"]
    changed = asyncio.Event()
    async with smoke_session() as session, asyncio.timeout(2 * PATIENCE):
        orders = Orders(session, signer, OpenFence(), lambda _: changed.set(), Metrics())
        orders.port = worker.admin_port
        running = asyncio.create_task(orders.run())
        assert await sleep_of(session, worker) == SleepReport(AWAKE)

        orders.ensure(KEY, [SLEEP])
        await changed.wait()
        assert orders.reports[KEY] == {POD_UID: OrderReport(Verb.SLEEP, True)}
        await until_asleep(session, worker)

        changed.clear()
        began = asyncio.get_running_loop().time()
        orders.ensure(KEY, [WAKE])
        await changed.wait()
        took = asyncio.get_running_loop().time() - began
        assert orders.reports[KEY] == {POD_UID: OrderReport(Verb.WAKE, True)}
        assert await sleep_of(session, worker) == SleepReport(AWAKE)
        assert took >= WAKE_IN
        running.cancel()
        await asyncio.wait({running})
