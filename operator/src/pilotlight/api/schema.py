"""Marks on the models that the CRD generator reads: CEL rules, embedded core/v1 types, list kinds.

The models stay plain pydantic; what only the API server understands stands beside the field it
belongs to, so that a field and its rules are read together.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A CEL rule (`x-kubernetes-validations`). The message says what to write instead."""

    cel: str
    message: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """The field holds a core/v1 type; `model` names its class in `kubernetes.aio.client.models`.

    The API server gets the whole schema, so a typo is refused; the operator passes it through.
    """

    model: str


@dataclass(frozen=True, slots=True)
class ListMap:
    """A list whose items are merged by these keys (`x-kubernetes-list-type: map`)."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtomicList:
    """A list that is replaced as a whole."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a duration, as GEP-2257 text; become CEL because the schema knows only strings."""

    least: str
    most: str
