"""Response headers of every page, and robots.txt: nothing loaded from elsewhere, no inline script, no search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response
from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Message]], Send], Awaitable[None]]

hookimpl = HookimplMarker("datasette")

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = (
    (b"content-security-policy", "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items()).encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
_NAMES = frozenset(name for name, _ in HEADERS)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:  # noqa: ARG001 - Datasette's signature
    """Put our headers on every response, in place of any that says otherwise."""
    return guarded


def guarded(app: App) -> App:
    """Wrap an ASGI application so that its responses carry HEADERS."""

    async def answer(scope: MutableMapping[str, Any], receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if bytes(pair[0]).lower() not in _NAMES]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer


@hookimpl
def register_routes() -> list[tuple[str, Callable[[], Any]]]:
    """Serve robots.txt."""
    return [(r"^/robots\.txt$", robots)]


def robots() -> Any:
    """Ask every crawler to stay away."""
    return Response.text("User-agent: *\nDisallow: /\n")
