"""Shields around the application: whose host name it answers to, how large a body may be, headers of security."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.api.http.problems import problem

LOOPBACK = ("localhost", "127.0.0.1", "::1")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# GraphiQL carries its fonts and pictures inside its style sheet, and its editor sets styles of its own
GRAPHIQL_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' data:; font-src 'self' data:").replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Shields:
    """ASGI middleware. A page of another site can send requests to this machine; its own host name gives it away."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str] = LOOPBACK, most: int) -> None:
        self.app, self.hosts, self.most = app, frozenset(hosts), most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with a counted body and secure headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secured = _secured(scope, send)
        headers = Headers(scope=scope)
        host = _host(headers.get("host", ""))
        if host not in self.hosts:
            detail = f"This service does not answer for the host '{host}', only for {', '.join(sorted(self.hosts))}."
            await problem(421, detail, "FORBIDDEN")(scope, receive, secured)
            return
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > self.most:
            await self._too_large(scope, receive, secured)
            return
        await self._counted(scope, receive, secured)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body without a length is read up to the limit before anything sees it."""
        if "content-length" in Headers(scope=scope) or scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        chunks, size, more = list[bytes](), 0, True
        while more:
            message = await receive()
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            more = message.get("more_body", False)
            if size > self.most:
                await self._too_large(scope, receive, send)
                return
        whole = [{"type": "http.request", "body": b"".join(chunks), "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, again, send)

    async def _too_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"The body is too large; at most {self.most:,} bytes are read."
        await problem(413, detail, "LIMIT_EXCEEDED")(scope, receive, send)


def _host(header: str) -> str:
    """The name in a Host header; the header itself where it is none, so that it is refused."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return header


def _secured(scope: Scope, send: Send) -> Send:
    async def secured(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", POLICY)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return secured
