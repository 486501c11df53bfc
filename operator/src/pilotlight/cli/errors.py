"""Why a command ends without having done its work: one line for people, exit code 1."""


class ComplaintError(Exception):
    """The command cannot go on; the text says why, and what to do instead."""


class KubectlError(ComplaintError):
    """kubectl is missing, was too slow, or failed. `reason` is the API server's word for it."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason

    @property
    def not_found(self) -> bool:
        """The object does not exist."""
        return self.reason == "NotFound"

    @property
    def conflict(self) -> bool:
        """The object has changed since it was read."""
        return self.reason == "Conflict"
