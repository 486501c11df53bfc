"""An answer decoded item by item is the answer."""

import json
from typing import Any

import pytest

from pilotlight.load.items import decoded

SERIES = [
    {"metric": {"pod": 'a"]},{', "le": "+Inf"}, "values": [[1.5, "1"], [2.5, "NaN"]]},
    {"metric": {}, "values": []},
    {"metric": {"pod": "ü\\"}, "value": [3, "4"]},
]


def an_answer(result: Any, **more: Any) -> dict[str, Any]:
    return {"status": "success", "data": {"resultType": "matrix", "result": result}, **more}


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_all_items_are_there(count: int, indent: int | None, separators: tuple[str, str]) -> None:
    answer = an_answer(SERIES[:count], warnings=["a [ warning"])
    body = json.dumps(answer, indent=indent, separators=separators).encode()
    assert list(decoded(body)["data"]["result"]) == SERIES[:count]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "error", "errorType": "bad_data", "error": '"result":[1]'},
        an_answer(None),
        {"data": {"result": [1]}},
        [],
    ],
)
def test_what_is_no_list_of_results_is_as_it_is(answer: Any) -> None:
    assert decoded(json.dumps(answer).encode()) == answer


@pytest.mark.parametrize("cut", [0, 10, 70, 130, -3])
def test_an_answer_that_is_cut_is_no_answer(cut: int) -> None:
    body = json.dumps(an_answer(SERIES), separators=(",", ":")).encode()
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        list(decoded(body[:cut])["data"]["result"])


@pytest.mark.parametrize("wrong", [b"[1 2]", b"[,1]", b"[1}"])
def test_a_list_that_is_not_json_is_refused(wrong: bytes) -> None:
    body = b'{"status":"success","data":{"resultType":"matrix","result":' + wrong + b"}}"
    with pytest.raises(ValueError, match="Expecting"):
        list(decoded(body)["data"]["result"])
