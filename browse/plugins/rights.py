"""What was said about reuse of a page, in words: the JSON of ``captures.rights``. Nothing is judged here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Iterator

hookimpl = HookimplMarker("datasette")

MOST = 12
"""Statements shown of one page."""
PLACES = {
    "meta": "a meta tag",
    "header": "an HTTP header",
    "file": "the site's tdmrep.json",
}


def statements(stored: object) -> list[tuple[str, str, str]]:
    """Return what was said as (about what, the words, where); empty where nothing was said or it cannot be read.

    >>> statements('{"robots": [{"from": "meta", "agent": "robots", "raw": "noarchive"}]}')
    [('robots', 'noarchive', 'a meta tag')]
    """
    try:
        said = json.loads(stored) if isinstance(stored, str) else None
        return list(_statements(said))[:MOST] if isinstance(said, dict) else []
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return []


def _statements(said: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in said.get("robots", ()):
        agent = "robots" if one["agent"] == "robots" else f"robots, for {one['agent']}"
        yield agent, str(one["raw"]), _place(one["from"])
    if tdm := said.get("tdm"):
        words = {True: "reserved", False: "not reserved"}.get(tdm.get("reserved"), "said, but not clearly")
        policy = f"; policy {tdm['policy']}" if tdm.get("policy") else ""
        yield "text and data mining", words + policy, _place(tdm.get("from"))
    if said.get("ai_txt"):
        yield "ai.txt", "the site has one", ""


def _place(name: object) -> str:
    return PLACES.get(str(name), str(name or ""))


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Give the templates the statements as a filter."""
    env.filters["statements"] = statements
