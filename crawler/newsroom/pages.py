"""Writes what a site answers: status, type and bytes of every path, by design template. Sockets and headers are the server's."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.newsroom import structured
from crawler.newsroom.chance import Chance
from crawler.newsroom.publications import Publication
from crawler.newsroom.site import ARTICLES, HUGE, PAGES, Front, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

HTML, XML = "text/html; charset=utf-8", "application/xml; charset=utf-8"
LISTINGS = {
    "rss": ("rss.xml", "application/rss+xml; charset=utf-8"),
    "atom": ("atom.xml", "application/atom+xml; charset=utf-8"),
    "index": ("index.xml", XML),
    "pages": ("sitemap.xml", XML),
    "articles": ("sitemap.xml", "application/x-gzip"),
    "news": ("news.xml", XML),
    "robots": ("robots.txt", "text/plain; charset=utf-8"),
}
"""Template and type of what machines read; these answers carry Last-Modified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer before it is put on the wire."""

    status: int = 200
    content_type: str = HTML
    body: bytes = b""
    huge: bool = False
    """The body is ``endless()`` instead."""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as pages see it."""

    path: str
    """Path and query as requested."""
    authority: str
    """Host and port by which the client called; links follow it."""
    visits: int = 1
    port: int = 0
    restless: bool = False

    @property
    def base(self) -> str:
        """Scheme and authority, without a slash at the end."""
        return f"http://{self.authority}"


@cache
def templates() -> Environment:
    """Load the designs; everything they print is escaped."""
    loader = PackageLoader("crawler.newsroom", "designs")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["rfc822"] = format_datetime
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def answer(site: Site, asked: Asked) -> Reply:
    """Answer one request; a path the edition does not have is a 404."""
    kind, subject = site.routes.get(asked.path) or site.routes.get(asked.path.partition("?")[0]) or ("missing", None)
    if isinstance(subject, Publication):
        return _article(site, asked, subject) if kind == "article" else _missing(site, asked, site.outlet.gone)
    if kind in LISTINGS:
        return _listing(site, asked, kind)
    if kind in ("home", "section", "about", "gallery", "private"):
        return Reply(body=_front(site, asked, kind, subject or ""))
    return _oddity(site, asked, kind)


def endless() -> Iterator[bytes]:
    """Give the page that is too large, a piece at a time; ``HUGE`` bytes in all."""
    head = b"<!DOCTYPE html><html><head><title>Archive</title></head><body>\n"
    row = b"<p>One more line of an archive that nobody has ever read to its end.</p>\n"
    piece = row * (2**16 // len(row))
    yield head
    left = HUGE - len(head)
    while left > 0:
        yield piece[:left]
        left -= len(piece)


def _article(site: Site, asked: Asked, publication: Publication) -> Reply:
    served: dict[str, Any] = {"visits": asked.visits, "port": asked.port, "restless": asked.restless}
    setting = site.world.setting(site.name, site.edition, publication, **served)
    modified, stamp = publication.modified(site.edition), site.outlet.stamp
    body = _render(
        site,
        asked,
        title=publication.story.title + site.outlet.suffix,
        url=asked.base + publication.path,
        article=publication,
        sheet=site.world.sheet(setting),
        published=stamp(publication.published),
        modified=stamp(modified) if modified else "",
        data=_data(site, asked, publication),
    )
    return Reply(body=body)


def _data(site: Site, asked: Asked, publication: Publication) -> object:
    describe = structured.array if site.name == "diario" else structured.graph
    return describe(publication, site.edition, asked.base)


def _front(site: Site, asked: Asked, kind: str, subject: str) -> bytes:
    front = _fronts(site, kind, subject)
    url = asked.base + asked.path
    return _render(site, asked, title=front.title, url=url, article=None, sheet=front.sheet, front=front)


def _fronts(site: Site, kind: str, subject: str) -> Front:
    if kind == "section":
        return site.section(subject)
    plain = {"home": site.home, "about": site.about, "gallery": site.gallery, "private": site.private}
    return plain[kind]()


def _render(site: Site, asked: Asked, **values: Any) -> bytes:
    root = asked.base if site.outlet.absolute else ""
    template = templates().get_template(f"{site.name}.html")
    return template.render(outlet=site.outlet, base=asked.base, root=root, **values).encode()


def _listing(site: Site, asked: Asked, kind: str) -> Reply:
    name, content_type = LISTINGS[kind]
    newest = max(entry.modified for entry in site.articles())
    values = {"outlet": site.outlet, "base": asked.base, "url": asked.base + asked.path, "newest": newest}
    tracking = "?utm_source=rss&utm_medium=feed" if site.name == "sahifa" else ""
    text = templates().get_template(name).render(values, entries=_entries(site, kind), tracking=tracking)
    body = gzip.compress(text.encode(), mtime=0) if kind == "articles" else text.encode()
    return Reply(content_type=content_type, body=body, modified=newest)


def _entries(site: Site, kind: str) -> object:
    if kind == "index":
        return (ARTICLES, PAGES)
    if kind == "pages":
        return site.pages(sections=True)
    return site.articles() if kind == "articles" else site.entries()


def _oddity(site: Site, asked: Asked, kind: str) -> Reply:
    if kind == "blank":
        return Reply(body=site.outlet.blank.encode())
    if kind == "paper":
        return Reply(content_type="application/pdf", body=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + b"0" * 4096 + b"\n%%EOF\n")
    if kind == "huge":
        return Reply(huge=True)
    if asked.path.startswith("/media/") and asked.path.endswith(".svg"):
        return Reply(content_type="image/svg+xml", body=_picture(asked.path))
    return _missing(site, asked, 404)


def _missing(site: Site, asked: Asked, status: int) -> Reply:
    front = Front(title=site.outlet.words.missing, sheet=site.home().sheet)
    url = asked.base + "/"
    body = _render(site, asked, title=front.title, url=url, article=None, sheet=front.sheet, front=front)
    return Reply(status=status, body=body)


def _picture(path: str) -> bytes:
    chance = Chance(path)
    hue = chance.number("hue", 360)
    hills = "".join(
        f'<circle cx="{chance.number(i, 640)}" cy="380" r="{90 + chance.number((i, "r"), 140)}" fill="hsl({hue + 20 * i},35%,{30 + 8 * i}%)"/>'
        for i in range(4)
    )
    sky = f'<rect width="640" height="360" fill="hsl({hue + 180},40%,80%)"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">{sky}{hills}</svg>'.encode()
