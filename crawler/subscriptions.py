"""From the outlines of a list of feeds to sources, one a site, and back. Nothing is fetched or written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from cleaning.urls import host
from crawler.fields import CHECKS, FieldError, is_private, web_address
from crawler.opml import Outline
from crawler.proposal import identifier, language
from crawler.sources import Source, place
from crawler.sources_file import contradictions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.sources import Config

_OUTLINED: Final = ("id", "name", "home", "feeds", "language")
"""What an outline says in words of its own; the id stands in our namespace on each."""
_HERE: Final = ("site_rules", "own_rules")
"""Folders of this machine, which go into no list."""
CARRIED: Final = tuple(f.name for f in fields(Source) if f.name not in (*_OUTLINED, *_HERE))
"""What the first outline of a source says in our namespace."""
_WORDS: Final = ("timezone", "extractor")
"""Carried as they are; all others as JSON."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What of a list makes no source."""

    what: str
    why: str


@dataclass(slots=True)
class Subscriptions:
    """The sources that a list adds to those that are declared."""

    config: Config
    local: bool = False
    """Whether private addresses are meant."""
    sources: list[Source] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _places: dict[str, str] = field(default_factory=dict)
    _listed: dict[str, str] = field(default_factory=dict)
    """Homes and polled addresses to the ids of their sources."""

    def __post_init__(self) -> None:
        for source in self.config.sources:
            self._know(source)

    def take(self, outlines: Iterable[Outline]) -> None:
        """Make one source of all outlines of a site; what cannot be used or is declared already is told."""
        sites: dict[str, list[Outline]] = {}
        for outline in outlines:
            try:
                _check(outline)
            except FieldError as error:
                self._skip(outline, str(error))
                continue
            sites.setdefault(_site(outline), []).append(outline)
        for members in sites.values():
            try:
                self._add(members)
            except FieldError as error:
                self._skip(members[0], str(error))

    def _add(self, members: list[Outline]) -> None:
        home = _home(members)
        if owner := self._places.get(place(home)):
            return self._skip(members[0], f"source '{owner}' has {home} already")
        first, name = members[0], next((one.name for one in members if one.name), "") or host(home)
        values = {"local": is_private(host(home)), **_carried(first), "feeds": tuple(self._new_feeds(members))}
        wanted = first.own.get("id")
        source = Source(
            **values,
            id=wanted if wanted and wanted not in self._ids else identifier(home, name, self._ids),
            name=name,
            home=home,
            language=_language(members),
        )
        _sound(source, local=self.local)
        for url in (*source.sitemaps, *source.pages):
            if url in self._listed:
                raise FieldError(f"source '{self._listed[url]}' has {url} already")
        self.sources.append(source)
        self._know(source)
        return None

    def _new_feeds(self, members: list[Outline]) -> Iterator[str]:
        """Yield the feeds that no source has, each once."""
        for url, one in {web_address(one.feed): one for one in members if one.feed}.items():
            if url in self._listed:
                self._skip(one, f"source '{self._listed[url]}' has {url} already")
            else:
                yield url

    def _know(self, source: Source) -> None:
        self._ids.add(source.id)
        self._places[place(source.home)] = source.id
        self._listed |= dict.fromkeys(source.listings, source.id)

    def _skip(self, outline: Outline, why: str) -> None:
        self.skipped.append(Skipped(outline.name or outline.feed[:80] or "an outline without a name", why))


def _check(outline: Outline) -> None:
    """Refuse an outline that has no use, with what is wrong with it."""
    if "id" in outline.own:
        CHECKS["id"](outline.own["id"])
        web_address(outline.home)
    elif not outline.feed:
        raise FieldError("it has no xmlUrl, so it is no feed")
    for url in (outline.feed, outline.home):
        if url:
            web_address(url)


def _site(outline: Outline) -> str:
    """Return what outlines of one source share: our id, else the host."""
    return f"id {outline.own['id']}" if "id" in outline.own else host(outline.home or outline.feed).removeprefix("www.")


def _home(members: list[Outline]) -> str:
    """Return the address of the site where its outlines agree on one, else the root of its host."""
    homes = list(dict.fromkeys(web_address(one.home) for one in members if one.home))
    if len(homes) == 1:
        return homes[0]
    parts = urlsplit(homes[0] if homes else web_address(members[0].feed))
    return web_address(f"{parts.scheme}://{parts.netloc}/")


def _carried(outline: Outline) -> dict[str, Any]:
    """Return the fields that our own list has; FieldError where one cannot be used."""
    found = {}
    for key in CARRIED:
        if key in outline.own:
            text = outline.own[key]
            try:
                found[key] = CHECKS[key](text if key in _WORDS else json.loads(text))
            except (ValueError, RecursionError) as error:
                raise FieldError(f"field '{key}': {error}") from error
    return found


def _language(members: list[Outline]) -> str | None:
    """Return the language as our own list has it, or the first that a foreign one names as ISO 639-1 does."""
    first = members[0]
    if "id" in first.own and first.language:
        return str(CHECKS["language"](first.language))
    return language([one.language for one in members if one.language])


def _sound(source: Source, *, local: bool) -> None:
    """Refuse what ``sources.toml`` would, and private addresses that were not asked for."""
    private = [url for url in (source.home, *source.listings) if is_private(host(url))]
    if (source.local or private) and not local:
        raise FieldError(
            f"{(*private, source.home)[0]} is a private address, or said to be; say --local if that is meant"
        )
    for key, fault, _ in contradictions(source):
        raise FieldError(f"field '{key}': {fault}")


def outlines(source: Source) -> Iterator[Outline]:
    """Yield an outline a feed; a source without one is a link to its site. The first carries the fields that OPML does not know."""
    rest = {
        f.name: str(value) if f.name in _WORDS else json.dumps(value)
        for f in fields(source)
        if f.name in CARRIED and (value := getattr(source, f.name)) != f.default
    }
    for number, feed in enumerate(source.feeds or ("",)):
        yield Outline(
            name=source.name,
            feed=feed,
            home=source.home,
            language=source.language or "",
            own={"id": source.id, **({} if number else rest)},
        )
