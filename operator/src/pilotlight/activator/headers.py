"""Which headers a proxy passes on."""

from collections.abc import Mapping

from multidict import CIMultiDict, MultiMapping

# Of one connection only: RFC 9110, section 7.6.1, and those of older proxies. `Expect` was
# answered here.
_ONE_HOP = frozenset(
    {
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def passed_on(
    headers: MultiMapping[str], *, without: frozenset[str] = frozenset()
) -> CIMultiDict[str]:
    """Everything that is meant for the other end, in its order. `without`: lower-case names."""
    named = {
        name.strip().lower()
        for value in headers.getall("Connection", ())
        for name in value.split(",")
    }
    dropped = _ONE_HOP | named | without
    kept: CIMultiDict[str] = CIMultiDict()
    for name, value in headers.items():
        if name.lower() not in dropped:
            kept.add(name, value)
    return kept


def is_event_stream(headers: Mapping[str, str]) -> bool:
    """Whether a body is server-sent events."""
    return headers.get("Content-Type", "").lower().startswith("text/event-stream")
