"""What the page says of its article: title, people, language, section and so on, each from the best place that has it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.authors import authors
from cleaning.date_hints import candidates
from cleaning.head import Head, read_head
from cleaning.jsonld import Node, article, as_list, referred, text, types
from cleaning.language import primary
from cleaning.people import PUBLISHERS, declared, organisations, shown
from cleaning.rights import licence, wire
from cleaning.site_names import clean, keys, strip_site, stripped
from cleaning.text import fold, tidy
from cleaning.titles import Stated, title
from cleaning.urls import canonical, host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaning.article import DateCandidate, Page
    from cleaning.document import Document

_JOINTS = " -–—|·•»«:"
_LABEL = 3
"""Letters of the shortest part of a host that may be the site's name."""
_MOST_NODES = 200
_FEW = 8
_FIGURES = 7
"""Digits, one more than the longest count of words has."""


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
    licence: str | None = None
    """Address, or the words that stand in its place."""
    description: str | None = None
    body: str | None = None
    """JSON-LD ``articleBody``, where the page gives it."""
    word_count: int | None = None
    """JSON-LD ``wordCount``, where the page gives it."""
    declared: bool = False
    """Whether the page itself says that it is an article (JSON-LD type, og:type, a publication time in its head)."""
    site_names: tuple[str, ...] = ()
    dates: tuple[DateCandidate, ...] = ()


def read(document: Document, page: Page) -> Metadata:
    """Read a page's metadata; contradictions are settled in favour of the article's own JSON-LD node, then the head."""
    head = read_head(document.tree)
    sites = _sites(head, page)
    node = article(head.jsonld, title=head.first("og:title") or next(iter(head.titles), ""))
    chosen = _title(head, node, document, page=page, sites=sites)
    people = authors(
        declared(head, node),
        sites,
        organisations=organisations(node, head.jsonld),
        weak=chain(shown(head, document, title=chosen, sites=sites), (h.author for h in page.hints if h.author)),
    )
    base = page.final_url or page.url
    link = next(iter(head.links.get("canonical", ())), "") or head.first("og:url")
    image = head.first("og:image", "twitter:image", "og:image:url") or _image(node)
    return Metadata(
        title=chosen,
        authors=people.people,
        byline=people.raw,
        credit=people.credit or wire(document.blocks),
        language=primary(_language(head, node)),
        section=_section(head, node),
        tags=_tags(head, node),
        image=canonical(image, base) if image else None,
        canonical_url=canonical(link, base) if link else None,
        access=_access(head, node),
        licence=licence(head, node, base),
        description=head.first("og:description", "description", "twitter:description") or None,
        body=text(node.get("articleBody")) or None,
        word_count=_count(text(node.get("wordCount"))),
        declared=bool(node) or head.first("og:type").lower() == "article" or bool(head.first("article:published_time")),
        site_names=sites,
        dates=candidates(head, node, document, page),
    )


def _title(head: Head, node: Node, document: Document, *, page: Page, sites: tuple[str, ...]) -> str | None:
    stated = Stated(
        heads=_heads(head, node, page),
        h1s=head.h1s,
        headings=[b.text for b in document.blocks if b.kind is Kind.HEADING],
        headline=text(node.get("headline")),
        shared=head.first("og:title"),
        settled=_settled(head, node, sites),
        address=page.final_url or page.url,
        beside=_beside(head, node),
    )
    return title(stated, sites)


def _beside(head: Head, node: Node) -> list[str]:
    """Return what may stand behind a title: the section, breadcrumbs included, and who wrote it."""
    crumbs = (n for n in head.jsonld[:_MOST_NODES] if "ListItem" in types(n))
    named = [*map(text, as_list(node.get("articleSection"))[:_FEW]), *(text(n) or text(n.get("item")) for n in crumbs)]
    people = (text(a) for a in as_list(node.get("author"))[:_FEW])
    return [n for n in [*named, *people, *head.meta.get("article:section", ()), head.first("author")] if n]


def _settled(head: Head, node: Node, sites: Sequence[str]) -> str:
    """Return the title on which a news article's JSON-LD and its og:title agree."""
    if not any(name.endswith("NewsArticle") for name in types(node)):
        return ""
    known = keys(sites)
    shared, headline = (stripped(clean(t), known) for t in (head.first("og:title"), text(node.get("headline"))))
    return shared if fold(headline) == fold(shared) else ""


def _language(head: Head, node: Node) -> str:
    return head.language or text(node.get("inLanguage")) or head.first("og:locale", "content-language", "language")


def _section(head: Head, node: Node) -> str | None:
    named = head.first("article:section", "section", "parsely-section", "category")
    return tidy(text(node.get("articleSection")) or named) or None


def _sites(head: Head, page: Page) -> tuple[str, ...]:
    """Every name under which the page or the user speaks of the site itself."""
    named = [page.source.name, head.first("og:site_name"), head.first("application-name", "apple-mobile-web-app-title")]
    named += [text(referred(n["publisher"], head.jsonld)) for n in head.jsonld[:_MOST_NODES] if n.get("publisher")]
    named += [text(n.get("name")) for n in head.jsonld if types(n) & PUBLISHERS]
    named += [rest for shown in head.titles[:1] if (rest := _rest(shown, head.h1s))]
    where = host(page.final_url or page.url).removeprefix("www.")
    named += [where, *(label for label in where.split(".")[:-1] if len(label) >= _LABEL and not label.isdigit())]
    return tuple(dict.fromkeys(tidy(n) for n in named if n))


def _rest(shown: str, h1s: list[str]) -> str:
    """Return what a ``<title>`` says behind the page's own heading: the site's name, most often."""
    return shown[len(strip_site(shown, (), h1s)) :].strip(_JOINTS)


def _heads(head: Head, node: Node, page: Page) -> list[str]:
    metas = [
        head.first(n)
        for n in (
            "og:title",
            "twitter:title",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "dc:title",
            "citation_title",
            "title",
        )
    ]
    hints = [h.title for h in page.hints if h.title]
    found = [text(node.get("headline")), *metas, *head.props.get("headline", ())[:1], *head.titles[:2], *hints]
    return [f for f in found if f]


def _tags(head: Head, node: Node) -> tuple[str, ...]:
    listed = head.meta.get("article:tag") or as_list(node.get("keywords")) or [head.first("news_keywords", "keywords")]
    flat = (tidy(part) for value in listed if isinstance(value, str) for part in value.split(","))
    return tuple(dict.fromkeys(t for t in flat if t and len(t) <= 80))[:40]


def _image(node: Node) -> str:
    first = next(iter(as_list(node.get("image"))), "")
    return text(first.get("url")) if isinstance(first, dict) else text(first)


def _count(stated: str) -> int | None:
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < _FIGURES else None


def _access(head: Head, node: Node) -> str | None:
    """``free`` or ``paywalled`` as declared (schema.org isAccessibleForFree, article:content_tier)."""
    free = str(node.get("isAccessibleForFree", "")).lower().rsplit("/", 1)[-1]
    tier = head.first("article:content_tier").lower()
    if free == "false" or tier in ("locked", "metered"):
        return "paywalled"
    return "free" if free == "true" or tier == "free" else None
