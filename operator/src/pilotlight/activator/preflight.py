"""A browser's question before the request itself: may this page send it?

It has no key and no body, and asks nothing of a model, so no worker is started for it. Without one
it is answered as the engine would: vLLM's CORS middleware, Starlette's, allows every page
everything, unless `runtime.extraArgs` say otherwise. Then the worker's answer to the request itself
has the last word, for a browser shows a page no answer that does not allow it.
"""

from aiohttp import web

REQUEST_METHOD = "Access-Control-Request-Method"
_REQUEST_HEADERS = "Access-Control-Request-Headers"
_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_ALLOWED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    "Access-Control-Max-Age": "600",
    "Vary": f"Origin, {REQUEST_METHOD}, {_REQUEST_HEADERS}",
}


def is_preflight(request: web.BaseRequest) -> bool:
    """Whether it is one."""
    headers = request.headers
    return request.method == "OPTIONS" and "Origin" in headers and REQUEST_METHOD in headers


def answer(request: web.BaseRequest) -> web.Response:
    """200 and what is allowed: every header that is asked for; 400 for a method of its own."""
    headers = dict(_ALLOWED)
    if (asked := request.headers.get(_REQUEST_HEADERS)) is not None:
        headers["Access-Control-Allow-Headers"] = asked
    allowed = request.headers[REQUEST_METHOD] in _METHODS
    text = "OK" if allowed else "Disallowed CORS method"
    response = web.Response(status=200 if allowed else 400, text=text, headers=headers)
    response.force_close()
    return response
