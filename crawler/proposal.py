"""From the survey of a site to the block that ``thresher add`` writes: name, id, language, time zone, what to poll. Pure."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import combining, normalize

import tldextract

from cleaning.text import fold
from cleaning.urls import canonical, host
from crawler.ages import newest
from crawler.fields import is_private
from crawler.language_codes import languages
from crawler.sources import Source
from crawler.zones import country, dates_in_page, propose
from pipelines.outcomes import UrlKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from crawler.survey import Found, Survey

_SEPARATOR = re.compile(r"\s+[-–—|»›·:]+\s+|\s*[|»]\s*|:\s+")
_FEED_WORDS = re.compile(r"\b(rss|atom|feeds?)\b", re.IGNORECASE)
_NOT_ID = re.compile(r"[^a-z0-9]+")
_MAX_ID = 40
_ENOUGH_SHARE = 0.05


class _Split(NamedTuple):
    subdomain: str
    label: str
    suffix: str


def source_of(
    survey: Survey, now: datetime, *, taken: Collection[str] = (), local: bool = False
) -> tuple[Source, tuple[str, ...]]:
    """Return the source to declare, and remarks for what could not be told.

    ``taken`` are ids that are in use. With no feed and no sitemap the home page is polled.
    """
    used, undated = _worth_polling(survey.found)
    tags = [tag for tag in (survey.front.language, *(found.listing.language for found in survey.found)) if tag]
    name = site_name(survey)
    source = Source(
        id=identifier(survey.home, name, taken),
        name=name,
        home=survey.home,
        feeds=tuple(found.url for found in used if found.kind is UrlKind.FEED),
        sitemaps=tuple(found.url for found in used if found.kind is UrlKind.SITEMAP),
        pages=() if used else (survey.home,),
        hosts=() if is_private(host(survey.home)) else sister_hosts(survey),
        language=language(tags),
        timezone=propose(_dates(survey), country(host(survey.home), tags)),
        local=local,
    )
    return source, tuple(_remarks(source, used, undated, now))


def _dates(survey: Survey) -> list[str]:
    links = [link for found in survey.found for link in found.listing.links]
    return [*dates_in_page(survey.page), *(date for link in links for date in (link.published, link.modified) if date)]


def _remarks(source: Source, used: list[Found], undated: list[Found], now: datetime) -> Iterator[str]:
    for found in undated:
        yield f"left out, it gives no dates, so everything in it would be fetched: {found.url}"
    if source.language is None:
        yield "language: the site does not declare it; set it if you know it"
    if source.timezone is None:
        yield "timezone: the site does not show it; set it if its pages give times without offset"
    ages = [when for found in used for link in found.listing.links if (when := newest(link))]
    if ages and max(ages) < now - timedelta(days=source.max_age_days):
        yield f"max_age_days: the newest entry is of {max(ages):%Y-%m-%d}, so nothing would be fetched; raise it from 30"


def language(tags: Collection[str]) -> str | None:
    """Return the first tag's language that ISO 639-1 knows."""
    codes = (tag.replace("_", "-").split("-")[0].strip().lower() for tag in tags)
    return next((code for code in codes if code in languages()), None)


def site_name(survey: Survey) -> str:
    """Return what the outlet calls itself: the part of a title that is like its host, else the one most titles share."""
    titles = (survey.front.title, *(found.listing.title for found in survey.found))
    parts = [part for title in titles if title for part in _parts(title)]
    label = _NOT_ID.sub("", _split(host(survey.home)).label)
    alike = (part for part in parts if len(key := _NOT_ID.sub("", fold(part))) > 2 and (key in label or label in key))
    return next(alike, None) or max(parts, key=parts.count, default=host(survey.home))


def identifier(home: str, name: str, taken: Collection[str] = ()) -> str:
    """Return a short id that is free: from the host without ``www`` and suffix, or from the name where that is a number."""
    place = host(home)
    known = _split(place)
    words = name if is_private(place) else f"{known.subdomain.removeprefix('www')} {known.label}"
    plain = "".join(char for char in normalize("NFKD", words.lower()) if not combining(char))
    stem = _slug(plain) or _slug(place)
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in chain((stem,), numbers) if one not in taken)


def sister_hosts(survey: Survey) -> tuple[str, ...]:
    """Return the further hosts of the site's own domain that its listings name often enough to be no accident."""
    own = host(survey.home)
    urls = [url for found in survey.found for link in found.listing.links if (url := canonical(link.url, found.url))]
    counts = Counter(map(host, urls))
    return tuple(
        name
        for name, count in sorted(counts.items())
        if name.removeprefix("www.") != own.removeprefix("www.")
        and _split(name)[1:] == _split(own)[1:]
        and count >= len(urls) * _ENOUGH_SHARE
    )


def _worth_polling(found: tuple[Found, ...]) -> tuple[list[Found], list[Found]]:
    """Set aside a sitemap without any date where there is a feed: every page of the site would count as new."""
    has_feed = any(one.kind is UrlKind.FEED for one in found)
    undated = [one for one in found if one.kind is UrlKind.SITEMAP and has_feed and not _is_dated(one)]
    return [one for one in found if one not in undated], undated


def _is_dated(found: Found) -> bool:
    links = found.listing.links
    return any(link.published or link.modified or link.kind is UrlKind.SITEMAP for link in links)


def _slug(text: str) -> str:
    """Return the first words of a text as one id, at most 40 characters."""
    words = _NOT_ID.sub(" ", text).split()
    while len("-".join(words)) > _MAX_ID and len(words) > 1:
        words.pop()
    return "-".join(words)[:_MAX_ID]


def _parts(title: str) -> list[str]:
    shown = "".join(char for char in title if char.isprintable())
    parts = (_FEED_WORDS.sub("", part).strip(" -–—|»:·") for part in _SEPARATOR.split(shown))
    return [stripped for part in parts if (stripped := part[:80].strip())]


@cache
def _extractor() -> tldextract.TLDExtract:
    """Read the public suffix list that comes with the package; nothing is fetched or cached on disk."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _split(name: str) -> _Split:
    """Split a host at its public suffix; an unknown one is taken to have one label, as the list itself says."""
    if is_private(name):
        return _Split("", name, "")
    known = _extractor()(name)
    if known.suffix or "." not in name:
        return _Split(known.subdomain, known.domain, known.suffix)
    *before, label, suffix = name.split(".")
    return _Split(".".join(before), label, suffix)
