"""What the look of a URL tells: the user's allow and deny patterns, and whether it is an article's, a section's or neither.

Pure and linear in the URL's length. Nothing here knows any site by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import re2

# Path segments that lead to the furniture of a site, not to news. Whole segments only.
_FURNITURE = """
about about-us abo account accessibility admin advertise advertising agb ads aide anmelden app apps archive archives
author authors autor autoren autores auteur avtor avtory basket cart category-feed cdn-cgi checkout comment comments
contact contacts contactos contact-us cookie cookies copyright corrections datenschutz datenschutzerklaerung disclaimer
donate donation epaper faq feed feeds forum hashtag help hilfe impressum imprint jobs karriere kontakt kontakty legal
login logout mediadaten masthead membership mein mentions-legales newsletter newsletters notice-legal page pages-legales
password people politica-de-privacidad privacy privacy-policy profile quienes-somos register registration rss search
shop signin sign-in signup sign-up sitemap sitemaps store subscribe subscription subscriptions suche search-results
tag tags team tos terms terms-of-service terms-of-use terms-and-conditions thema topic topics user users widerruf
wp-admin wp-content wp-includes wp-json wp-login xmlrpc
"""
_SECTION_MARKS = (
    "cat categoria categorie categories category hub kat kategorie kategoriya ressort rubrik rubrique seccion section"
)
_MEDIA = """
7z aac apk atom avi bmp css csv doc docx eot epub exe flac gif gz ico ics jpeg jpg js json m3u8 m4a mkv mov mp3 mp4 mpeg
mpg odt ogg opus otf pdf png ppt pptx rar rdf rss rtf svg tar tgz tif tiff ttf txt wav webm webp woff woff2 xls xlsx xml
zip
"""
# A calendar date or a month as sites write it into paths: /2026/03/12/, /2026-03-12-, /20260312.
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])(?:[/_.-]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_ID_QUERY = re.compile(
    r"(?:^|&)(?:p|id|a|aid|artid|article|article_?id|news|news_?id|story|story_?id|nid|newsid)=\w*\d"
)
_NUMBER = re.compile(r"\d{4,}")
_EXTENSION = re.compile(r"\.([a-z0-9]{1,5})$")
_SEPARATORS = re.compile(r"[-_+ ,.]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]")
_PAGES = frozenset(("asp", "aspx", "cfm", "htm", "html", "jsp", "php", "phtml", "shtml", "xhtml"))
_MAX_URL = 2048
_ENOUGH = 3
_PLENTY = 4  # for a URL that also names furniture: /archives/2024/10/16/…, /author/name/a-long-headline-of-words


class Shape(IntEnum):
    """What a URL looks like."""

    OTHER = 0
    SECTION = 1
    ARTICLE = 2


def shape(url: str, anchor: str = "") -> Shape:
    """Tell what a link of a front page most likely leads to, from its URL and the text it stands under.

    >>> shape("https://news.example/2026/03/12/harbour-bridge-reopens/").name
    'ARTICLE'
    >>> shape("https://news.example/politics/", "Politics").name
    'SECTION'
    """
    return look(url, anchor)[0]


def look(url: str, anchor: str = "") -> tuple[Shape, bool]:
    """Tell a link's shape, and whether it is sure: the root, a file, or a URL with all that articles' URLs have."""
    parts = urlsplit(url)
    path = segments(parts.path)
    if (not path and not parts.query) or _extension(path) in _words(_MEDIA):
        return Shape.OTHER, True
    furniture, marked = _names(path, _FURNITURE), _names(path, _SECTION_MARKS)
    points = _url_points(path, parts.query)
    if points >= _PLENTY:
        return Shape.ARTICLE, True
    if points + _anchor_points(anchor) >= _ENOUGH and not furniture and not marked:
        return Shape.ARTICLE, False
    if furniture:
        return Shape.OTHER, False
    return (Shape.SECTION if _is_section(path, parts.query) else Shape.OTHER), False


def segments(path: str) -> list[str]:
    """Return what stands between the slashes of a URL's path, decoded and without case; nothing empty."""
    return [segment for segment in unquote(path).casefold().split("/") if segment]


def is_landmark(segment: str) -> bool:
    """Tell whether a folder's name leads, on most sites, to furniture or to a section."""
    return segment in _words(_FURNITURE) or segment in _words(_SECTION_MARKS)


def date_in(url: str) -> tuple[int, int, int | None] | None:
    """Return the year, month and, where written, day in the path of a URL; the last one where there are several."""
    found = None
    for match in _DATE.finditer(urlsplit(url[:_MAX_URL]).path):
        found = int(match[1]), int(match[2]), int(match[3]) if match[3] else None
    return found


def names_id(query: str) -> bool:
    """Tell whether a query holds the id of an article: ``p=4711``, ``story_id=a9``."""
    return bool(_ID_QUERY.search(query.casefold()))


@dataclass(frozen=True, slots=True)
class Patterns:
    """What the user lets in and keeps out, by RE2 patterns searched anywhere in the URL."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    def admits(self, url: str) -> bool:
        """Tell whether an article's URL may be fetched: no deny pattern finds it, and one of allow does, if any."""
        return not self.keeps_out(url) and (not self.allow or self.lets_in(url))

    def lets_in(self, url: str) -> bool:
        """Tell whether an allow pattern finds a URL; where there are none, nothing is let in by name."""
        return any(_compiled(pattern).search(url) for pattern in self.allow)

    def keeps_out(self, url: str) -> bool:
        """Tell whether a deny pattern finds a URL."""
        return any(_compiled(pattern).search(url) for pattern in self.deny)


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


@cache
def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


def _extension(segments: list[str]) -> str:
    found = _EXTENSION.search(segments[-1]) if segments else None
    return found[1] if found else ""


def _names(segments: list[str], listing: str) -> bool:
    """Tell whether a whole segment, the last without its extension, is one of the listed words."""
    words = _words(listing)
    return any(_EXTENSION.sub("", segment) in words for segment in segments)


def _url_points(segments: list[str], query: str) -> int:
    """Count what speaks for an article in a URL: a date, a long slug, a number, an id in the query."""
    path = "/".join(segments)
    slug = max((slug_words(segment) for segment in segments[-2:]), default=0)
    date = _DATE.search(path)
    points = min(slug, 4) - 1 if slug > 1 else 0
    points += 3 if date and date.end() < len(path) else 0
    points += 2 if _NUMBER.search("/".join(segments[-2:])) or names_id(query) else 0
    points += len(segments) > 2
    return points + (_extension(segments) in _PAGES)


def slug_words(segment: str) -> int:
    """Count the words of a path segment, numbers and single letters left out."""
    words = [word for word in _SEPARATORS.split(_EXTENSION.sub("", segment)) if not word.isdigit() and len(word) > 1]
    return max(len(words), _unspaced_words(segment))


def _anchor_points(anchor: str) -> int:
    """Count what speaks for a headline: many words; a bare label speaks against."""
    words = max(len(anchor.split()), _unspaced_words(anchor))
    if not words:
        return 0
    return 2 if words >= 6 else 1 if words >= 4 else -1 if words <= 2 else 0


def _unspaced_words(text: str) -> int:
    """Estimate the words of scripts that set none apart (Chinese, Japanese, Korean, Thai, Lao): two characters each."""
    return 0 if text.isascii() else len(_UNSPACED.findall(text)) // 2


def _is_section(segments: list[str], query: str) -> bool:
    path = "/".join(segments)
    return not query and 0 < len(segments) <= 2 and not _NUMBER.search(path) and slug_words(segments[-1]) <= 3
