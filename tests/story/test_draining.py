"""What stories of draining come to, beside what every story must (test_stories)."""

import re
from itertools import pairwise

import pytest

from tests.story.draining import DRAINING
from tests.story.stories import life

CALLED_BACK = {
    "demand-returns-while-one-drains": [],
    "more-demand-than-before-while-one-drains": ["4"],
    "another-pod-dies-while-one-drains": ["2"],
}
"""And what its Deployment is asked for afterwards: no pod is made in its place."""


def lines(name: str) -> list[str]:
    return [line for line in life(name).told.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("name", sorted(CALLED_BACK))
def test_who_is_called_back_saves_a_start(name: str) -> None:
    _, _, after = "\n".join(lines(name)).partition(" serving\n")
    assert re.findall(r"Deployment chat-A replicas=(\d)", after) == CALLED_BACK[name]


@pytest.mark.parametrize("name", sorted(DRAINING))
def test_each_that_goes_is_told_of_once(name: str) -> None:
    """By autoscaling, and in numbers that follow on one another."""
    scaled = [re.search(r"\* Scaled(Up|Down): .*?(\d) → (\d)", line) for line in lines(name)]
    steps = [(int(it[2]), int(it[3])) for it in scaled if it is not None]
    assert all(before == after for (_, before), (after, _) in pairwise(steps))
    assert sum("Scaled" in line for line in lines(name)) == len(steps)


@pytest.mark.parametrize("name", sorted(DRAINING))
def test_none_drains_in_the_end(name: str) -> None:
    world = life(name).world
    assert [pod.name for pod in world.pods if pod.counts and not pod.serves] == []
