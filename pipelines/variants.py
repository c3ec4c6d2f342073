"""The spellings of one page's address that are taken for each other in a takedown: scheme, www., mobile and AMP forms. Pure.

The frontier keeps them apart (``cleaning.urls.canonical``): what is stored twice is only a copy. What must never be fetched
again is refused in all of them.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from cleaning.urls import canonical

_HOSTS: Final = ("", "www.", "amp.", "m.", "mobile.")
_PREFIX = re.compile(r"(?:www|amp|m|mobile)\.(?=[^.]+\.)")
_AMP = re.compile(r"^/amp(?=/.)|(?<=.)/amp$|(?<=[^/])\.amp$|(?<=[^/])\.amp(?=\.html?$)")
_PAGE = re.compile(r"\.html?$")


def key(url: str) -> str:
    """Return what all spellings of a page's address share; of what is no address, itself.

    >>> key("https://www.courier.example/town/ferry/amp/") == key("http://courier.example/town/ferry?utm_source=x")
    True
    """
    try:
        where, path, query = _parts(url)
    except ValueError:
        return url
    return f"{where}{path or '/'}" + (f"?{query}" if query else "")


def stem(one: str) -> str:
    """Return what stands in every address that has this key.

    >>> stem(key("https://www.courier.example/town/ferry.html?id=7"))
    '/town/ferry'
    """
    where, slash, path = one.partition("?")[0].partition("/")
    return _PAGE.sub("", slash + path) if path else where


def variants(url: str) -> tuple[str, ...]:
    """Return the spellings of a page's address in the form the frontier would know them by, the given one first.

    They have one ``key``; not every address with this key is among them, only those that sites use.
    """
    where, path, query = _parts(url)
    tail = f"?{query}" if query else ""
    made = (
        f"{scheme}://{name}{where}{form}{tail}"
        for scheme in ("https", "http")
        for name in _HOSTS
        for form in _paths(path)
    )
    return tuple(dict.fromkeys([canonical(url) or url, *made]))


def _paths(path: str) -> tuple[str, ...]:
    if not path:
        return ("/",)
    forms = (path, f"{path}/", f"{path}/amp", f"{path}/amp/", f"/amp{path}", f"/amp{path}/", f"{path}.amp")
    return (*forms, _PAGE.sub(lambda found: f".amp{found[0]}", path)) if _PAGE.search(path) else forms


def _parts(url: str) -> tuple[str, str, str]:
    """Return host with port, path without its last slash, and query, each without what spellings differ in."""
    parts = urlsplit(canonical(url) or url)
    where, path = parts.netloc, parts.path.rstrip("/")
    while found := _PREFIX.match(where):
        where = where[found.end() :]
    while (shorter := _AMP.sub("", path, count=1).rstrip("/")) != path:
        path = shorter
    return where, path, parts.query
