"""Activators as in pods: processes of their own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.wiring.activator.kube import Slices, serving
from tests.wiring.activator.stage import LOCAL, Operator, free_port

Process = asyncio.subprocess.Process


@asynccontextmanager
async def a_process(
    folder: Path,
    slices: Slices,
    operator: Operator,
    *,
    pod_name: str = "activator-0",
    **settings: str,
) -> AsyncIterator[Process]:
    """`python -m pilotlight activator`; its log is `<pod>.log`. settings: by their names."""
    async with AsyncExitStack() as stack:
        if not operator.addresses:
            await stack.enter_async_context(operator.serving())
        connection = await stack.enter_async_context(serving(slices))
        kubeconfig = folder / f"{pod_name}.kubeconfig"
        kubeconfig.write_text(_kubeconfig(connection.server))
        chosen = {
            "pod_name": pod_name,
            "host": LOCAL,
            "operator_host": LOCAL,
            "operator_port": str(operator.addresses[-1][1]),
            "http_port": str(free_port()),
            "linger_seconds": "0.2",
            "log_format": "json",
            **settings,
        }
        environment = {
            **{key: value for key, value in os.environ.items() if "KUBERNETES" not in key},
            "KUBECONFIG": str(kubeconfig),
            **{f"PILOTLIGHT_ACTIVATOR_{key.upper()}": value for key, value in chosen.items()},
        }
        with (folder / f"{pod_name}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "pilotlight", "activator"), env=environment, stderr=log
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _kubeconfig(server: str) -> str:
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "it",
            "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
            "clusters": [{"name": "it", "cluster": {"server": server}}],
            "users": [{"name": "it", "user": {}}],
        }
    )
