"""The images' environment stands in one file; the Containerfiles repeat it because they must."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pilotlight_worker.config import Environment

RUNTIME_IMAGE = Path(__file__).parents[3] / "runtime-image"
CONTAINERFILES = ("Containerfile", "sim/Containerfile")


@pytest.mark.parametrize("name", CONTAINERFILES)
def test_the_environment_is_that_of_image_env(name: str) -> None:
    text = (RUNTIME_IMAGE / name).read_text()
    block = text.split("# ---- image.env ----", 1)[1].split("# ---- end of image.env ----")[0]
    found = re.findall(r"^(?:ENV|   ) (\w+=\S+)", block, re.MULTILINE)
    assert found == (RUNTIME_IMAGE / "image.env").read_text().split()


@pytest.mark.parametrize("name", CONTAINERFILES)
def test_everything_that_is_written_lies_below_the_cache(name: str) -> None:
    text = (RUNTIME_IMAGE / name).read_text()
    for variable, value in re.findall(r"(\w*(?:HOME|CACHE|ROOT)\w*)=(\S+)", text):
        assert value.startswith("/cache"), variable


@pytest.mark.parametrize("name", CONTAINERFILES)
def test_the_image_runs_as_nobody_special_under_tini(name: str) -> None:
    text = (RUNTIME_IMAGE / name).read_text()
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE)[-1] == "1000:1000"
    entrypoint = json.loads(re.findall(r"^ENTRYPOINT (.+)$", text, re.MULTILINE)[0])
    assert entrypoint == ["/usr/bin/tini", "--", "python3", "-m", "pilotlight_worker"]


@pytest.mark.parametrize("name", CONTAINERFILES)
def test_the_engine_is_a_command_that_the_worker_understands(name: str) -> None:
    text = (RUNTIME_IMAGE / name).read_text()
    (engine,) = re.findall(r"PILOTLIGHT_ENGINE='(.+?)'", text)
    assert Environment.read({"PILOTLIGHT_ENGINE": engine}).engine[:2] == ("python3", "-m")
