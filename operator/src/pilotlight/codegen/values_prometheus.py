"""The chart's values of the Prometheus that the operator asks, and what that asks for."""

from typing import Annotated

from pydantic import Field

from pilotlight.codegen.values_base import Values
from pilotlight.config import HeaderName, HeaderValue, User

# A Secret or ConfigMap, or none; and a key in one.
ObjectName = Annotated[str, Field(pattern=r"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$")]
DataKey = Annotated[str, Field(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253)]


class BearerToken(Values):
    """A token in a Secret."""

    existing_secret: Annotated[
        ObjectName,
        Field(
            description=(
                "Secret in the release's namespace. The operator takes up a new token by itself."
                " Not together with basicAuth."
            )
        ),
    ] = ""
    key: Annotated[DataKey, Field(description="Key of the token in it.")] = "token"


class BasicAuth(Values):
    """A user, and the password in a Secret."""

    username: Annotated[User, Field(description="User; not secret.")] = ""
    existing_secret: Annotated[
        ObjectName, Field(description="Secret in the release's namespace. Not with bearerToken.")
    ] = ""
    key: Annotated[DataKey, Field(description="Key of the password in it.")] = "password"


class Authority(Values):
    """Certificates to trust."""

    existing_secret: Annotated[
        ObjectName,
        Field(
            description=(
                "Secret with certificates (PEM) that Prometheus' own may be signed by. They replace"
                " those of public authorities, which are trusted otherwise."
            )
        ),
    ] = ""
    existing_config_map: Annotated[
        ObjectName, Field(description="The same in a ConfigMap. Not with existingSecret.")
    ] = ""
    key: Annotated[DataKey, Field(description="Key of the certificates in it.")] = "ca.crt"


class ClientCertificate(Values):
    """A certificate to show."""

    existing_secret: Annotated[
        ObjectName,
        Field(description="Secret of the type kubernetes.io/tls (tls.crt, tls.key)."),
    ] = ""


class SecretKey(Values):
    """A key in a Secret."""

    existing_secret: Annotated[
        ObjectName, Field(min_length=1, description="Secret in the release's namespace.")
    ]
    key: Annotated[DataKey, Field(description="Key in it.")]


class Prometheus(Values):
    """Where the operator reads what the workers counted."""

    url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^\s/]+\S*)?$",
            description=(
                "Base URL of the Prometheus that scrapes the workers, e.g."
                " http://prometheus-operated.monitoring:9090. It must give their series the labels"
                " namespace, pod and revision, as the endpoints' PodMonitors do. Empty: where there"
                " is spec.scaling the number of replicas stays within its bounds and does not"
                " follow the load; the gates of spec.rollout.analysis have no numbers, and"
                " onInconclusive decides."
            ),
        ),
    ] = ""
    timeout_seconds: Annotated[
        int, Field(ge=1, le=60, description="How long it may take to connect, and to answer.")
    ] = 5
    bearer_token: Annotated[
        BearerToken, Field(description="The token that it asks for, e.g. of Thanos behind a proxy.")
    ] = BearerToken()
    basic_auth: Annotated[BasicAuth, Field(description="The user that it asks for.")] = BasicAuth()
    ca: Annotated[Authority, Field(description="Whose certificates it may have.")] = Authority()
    client_certificate: Annotated[
        ClientCertificate, Field(description="The certificate that it asks for.")
    ] = ClientCertificate()
    headers: Annotated[
        dict[HeaderName, HeaderValue],
        Field(description="More headers, e.g. X-Scope-OrgID: the tenant in Mimir or Cortex."),
    ] = {}
    secret_headers: Annotated[
        dict[HeaderName, SecretKey],
        Field(
            description=(
                "More headers whose values are in Secrets, by name:"
                " X-Api-Key: {existingSecret: gateway, key: api-key}."
            )
        ),
    ] = {}
