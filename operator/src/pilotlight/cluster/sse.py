"""Server-sent events (WHATWG HTML, section 9.2), as far as OpenAI's API uses them: data only."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventReader:
    """Puts events together from bytes as they come, cut anywhere.

    Comments, `event:`, `id:` and `retry:` are passed over; lines may end with LF, CRLF or CR (the
    latter are seen at the end only, when no other line end is used); bytes that are no UTF-8 become
    U+FFFD. Memory: what was fed since the last complete event.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._first = True

    def feed(self, chunk: bytes) -> list[str]:
        """The data of the events that are complete with this chunk."""
        searched = len(self._rest)
        self._rest += chunk
        end = self._rest.rfind(b"\n", searched) + 1
        lines, self._rest = self._rest[:end], self._rest[end:]
        return self._events(bytes(lines))

    def close(self) -> list[str]:
        """The data of the last event, when the stream ended without the blank line after it."""
        lines, self._rest = bytes(self._rest), bytearray()
        return self._events(lines + b"\n\n")

    def _events(self, text: bytes) -> list[str]:
        if self._first and text:
            text, self._first = text.removeprefix(_BYTE_ORDER_MARK), False
        events = []
        for line in text.splitlines():
            if line:
                self._take(line)
            elif self._data:
                events.append(b"\n".join(self._data).decode(errors="replace"))
                self._data.clear()
        return events

    def _take(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
