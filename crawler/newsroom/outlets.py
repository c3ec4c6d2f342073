"""The outlets of the newsroom as declared in ``outlets/*.toml``: address, language, clock, discovery and page plan. No stories here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

ORDER = ("courier", "visnyk", "anzeiger", "gazette", "diario", "sahifa", "repost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an outlet's pages carry, region by region in reading order.

    Each entry names an element; ``a|b`` is one of the two, and ``a?`` stands on about six pages in ten.
    """

    top: tuple[str, ...]
    head: tuple[str, ...]
    amid: tuple[str, ...]
    """What interrupts the text; each story gets two to four of them, at places of its own."""
    tail: tuple[str, ...]
    after: tuple[str, ...]
    aside: tuple[str, ...]
    foot: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The outlet's own words outside its articles; the shared boilerplate of its language stands elsewhere."""

    tagline: str
    latest: str
    sections: str
    about: str
    about_lines: tuple[str, ...]
    gallery: str
    gallery_captions: tuple[str, ...]
    ticker: str
    """Title of the page that turns out empty."""
    paper: str
    """Title of the print edition, which is no HTML."""
    huge: str
    private: str
    social: str
    missing: str
    joint: str
    """Between the last two authors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A news outlet of the newsroom."""

    id: str
    name: str
    host: str
    language: str
    timezone: str
    direction: str = "ltr"
    suffix: str
    """What follows the headline in ``<title>``."""
    article: str
    """Path of an article, from ``slug``, ``number``, ``section`` and the publication's ``date``."""
    folder: str
    """Path under which pages other than articles stand."""
    listing: str
    """What its feed or sitemap is: ``rss``, ``atom``, ``index``, ``news``; empty where it has none."""
    offset: str
    """How machines read its times: ``colon``, ``compact`` or ``zulu``."""
    seconds: bool = True
    date: str
    months: tuple[str, ...]
    digits: str = "0123456789"
    absolute: bool = False
    """Links on pages name the host."""
    account: str = ""
    """The account all articles stand under; empty: articles name their authors."""
    agencies: tuple[str, ...] = ()
    """Names in bylines that are no people."""
    gone: int = 410
    crawl_delay: float | None = None
    blank: str = ""
    """Body of the empty page."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Pages whose links are followed, where neither feed nor sitemap exists."""
    words: Words
    plan: Plan

    @property
    def zone(self) -> ZoneInfo:
        """The outlet's time zone."""
        return ZoneInfo(self.timezone)

    def show(self, instant: datetime) -> str:
        """Write a time as readers of the outlet see it."""
        local = instant.astimezone(self.zone)
        text = self.date.format(at=local, month=self.months[local.month - 1])
        return text.translate(str.maketrans("0123456789", self.digits))

    def stamp(self, instant: datetime) -> str:
        """Write a time as the outlet's machines write it, with its offset."""
        if self.offset == "zulu":
            return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        local = instant.astimezone(self.zone)
        return local.strftime("%Y-%m-%dT%H:%M:%S%z") if self.offset == "compact" else local.isoformat()

    def path(self, name: str) -> str:
        """Return the path of a page that is no article."""
        return f"{self.folder}{name}"


@cache
def outlet(name: str) -> Outlet:
    """Read one outlet's declaration."""
    raw = tomllib.loads((files(__package__) / "outlets" / f"{name}.toml").read_text("utf-8"))
    words, plan = (_tuples(raw.pop(key)) for key in ("words", "plan"))
    return Outlet(**_tuples(raw), words=Words(**words), plan=Plan(**plan))


def outlets() -> tuple[Outlet, ...]:
    """Read all outlets in the order of their addresses."""
    return tuple(map(outlet, ORDER))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
