"""The chart's values of what watches the operator and its endpoints."""

from typing import Annotated

from pydantic import Field

from pilotlight.codegen.values_base import Values

# What Prometheus takes for a duration; a subset of its grammar is enough here.
Interval = Annotated[str, Field(pattern=r"^[1-9][0-9]*(ms|s|m|h)$")]


class PodMonitor(Values):
    """Scraping of the operator by the Prometheus Operator."""

    enabled: Annotated[
        bool, Field(description="Make it, where the PodMonitor API exists; NOTES say if not.")
    ] = False
    interval: Annotated[Interval, Field(description="How often it is scraped.")] = "15s"
    labels: Annotated[
        dict[str, str], Field(description="Labels that your Prometheus selects monitors by.")
    ] = {}


class PrometheusRule(Values):
    """Alerts, each with a runbook."""

    enabled: Annotated[
        bool, Field(description="Make it, where the PrometheusRule API exists; NOTES say if not.")
    ] = False
    labels: Annotated[
        dict[str, str], Field(description="Labels that your Prometheus selects rules by.")
    ] = {}
    alert_labels: Annotated[
        dict[str, str], Field(description="Labels that every alert carries, e.g. team.")
    ] = {}
    runbook_base_url: Annotated[
        str,
        Field(
            description=(
                "Where docs/runbooks is published for your on-call; the alert's name in lower case"
                " and .md are appended. Empty: the annotation names the file in the repository."
            )
        ),
    ] = ""
    endpoint_not_available_for: Annotated[
        Interval,
        Field(
            description=(
                "How long an endpoint may be unavailable before someone is called; longer than"
                " your slowest cold start."
            )
        ),
    ] = "15m"
    rollout_stuck_for: Annotated[
        Interval,
        Field(
            description=(
                "How long a rollout may be starting, testing, exchanging replicas or going back"
                " before someone is told; longer than spec.rollout.progressDeadline, whose end is"
                " PilotlightRolloutFailed, and than an exchange takes."
            )
        ),
    ] = "60m"
    waiting_for_gpu_for: Annotated[
        Interval,
        Field(
            description=(
                "How long a rollout, a first revision, or an autoscaled endpoint that needs more"
                " replicas may wait for accelerators, and a warm pool may be short of replicas,"
                " before someone is told."
            )
        ),
    ] = "15m"
    scaling_blind_for: Annotated[
        Interval,
        Field(
            description=(
                "How long autoscaling may be without complete numbers before someone is told. It"
                " asks for no fewer replicas meanwhile."
            )
        ),
    ] = "5m"
    at_maximum_for: Annotated[
        Interval,
        Field(
            description=(
                "How long an endpoint may need more replicas than its maximum before someone is"
                " told."
            )
        ),
    ] = "10m"


class Dashboards(Values):
    """Dashboards for Grafana."""

    enabled: Annotated[
        bool,
        Field(
            description=(
                "Put them into a ConfigMap, where the sidecar of Grafana's chart finds them. It"
                " must look into the release's namespace, or into all."
            )
        ),
    ] = False
    labels: Annotated[
        dict[str, str],
        Field(description="Labels that the sidecar looks for; empty when it needs none."),
    ] = {"grafana_dashboard": "1"}
    annotations: Annotated[
        dict[str, str],
        Field(description="Annotations that it reads, e.g. grafana_folder: Models."),
    ] = {}


class Monitoring(Values):
    """Watching the operator and its endpoints."""

    pod_monitor: Annotated[PodMonitor, Field(description="Scrape configuration.")] = PodMonitor()
    prometheus_rule: Annotated[PrometheusRule, Field(description="Alerts.")] = PrometheusRule()
    dashboards: Annotated[Dashboards, Field(description="Dashboards for Grafana.")] = Dashboards()
