"""`spec.access`: who may ask the model, and how much."""

from typing import Annotated

from pydantic import Field

from pilotlight.api.base import LocalReference, Model
from pilotlight.api.schema import AtomicList, ListMap, Rule

KeyName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=63,
        description="Who has the key: what metrics and logs call them.",
    ),
    Rule(
        "self.matches('^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$')",
        "a name has letters, digits, '-', '_' and '.', and begins and ends with a letter or digit",
    ),
]


class ApiKey(Model):
    """Keys of one user or tenant, known by their digests."""

    name: KeyName
    sha256: Annotated[
        list[Annotated[str, Field(min_length=64, max_length=64)]],
        Field(
            min_length=1,
            max_length=4,
            description=(
                "SHA-256 of each key, 64 hexadecimal digits in lower case; more than one while a"
                " key takes another's place."
            ),
        ),
        AtomicList(),
        Rule(
            "self.all(digest, digest.matches('^[0-9a-f]{64}$'))",
            'write the 64 hexadecimal digits of: printf %s "$KEY" | sha256sum',
        ),
    ]


class KeyLimit(Model):
    """What one key may use. Each worker has its share of it."""

    name: KeyName
    requests_per_minute: Annotated[
        int | None,
        Field(ge=1, le=10_000_000, description="Requests a minute, all workers together."),
    ] = None
    tokens_per_minute: Annotated[
        int | None,
        Field(
            ge=1,
            le=1_000_000_000,
            description="Tokens of prompts and answers a minute, all workers together.",
        ),
    ] = None


class AccessSpec(Model):
    """Keys that requests need. All but the name of a Secret changes in place."""

    api_keys: Annotated[
        list[ApiKey],
        Field(
            max_length=64,
            description=(
                "Keys by their digests, which may be kept in git. Gate and activator know them."
            ),
        ),
        ListMap(("name",)),
    ] = Field(default_factory=list)
    api_keys_secret_ref: Annotated[
        LocalReference | None,
        Field(
            description=(
                "Secret whose entries are keys by name: as they are sent, or as sha256:DIGEST;"
                " several, parted by white space, while one takes another's place. Only the gate"
                " reads it: the operator cannot, and an activator lets everybody wake the endpoint."
                " Its content changes in place; another name, or none, makes a new revision."
            )
        ),
    ] = None
    key_limits: Annotated[
        list[KeyLimit],
        Field(
            max_length=64,
            description=(
                "Budgets. Beyond its own a key gets 429; one that has none is not limited."
            ),
        ),
        ListMap(("name",)),
        Rule(
            "self.all(limit, has(limit.requestsPerMinute) || has(limit.tokensPerMinute))",
            "a limit has requestsPerMinute, tokensPerMinute or both; give one of them",
        ),
    ] = Field(default_factory=list)

    @property
    def digests(self) -> frozenset[str]:
        """Of all keys that are known without the Secret."""
        return frozenset(digest for key in self.api_keys for digest in key.sha256)

    @property
    def secret(self) -> str | None:
        """Name of the Secret."""
        return self.api_keys_secret_ref.name if self.api_keys_secret_ref is not None else None


ACCESS_RULES = (
    Rule(
        "(has(self.apiKeys) && self.apiKeys.size() > 0) || has(self.apiKeysSecretRef)",
        "give apiKeys or apiKeysSecretRef; leave access out where everybody may ask",
    ),
    Rule(
        "has(self.apiKeysSecretRef) || !has(self.keyLimits) || self.keyLimits.all(limit, has(self.apiKeys) && self.apiKeys.exists(key, key.name == limit.name))",
        "a limit names no key of apiKeys; correct its name, or give apiKeysSecretRef if the key is there",
    ),
    Rule(
        "!has(self.apiKeys) || self.apiKeys.all(key, key.sha256.all(digest, self.apiKeys.exists_one(other, digest in other.sha256)))",
        "two names have the same digest; give each a key of its own",
    ),
)
