"""Builds what stands around an article and speaks of it: headline, byline, dates, author box, source link. Not its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.newsroom.elements import FURNITURE, KEPT, Element, Line
from crawler.newsroom.furnishing import Setting, titles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.newsroom.publications import Publication


def _publication(setting: Setting) -> Publication:
    if setting.publication is None:
        raise ValueError("only an article has a byline")
    return setting.publication


def _joined(names: Iterable[str], joint: str) -> str:
    *first, last = names
    return joint.join((", ".join(first), last)) if first else last


def _note(kind: str, text: str, rank: str = "") -> Element:
    return Element(kind=kind, category=FURNITURE, lines=(Line(text=text),), rank=rank)


def kicker(setting: Setting, place: str) -> Element:
    """Name the topic above the headline."""
    return _note("kicker", _publication(setting).story.kicker, place)


def title(setting: Setting, place: str) -> Element:
    """Give the headline."""
    return _note("title", _publication(setting).story.title, place)


def repeated_title(setting: Setting, place: str) -> Element:
    """Give the headline once more."""
    line = Line(text=_publication(setting).story.title)
    return Element(kind="repeated-title", category="repeated-title", lines=(line,), rank=place)


def standfirst(setting: Setting, place: str) -> Element:
    """Give the standfirst, which is part of the article's text."""
    line = Line(text=_publication(setting).story.standfirst)
    return Element(kind="standfirst", category=KEPT, lines=(line,), rank=place)


def byline(setting: Setting, place: str) -> Element:
    """Name the authors and the time of publication."""
    publication = _publication(setting)
    names = _joined(publication.story.authors, setting.outlet.words.joint)
    text = setting.say("byline", "templates", "byline", author=names)
    lines = (Line(text=text), Line(text=setting.outlet.show(publication.published)))
    stamp = setting.outlet.stamp(publication.published)
    return Element(kind="byline", category=FURNITURE, lines=lines, rank=stamp, placeholder=place)


def posted(setting: Setting, place: str) -> Element:
    """Name the account and the day, as blogs do."""
    publication, account = _publication(setting), setting.outlet.account
    lines = (Line(text=setting.outlet.show(publication.published)), Line(text=account, href=f"/author/{account}/"))
    stamp = setting.outlet.stamp(publication.published)
    return Element(kind="posted", category=FURNITURE, lines=lines, joint=" by ", rank=stamp, placeholder=place)


def updated(setting: Setting, place: str) -> Element:
    """Say when the article was last changed; empty where it never was."""
    moment = _publication(setting).modified(setting.edition)
    if moment is None:
        return Element(kind="updated", category=FURNITURE)
    text = setting.say("byline", "updated", place, date=setting.outlet.show(moment))
    return _note("updated", text, setting.outlet.stamp(moment))


def reading_time(setting: Setting, place: str) -> Element:
    """Say how long reading takes."""
    words = sum(len(text.split()) for text in _publication(setting).story.paragraphs)
    return _note("reading-time", setting.say("byline", "reading_time", place, count=str(max(1, words // 180))))


def notice(setting: Setting, place: str) -> Element:
    """Say what was corrected; empty where nothing was."""
    correction = _publication(setting).story.corrected(setting.edition)
    return _note("notice", correction.notice, place) if correction else Element(kind="notice", category=FURNITURE)


def author_box(setting: Setting, place: str) -> Element:
    """Introduce the author, or repeat the account's name."""
    publication, account = _publication(setting), setting.outlet.account
    name = account or (publication.people or publication.story.authors)[0]
    label = Line(text=setting.say("author_box", "headings", place, author=name))
    bio = Line(text=setting.say("author_box", "bios", place, author=name))
    lines = (Line(text=name, href=f"/author/{account}/"),) if account else (bio,)
    return Element(kind="author-box", category="author-box", label=label, lines=lines)


def origin(setting: Setting, place: str) -> Element:
    """Link to the article this one repeats, or to wherever the outlet says it found it."""
    source = _publication(setting).origin
    href = f"http://{source.outlet.host}:{setting.port}{source.path}" if source else "https://source.example/story"
    name = source.outlet.name if source else setting.outlet.agencies[0]
    line = Line(text=setting.say("source_link", "lines", place, outlet=name), href=href)
    return Element(kind="source-link", category="source-link", lines=(line,), joint="")


def jp_related(setting: Setting, place: str) -> Element:
    """Show the related-posts box of the blog software."""
    label = Line(text=setting.say("related", "widget", place))
    lines = titles(setting.neighbours(place, 3))
    return Element(kind="jp-related", category="related", label=label, lines=lines)


def rule(_setting: Setting, place: str) -> Element:
    """Draw a line across the page."""
    return Element(kind="rule", category=FURNITURE, rank=place)
