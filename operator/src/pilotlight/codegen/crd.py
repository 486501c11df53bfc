"""The CustomResourceDefinition of `InferenceEndpoint`."""

import hashlib
import json
from typing import Any

from pilotlight.api import v1alpha1
from pilotlight.api.reasons import ConditionType
from pilotlight.api.schema import VALIDATIONS
from pilotlight.api.status import EndpointStatus
from pilotlight.codegen.structural import structural

NAME = f"{v1alpha1.PLURAL}.{v1alpha1.GROUP}"
# Lets an operator see, with one GET, whether the installed CRD is the one it was built with.
SCHEMA_ANNOTATION = f"{v1alpha1.GROUP}/schema"

Manifest = dict[str, Any]


def crd() -> Manifest:
    """The whole manifest, ready to apply."""
    schema = _schema()
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": NAME, "annotations": {SCHEMA_ANNOTATION: _digest(schema)}},
        "spec": {
            "group": v1alpha1.GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": v1alpha1.KIND,
                "listKind": f"{v1alpha1.KIND}List",
                "plural": v1alpha1.PLURAL,
                "singular": v1alpha1.KIND.lower(),
                "shortNames": [v1alpha1.SHORT_NAME],
                # `kubectl get all` answers "what runs here?"; the Deployments are in it anyway.
                "categories": ["all"],
            },
            "versions": [
                {
                    "name": v1alpha1.VERSION,
                    "served": True,
                    "storage": True,
                    "additionalPrinterColumns": _columns(),
                    "subresources": {
                        "status": {},
                        "scale": {
                            "specReplicasPath": ".spec.replicas",
                            "statusReplicasPath": ".status.replicas",
                            "labelSelectorPath": ".status.selector",
                        },
                    },
                    "schema": {"openAPIV3Schema": schema},
                }
            ],
        },
    }


def _schema() -> Manifest:
    return {
        "description": "A large language model, served.",
        "type": "object",
        "required": ["spec"],
        VALIDATIONS: [
            {"rule": rule.cel, "message": rule.message, "fieldPath": ".metadata.name"}
            for rule in v1alpha1.NAME_RULES
        ],
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {
                "type": "object",
                # A schema for the name makes it a place that errors can point at.
                "properties": {"name": {"type": "string"}},
            },
            "spec": {
                **structural(v1alpha1.EndpointSpec),
                VALIDATIONS: [
                    {"rule": rule.cel, "message": rule.message} for rule in v1alpha1.SPEC_RULES
                ],
            },
            "status": structural(EndpointStatus),
        },
    }


def _columns() -> list[Manifest]:
    ready = f'.status.conditions[?(@.type=="{ConditionType.READY}")]'
    return [
        _column("Ready", "string", f"{ready}.status", "Whether it serves as asked."),
        _column("Reason", "string", f"{ready}.reason", "Why, in one word."),
        _column("Serving", "integer", ".status.readyReplicas", "Serving pods that are Ready."),
        _column("Desired", "integer", ".status.desiredReplicas", "Serving pods wanted."),
        _column("Warm", "integer", ".status.warmReplicas", "Pods of the warm pool that are Ready."),
        _column("Revision", "string", ".status.activeRevision", "What the Service selects."),
        _column("URL", "string", ".status.url", "Base URL of the OpenAI API."),
        _column("Age", "date", ".metadata.creationTimestamp", "Since it was created."),
        {
            **_column(
                "Rollout", "string", ".status.rollout.phase", "Where a change of the pods stands."
            ),
            "priority": 1,
        },
        {
            **_column(
                "Scaling",
                "string",
                ".status.scaling.lastDecision.reason",
                "Why there are so many, with autoscaling.",
            ),
            "priority": 1,
        },
        {
            **_column("Message", "string", ".status.message", "What is going on, in one line."),
            "priority": 1,
        },
    ]


def _column(name: str, kind: str, path: str, description: str) -> Manifest:
    return {"name": name, "type": kind, "jsonPath": path, "description": description}


def _digest(schema: Manifest) -> str:
    return hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()[:16]
