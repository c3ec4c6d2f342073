"""What the user declares: sources, as frozen values. Reading ``sources.toml`` is ``sources_file``, writing it ``declaring``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleaning.article import Extractor, SourceFacts
from cleaning.errors import ConfigError, InputError
from cleaning.urls import host
from crawler.fields import is_private
from crawler.meant import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A news outlet as declared by the user; the fields and defaults of DESIGN §5."""

    id: str
    """Short and stable; made from the host by ``thresher add``."""
    name: str = ""
    """As people write it; the host of ``home`` where the user gave none."""
    home: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Sitemaps, indexes, news sitemaps."""
    pages: tuple[str, ...] = ()
    """Front and section pages whose links are followed."""
    hosts: tuple[str, ...] = ()
    """Further hosts that belong to the source."""
    language: str | None = None
    """ISO 639 code."""
    timezone: str | None = None
    """IANA name, for times without offset."""
    delay: float = 1.0
    """Least seconds between two requests to a host."""
    max_age_days: int = 30
    """Older feed and sitemap entries are noted, not fetched."""
    poll_min_minutes: float = 10.0
    """A feed, sitemap or page is left alone at least so long,"""
    poll_max_minutes: float = 1440.0
    """and at most so long; between them it is learned from what it yields."""
    follow_pages: int = 5
    """Pages after the first that a feed or front page is followed back at most, while everything on them is new."""
    revisit_hours: tuple[float, ...] = (1, 6, 24, 168, 720)
    """Ages at which an article is looked at again for corrections and deletions, since it was first fetched; none: never."""
    allow: tuple[str, ...] = ()
    """RE2 patterns, searched in the URL; where there are any, an article's URL must match one."""
    deny: tuple[str, ...] = ()
    extractor: Extractor = Extractor.AUTO
    standfirst: bool = True
    """The standfirst stays in the text."""
    captions: bool = False
    """Captions of pictures stay in the text."""
    site_rules: tuple[str, ...] = ()
    """Folders with collections of site rules; ``load`` adds those of all sources, and makes them absolute."""
    local: bool = False
    """Its own hosts, and no others, may resolve to loopback or private addresses."""
    enabled: bool = True
    own_rules: str = ""
    """Folder of the user's own rules, phrases and single sites; found by ``load``, never written into the file."""

    @property
    def listings(self) -> tuple[str, ...]:
        """Everything that is polled: feeds, sitemaps, pages."""
        return (*self.feeds, *self.sitemaps, *self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of a ``sources.toml``, with nothing in it that contradicts the rest."""

    path: Path
    contact: str | None = None
    """``mailto:`` or web address; never None when a source is not local."""
    proxy: str | None = None
    """``http://`` address through which everything is fetched; nothing else, no environment variable, names one."""
    site_rules: tuple[str, ...] = ()
    """Folders with collections of site rules for all sources; a source's own go before them."""
    sources: tuple[Source, ...] = ()

    def get(self, name: str) -> Source:
        """Return the source of an id; raises InputError with the nearest one."""
        for source in self.sources:
            if source.id == name:
                return source
        names = [source.id for source in self.sources]
        raise InputError(
            f"{self.path}: there is no source '{name}'; {meant(name, names, 'there are: ' + ', '.join(names))}"
        )

    def holder(self, url: str) -> Source | None:
        """Return the source whose home or listing a URL is; of homes, scheme and ``www.`` do not matter."""
        return next((s for s in self.sources if place(s.home) == place(url) or url in s.listings), None)

    def reached_at(self, given: str | None, *, local: bool) -> str | None:
        """Return the contact, the file's before one that is given; raises ConfigError where there is neither.

        On this machine or in a private network (``local``) there may be none.
        """
        if (who := self.contact or given) or local:
            return who
        raise ConfigError(
            f"{self.path}: field 'contact': is missing, and site owners must be able to reach you; "
            "say --contact mailto:you@example.org"
        )

    def source_of(self, url: str) -> Source | None:
        """Return the source a URL belongs to: of those with its host, the one whose home is the longest prefix."""
        owners = [source for source in self.sources if host(url) in hosts(source)]
        return max(owners, key=lambda source: _shared_path(source, url), default=None)


def facts(source: Source, *, day_first: bool | None = None) -> SourceFacts:
    """Return what cleaning and dating need to know of a source; ``day_first`` is what its own pages have shown."""
    return SourceFacts(
        id=source.id,
        name=source.name,
        language=source.language,
        timezone=source.timezone,
        day_first=day_first,
        extractor=source.extractor,
        standfirst=source.standfirst,
        captions=source.captions,
        own_rules=source.own_rules,
        site_rules=source.site_rules,
    )


def source_facts(sources: Iterable[Source], orders: Mapping[str, bool] | None = None) -> Callable[[str], SourceFacts]:
    """Return what gives the facts of a source by its id, ``orders`` being what ``facts`` takes as ``day_first``.

    Of a source that is not among them it is the id alone.
    """
    shown = orders or {}
    declared = {source.id: facts(source, day_first=shown.get(source.id)) for source in sources}
    return lambda name: declared.get(name) or SourceFacts(id=name)


def row(source: Source) -> dict[str, object]:
    """Return what the database keeps of a source, as ``Corpus.sync_sources`` takes it."""
    names = ("id", "name", "home", "language", "timezone", "enabled")
    return {name: getattr(source, name) for name in names} | {"revisit_hours": json.dumps(source.revisit_hours)}


def hosts(source: Source) -> frozenset[str]:
    """Return the hosts that are the source's own: of its home with and without ``www.``, of its pages, and as declared."""
    own = host(source.home)
    bare = own.removeprefix("www.")
    beside = (bare,) if is_private(own) else (bare, f"www.{bare}")
    return frozenset((own, *beside, *map(host, source.pages), *source.hosts))


def reach(source: Source) -> frozenset[str]:
    """Return the hosts a run may fetch from for a source: its own, and those of its feeds and sitemaps."""
    return hosts(source).union(map(host, source.listings))


def delays(sources: Iterable[Source]) -> dict[str, float]:
    """Return the least seconds between two requests to each host that sources reach: the longest that one of them asks for."""
    found: dict[str, float] = {}
    for source in sources:
        for name in reach(source):
            found[name] = max(source.delay, found.get(name, 0.0))
    return found


def place(url: str) -> str:
    """Return what addresses of one site share: host and path, without scheme, ``www.`` and the last slash."""
    parts = urlsplit(url)
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/")


def _shared_path(source: Source, url: str) -> int:
    path = urlsplit(source.home).path
    return len(path) if urlsplit(url).path.startswith(path) else 0
