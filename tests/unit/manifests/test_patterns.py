"""`*` alone is special, and a pattern describes the whole name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotlight.manifests.patterns import matches, matches_any


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("hf://org/name", "hf://org/name", True),
        ("hf://org/name", "hf://org/name-2", False),
        ("hf://org/name", "xhf://org/name", False),
        ("hf://org/*", "hf://org/name", True),
        ("hf://org/*", "hf://org/", True),
        ("hf://org/*", "hf://org-evil/name", False),
        ("hf://*/llama*", "hf://org/llama-3", True),
        ("hf://*/llama*", "hf://org/mistral", False),
        ("*", "", True),
        ("*", "a\nb", True),
        ("**", "anything", True),
        ("*:1", "registry.example/x:1", True),
        ("*:1", "registry.example/x:1@sha256:0", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*a", "aba", True),
        ("a*b*a", "aa", False),
        ("ab*bc", "abc", False),
        ("[a]", "a", False),
        ("[a]", "[a]", True),
        ("a?", "ab", False),
        ("a.c", "abc", False),
        ("", "a", False),
    ],
)
def test_a_pattern_describes_a_text(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@given(st.text("ab*"), st.text("ab", max_size=12))
def test_it_says_what_a_regular_expression_says(pattern: str, text: str) -> None:
    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text)
    assert matches(pattern, text) is (expected is not None)


def test_a_hard_pattern_takes_no_longer_than_a_soft_one() -> None:
    """With backtracking this would never end."""
    assert not matches("a*" * 250 + "b", "a" * 512)


def test_one_of_several_is_enough_and_of_none_there_is_none() -> None:
    assert matches_any(("x", "a*"), "ab")
    assert not matches_any((), "ab")
