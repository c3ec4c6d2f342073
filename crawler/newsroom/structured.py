"""Schema.org descriptions of an article as outlets embed them: values for JSON-LD, not text. Microdata stands in the design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.newsroom.publications import Publication

CONTEXT = "https://schema.org"


def graph(publication: Publication, edition: int, base: str) -> dict[str, Any]:
    """Describe an article as a graph whose nodes refer to each other: WebSite, NewsArticle, its authors."""
    outlet, authors = publication.outlet, _authors(publication)
    people = [{"@id": f"{base}/#/schema/person/{i}", **author} for i, author in enumerate(authors, 1)]
    site = {"@type": "WebSite", "@id": f"{base}/#website", "url": f"{base}/", "name": outlet.name}
    article = _article(publication, edition, base) | {
        "@id": f"{base}{publication.path}#article",
        "isPartOf": {"@id": site["@id"]},
        "author": [{"@id": person["@id"]} for person in people],
        "isAccessibleForFree": True,
    }
    return {"@context": CONTEXT, "@graph": [site, article, *people]}


def array(publication: Publication, edition: int, base: str) -> list[dict[str, Any]]:
    """Describe an article as the second of two documents, after the breadcrumb."""
    trail = {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": publication.outlet.name, "item": f"{base}/"},
            {"@type": "ListItem", "position": 2, "name": publication.story.section},
        ],
    }
    article = {"@context": CONTEXT} | _article(publication, edition, base) | {"author": _authors(publication)}
    return [trail, article]


def _article(publication: Publication, edition: int, base: str) -> dict[str, Any]:
    outlet, story = publication.outlet, publication.story
    modified = publication.modified(edition) or publication.published
    return {
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.standfirst,
        "articleSection": story.section,
        "keywords": list(story.tags),
        "inLanguage": outlet.language,
        "datePublished": outlet.stamp(publication.published),
        "dateModified": outlet.stamp(modified),
        "mainEntityOfPage": f"{base}{publication.path}",
        "image": [f"{base}/media/{story.slug}.svg"],
        "publisher": {"@type": "Organization", "name": outlet.name},
    }


def _authors(publication: Publication) -> list[dict[str, str]]:
    agencies = publication.outlet.agencies
    return [
        {"@type": "Organization" if name in agencies else "Person", "name": name} for name in publication.story.authors
    ]
