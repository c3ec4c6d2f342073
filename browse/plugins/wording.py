"""The corpus's short names in words: kinds of revisions and copies, flags, how a date was chosen and read, what a rule looks at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

hookimpl = HookimplMarker("datasette")

TIERS = {
    "site": "what the site's own rules name",
    "site-rules": "what the site's own rules name",
    "structure": "where a block stands on its page",
    "phrase": "what a block says",
    "appeal": "appeals of one or several paragraphs",
    "repeat": "what the page says twice",
    "run": "blocks of one kind in a row",
    "model": "what the block model does not take for article text",
    "learned": "what repeats on the pages of one site",
}
KINDS = {
    "first": "first seen",
    "headline": "the headline changed",
    "body": "the text changed",
    "correction": "corrected, says the article itself",
    "grown": "paragraphs were added",
    "recleaned": "read again by other rules; nothing by the publisher",
    "unpublished": "taken away by the publisher; shown as last seen",
}
COPIES = {
    "exact": "the same text",
    "near": "nearly the same text",
    "contained": "one stands in the other",
    "syndicated": "two sources, one origin",
    "canonical": "one page names the other as the original",
}
FLAGS = {
    "short": "under 60 words",
    "truncated": "the text breaks off",
    "paywalled": "the rest is for subscribers",
    "title-missing": "no title was found",
    "machine-translated": "a machine translated the text",
    "mixed-language": "parts are in another language",
    "language-differs": "not in the language that the page declares",
    "date-missing": "no date was found",
    "date-future": "dated more than 48 hours after it was fetched",
    "date-ancient": "dated before 1995",
    "date-ambiguous": "day and month could be swapped, and nothing settles it",
    "date-conflict": "a trusted place names another day",
}
CHOICES = {
    "site-rules": "what the site's own rules find comes first",
    "structured-as-shown": "of several structured dates, the one that readers see near the title",
    "shown-before-change": "the date readers see, since the structured one is that of the last change",
    "not-after-change": "another structured time of that day, since the first lies after the last change",
    "structured": "structured data comes before anything else on the page",
    "announced": "what announced the page, since the page itself has no structured date",
    "shown-near-title": "a marked date that a line near the title repeats",
    "address": "the day in the address",
    "shown": "the date that readers see",
    "json-ld-other": "structured data about something else, for want of better",
    "meta-other": "a meta tag that sounds like a date, for want of better",
    "json-ld-created": "when the page was created, for want of better",
    "opening": "the first words of the text, for want of better",
    "labelled": "a line that says it is the date, for want of better",
    "attribute": "an attribute meant for scripts, for want of better",
    "htmldate": "the library htmldate, for want of better",
    "changed-only": "a date of change, since there is no other",
    "line": "a line that is nothing but a date, since there is no other",
    "coarse": "only a month or a year is known",
    "local-time-marked-utc": "a local time had been marked as UTC",
    "day-as-shown": "put on the day that the page shows",
}
READINGS = {
    "iso-8601": "written for machines (ISO 8601)",
    "compact": "written for machines (figures only)",
    "rfc-2822": "written for machines (RFC 2822)",
    "js-date": "written by a script",
    "epoch-seconds": "seconds since 1970",
    "epoch-milliseconds": "milliseconds since 1970",
    "day-month-year": "the month is a word",
    "month-day-year": "the month is a word",
    "year-month-day": "the month is a word",
    "year-day-month": "the month is a word",
    "month-year": "the month is a word",
    "year-first": "figures, the year first",
    "dotted": "figures with dots",
    "day-month-alike": "day and month are the same figure",
    "day-first": "figures, the day first",
    "month-first": "figures, the month first",
    "era": "a year of an era",
    "year-from-fetch": "a day without a year: the last one before the fetch",
    "relative": "counted back from the fetch",
    "dateparser": "read by the library dateparser",
    "htmldate": "found by the library htmldate",
    "source-zone": "in the source's time zone",
    "offset-elsewhere": "the offset from another date of the page",
    "site-order": "day and month as on the source's other pages",
}
PLACES = {
    "json-ld": "structured data (JSON-LD)",
    "json-ld-created": "structured data, as created",
    "json-ld-other": "structured data about something else",
    "meta": "a meta tag",
    "meta-other": "a meta tag that sounds like a date",
    "microdata": "microdata",
    "time": "a time element",
    "dated": "an element named after dates",
    "feed": "the feed",
    "news-sitemap": "the news sitemap",
    "url": "the URL",
    "text": "the visible text",
    "line": "a line that is nothing but a date",
    "opening": "the first words of the text",
    "labelled": "a line that says it is the date",
    "attribute": "an attribute meant for scripts",
    "sitemap": "the sitemap",
    "http": "an HTTP header",
    "htmldate": "htmldate",
    "site-rules": "the site's own rules",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_FROM = {"time-from": "the time of day from {}", "offset-from": "the offset from {}"}


def date_rule(rule: object) -> str:
    """Say how a date was chosen and read.

    >>> date_rule("structured/offset-from-text/iso-8601")
    'structured data comes before anything else on the page; the offset from the visible text; written for machines (ISO 8601)'
    """
    return "; ".join(_said(part) for part in str(rule or "").split("/") if part)


def _said(part: str) -> str:
    for prefix, words in _FROM.items():
        if part.startswith(f"{prefix}-"):
            place = part.removeprefix(f"{prefix}-")
            return words.format(PLACES.get(place, place))
    return CHOICES.get(part) or READINGS.get(part) or part


def is_language(code: object) -> bool:
    """Tell whether a code may stand in ``lang``."""
    return bool(_LANGUAGE.fullmatch(str(code or "")))


def paired(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return each value with itself as its label."""
    return [(value, value) for value in values]


def _lookup(words: Mapping[str, str]) -> Any:
    return lambda name: words.get(str(name), str(name))


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Give the templates these words as filters."""
    tables = {
        "tier_words": TIERS,
        "revision_words": KINDS,
        "copy_words": COPIES,
        "flag_words": FLAGS,
        "place_words": PLACES,
    }
    env.filters |= {name: _lookup(words) for name, words in tables.items()}
    env.filters |= {"date_rule": date_rule, "paired": paired, "is_language": is_language}
