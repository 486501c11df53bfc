"""Bad input is refused by the API server, with the field and what to write instead.

The rows of "Bad input" in the API's design that a CRD can know.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.cluster.crd.kubectl import Kubectl, KubectlError, an_endpoint


@dataclass(frozen=True)
class Row:
    """One mistake: the fields that make it, and words that the answer must hold."""

    id: str
    fields: dict[str, Any]
    says: tuple[str, ...] = field(default=())


def spec(path: str, value: Any) -> dict[str, Any]:
    return {f"spec__{path.replace('.', '__')}": value}


ROWS = (
    # wrong type, unknown enum, out of range
    Row("replicas as text", spec("replicas", "two"), ("spec.replicas", "integer")),
    Row("negative replicas", spec("replicas", -1), ("spec.replicas", "greater than or equal to 0")),
    Row(
        "too many replicas", spec("replicas", 1001), ("spec.replicas", "less than or equal to 1000")
    ),
    Row("no replicas", spec("replicas", None), ("spec", "give exactly one of replicas")),
    Row("no model", spec("model", None), ("spec.model", "Required")),
    Row("no uri", spec("model.uri", None), ("spec.model.uri", "Required")),
    Row(
        "an unquoted number as revision",
        spec("model.revision", 1234567),
        ("spec.model.revision", "string"),
    ),
    Row(
        "a word that YAML reads as a boolean",
        spec("monitoring.podMonitor", False),
        ("spec.monitoring.podMonitor", "string"),
    ),
    Row(
        "an unknown choice",
        spec("monitoring.podMonitor", "Off"),
        ("spec.monitoring.podMonitor", '"Auto", "Disabled"'),
    ),
    Row(
        "more memory than there is",
        spec("runtime.engine.gpuMemoryUtilizationPercent", 101),
        ("gpuMemoryUtilizationPercent", "less than or equal to 100"),
    ),
    Row(
        "no tensor parallelism",
        spec("runtime.engine.tensorParallelSize", 0),
        ("tensorParallelSize", "1"),
    ),
    # misspelt fields
    Row("a misspelt section", spec("modle", {}), ('unknown field "spec.modle"',)),
    Row("a misspelt field", spec("model.revison", "x"), ('unknown field "spec.model.revison"',)),
    Row(
        "a misspelt engine setting",
        spec("runtime.engine.maxModelLength", 1),
        ('unknown field "spec.runtime.engine.maxModelLength"',),
    ),
    Row(
        "a misspelt field of an environment variable",
        spec("runtime.env", [{"name": "A", "valeu": "b"}]),
        ('unknown field "spec.runtime.env[0].valeu"',),
    ),
    Row(
        "a misspelt field deep in an affinity",
        spec("runtime.affinity", {"nodeAffinity": {"requiredDuringScheduling": {}}}),
        ('unknown field "spec.runtime.affinity.nodeAffinity.requiredDuringScheduling"',),
    ),
    # model sources
    Row(
        "an unknown scheme",
        spec("model.uri", "s3://bucket/model"),
        ("spec.model.uri", "hf://ORG/NAME"),
    ),
    Row("no scheme", spec("model.uri", "meta-llama/Llama"), ("spec.model.uri", "hf://ORG/NAME")),
    Row(
        "hf:// without revision",
        spec("model.revision", None),
        ("spec.model", "model.revision", "40-hex"),
    ),
    Row(
        "hf:// with the revision in the uri",
        spec("model.uri", "hf://org/name@main"),
        ("spec.model.uri", "goes into model.revision"),
    ),
    Row(
        "hf:// without an organisation",
        spec("model.uri", "hf://name"),
        ("spec.model.uri", "hf://ORG/NAME"),
    ),
    Row(
        "a path out of the volume",
        spec("model.uri", "pvc://claim/../x"),
        ("spec.model.uri", "without '..'"),
    ),
    Row(
        "a claim that is no name",
        spec("model.uri", "pvc://Claim/x"),
        ("spec.model.uri", "pvc://CLAIM/PATH"),
    ),
    Row(
        "a relative file",
        spec("model.uri", "file://models/x"),
        ("spec.model.uri", "file:///models/NAME"),
    ),
    Row(
        "an oci:// with spaces",
        spec("model.uri", "oci://a b/c"),
        ("spec.model.uri", "oci://REGISTRY/IMAGE"),
    ),
    Row(
        "a revision with a blank",
        spec("model.revision", "my branch"),
        ("spec.model.revision", "commit, tag"),
    ),
    # durations
    Row(
        "a duration with blanks",
        spec("runtime.startupTimeout", "5 min"),
        ("startupTimeout", "30s, 5m or 1h30m"),
    ),
    Row(
        "a duration without a unit",
        spec("runtime.drainTimeout", "300"),
        ("drainTimeout", "30s, 5m or 1h30m"),
    ),
    Row("a duration as a number", spec("runtime.drainTimeout", 300), ("drainTimeout", "string")),
    Row(
        "too short a start",
        spec("runtime.startupTimeout", "5s"),
        ("startupTimeout", "from 10s to 24h"),
    ),
    Row(
        "too long a drain", spec("runtime.drainTimeout", "25h"), ("drainTimeout", "from 0s to 24h")
    ),
    # engine arguments
    Row(
        "a flag that the worker owns",
        spec("runtime.engine.extraArgs", ["--seed=1", "--port=9000"]),
        ("extraArgs", "sets these flags itself", "port"),
    ),
    *(
        Row(
            f"a flag that would become one that the worker owns: {flag}",
            spec("runtime.engine.extraArgs", [flag]),
            ("extraArgs", "also when they are abbreviated"),
        )
        for flag in ("--trust-remote", "--trust_remote=true", "--ud=/tmp/x", "--config.a=b")
    ),
    *(
        Row(
            f"a flag that would become one that has a field: {flag}",
            spec("runtime.engine.extraArgs", [flag]),
            ("extraArgs", "typed field"),
        )
        for flag in ("--max-model=512", "--no-enable-prefix")
    ),
    Row(
        "the beginning of a flag that the worker owns",
        spec("runtime.engine.extraArgs", ["--middlew=evil.Thing"]),
        ("extraArgs", "sets these flags itself", "middleware"),
    ),
    Row(
        "the beginning of a flag that needs the operator's word",
        spec("runtime.engine.extraArgs", ["--trust_remote"]),
        ("extraArgs", "sets these flags itself", "trust-remote-code"),
    ),
    Row(
        "a part of a flag that the worker owns",
        spec("runtime.engine.extraArgs", ["--middleware.x=1"]),
        ("extraArgs", "sets these flags itself", "middleware"),
    ),
    Row(
        "a part of a flag that would take the next flag for its value",
        spec("runtime.engine.extraArgs", ["--speculative-config.method"]),
        ("extraArgs", "--flag.part=value"),
    ),
    Row(
        "the beginning of a flag that has a field",
        spec("runtime.engine.extraArgs", ["--max-model=512"]),
        ("extraArgs", "typed field", "maxModelLen"),
    ),
    Row(
        "a flag that has a field, spelt with underscores",
        spec("runtime.engine.extraArgs", ["--max_model_len=512"]),
        ("extraArgs", "typed field", "maxModelLen"),
    ),
    Row(
        "a negated flag that has a field",
        spec("runtime.engine.extraArgs", ["--no-enable-prefix-caching"]),
        ("extraArgs", "typed field", "enablePrefixCaching"),
    ),
    Row(
        "flag and value as two",
        spec("runtime.engine.extraArgs", ["--seed", "1"]),
        ("extraArgs", "--flag=value"),
    ),
    Row(
        "a short flag",
        spec("runtime.engine.extraArgs", ["-tp=2"]),
        ("extraArgs", "--flag or --flag=value"),
    ),
    # limits
    *(
        Row(
            f"requestLimits.{field}: {value}",
            spec(f"requestLimits.{field}", value),
            (f"spec.requestLimits.{field}", says),
        )
        for field, value, says in (
            ("maxInputTokens", 0, "greater than or equal to 1"),
            ("maxOutputTokens", 0, "greater than or equal to 1"),
            ("maxOutputTokens", 100_000_001, "less than or equal to 100000000"),
            ("maxConcurrent", 0, "greater than or equal to 1"),
            ("maxQueued", -1, "greater than or equal to 0"),
            ("maxBodyBytes", 1000, "greater than or equal to 1024"),
            ("maxBodyBytes", 268_435_457, "less than or equal to 268435456"),
            ("maxBodyBytes", "32Mi", "integer"),
            ("timeout", "0s", "from 1s to 24h"),
            ("timeout", 600, "string"),
        )
    ),
    Row(
        "a queue without a limit",
        spec("requestLimits.maxQueued", 8),
        ("spec.requestLimits", "maxQueued needs maxConcurrent"),
    ),
    Row(
        "a smoke test that the limits would cut short",
        {
            **spec("requestLimits.maxOutputTokens", 8),
            **spec("rollout.smokeTest", {"prompt": "Hi"}),
        },
        ("spec", "lower rollout.smokeTest.maxTokens"),
    ),
    # what is the operator's
    Row(
        "an owned variable",
        spec("runtime.env", [{"name": "PILOTLIGHT_ENGINE", "value": "x"}]),
        ("spec.runtime.env", "PILOTLIGHT_ENGINE"),
    ),
    Row(
        "a variable that opens routes of the engine",
        spec(
            "runtime.env",
            [{"name": "PILOTLIGHT_GATE_EXTRA_ROUTES", "value": "/collective_rpc"}],
        ),
        ("spec.runtime.env", "PILOTLIGHT_GATE_EXTRA_ROUTES"),
    ),
    Row(
        "an owned label",
        spec("runtime.podLabels", {"pilotlight.dev/role": "serving"}),
        ("podLabels", "the operator's"),
    ),
    Row(
        "a label with a blank",
        spec("runtime.podLabels", {"team": "machine learning"}),
        ("podLabels", "label values have letters"),
    ),
    Row(
        "a node label that is no key",
        spec("runtime.nodeSelector", {"Example.com/gpu": "yes"}),
        ("nodeSelector", "example.com/team"),
    ),
    Row(
        "an owned annotation",
        spec("runtime.podAnnotations", {"pilotlight.dev/worker": "{}"}),
        ("podAnnotations", "the operator's"),
    ),
    # core/v1
    Row(
        "a variable twice",
        spec("runtime.env", [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
        ("spec.runtime.env[1]", "Duplicate"),
    ),
    Row(
        "a variable without a name",
        spec("runtime.env", [{"value": "1"}]),
        ("env[0].name", "Required"),
    ),
    Row(
        "a toleration that tolerates nothing",
        spec("runtime.tolerations", [{"operator": "Exist"}]),
        ("tolerations[0].operator", '"Exists"'),
    ),
    Row("no quantity", spec("runtime.resources.limits", {"memory": "16GB"}), ("limits", "16Gi")),
    # rollout
    Row("an unknown strategy", spec("rollout.strategy", "Canary"), ('"BlueGreen", "Recreate"',)),
    Row(
        "promote without Manual",
        spec("rollout.promote", "chat-0123456789"),
        ("spec.rollout", "promote is for promotion: Manual"),
    ),
    Row(
        "promote with something that is no revision",
        spec("rollout", {"promotion": "Manual", "promote": "chat"}),
        ("spec.rollout.promote", "status.previewRevision"),
    ),
    *(
        Row(
            f"Recreate with {name}",
            spec("rollout", {"strategy": "Recreate", name: value}),
            ("spec.rollout", "Recreate leaves nothing to go back to"),
        )
        for name, value in {
            "smokeTest": {},
            "analysis": {"gates": [{"metric": "ErrorRate", "maxPercent": 1}]},
            "promotion": "Manual",
        }.items()
    ),
    *(
        Row(
            f"Recreate with {name}",
            spec("rollout", {"strategy": "Recreate", name: value}),
            ("spec.rollout", "minAvailable and capacity need strategy: BlueGreen"),
        )
        for name, value in {"capacity": "Stepwise", "minAvailable": 1}.items()
    ),
    Row(
        "Recreate with a previous revision that sleeps",
        spec("rollout", {"strategy": "Recreate", "previousRevision": {"tier": "Asleep"}}),
        ("spec.rollout", "Recreate keeps nothing that could sleep"),
    ),
    Row(
        "an unknown tier of the previous revision",
        spec("rollout.previousRevision.tier", "Drowsy"),
        ("spec.rollout.previousRevision.tier", '"Awake", "Asleep"'),
    ),
    Row(
        "an unknown capacity",
        spec("rollout.capacity", "Rolling"),
        ("spec.rollout.capacity", '"Auto", "Surge", "Stepwise"'),
    ),
    *(
        Row(
            f"{count} available",
            spec("rollout.minAvailable", count),
            ("spec.rollout.minAvailable", "greater than or equal to 1"),
        )
        for count in (0, -1)
    ),
    Row(
        "an expression that RE2 cannot compile",
        spec("rollout.smokeTest.expect", "(?=Paris)"),
        ("spec.rollout.smokeTest.expect",),
    ),
    Row(
        "a test without attempts",
        spec("rollout.smokeTest.attempts", 0),
        ("smokeTest.attempts", "greater than or equal to 1"),
    ),
    Row(
        "an analysis without gates",
        spec("rollout.analysis", {"bake": "5m"}),
        ("spec.rollout.analysis.gates", "Required"),
    ),
    Row(
        "a keepFor beyond a day",
        spec("rollout.previousRevision.keepFor", "25h"),
        ("keepFor", "write a duration from 0s to 24h"),
    ),
    *(
        Row(name, spec("rollout.analysis.gates", gates), ("spec.rollout.analysis.gates", says))
        for name, gates, says in (
            ("a gate without a limit", [{"metric": "ErrorRate"}], "exactly one limit"),
            (
                "a gate with two limits",
                [{"metric": "ErrorRate", "maxPercent": 1, "maxRatioPercent": 110}],
                "exactly one limit",
            ),
            (
                "a latency without a percentile",
                [{"metric": "TimeToFirstToken", "maxDuration": "2s"}],
                "need a percentile",
            ),
            (
                "a rate with a percentile",
                [{"metric": "ErrorRate", "percentile": 95, "maxPercent": 1}],
                "need a percentile",
            ),
            (
                "percent of a latency",
                [{"metric": "InterTokenLatency", "percentile": 99, "maxPercent": 1}],
                "maxPercent is for ErrorRate",
            ),
            (
                "a duration of a rate",
                [{"metric": "RejectionRate", "maxDuration": "1s"}],
                "maxDuration is for latencies",
            ),
            (
                "a maximum for speed",
                [{"metric": "TokensPerSecond", "maxRatioPercent": 110}],
                "TokensPerSecond takes minPerSecond",
            ),
            (
                "one gate twice",
                [
                    {"metric": "ErrorRate", "maxPercent": 1},
                    {"metric": "ErrorRate", "maxPercent": 2},
                ],
                "has one gate",
            ),
        )
    ),
    # names
    Row("a long name", {"metadata__name": "a" * 41}, ("metadata.name", "at most 40")),
    Row("a name with a dot", {"metadata__name": "chat.v1"}, ("metadata.name", "a-z, 0-9 and '-'")),
    Row(
        "a name that begins with a digit",
        {"metadata__name": "7b"},
        ("metadata.name", "begin with a letter"),
    ),
    Row("the name of a preview", {"metadata__name": "chat-preview"}, ("metadata.name", "-preview")),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_mistake_is_refused_with_the_field_and_the_mend(kubectl: Kubectl, row: Row) -> None:
    with pytest.raises(KubectlError) as refused:
        kubectl.create(an_endpoint(**row.fields))
    for words in row.says:
        assert words in str(refused.value)


def test_an_edit_is_judged_like_a_new_object_and_what_was_stored_stays(kubectl: Kubectl) -> None:
    kubectl.apply(an_endpoint("edited"))
    before = kubectl.get("iep", "edited")
    with pytest.raises(KubectlError, match="unknown scheme"):
        kubectl.apply(an_endpoint("edited", spec__model__uri="s3://bucket/model"))
    assert kubectl.get("iep", "edited") == before


def test_a_mistake_in_the_scale_subresource_is_refused(kubectl: Kubectl) -> None:
    kubectl.apply(an_endpoint("scaled-wrong"))
    with pytest.raises(KubectlError, match="less than or equal to 1000"):
        kubectl.run("scale", "iep", "scaled-wrong", "--replicas=2000")


def test_a_status_with_a_field_that_the_crd_lacks_is_told_apart(kubectl: Kubectl) -> None:
    kubectl.apply(an_endpoint("status"))
    body = {
        "apiVersion": "pilotlight.dev/v1alpha1",
        "kind": "InferenceEndpoint",
        "metadata": {"name": "status", "namespace": "default"},
        "status": {"colour": "blue"},
    }
    with pytest.raises(KubectlError, match="colour"):
        kubectl.run(
            *("apply", "--server-side", "--subresource=status", "-f", "-"), input=json.dumps(body)
        )
