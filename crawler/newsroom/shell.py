"""Builds the frame of a site: masthead, navigation, search, breadcrumb, footer. The same on every page but for the breadcrumb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.newsroom.elements import Element, Line

if TYPE_CHECKING:
    from crawler.newsroom.furnishing import Setting


def skip(setting: Setting, place: str) -> Element:
    """Link past the navigation."""
    line = Line(text=setting.say("navigation", "skip", place), href="#content")
    return Element(kind="skip", category="navigation", lines=(line,))


def masthead(setting: Setting, place: str) -> Element:
    """Name the outlet."""
    outlet = setting.outlet
    lines = (Line(text=outlet.name, href="/"), Line(text=outlet.words.tagline))
    return Element(kind="masthead", category="navigation", lines=lines, rank=place)


def navigation(setting: Setting, place: str) -> Element:
    """Link to the front page and the sections, then whatever else a menu holds."""
    words = setting.phrases.all("navigation", "items")
    paths = ["/", *(path for _, path in setting.sections), setting.outlet.path("about")]
    lines = tuple(Line(text=word, href=paths[i % len(paths)]) for i, word in enumerate(words))
    return Element(kind="navigation", category="navigation", lines=lines, listed=True, rank=place)


def search(setting: Setting, place: str) -> Element:
    """Show a search form."""
    button = Line(text=setting.say("navigation", "search", place))
    return Element(kind="search", category="navigation", buttons=(button,), placeholder=button.text)


def breadcrumb(setting: Setting, place: str) -> Element:
    """Show where the page stands on the site."""
    home = Line(text=setting.phrases.all("navigation", "items")[0], href="/")
    trail = [Line(text=name, href=path) for name, path in setting.sections if name == setting.topic]
    lines = (home, *trail)
    return Element(kind="breadcrumb", category="navigation", lines=lines, joint=" › ", rank=place)


def footer(setting: Setting, place: str) -> Element:
    """Show the small print under everything."""
    texts = setting.chance.order(("footer", place), setting.phrases.all("footer", "lines"))
    lines = tuple(Line(text=setting.fill(text, place)) for text in texts[:3])
    return Element(kind="footer", category="navigation", lines=lines)


def copyright_line(setting: Setting, place: str) -> Element:
    """Claim the rights."""
    line = Line(text=setting.say("copyright", "lines", place))
    return Element(kind="copyright", category="copyright", lines=(line,))
