"""The header fields of an answer as text. What they mean is read where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response


def value(response: Response, name: str) -> str:
    """Return a header's value, the last one where it was sent several times; empty where it was not sent.

    >>> from scrapy.http import Response
    >>> value(Response("https://news.example/", headers={"ETag": '"1"'}), "etag")
    '"1"'
    """
    return (response.headers.get(name) or b"").decode("latin-1")


def fields(response: Response) -> Iterator[tuple[str, str]]:
    """Yield name and value of every header field; those of one name stand together, in the order they came."""
    for name, values in response.headers.items():
        for one in values:
            yield name.decode("latin-1"), one.decode("latin-1")
