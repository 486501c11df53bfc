"""Events from bytes that come in any pieces."""

import pytest

from pilotlight.cluster.sse import EventReader


@pytest.mark.parametrize(
    ("chunks", "events"),
    [
        ((b"data: a\n\n",), ["a"]),
        ((b"data: a\r", b"\n\r", b"\n"), ["a"]),
        ((b"data:  a\n\n",), [" a"]),
        ((b"data: a\ndata: b\n\n",), ["a\nb"]),
        ((b"data\n\n",), [""]),
        ((b"\xef\xbb\xbfdata: a\n\n",), ["a"]),
        ((b"data: \xff\n\n",), ["\N{REPLACEMENT CHARACTER}"]),
        ((b"database: a\n\n", b"retry: 3\n\n", b":\n\n", b"\n\n"), []),
        ((b"data: a",), ["a"]),
        ((), []),
    ],
    ids=str,
)
def test_events_are_read_leniently(chunks: tuple[bytes, ...], events: list[str]) -> None:
    reader = EventReader()
    found = [it for chunk in chunks for it in reader.feed(chunk)]

    assert [*found, *reader.close()] == events
