"""What one outlet's site holds in an edition: which path is what, and what each listing names. Not how it is written or served."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.newsroom.elements import Line
from crawler.newsroom.publications import EPOCHS, Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.newsroom.composition import Sheet
    from crawler.newsroom.outlets import Outlet
    from crawler.newsroom.world import World

TEASERS = 10
"""So many articles a front page shows where feeds or sitemaps name the rest."""
ARTICLES, PAGES = "/sitemaps/articles.xml.gz", "/sitemaps/pages.xml"
"""The children of the sitemap index."""
HUGE = 50 * 2**20
"""Bytes of the page that is too large."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page as a listing names it."""

    path: str
    title: str
    published: datetime
    modified: datetime
    publication: Publication | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A page that is no article: front page, section, about, gallery."""

    title: str
    sheet: Sheet
    teasers: tuple[Publication, ...] = ()
    full: bool = False
    """Teasers carry the standfirst."""
    heading: str = ""
    """Over the links."""
    links: tuple[Line, ...] = ()
    lines: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    """Captions."""

    def hrefs(self) -> Iterator[str]:
        """Give every link on the page but those within it, in no particular order."""
        for element in self.sheet.elements():
            yield from (href for href in element.hrefs() if not href.startswith("#"))
        yield from (publication.path for publication in self.teasers)
        yield from (line.href for line in self.links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """What a complete crawl of an outlet meets when it starts from the outlet's feeds, sitemaps or pages; paths, each in one field."""

    listings: frozenset[str]
    articles: frozenset[str]
    others: dict[str, str] = field(default_factory=dict)
    """Pages that are no articles, with what they are: section, about, gallery, blank, paper, huge."""
    disallowed: frozenset[str] = frozenset()
    """Refused by robots.txt."""
    offsite: frozenset[str] = frozenset()
    """Whole URLs on other hosts."""

    @property
    def total(self) -> int:
        """How many URLs that makes."""
        return len(self.listings) + len(self.articles) + len(self.others) + len(self.disallowed) + len(self.offsite)

    def at(self, base: str) -> Urls:
        """Return the same with whole URLs instead of paths."""
        listings, articles, disallowed = (
            frozenset(base + path for path in paths) for paths in (self.listings, self.articles, self.disallowed)
        )
        others = {base + path: kind for path, kind in self.others.items()}
        return replace(self, listings=listings, articles=articles, disallowed=disallowed, others=others)


@dataclass(frozen=True)
class Site:
    """One outlet's site in one edition."""

    world: World
    name: str
    edition: int = 1
    faults: bool = False
    """The page that is too large is linked."""

    @property
    def outlet(self) -> Outlet:
        """The outlet."""
        return self.world.outlet(self.name)

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """The articles, newest first."""
        return self.world.publications(self.name, self.edition)

    @cached_property
    def routes(self) -> dict[str, tuple[str, Publication | str | None]]:
        """What stands under each path: its kind, and the article or section meant."""
        outlet = self.outlet
        table: dict[str, tuple[str, Publication | str | None]] = {"/": ("home", None), "/robots.txt": ("robots", None)}
        table |= dict.fromkeys(outlet.feeds + outlet.sitemaps, (outlet.listing, None))
        if outlet.listing == "index":
            table |= {ARTICLES: ("articles", None), PAGES: ("pages", None)}
        table |= {path: ("section", name) for name, path in self.world.sections(self.name, self.edition)}
        table |= {outlet.path(path): (kind, None) for kind, path in EXTRAS.items()}
        table |= {p.path: ("gone", p) for p in self.world.withdrawn(self.name, self.edition)}
        return table | {p.path: ("article", p) for p in self.publications}

    def extras(self) -> tuple[Line, ...]:
        """Return the pages that are no articles and yet are linked like them."""
        outlet, words = self.outlet, self.outlet.words
        shown = [kind for kind in ("gallery", "blank", "paper", "private", "huge") if kind != "huge" or self.faults]
        names = {"gallery": words.gallery, "blank": words.ticker, "paper": words.paper, "private": words.private}
        return tuple(Line(text=names.get(kind, words.huge), href=outlet.path(EXTRAS[kind])) for kind in shown)

    def entries(self) -> tuple[Entry, ...]:
        """Return what the outlet's feed or news sitemap names: the articles, newest first, then the extras."""
        return tuple(self._article(p) for p in self.publications) + self.pages()

    def articles(self) -> tuple[Entry, ...]:
        """Return the articles, newest first."""
        return tuple(self._article(p) for p in self.publications)

    def pages(self, *, sections: bool = False) -> tuple[Entry, ...]:
        """Return the extras, with or without the sections and the about page."""
        when = (EPOCHS[1] - timedelta(days=3)).astimezone(self.outlet.zone)
        links = (*self._sections(), self._about(), *self.extras()) if sections else self.extras()
        return tuple(Entry(line.href, line.text, when, when) for line in links)

    def home(self) -> Front:
        """Compose the front page."""
        outlet, words = self.outlet, self.outlet.words
        social = Line(text=words.social, href=f"https://social.example/{outlet.id}")
        links = (*self._sections(), self._about(), *self.extras(), social)
        shown = self.publications if outlet.pages else self.publications[:TEASERS]
        return Front(
            title=f"{outlet.name}: {words.tagline}",
            sheet=self._frame(),
            teasers=shown,
            full=True,
            heading=words.sections,
            links=links,
        )

    def section(self, name: str) -> Front:
        """Compose a section's page."""
        shown = tuple(p for p in self.publications if p.story.section == name)
        return Front(title=name, sheet=self._frame(), teasers=shown)

    def about(self) -> Front:
        """Compose the page about the outlet."""
        words = self.outlet.words
        return Front(title=words.about, sheet=self._frame(), lines=words.about_lines)

    def gallery(self) -> Front:
        """Compose a page of pictures."""
        words = self.outlet.words
        return Front(title=words.gallery, sheet=self._frame(), pictures=words.gallery_captions)

    def private(self) -> Front:
        """Compose the page that robots.txt forbids."""
        return Front(title=self.outlet.words.private, sheet=self._frame())

    def urls(self) -> Urls:
        """Return what a complete crawl of the outlet meets."""
        outlet = self.outlet
        if outlet.pages:
            return self._sorted(set(outlet.pages), set(self.home().hrefs()))
        listings = set(outlet.feeds + outlet.sitemaps) | ({ARTICLES, PAGES} if outlet.listing == "index" else set())
        named = self.articles() + self.pages(sections=outlet.listing == "index")
        return self._sorted(listings, {entry.path for entry in named})

    def _sorted(self, listings: set[str], found: set[str]) -> Urls:
        offsite = {href for href in found if "://" in href}
        kinds = {path: self.routes[path][0] for path in found - offsite - listings}
        return Urls(
            listings=frozenset(listings),
            articles=frozenset(path for path, kind in kinds.items() if kind == "article"),
            others={path: kind for path, kind in sorted(kinds.items()) if kind not in ("article", "private")},
            disallowed=frozenset(path for path, kind in kinds.items() if kind == "private"),
            offsite=frozenset(offsite),
        )

    def _frame(self) -> Sheet:
        return self.world.sheet(self.world.setting(self.name, self.edition))

    def _article(self, publication: Publication) -> Entry:
        modified = publication.modified(self.edition) or publication.published
        return Entry(publication.path, publication.story.title, publication.published, modified, publication)

    def _about(self) -> Line:
        return Line(text=self.outlet.words.about, href=self.outlet.path(EXTRAS["about"]))

    def _sections(self) -> tuple[Line, ...]:
        return tuple(Line(text=name, href=path) for name, path in self.world.sections(self.name, self.edition))


EXTRAS = {
    "about": "about",
    "blank": "live/today",
    "gallery": "gallery/week",
    "huge": "archive/complete",
    "paper": "epaper/today",
    "private": "private/desk",
}
"""Kinds of pages that are no articles, and where they stand in the outlet's folder."""
