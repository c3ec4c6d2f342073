"""Title, authors and date as a site's rules find them, put before what the general road reads on the page."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from cleaning.article import DateCandidate, Role
from cleaning.authors import authors
from cleaning.signers import is_person
from cleaning.site_names import strip_site
from cleaning.text import fold, words

if TYPE_CHECKING:
    from cleaning.article import Article
    from cleaning.metadata import Metadata
    from cleaning.site_rules.finding import Findings

PLACE: Final = "site-rules"
"""Where a date stood that a site's rules found."""


MISSED: Final = "site-rules-missed"
"""The flag of an article for which a site's rules found no text, or what cannot be all of it: the general road decided."""
NATIVE_AD: Final = "native-ad"
_ALIKE: Final = 0.6
_LONGEST: Final = 300


def stated(metadata: Metadata, findings: Findings | None) -> Metadata:
    """Return the metadata with what the site's rules found as the first candidate of each fact.

    Where the rules find the same with more around it (a title with the site's name, three authors run together), the
    general road has read it already, and stays.
    """
    if findings is None:
        return metadata
    return replace(_signed(metadata, findings), title=_title(metadata, findings), dates=_dates(metadata, findings))


def _dates(metadata: Metadata, findings: Findings) -> tuple[DateCandidate, ...]:
    """Put the date found before the others, unless a collection only names the one that every page declares."""
    known = not findings.rules.final and any(c.raw == findings.date for c in metadata.dates)
    if not findings.date or known:
        return metadata.dates
    return (DateCandidate(role=Role.PUBLISHED, place=PLACE, raw=findings.date), *metadata.dates)


def linked(article: Article, findings: Findings, *, missed: bool) -> Article:
    """Return the article with where its other pages are, and flagged as the rules have it."""
    flags = {MISSED} if missed else set()
    flags |= {NATIVE_AD} if findings.native_ad else set()
    return replace(
        article,
        single_page=findings.single_page,
        next_page=findings.next_page,
        quality=tuple(sorted({*article.quality, *flags})),
    )


def _title(metadata: Metadata, findings: Findings) -> str | None:
    found, known = strip_site(findings.title, metadata.site_names) if findings.title else "", metadata.title
    if not found or known is None:
        return found or known
    same = f" {_key(known)} " in f" {_key(found)} " or (not findings.rules.final and _alike(known, found))
    return known if same else found


def _alike(known: str, found: str) -> bool:
    """Tell one headline in two wordings, of which the general road has chosen one."""
    return SequenceMatcher(None, fold(known)[:_LONGEST], fold(found)[:_LONGEST], autojunk=False).ratio() >= _ALIKE


def _key(title: str) -> str:
    return " ".join(words(fold(title)))


def _signed(metadata: Metadata, findings: Findings) -> Metadata:
    found = authors([", ".join(findings.authors)] if findings.authors else [], metadata.site_names)
    known, raw = metadata.authors, fold(" ".join(findings.authors))
    same = bool(known) and len(known) >= len(found.people) and all(fold(name) in raw for name in known)
    worse = not findings.rules.final and any(map(is_person, known)) and not any(map(is_person, found.people))
    if not found.people or same or worse:
        return metadata
    return replace(metadata, authors=found.people, byline=found.raw, credit=found.credit or metadata.credit)
