"""What is loaded where: the gate lives in the engine's process, preStop must be quick."""

from __future__ import annotations

import subprocess
import sys

import pytest

SERVERS = {
    "uvicorn",
    "starlette",
    "huggingface_hub",
    "aiohttp",
    "httpx",
    "fastapi",
    "torch",
    "vllm",
}


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("pilotlight_worker.gate", SERVERS),
        ("pilotlight_worker.ask", SERVERS | {"pydantic", "prometheus_client"}),
        ("pilotlight_worker.__main__", SERVERS | {"pydantic", "prometheus_client", "asyncio"}),
        ("pilotlight_worker.supervisor", {"huggingface_hub", "torch", "vllm", "httpx"}),
    ],
)
def test_a_module_loads_no_more_than_it_needs(module: str, forbidden: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    tops = {name.partition(".")[0] for name in loaded.stdout.split()}
    assert not tops & forbidden
