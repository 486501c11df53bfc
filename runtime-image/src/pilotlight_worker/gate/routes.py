"""What may pass: an allow-list, exact paths, everything else is refused.

vLLM's port also answers `/invocations`, `/tokenize`, `/pause`, `/metrics`, `/docs` and, in
development mode, `/collective_rpc`; a new version may add more. So the gate never lists what is
forbidden. Paths are compared exactly: no prefix, no trailing slash, no normalisation to get wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

READY = "/ready"
HEALTH = "/health"


@dataclass(frozen=True, slots=True)
class Route:
    """One path that may be asked.

    `counted` routes are user requests: they count as in flight, hold up a drain and are measured.
    Probes and the simulated engine's controls are not.
    """

    path: str
    methods: frozenset[str]
    counted: bool


def _api(path: str, method: str) -> Route:
    # OPTIONS reaches the engine's CORS middleware, which answers browsers' preflight requests.
    return Route(path, frozenset({method, "OPTIONS"}), counted=True)


OPENAI_ROUTES = (
    _api("/v1/models", "GET"),
    _api("/v1/completions", "POST"),
    _api("/v1/chat/completions", "POST"),
    _api("/v1/responses", "POST"),
    _api("/v1/embeddings", "POST"),
    _api("/v1/audio/transcriptions", "POST"),
    _api("/v1/audio/translations", "POST"),
)

_ALL_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def allowed_routes(extra: str = "") -> Mapping[str, Route]:
    """Path → route. `extra` is a comma list of further paths (PILOTLIGHT_GATE_EXTRA_ROUTES),
    set only in the simulated engine's image, for its control route.
    """
    routes = {route.path: route for route in OPENAI_ROUTES}
    routes[HEALTH] = Route(HEALTH, frozenset({"GET", "HEAD"}), counted=False)
    for path in filter(None, (part.strip() for part in extra.split(","))):
        routes.setdefault(path, Route(path, _ALL_METHODS, counted=False))
    return routes


def paths_of(app: object) -> list[str]:
    """All paths that the engine's application answers, as its framework lists them."""
    routes = getattr(app, "routes", None) or ()
    return sorted({str(route.path) for route in routes if getattr(route, "path", None)})
