"""What a body may ask for."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotlight_worker.gate.documents import (
    KINDS,
    MAX_DEPTH,
    MAX_VALUES,
    check,
    problem_of_shape,
    prompts_of,
)
from pilotlight_worker.gate.limits import Limit, RefusedError, RequestLimits

CHAT, TEXT, RESPONSES = "/v1/chat/completions", "/v1/completions", "/v1/responses"
EMBEDDINGS = "/v1/embeddings"


def checked(path: str, document: object, **limits: int) -> tuple[dict[str, Any], int | None]:
    """The document as the engine gets it, and the number of tokens that was set."""
    asked = check(KINDS[path], json.dumps(document).encode(), RequestLimits(**limits))
    return json.loads(asked.body), asked.max_tokens


def refusal(path: str, body: object, **limits: int) -> RefusedError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(RefusedError) as caught:
        check(KINDS[path], raw, RequestLimits(**limits))
    return caught.value


@pytest.mark.parametrize(
    ("path", "given_", "becomes", "tokens"),
    [
        (TEXT, {"max_tokens": 900}, {"max_tokens": 512}, 512),
        (TEXT, {"max_tokens": 512}, {"max_tokens": 512}, None),
        (TEXT, {"max_tokens": 0}, {"max_tokens": 0}, None),
        (TEXT, {}, {}, None),
        (TEXT, {"max_tokens": None}, {"max_tokens": 16}, 16),
        (CHAT, {}, {"max_completion_tokens": 512}, 512),
        (CHAT, {"max_tokens": 900}, {"max_tokens": 512}, 512),
        (CHAT, {"max_completion_tokens": 900}, {"max_completion_tokens": 512}, 512),
        (
            CHAT,
            {"max_tokens": 9, "max_completion_tokens": 900},
            {"max_tokens": 9, "max_completion_tokens": 512},
            512,
        ),
        (RESPONSES, {"max_output_tokens": 900}, {"max_output_tokens": 512}, 512),
        (RESPONSES, {}, {"max_output_tokens": 512}, 512),
        (EMBEDDINGS, {"input": "x"}, {"input": "x"}, None),
    ],
)
def test_tokens_are_set_and_lowered_to_the_ceiling(
    path: str, given_: dict[str, Any], becomes: dict[str, Any], tokens: int | None
) -> None:
    assert checked(path, given_, max_output_tokens=512) == (becomes, tokens)


def test_a_ceiling_below_sixteen_is_the_default_of_completions_too() -> None:
    assert checked(TEXT, {}, max_output_tokens=4) == ({"max_tokens": 4}, 4)


def test_without_limits_the_body_goes_on_byte_by_byte() -> None:
    body = b'{ "prompt" : "\\u00e9", "max_tokens": 99999999 }'
    assert check(KINDS[TEXT], body, RequestLimits()).body == body


def test_of_fields_that_occur_twice_the_engine_gets_the_one_that_was_looked_at() -> None:
    body = b'{"max_tokens": 1, "max_tokens": 100000}'
    asked = check(KINDS[TEXT], body, RequestLimits(max_output_tokens=8))
    assert (asked.body, asked.max_tokens) == (b'{"max_tokens":8}', 8)


@pytest.mark.parametrize("value", ["900", 900.0, True, -1, [900], {"a": 1}])
def test_a_number_of_tokens_that_is_none_is_refused_and_named(value: object) -> None:
    error = refusal(CHAT, {"max_completion_tokens": value}, max_output_tokens=512)
    assert (error.limit, error.param) == (Limit.INVALID_BODY, "max_completion_tokens")


@pytest.mark.parametrize(
    ("path", "document", "limit"),
    [
        (TEXT, {"prompt": []}, Limit.INVALID_BODY),
        (TEXT, {"prompt": [[1], []]}, Limit.INVALID_BODY),
        (CHAT, {"messages": []}, Limit.INVALID_BODY),
        (RESPONSES, {"input": []}, Limit.INVALID_BODY),
        (EMBEDDINGS, {"input": []}, Limit.INVALID_BODY),
        (RESPONSES, {"input": "x", "background": True}, Limit.INVALID_BODY),
        (TEXT, {"n": 129}, Limit.TOO_MANY_CHOICES),
        (TEXT, {"best_of": 129}, Limit.TOO_MANY_CHOICES),
        (TEXT, {"prompt": ["x"] * 17, "n": 128}, Limit.TOO_MANY_PROMPTS),
        (TEXT, {"prompt": ["x"] * 2049}, Limit.TOO_MANY_PROMPTS),
        (TEXT, {"prompt": [[1]] * 2049}, Limit.TOO_MANY_PROMPTS),
        (CHAT, {"n": "5"}, Limit.INVALID_BODY),
        (CHAT, [], Limit.INVALID_BODY),
        (CHAT, None, Limit.INVALID_BODY),
        (CHAT, b"", Limit.INVALID_BODY),
        (CHAT, b"{", Limit.INVALID_BODY),
        (CHAT, b"\xff\xfe\x00", Limit.INVALID_BODY),
        (CHAT, b'{"temperature": NaN}', Limit.INVALID_BODY),
        (CHAT, b'{"n": ' + b"9" * 5000 + b"}", Limit.INVALID_BODY),
        (CHAT, b"[" * 100_000, Limit.BODY_TOO_DEEP),
        (CHAT, b'{"a":' * 65 + b"1" + b"}" * 65, Limit.BODY_TOO_DEEP),
        (CHAT, '{"k": "\u2200", "messages": []}'.encode("utf-16-le"), Limit.INVALID_BODY),
        (CHAT, '{"messages": [{"content": "\u2200"}]}'.encode("utf-32"), Limit.INVALID_BODY),
        (CHAT, b'{"messages": "\xed\xa0\x80"}', Limit.INVALID_BODY),
        (CHAT, {"stream": 1}, Limit.INVALID_BODY),
        (CHAT, {"stream": "true"}, Limit.INVALID_BODY),
        (TEXT, {"stream": 0}, Limit.INVALID_BODY),
        (EMBEDDINGS, {"messages": [[{"role": "user"}]] * 2049}, Limit.TOO_MANY_PROMPTS),
        (TEXT, {"prompt_embeds": ["x"] * 17, "n": 128}, Limit.TOO_MANY_PROMPTS),
        (CHAT, b'{"x": [' + b"{}," * 65_536 + b"{}]}", Limit.BODY_TOO_COMPLEX),
        (CHAT, b'{"x": [' + b"1," * 524_289 + b"1]}", Limit.BODY_TOO_COMPLEX),
        (TEXT, {"prompt": [1, 2, "7"]}, Limit.INVALID_BODY),
        (TEXT, {"prompt": [[1, 2, "7"]]}, Limit.INVALID_BODY),
        (EMBEDDINGS, {"input": [[1, 2], [3.0, "7"]]}, Limit.INVALID_BODY),
        (EMBEDDINGS, {"input": ["a", 7]}, Limit.INVALID_BODY),
        (CHAT, b'{"x": [' + b'"\\\\",' * 2_000_000 + b"1]}", Limit.BODY_TOO_COMPLEX),
    ],
)
def test_what_is_no_request_never_reaches_the_engine(
    path: str, document: object, limit: Limit
) -> None:
    assert refusal(path, document).limit is limit


@pytest.mark.parametrize(
    ("path", "document"),
    [
        (TEXT, {"prompt": list(range(5000))}),
        (TEXT, {"prompt": ["x"] * 16, "n": 128}),
        (TEXT, {"prompt": ""}),
        (RESPONSES, {"input": [{"role": "user", "content": "x"}] * 3000}),
        (TEXT, {"prompt": [[1] * 256] * 2048}),
        (CHAT, {"messages": [{"role": "user", "content": ',"[{,' * 900_000}]}),
        (CHAT, {"messages": [], "stream": None} | {"messages": [{"content": "x"}]}),
        (CHAT, {"messages": [{"role": "user", "content": "[" * 900}]}),
        (CHAT, {"messages": [{"role": "user", "content": '\\"[[' * 900}] * 50}),
        (CHAT, {"messages": [{"role": "user", "content": [{"type": "text"}]}] * 500}),
    ],
)
def test_what_is_much_but_a_request_passes(path: str, document: object) -> None:
    assert checked(path, document)[0] == document


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


TREES = st.recursive(
    st.none() | st.integers() | st.text(alphabet='[]{}"\\a\u00e9', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(tree=TREES, wrap=st.integers(0, 70))
def test_depth_is_exact_for_any_json(tree: object, wrap: int) -> None:
    for _ in range(wrap):
        tree = [tree]
    text = json.dumps([tree, [[]] * 70], ensure_ascii=False).encode()
    too_deep = max(1 + depth(tree), 3) > MAX_DEPTH
    assert problem_of_shape(text) is (Limit.BODY_TOO_DEEP if too_deep else None)


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"[]," * 5_000_000 + b"1]",
        b'["' + b'","' * 5_000_000 + b'"' + b"[" * 70,
        (b"[" * 63 + b"]" * 63) * 120_000,
        b"[{" * 8_000_000,
        (b"[" * 65 + b"]") * 200_000,
        b'["' + rb'\\","' * 6_000_000 + b'"]' + b"[" * 70,
        b'"' * 32_000_000 + b"[" * 70,
        b'["' + b"[,\\" * 8_000_000 + b'"]',
    ],
    ids=["pairs", "strings", "towers", "open", "half open", "escapes", "quotes", "text"],
)
def test_the_shape_of_the_largest_bodies_is_told_sooner_than_they_are_read(body: bytes) -> None:
    began = time.process_time()
    problem_of_shape(body)
    assert time.process_time() - began < 3  # about 0.3 s; reading them as JSON takes about one


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"1," * (MAX_VALUES - 1) + b"1]",
        b"[" + b"[]," * 65_534 + b"1]",
        json.dumps({f"name {n}": f"value {n}" for n in range(MAX_VALUES)}).encode(),
        json.dumps([f"value {n}" for n in range(MAX_VALUES)]).encode(),
    ],
)
def test_what_may_pass_is_read_in_little_memory(body: bytes) -> None:
    assert problem_of_shape(body) is None
    tracemalloc.start()
    kept = json.loads(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept
    assert most < 128 * 1024 * 1024


@pytest.mark.parametrize(
    ("path", "document", "prompts"),
    [
        (TEXT, {"prompt": "ab"}, ["ab"]),
        (TEXT, {"prompt": ["ab", "c"]}, ["ab", "c"]),
        (TEXT, {"prompt": [1, 2, 3]}, [3]),
        (TEXT, {"prompt": [[1, 2], [3]]}, [2, 1]),
        (TEXT, {"prompt": {"not": "known"}}, ["known"]),
        (TEXT, {"prompt": [1.0, 2.0, 3]}, [3]),
        (TEXT, {"prompt": [[1.0, 2], [3]]}, [2, 1]),
        (TEXT, {}, []),
        (EMBEDDINGS, {"input": "ab"}, ["ab"]),
        (EMBEDDINGS, {"messages": [{"content": "ab"}]}, ["ab"]),
        (EMBEDDINGS, {"input": "ab", "messages": [{"content": "cd"}]}, ["ab", "cd"]),
        (EMBEDDINGS, {"input": [{"role": "user", "content": "ab"}, {"content": "c"}]}, ["ab\nc"]),
        (EMBEDDINGS, {"messages": [[{"content": "ab"}], [{"content": "c"}]]}, ["ab", "c"]),
        (RESPONSES, {"instructions": "i", "input": "ab"}, ["i\nab"]),
        (RESPONSES, {"input": [{"content": [{"type": "input_text", "text": "ab"}]}]}, ["ab"]),
        (
            CHAT,
            {"messages": [{"content": "ab"}, {"content": [{"text": "c"}, {"image_url": "data:"}]}]},
            ["ab\nc"],
        ),
        (
            CHAT,
            {
                "messages": [{"tool_calls": [{"function": {"arguments": "ab"}}]}],
                "tools": [{"a": 1}],
            },
            ['ab\n[{"a": 1}]'],
        ),
        # Whatever a template may show.
        (CHAT, {"messages": [{"content": [{"type": "refusal", "refusal": "ab"}]}]}, ["ab"]),
        (CHAT, {"messages": [{"content": [{"type": "thinking", "thinking": "ab"}]}]}, ["ab"]),
        (CHAT, {"messages": [{"role": "x" * 65, "reasoning": "ab"}]}, ["x" * 65 + "\nab"]),
        (CHAT, {"messages": [{"role": "user", "name": "me", "content": "ab"}]}, ["me\nab"]),
        (CHAT, {"messages": [{"arguments": {"k" * 65: 1}}]}, ["k" * 65]),
        (
            CHAT,
            {
                "messages": [{"content": "ab"}, {"role": "developer", "tools": [{"file": "é"}]}],
                "documents": [{"file": "c"}],
                "chat_template_kwargs": {"x": 1},
            },
            ['ab\n[{"file": "é"}]\n[{"file": "c"}]\n{"x": 1}'],
        ),
        (RESPONSES, {"previous_input_messages": [{"content": "ab"}], "input": "c"}, ["ab\nc"]),
        (EMBEDDINGS, {"input": [[{"content": "a"}], [{"content": "b"}]]}, ["a", "b"]),
        (
            CHAT,
            {"messages": [{"content": [{"type": "prompt_embeds", "data": "AAAA"}, {"text": "a"}]}]},
            ["a"],
        ),
    ],
)
def test_prompts_are_texts_and_numbers_of_tokens(
    path: str, document: dict[str, Any], prompts: list[object]
) -> None:
    assert prompts_of(KINDS[path], document) == prompts
