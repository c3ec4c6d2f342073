"""Where a page speaks of its date: every place gives raw candidates. Reading and choosing is ``pipelines.dates``."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from cleaning.article import DateCandidate, Kind, Role
from cleaning.date_spans import dates_in, is_bare_date, is_date_line, moments_in, opens_with_date, role_of, spaced
from cleaning.jsonld import ARTICLE_TYPES, Node, as_list, text, types
from cleaning.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from cleaning.article import Block, Page
    from cleaning.document import Document
    from cleaning.head import Head

_PUBLISHED_METAS: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "dcterms.issued", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "published", "cxenseparse:recs:publishtime", "article.published", "last-published",
    "article_date_original", "originalpublicationdate", "citation_publication_date", "bt:pubdate", "iso-8601-publish-date", "displaydate",
)  # fmt: skip
_MODIFIED_METAS: Final = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified", "lastmod", "last-modified",
    "revised", "modified", "article.updated", "dc.date.modified",
)  # fmt: skip
_LIKE_PUBLISHED: Final = re.compile(
    r"publi[sc]|pub.?date|issued|released?.?date|date.?(?:posted|created)|create.?(?:date|time)|^dc\..*date"
)
_UNLIKE_PUBLISHED: Final = re.compile(
    r"modif|updat|expir|revis|valid|review|author|publisher$|event|unpublish|status|channel"
)
_NO_ARTICLE: Final = frozenset(
    "Comment Review VideoObject ImageObject AudioObject MediaObject Event Person Organization Claim ClaimReview Product "
    "JobPosting Offer Rating AggregateRating Question Answer SoftwareApplication Book Movie PodcastEpisode Dataset".split()
)
_ATTRIBUTES: Final = (
    "data-published", "data-published-date", "data-publish-date", "data-publication-date", "data-pubdate", "data-datetime",
    "data-date-iso", "data-date", "data-timestamp", "data-time",
)  # fmt: skip
_SCRIPTED: Final = frozenset(("datetime", *_ATTRIBUTES))
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_URL_DAYS: Final = (
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[/_-]?)(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9])(?!\d)"
    ),
    re.compile(rf"/(?P<y>(?:19|20)\d\d)/(?P<n>{'|'.join(_MONTHS)})/(?P<d>\d\d?)/"),
    re.compile(r"/(?P<y>20(?P<yy>\d\d))/(?P<m>\d\d)/(?P=yy)(?P=m)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>[0-3]\d)(?P<s>[-_])(?P<m>0[1-9]|1[0-2])(?P=s)(?P<y>(?:19|20)\d\d)(?!\d)"),
)
_URL_MONTH: Final = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?=/)")
_TITLE: Final = 12
"""Shorter blocks that stand in the title may be the site's name."""
_BEFORE: Final = 4
_NEAR: Final = 12
"""Blocks around the title in which a visible date is looked for."""
_LINE: Final = 160
"""Longer blocks are prose; only their first words can be a date line."""
_HEADLINE: Final = 2_000
_OPENING: Final = 70
_BARE: Final = 40
_MOST: Final = 60
_LONGEST: Final = 400
_DIGIT: Final = re.compile(r"\d")

_Found = tuple[Role, str, str]
"""Role, place and raw string of a candidate."""


def candidates(head: Head, node: Node, document: Document, page: Page) -> tuple[DateCandidate, ...]:
    """List the page's date candidates in order of trust of their place; equal ones once.

    Places: those of ``DateCandidate``, and ``json-ld-created``, ``json-ld-other`` (a node that is not the article's),
    ``meta-other`` (a name that only sounds like a date's), ``dated`` (an element named after dates), ``attribute`` (for
    scripts, near the title), ``opening`` (a date line that begins the prose), ``labelled`` (a line anywhere that says it
    is the date) and ``line`` (one that is nothing else).
    """
    found = [
        *_hinted(page),
        *_structured(head, node),
        *_shown(head, node, document=document),
        *_around(page),
    ]
    once = list(dict.fromkeys(f for f in found if f[2]))[:_MOST]
    return tuple([DateCandidate(role=role, place=place, raw=raw) for role, place, raw in once])


def _candidate(role: Role, place: str, raw: object) -> _Found:
    return role, place, tidy(raw[:_LONGEST])[:120] if isinstance(raw, str) else ""


def _hinted(page: Page) -> Iterator[_Found]:
    for hint in page.hints:
        yield _candidate(Role.PUBLISHED, hint.place, hint.published)
        yield _candidate(Role.MODIFIED, hint.place, hint.modified)


def _structured(head: Head, node: Node) -> Iterator[_Found]:
    yield from _json(node, "json-ld")
    for role, names in ((Role.PUBLISHED, _PUBLISHED_METAS), (Role.MODIFIED, _MODIFIED_METAS)):
        for name in names:
            for value in head.meta.get(name, ())[:3]:
                yield _candidate(role, "meta", value)
    for role, prop in ((Role.PUBLISHED, "datePublished"), (Role.MODIFIED, "dateModified")):
        for value in head.props.get(prop, ())[:3]:
            yield _candidate(role, "microdata", value)
    headline = _headline(node)
    for other in [n for n in head.jsonld if n is not node and not types(n) & _NO_ARTICLE][:40]:
        yield from _json(other, "json-ld" if _is_same(other, headline) else "json-ld-other")
    for name in sorted(head.meta, key=lambda n: "publi" not in n):
        if _LIKE_PUBLISHED.search(name) and name not in _PUBLISHED_METAS and not _UNLIKE_PUBLISHED.search(name):
            yield _candidate(Role.PUBLISHED, "meta-other", head.meta[name][0])


def _headline(node: Node) -> str:
    return fold(text(node.get("headline"))[:_HEADLINE])


def _is_same(other: Node, headline: str) -> bool:
    """Tell a second node about the same article, by its headline."""
    return bool(headline) and bool(types(other) & ARTICLE_TYPES) and _headline(other) == headline


def _json(node: Node, place: str) -> Iterator[_Found]:
    for role, key in (
        (Role.PUBLISHED, "datePublished"),
        (Role.PUBLISHED, "dateCreated"),
        (Role.MODIFIED, "dateModified"),
    ):
        for value in as_list(node.get(key))[:3]:
            yield _candidate(role, "json-ld-created" if key == "dateCreated" else place, text(value))


def _shown(head: Head, node: Node, *, document: Document) -> Iterator[_Found]:
    """List the dates a reader sees: time elements, elements named after dates, and lines near the title."""
    for value, naming in head.times[:12]:
        yield _candidate(role_of(f"{naming} {value}"), "time", value)
    for value, naming in head.dated[:12]:
        yield from _told(value, "dated", role=role_of(naming))
    start = _start(head, node, document=document)
    near = document.blocks[max(0, start - _BEFORE) : start + _NEAR]
    elements = dict.fromkeys(document.element(block) for block in near)
    for value in dict.fromkeys(value for element in elements for value in _attributes(element)):
        yield _candidate(Role.PUBLISHED, "attribute", value)
    for block in near:
        place = "text" if is_date_line(block.text) else "opening" if opens_with_date(block.text) else ""
        if place:
            yield from _told(block.text[:_LINE], place)
    yield from _lines(document.blocks)


def _attributes(element: HtmlElement) -> Iterator[str]:
    """Give what an element and the first ones in it say in attributes that scripts read."""
    for inner in islice(element.iter(), 20):
        if _SCRIPTED.isdisjoint(inner.keys()):
            continue
        attributes = inner.attrib
        if inner.tag != "time" and "datetime" in attributes:
            yield attributes["datetime"]
        yield from (attributes[name] for name in _ATTRIBUTES if name in attributes)


def _told(line: str, place: str, *, role: Role = Role.PUBLISHED) -> Iterator[_Found]:
    """Give the dates in a line, each in the role that the words before it give it."""
    line = spaced(line)
    before = 0
    for start, end in dates_in(line) or moments_in(line, bare=place != "text"):
        told = role_of(line[before:start], role)
        yield _candidate(told, place, line[start:end])
        role, before = told, end


def _start(head: Head, node: Node, *, document: Document) -> int:
    """Return where the title is shown: the longest block that the head repeats, a heading before others; else the first h1."""
    titles = "\n".join((head.first("og:title"), text(node.get("headline"))[:_HEADLINE], *head.titles[:1]))
    shown = [b for b in document.blocks if len(b.text) >= _TITLE and b.text in titles]
    if shown:
        return max(shown, key=lambda b: (len(b.text), b.kind is Kind.HEADING, -b.position)).position
    return next((b.position for b in document.blocks if document.element(b).tag == "h1"), 0)


def _lines(blocks: tuple[Block, ...]) -> Iterator[_Found]:
    """Search lines anywhere on the page that say they are the date, then lines that are nothing but one."""
    short = [b.text for b in blocks if len(b.text) <= _OPENING and _DIGIT.search(b.text)]
    for line in short:
        if _LABEL.match(line):
            yield from _told(line, "labelled")
    bare = (line for line in islice((t for t in short if len(t) <= _BARE), 200) if is_bare_date(line))
    for line in islice(bare, 5):
        yield from _told(line, "line")


_LABEL: Final = re.compile(
    r"\W*(?:first |last |originally )?(?:publi|posted|updated|date\b|datum|stand\b|aktualisiert|veröffentlicht|erstellt|fecha|mis à jour|"
    r"modifi|aggiornat|atualizad|actualizad|geplaatst|gepubliceerd|bijgewerkt|опублик|обновлен|оновлен|дата|julkaistu|päivitetty)",
    re.IGNORECASE,
)


def _around(page: Page) -> Iterator[_Found]:
    address = (page.final_url or page.url).split("?")[0]
    for pattern in _URL_DAYS:
        if match := pattern.search(address):
            parts = match.groupdict()
            month = _MONTHS.index(parts["n"]) + 1 if "n" in parts else int(parts["m"])
            yield _candidate(Role.PUBLISHED, "url", f"{parts['y']}-{month:02}-{int(parts['d']):02}")
            break
    else:
        if coarse := _URL_MONTH.search(address):
            yield _candidate(Role.PUBLISHED, "url", f"{coarse[1]}-{coarse[2]}")
    yield _candidate(Role.MODIFIED, "http", page.header("Last-Modified"))
