"""How to reach the API server, and as whom.

Authentication and its refresh come from the official client's configuration (in-cluster token
file, or kubeconfig with client certificates, tokens and exec plug-ins); its API classes are not
used. Sessions ask for the header at every request, so a rotated service-account token is taken
without a reconnect, in kopf's watches as well as in our own requests.
"""

import asyncio
import os
import ssl
from dataclasses import dataclass

import aiohttp
from kubernetes.aio import config
from kubernetes.aio.client.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Connection:
    """An API server and the credentials for it. `server` has no trailing slash."""

    server: str
    ssl: ssl.SSLContext
    source: Configuration

    async def authorization(self) -> str | None:
        """The Authorization header; reads the token file again when it is a minute old."""
        if header := await self.source.get_api_key_with_prefix("BearerToken"):
            return header
        if self.source.username:
            return self.source.get_basic_auth_token()
        return None

    def session(self) -> aiohttp.ClientSession:
        """A new HTTP session that authenticates each request. The caller closes it."""

        async def authenticate(
            request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
        ) -> aiohttp.ClientResponse:
            if header := await self.authorization():
                request.headers["Authorization"] = header
            return await handler(request)

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ssl=self.ssl),
            headers={"User-Agent": "pilotlight"},
            middlewares=(authenticate,),
        )


async def connect(kubeconfig: str | None = None) -> Connection:
    """Credentials of the pod we run in, else of the kubeconfig (`KUBECONFIG` or ~/.kube/config).

    Raises:
        kubernetes.aio.config.ConfigException: when there is neither.
    """
    source = Configuration()
    if kubeconfig is None and "KUBERNETES_SERVICE_HOST" in os.environ:
        config.load_incluster_config(client_configuration=source)  # type: ignore[no-untyped-call]
    else:
        await config.load_kube_config(  # type: ignore[no-untyped-call]
            config_file=kubeconfig, client_configuration=source, persist_config=False
        )
    context = await asyncio.to_thread(_ssl_context, source)
    return Connection(server=source.host.rstrip("/"), ssl=context, source=source)


def _ssl_context(source: Configuration) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=source.ssl_ca_cert)
    if source.cert_file:
        context.load_cert_chain(source.cert_file, source.key_file)
    if not source.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
