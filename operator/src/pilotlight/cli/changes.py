"""What a command writes, and how the same is written in git."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from pilotlight.api.warm import WarmTier
from pilotlight.cli.masks import MASK, masked
from pilotlight.cli.podspec import pod_spec, short, with_access_of
from pilotlight.cli.views import Endpoint, Revision
from pilotlight.core.revision import asking_for_sleep


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an endpoint's spec.

    patch: a JSON merge patch; it holds for `version` of the object only.
    wanted: what `{model, runtime}` must be afterwards; None when they are not touched.
    fragment: the same for git, in YAML with comments.
    done: what was done, for people.
    """

    endpoint: str
    version: str
    patch: Mapping[str, Any]
    fragment: str
    done: str
    wanted: Mapping[str, Any] | None = None

    @property
    def body(self) -> dict[str, Any]:
        """The patch with its precondition: what was read is what is changed."""
        return {"metadata": {"resourceVersion": self.version}, **self.patch}


def promotion(endpoint: Endpoint, revision: str) -> Change:
    """Promotes exactly that revision."""
    patch = {"spec": {"rollout": {"promote": revision}}}
    return Change(
        endpoint=endpoint.name,
        version=endpoint.version,
        patch=patch,
        fragment=_fragment(endpoint, "set this", patch),
        done=f"spec.rollout.promote is {revision} now",
    )


def going_back(endpoint: Endpoint, revision: Revision) -> Change:
    """Puts `spec.model` and `spec.runtime` back to what a revision was made from, and the tier of
    what sleeps where that is what differs."""
    target = with_access_of(endpoint.spec, pod_spec(revision.pod_spec))
    parts = {part: target[part] for part in ("model", "runtime")}
    present = {part: endpoint.spec.get(part) or {} for part in parts}
    tiers = _tiers(endpoint, revision)
    written = short(revision.pod_spec) | tiers
    shown = masked(written)
    what = f"spec.model and spec.runtime as {revision.name} has them; replace both whole"
    if tiers:
        fields = {"warmPool": "warmPool.tier", "rollout": "rollout.previousRevision.tier"}
        what += f"; and this {' and '.join(fields[it] for it in tiers)}"
    if shown != written:
        what += f". What is {MASK} here was masked by this command: keep the value that you have"
    return Change(
        endpoint=endpoint.name,
        version=endpoint.version,
        patch={"spec": merge_patch(present, parts) | tiers},
        fragment=_fragment(endpoint, what, {"spec": shown}),
        done=f"spec.model and spec.runtime are those of {revision.name} again",
        wanted=target,
    )


def _tiers(endpoint: Endpoint, revision: Revision) -> dict[str, Any]:
    """What has to change with the revision beside `model` and `runtime`; mostly nothing."""
    before, now = asking_for_sleep(revision.pod_spec), asking_for_sleep(endpoint.spec)
    if bool(before) == bool(now):
        return {}
    tier = str(WarmTier.ASLEEP if before else WarmTier.AWAKE)
    size = {} if endpoint.spec.get("warmPool") else {"size": 1}
    pool = {"warmPool": {**size, "tier": tier}} if "warmPool" in before | now else {}
    kept = {"rollout": {"previousRevision": {"tier": tier}}} if "rollout" in before | now else {}
    return pool | kept


def merge_patch(present: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON merge patch (RFC 7396) that makes `target` of `present`; lists are sent whole."""
    patch: dict[str, Any] = {key: None for key in present if key not in target}
    for key, value in target.items():
        if isinstance(value, Mapping):
            # A mapping that is absent, or that is no mapping, is made from nothing.
            there = present.get(key)
            deeper = merge_patch(there if isinstance(there, Mapping) else {}, value)
            if deeper or not isinstance(there, Mapping):
                patch[key] = deeper
        elif key not in present or present[key] != value:
            patch[key] = value
    return patch


def _fragment(endpoint: Endpoint, what: str, fields: Mapping[str, Any]) -> str:
    words = f"InferenceEndpoint {endpoint.name} in namespace {endpoint.namespace}: {what}"
    comment = textwrap.fill(words, 98, initial_indent="# ", subsequent_indent="# ")
    body = yaml.safe_dump(dict(fields), sort_keys=False, allow_unicode=True, width=100)
    return f"{comment}\n{body}"
