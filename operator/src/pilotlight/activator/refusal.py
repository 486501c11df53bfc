"""What clients are told when they get no answer from a worker: errors in OpenAI's shape."""

import json
from dataclasses import dataclass
from http import HTTPStatus

UNAVAILABLE = "service_unavailable_error"
INVALID_REQUEST = "invalid_request_error"
SERVER_ERROR = "server_error"
RESPONSES = "/v1/responses"


class RefusedError(Exception):
    """There is no answer from a worker. `refusal` says what the client is told."""

    def __init__(self, refusal: "Refusal") -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Refusal:
    """outcome: the word for it in `pilotlight_activator_requests_total`. retry_after: seconds."""

    status: int
    outcome: str
    code: str
    message: str
    kind: str = UNAVAILABLE
    retry_after: int | None = None

    def body(self) -> bytes:
        """`{"error": {"message", "type", "param", "code"}}`, as the worker's gate has it."""
        return json.dumps({"error": self._error()}).encode()

    def event(self, path: str) -> bytes:
        """The same inside of a stream that has begun.

        Clients of completions find an `error` in the data and raise it; those of responses know an
        event of that name.
        """
        if path == RESPONSES:
            told = {"type": "error", "code": self.code, "message": self.message, "param": None}
            return b"event: error\ndata: " + json.dumps(told).encode() + b"\n\n"
        return b"data: " + self.body() + b"\n\ndata: [DONE]\n\n"

    def _error(self) -> dict[str, str | None]:
        return {"message": self.message, "type": self.kind, "param": None, "code": self.code}


def full(pending: int, retry_after: int) -> RefusedError:
    """The endpoint's own bound."""
    message = f"The model is starting and {pending} requests wait for it already."
    return _later("refused_full", "hold_full", message, retry_after)


def crowded(retry_after: int) -> RefusedError:
    """The bounds of this process, which its endpoints share."""
    message = "The model is starting, and no more requests can be held meanwhile."
    return _later("refused_crowded", "hold_crowded", message, retry_after)


def waited(seconds: float, told: str, retry_after: int) -> RefusedError:
    """Longer than `maxWait`. told: what the operator says about the replica."""
    message = f"The model did not start within {seconds:g} s."
    return _later("refused_wait", "hold_timeout", f"{message} {told}".rstrip(), retry_after)


def stopping() -> RefusedError:
    """This process ends, and another one holds requests."""
    message = "The request was held by a process that stops; send it again."
    return _later("refused_stopping", "activator_stopping", message, 1)


def gone() -> RefusedError:
    """The endpoint was deleted, or holds requests no more."""
    message = "The endpoint does not hold requests any more."
    return _later("refused_gone", "hold_ended", message, 1)


def asleep() -> RefusedError:
    """Not one of the model's routes, so nothing is started for it."""
    message = "No worker is ready. Requests to paths below /v1/ start one."
    return _later("refused_path", "no_ready_worker", message, 1)


def stranger() -> RefusedError:
    """No key that the endpoint knows."""
    return RefusedError(
        Refusal(
            HTTPStatus.UNAUTHORIZED,
            "refused_key",
            "invalid_api_key",
            "Send a valid key as 'Authorization: Bearer …'.",
            kind=INVALID_REQUEST,
        )
    )


def malformed(message: str) -> RefusedError:
    """A request that HTTP does not allow here."""
    return RefusedError(
        Refusal(HTTPStatus.BAD_REQUEST, "refused_bad", "bad_request", message, kind=INVALID_REQUEST)
    )


def stalled() -> RefusedError:
    """A client that has stopped in the middle of a body, or nearly so."""
    message = "The body comes too slowly."
    return RefusedError(
        Refusal(
            HTTPStatus.REQUEST_TIMEOUT,
            "refused_stalled",
            "body_too_slow",
            message,
            kind=INVALID_REQUEST,
        )
    )


def lost() -> RefusedError:
    """The worker had the request, and went away before it answered."""
    return RefusedError(
        Refusal(
            HTTPStatus.BAD_GATEWAY,
            "worker_lost",
            "worker_lost",
            "The worker went away before it had answered.",
            kind=SERVER_ERROR,
        )
    )


def _later(outcome: str, code: str, message: str, retry_after: int) -> RefusedError:
    return RefusedError(
        Refusal(HTTPStatus.SERVICE_UNAVAILABLE, outcome, code, message, retry_after=retry_after)
    )
