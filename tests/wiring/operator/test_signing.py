"""The key that signs orders: who makes it, who reads it, and what is said when nobody can."""

import base64
from typing import Any

import pytest

from pilotlight.cluster.client import ApiError
from pilotlight.cluster.resources import SECRETS
from pilotlight.cluster.signing import FIELD, Signer
from tests.wiring.operator.fakes import FakeApi

PATH = SECRETS.path("pilotlight-system", "key")


def a_signer(api: FakeApi) -> Signer:
    client: Any = api
    return Signer(client, "pilotlight-system", "key")


async def loaded(api: FakeApi) -> Signer:
    signer = a_signer(api)
    await signer.load()
    return signer


async def test_it_is_made_once_and_read_ever_after() -> None:
    api = FakeApi()
    first = await loaded(api)
    second = await loaded(api)

    assert first.public_keys == second.public_keys
    assert len(first.public_keys) == 1
    assert [verb for verb, _ in api.calls] == ["GET", "PATCH", "GET"]
    assert len(base64.b64decode(api.objects[PATH]["data"][FIELD])) == 32


async def test_of_two_that_make_it_at_the_same_time_the_second_takes_that_of_the_first() -> None:
    api = FakeApi()
    first = await loaded(api)
    made = api.objects.pop(PATH)

    def comes_in_between(verb: str, _: str) -> None:
        if verb == "PATCH":
            api.objects[PATH] = made

    api.fault = comes_in_between
    assert (await loaded(api)).public_keys == first.public_keys


async def test_an_answer_that_is_lost_makes_no_second_key() -> None:
    """Also what an operator leaves behind that dies right after its write."""
    api = FakeApi(lost=lambda verb, _: ApiError(0, "Timeout", "") if verb == "PATCH" else None)
    signer = a_signer(api)
    with pytest.raises(ApiError):
        await signer.load()
    assert not signer.known
    written = api.objects[PATH]

    await signer.load()

    assert signer.known
    assert api.objects[PATH] is written


async def test_one_that_was_deleted_is_made_again_from_the_key_in_memory() -> None:
    api = FakeApi()
    signer = await loaded(api)
    before = signer.public_keys
    del api.objects[PATH]

    await signer.load()

    assert signer.public_keys == before
    assert (await loaded(api)).public_keys == before


async def test_a_new_key_comes_first_and_the_old_one_stays_good() -> None:
    api, told = FakeApi(), list[tuple[str, ...]]()
    signer = await loaded(api)
    signer.changed = lambda: told.append(signer.public_keys)
    (old,) = signer.public_keys
    del api.objects[PATH]
    (new,) = (await loaded(api)).public_keys

    await signer.load()
    await signer.load()

    assert signer.public_keys == (new, old)
    assert told == [(new, old)]
    assert len(list(signer.permits("uid", "wake"))) == 2


async def test_of_many_keys_four_are_published() -> None:
    api = FakeApi()
    signer = await loaded(api)
    for _ in range(5):
        del api.objects[PATH]
        await loaded(api)
        await signer.load()
    assert len(signer.public_keys) == 4


@pytest.mark.parametrize("data", [None, {}, {FIELD: "###"}, {FIELD: "YWJj"}], ids=str)
async def test_somebody_elses_content_is_left_alone_and_told(data: dict[str, str] | None) -> None:
    api = FakeApi()
    api.objects[PATH] = {"metadata": {}, "data": data}

    signer = await loaded(api)

    assert "delete it" in signer.problem
    assert signer.public_keys == ()
    assert list(signer.permits("uid", "wake")) == []
    assert api.objects[PATH]["data"] == data


async def test_a_right_that_is_missing_is_told_and_no_reason_to_try_in_every_pass() -> None:
    api = FakeApi(fault=lambda _, __: ApiError(403, "Forbidden", "secrets is forbidden"))
    signer = await loaded(api)
    assert signer.known
    assert "pilotlight-system/key: secrets is forbidden" in signer.problem

    api.fault = lambda _, __: None
    await signer.load()
    assert (signer.problem, len(signer.public_keys)) == ("", 1)
