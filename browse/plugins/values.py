"""How single values are shown: dates, lists, links, search hits. What a page is made of is the business of the other plugins."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from datasette.utils import tilde_encode
from markupsafe import Markup, escape
from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")

OUTWARD = 'rel="nofollow noopener noreferrer"'
LONGEST_LINK = 80
"""Characters of a URL shown in a table cell."""
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
LISTS = frozenset({"authors", "tags", "quality"})
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_HIT = re.compile("⟦([^⟦⟧]*)⟧")


def outward(url: object) -> str | None:
    """Return a URL that may become a link (http or https, no white space or control character), else None."""
    if not isinstance(url, str) or not url.isprintable() or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def day(value: object) -> str:
    """Write a calendar day for people; anything else comes back as it is.

    >>> day("2026-03-01")
    '1 March 2026'
    """
    try:
        known = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{known.day} {known:%B} {known.year}"


def moment(instant: object, offset: object = None) -> str:
    """Write a stored instant as the publisher's clock showed it; without an offset in UTC.

    >>> moment("2026-03-01T07:30:00Z", "+02:00")
    '1 March 2026, 09:30'
    """
    try:
        known = datetime.fromisoformat(str(instant)).astimezone(_zone(offset))
    except (ValueError, OverflowError):
        return str(instant)
    return f"{day(known.date().isoformat())}, {known:%H:%M}"


def names(stored: object) -> list[str]:
    """Return the strings of a JSON list; an empty list for anything else."""
    try:
        found = json.loads(stored) if isinstance(stored, str) else None
    except (ValueError, RecursionError):
        return []
    return [str(item) for item in found] if isinstance(found, list) else []


def marked(text: object) -> Markup:
    """Escape a search hit, its matches (in ⟦ ⟧) as ``<mark>``."""
    pieces = _HIT.split(str(text or ""))
    return Markup("").join(Markup("<mark>{}</mark>").format(p) if i % 2 else escape(p) for i, p in enumerate(pieces))


def counted(number: int | None, one: str, many: str = "") -> str:
    """Return a number with its noun; a dash for a number that is not known.

    >>> counted(1200, "block")
    '1,200 blocks'
    """
    return "–" if number is None else f"{number:,} {one if number == 1 else many or one + 's'}"


def direction(language: object) -> str:
    """Return the writing direction of a language for ``dir``; ``auto`` when the language is not known.

    >>> direction("ar-EG")
    'rtl'
    """
    main = str(language or "").partition("-")[0].lower()
    return "rtl" if main in RIGHT_TO_LEFT else "ltr" if main else "auto"


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Give the templates these functions as filters."""
    env.filters |= {f.__name__: f for f in (outward, day, moment, names, marked, counted, direction)}
    env.filters["tilde"] = tilde_encode


@hookimpl
def render_cell(value: object, column: str, table: str | None, datasette: Any) -> Markup | str | None:
    """Show URLs as links that give nothing away, lists as lists, a cleaning rule as a link to its page."""
    if column == "rule" and table in {"removed_blocks", "rule_sources", None} and isinstance(value, str):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"rules/{tilde_encode(value)}"), value)
    if column in LISTS and (value == "[]" or names(value)):
        return ", ".join(names(value)) or Markup("&nbsp;")
    if url := outward(value):
        shown = url if len(url) <= LONGEST_LINK else f"{url[:LONGEST_LINK]}…"
        return Markup('<a href="{}" {}>{}</a>').format(url, Markup(OUTWARD), shown)  # noqa: S704 - a constant
    return None


def _zone(offset: object) -> timezone:
    found = _OFFSET.fullmatch(str(offset))
    if found is None:
        return timezone.utc  # noqa: UP017 - the class is at hand
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-away if found[1] == "-" else away)
