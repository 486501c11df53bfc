"""Who would put a change back: the tools that keep objects as they are in git."""

from pilotlight.cli.views import Endpoint

_ARGO_PREFIX = "argocd.argoproj.io/"
_ARGO_TRACKING = f"{_ARGO_PREFIX}tracking-id"
_INSTANCE = "app.kubernetes.io/instance"
_FLUX = {
    "kustomize.toolkit.fluxcd.io": "Kustomization",
    "helm.toolkit.fluxcd.io": "HelmRelease",
}
# Argo CD may track by a label that others use too; then only its field manager gives it away.
_MANAGERS = {
    "argocd-controller": "Argo CD",
    "kustomize-controller": "Flux",
    "helm-controller": "Flux",
}


def keeper(endpoint: Endpoint) -> str | None:
    """`Argo CD (application chat)`, `Flux (Kustomization flux-system/apps)`, or None.

    | sign | tool |
    | --- | --- |
    | annotation or label `argocd.argoproj.io/…` | Argo CD; its tracking id names the application |
    | label `kustomize.toolkit.fluxcd.io/name` or `helm.toolkit.fluxcd.io/name` | Flux |
    | a field manager of either | that one |
    """
    if any(key.startswith(_ARGO_PREFIX) for key in (*endpoint.annotations, *endpoint.labels)):
        return _argo(endpoint)
    for domain, kind in _FLUX.items():
        if name := endpoint.labels.get(f"{domain}/name"):
            namespace = endpoint.labels.get(f"{domain}/namespace")
            return f"Flux ({kind} {f'{namespace}/' if namespace else ''}{name})"
    for manager, tool in _MANAGERS.items():
        if manager in endpoint.managers:
            return _argo(endpoint) if tool == "Argo CD" else tool
    return None


def _argo(endpoint: Endpoint) -> str:
    tracked = endpoint.annotations.get(_ARGO_TRACKING, "").partition(":")[0]
    application = tracked or endpoint.labels.get(_INSTANCE, "")
    return f"Argo CD (application {application})" if application else "Argo CD"
