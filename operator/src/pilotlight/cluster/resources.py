"""The resources that the operator reads and writes, and their paths on the API server."""

from dataclasses import dataclass

from pilotlight.api.v1alpha1 import GROUP, KIND, PLURAL, VERSION


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource type. `group` is empty for the core API."""

    group: str
    version: str
    plural: str
    kind: str

    @property
    def api_version(self) -> str:
        """`apps/v1`, or `v1` for the core API."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def discovery(self) -> str:
        """Path of the document that lists this API's resources."""
        return f"/apis/{self.api_version}" if self.group else f"/api/{self.version}"

    def path(
        self, namespace: str | None = None, name: str | None = None, subresource: str | None = None
    ) -> str:
        """Path of a collection (of the whole cluster without a namespace), an object or its
        subresource."""
        parts = [self.discovery]
        if namespace is not None:
            parts += ["namespaces", namespace]
        parts.append(self.plural)
        parts += [part for part in (name, subresource) if part is not None]
        return "/".join(parts)


ENDPOINTS = Resource(GROUP, VERSION, PLURAL, KIND)
CONTROLLER_REVISIONS = Resource("apps", "v1", "controllerrevisions", "ControllerRevision")
DEPLOYMENTS = Resource("apps", "v1", "deployments", "Deployment")
SERVICES = Resource("", "v1", "services", "Service")
PODS = Resource("", "v1", "pods", "Pod")
ENDPOINT_SLICES = Resource("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice")
SERVICE_ACCOUNTS = Resource("", "v1", "serviceaccounts", "ServiceAccount")
CONFIG_MAPS = Resource("", "v1", "configmaps", "ConfigMap")
NETWORK_POLICIES = Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")
DISRUPTION_BUDGETS = Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget")
POD_MONITORS = Resource("monitoring.coreos.com", "v1", "podmonitors", "PodMonitor")
EVENTS = Resource("", "v1", "events", "Event")
NODES = Resource("", "v1", "nodes", "Node")
RESOURCE_QUOTAS = Resource("", "v1", "resourcequotas", "ResourceQuota")
SECRETS = Resource("", "v1", "secrets", "Secret")
LEASES = Resource("coordination.k8s.io", "v1", "leases", "Lease")

# In the order in which they are listed: endpoints first, so that a child that is read later than
# its endpoint can only be newer than it.
WATCHED = (
    ENDPOINTS,
    CONTROLLER_REVISIONS,
    DEPLOYMENTS,
    SERVICES,
    PODS,
    ENDPOINT_SLICES,
    SERVICE_ACCOUNTS,
    CONFIG_MAPS,
    NETWORK_POLICIES,
    DISRUPTION_BUDGETS,
)
# Made by controllers of Kubernetes from what we make; they carry our label, and are only read, but
# for the slices of ours that lead to the activator.
DERIVED = (PODS, ENDPOINT_SLICES)
CHILDREN = {
    resource.kind: resource
    for resource in (*WATCHED, POD_MONITORS)
    if resource not in (ENDPOINTS, PODS)
}
# What outlives its use; the rest goes with its endpoint, by garbage collection. Pods are not ours
# to write, but to delete: a ReplicaSet leaves those that have failed behind.
DELETABLE = {
    resource.kind: resource
    for resource in (
        CONTROLLER_REVISIONS,
        DEPLOYMENTS,
        SERVICES,
        ENDPOINT_SLICES,
        DISRUPTION_BUDGETS,
        POD_MONITORS,
        PODS,
    )
}
