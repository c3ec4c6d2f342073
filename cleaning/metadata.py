"""What the page says of its article: title, people, language, section and so on, each from the best place that has it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.authors import authors, is_byline
from cleaning.date_hints import candidates
from cleaning.head import Head, read_head
from cleaning.jsonld import Node, article, as_list, referred, text, types
from cleaning.language import primary
from cleaning.text import fold, tidy
from cleaning.titles import Stated, strip_site, title
from cleaning.urls import canonical, host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import DateCandidate, Page
    from cleaning.document import Document

_JOINTS = " -–—|·•»«:"
_LABEL = 3
"""Letters of the shortest part of a host that may be the site's name."""
_NEAR = 6
"""Blocks before the first heading in which a byline is looked for; twice as many after it."""
_PUBLISHERS = frozenset(("Organization", "NewsMediaOrganization", "WebSite", "Corporation"))
_NOT_THE_PAGE = frozenset("Comment Review Quotation VideoObject ImageObject CreativeWork Book Movie Claim".split())
_WRITTEN_BY = frozenset(
    ("written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door", "napisane przez",
     "skrevet av", "skriven av", "skrevet af", "написано автором", "автор", "author")
)  # fmt: skip
"""Labels of sharing cards (Yoast SEO and others)."""
_BYLINES = 6
_NAME = 60
_MOST_PEOPLE = 50
_LONGEST_BYLINE = 160
"""Characters of the longest line that is a byline; longer ones tell of the author."""
_MOST_NODES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Facts about an article; missing ones are None or empty. Dates are unread candidates."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    byline: str | None = None
    credit: str | None = None
    language: str | None = None
    """As declared; the text may say otherwise."""
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical_url: str | None = None
    access: str | None = None
    description: str | None = None
    body: str | None = None
    """JSON-LD ``articleBody``, where the page gives it."""
    declared: bool = False
    """Whether the page itself says that it is an article (JSON-LD type, og:type, a publication time in its head)."""
    site_names: tuple[str, ...] = ()
    dates: tuple[DateCandidate, ...] = ()


def read(document: Document, page: Page) -> Metadata:
    """Read a page's metadata; contradictions are settled in favour of the article's own JSON-LD node, then the head."""
    head = read_head(document.tree)
    sites = _sites(head, page)
    node = article(head.jsonld, title=head.first("og:title"))
    shown = _title(head, node, document, page=page, sites=sites)
    people = authors(
        _declared(head, node),
        sites,
        organisations=_organisations(node, head.jsonld),
        weak=chain(_shown(head, document, shown, sites=sites), (h.author for h in page.hints if h.author)),
    )
    base = page.final_url or page.url
    link = next(iter(head.links.get("canonical", ())), "") or head.first("og:url")
    image = head.first("og:image", "twitter:image", "og:image:url") or _image(node)
    return Metadata(
        title=shown,
        authors=people.people,
        byline=people.raw,
        credit=people.credit,
        language=primary(_language(head, node)),
        section=_section(head, node),
        tags=_tags(head, node),
        image=canonical(image, base) if image else None,
        canonical_url=canonical(link, base) if link else None,
        access=_access(head, node),
        description=head.first("og:description", "description", "twitter:description") or None,
        body=text(node.get("articleBody")) or None,
        declared=bool(node) or head.first("og:type").lower() == "article" or bool(head.first("article:published_time")),
        site_names=sites,
        dates=candidates(head, node, document, page),
    )


def _title(head: Head, node: Node, document: Document, *, page: Page, sites: tuple[str, ...]) -> str | None:
    stated = Stated(
        heads=_heads(head, node, page),
        h1s=head.h1s,
        headings=[b.text for b in document.blocks if b.kind is Kind.HEADING],
        shared=head.first("og:title"),
        settled=_settled(head, node),
        address=page.final_url or page.url,
    )
    return title(stated, sites)


def _settled(head: Head, node: Node) -> str:
    """Return the title on which a news article's JSON-LD and its og:title agree."""
    shared = head.first("og:title")
    is_news = any(name.endswith("NewsArticle") for name in types(node))
    return shared if is_news and shared and fold(text(node.get("headline"))) == fold(shared) else ""


def _language(head: Head, node: Node) -> str:
    return head.language or text(node.get("inLanguage")) or head.first("og:locale", "content-language", "language")


def _section(head: Head, node: Node) -> str | None:
    named = head.first("article:section", "section", "parsely-section", "category")
    return tidy(text(node.get("articleSection")) or named) or None


def _sites(head: Head, page: Page) -> tuple[str, ...]:
    """Every name under which the page or the user speaks of the site itself."""
    named = [page.source.name, head.first("og:site_name"), head.first("application-name", "apple-mobile-web-app-title")]
    named += [text(referred(n["publisher"], head.jsonld)) for n in head.jsonld[:_MOST_NODES] if n.get("publisher")]
    named += [text(n.get("name")) for n in head.jsonld if types(n) & _PUBLISHERS]
    named += [rest for shown in head.titles[:1] if (rest := _rest(shown, head.h1s))]
    where = host(page.final_url or page.url).removeprefix("www.")
    named += [where, *(label for label in where.split(".")[:-1] if len(label) >= _LABEL and not label.isdigit())]
    return tuple(dict.fromkeys(tidy(n) for n in named if n))


def _rest(shown: str, h1s: list[str]) -> str:
    """Return what a ``<title>`` says behind the page's own heading: the site's name, most often."""
    return shown[len(strip_site(shown, (), h1s)) :].strip(_JOINTS)


def _heads(head: Head, node: Node, page: Page) -> list[str]:
    metas = [
        head.first(n) for n in ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "title")
    ]
    hints = [h.title for h in page.hints if h.title]
    found = [text(node.get("headline")), *metas, *head.props.get("headline", ())[:1], *head.titles[:2], *hints]
    return [f for f in found if f]


def _declared(head: Head, node: Node) -> Iterator[str]:
    """Give what the markup says the authors are, place after place, in the order of how often they are right."""
    yield from _persons(node, head.jsonld)
    yield from _labelled(head)
    yield _together(head.links.get("author-name", ()), head)
    yield _together(head.props.get("author", ()), head)
    yield from _elsewhere(node, head.jsonld)
    yield from (", ".join(v for v in head.meta.get(n, ()) if not v.startswith("http")) for n in _AUTHOR_METAS)


def _shown(head: Head, document: Document, title: str | None, *, sites: Sequence[str]) -> Iterator[str]:
    """Give what a reader sees that may name the authors, in the same order."""
    yield from _lines_near_title(document, title, sites)
    yield from islice((line for line in head.bylines if len(line) <= _LONGEST_BYLINE), _BYLINES)
    yield from head.author_links[:_BYLINES]
    yield from islice((b.text for b in document.blocks if is_byline(b.text)), _BYLINES)


def _persons(node: Node, found: list[Node]) -> list[str]:
    """Return the people of the article's own node as one string per property."""
    named = ([_named(a, found) for a in as_list(node.get(key))[:_MOST_PEOPLE]] for key in ("author", "creator"))
    return [", ".join(filter(None, people)) for people in named]


def _named(value: object, found: list[Node]) -> str:
    """Return the name of a JSON-LD person, which may be in two parts; of an organisation, nothing."""
    value = referred(value, found)
    if not isinstance(value, dict):
        return text(value)
    if types(value) & _PUBLISHERS:
        return ""
    return text(value) or " ".join(filter(None, (text(value.get("givenName")), text(value.get("familyName")))))


def _organisations(node: Node, found: list[Node]) -> list[str]:
    listed = (referred(a, found) for a in as_list(node.get("author"))[:_MOST_PEOPLE])
    return [text(a) for a in listed if isinstance(a, dict) and types(a) & _PUBLISHERS]


def _labelled(head: Head) -> list[str]:
    """Return what cards for sharing show under "Written by"."""
    cards = [(head.first(f"twitter:label{n}"), head.first(f"twitter:data{n}")) for n in (1, 2)]
    return [value for label, value in cards if fold(label) in _WRITTEN_BY]


def _together(values: Sequence[str], head: Head) -> str:
    """Return the first of the people marked on a page and those who stand in one byline with them."""
    values = [v for v in values if len(v) <= _NAME]
    first = next(iter(values), "")
    return ", ".join(v for v in dict.fromkeys(values) if v == first or any(first in b and v in b for b in head.bylines))


def _elsewhere(node: Node, found: list[Node]) -> list[str]:
    """Return the only person that the page's JSON-LD describes, and the authors of what is not the article itself."""
    people = dict.fromkeys(text(n.get("name")) for n in found if "Person" in types(n) and n.get("name"))
    others = [n for n in found if n is not node and n.get("author") and not types(n) & _NOT_THE_PAGE]
    names = dict.fromkeys(_named(a, found) for n in others[:_MOST_PEOPLE] for a in as_list(n["author"])[:_MOST_PEOPLE])
    return [*people, ", ".join(filter(None, names))] if len(people) == 1 else [", ".join(filter(None, names))]


def _lines_near_title(document: Document, shown: str | None, sites: Sequence[str]) -> Iterator[str]:
    """Short lines around the page's title, or its first heading, that say whose text it is."""
    titles = (b.position for b in document.blocks if b.text == shown)
    start = next(titles, next((b.position for b in document.blocks if b.kind is Kind.HEADING), 0))
    near = document.blocks[max(0, start - _NEAR) : start + 2 * _NEAR]
    return (b.text for b in near if is_byline(b.text, sites))


_AUTHOR_METAS = (
    "article:author_name",
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "byl",
    "dcterms.creator",
    "creator",
    "og:author",
    "og:article:author",
    "cxenseparse:author",
)


def _tags(head: Head, node: Node) -> tuple[str, ...]:
    listed = head.meta.get("article:tag") or as_list(node.get("keywords")) or [head.first("news_keywords", "keywords")]
    flat = (tidy(part) for value in listed if isinstance(value, str) for part in value.split(","))
    return tuple(dict.fromkeys(t for t in flat if t and len(t) <= 80))[:40]


def _image(node: Node) -> str:
    first = next(iter(as_list(node.get("image"))), "")
    return text(first.get("url")) if isinstance(first, dict) else text(first)


def _access(head: Head, node: Node) -> str | None:
    """``free`` or ``paywalled`` as declared (schema.org isAccessibleForFree, article:content_tier)."""
    free = str(node.get("isAccessibleForFree", "")).lower().rsplit("/", 1)[-1]
    tier = head.first("article:content_tier").lower()
    if free == "false" or tier in ("locked", "metered"):
        return "paywalled"
    return "free" if free == "true" or tier == "free" else None
