"""The gate: ASGI middleware in front of everything the engine's HTTP server would answer.

Loaded by the engine itself (`--middleware pilotlight_worker.gate.Gate`), so there is no extra hop
and no extra process in the path of a token.
"""

from pilotlight_worker.gate.asgi import Gate

__all__ = ["Gate"]
