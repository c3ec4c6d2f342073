"""Builds the parts of a page that are not the article's text, by name. Where they stand is the composition's business."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.newsroom.elements import FURNITURE, Element, Line, ticking
from crawler.newsroom.publications import EPOCHS, Publication

if TYPE_CHECKING:
    from crawler.newsroom.chance import Chance
    from crawler.newsroom.outlets import Outlet
    from crawler.newsroom.phrases import Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a page knows of itself while it is furnished."""

    outlet: Outlet
    phrases: Phrases
    chance: Chance
    """Narrowed to the page."""
    sections: tuple[tuple[str, str], ...]
    """Names and paths."""
    latest: tuple[Publication, ...]
    """What the edition shows, newest first."""
    publication: Publication | None = None
    edition: int = 1
    visits: int = 1
    port: int = 0
    """Port on which the other outlets answer."""
    restless: bool = False
    """What stands around the article differs with every visit."""

    def say(self, table: str, key: str, place: str, **values: str) -> str:
        """Return one phrase under a key, its gaps filled."""
        return self.fill(self.chance.pick((table, key, place), self.phrases.all(table, key)), place, **values)

    def neighbours(self, place: str, count: int) -> tuple[Publication, ...]:
        """Return some other articles of the outlet."""
        others = [p for p in self.latest if p is not self.publication]
        return self.chance.order(place, others, lambda p: p.slug)[:count]

    def fill(self, text: str, place: str, **values: str) -> str:
        """Fill the gaps of a phrase: those given, then whatever the page knows of itself."""
        known = self._known(place) | values
        return re.sub(r"\{([a-z]+)\}", lambda gap: known.get(gap[1], gap[0]), text)

    def moved(self) -> Setting:
        """Return the setting of what is not the article's: of this visit alone on a restless page."""
        return replace(self, chance=self.chance.within("visit", self.visits)) if self.restless else self

    @property
    def topic(self) -> str:
        """What the page is about, for phrases that name it."""
        return self.publication.story.section if self.publication else self.sections[0][0]

    def linked(self, table: str, key: str, place: str, href: str) -> Line:
        """Return one phrase as a link."""
        return Line(text=self.say(table, key, place), href=href)

    def _known(self, place: str) -> dict[str, str]:
        authors = self.publication.story.authors if self.publication else self.outlet.agencies
        count = str(12 + self.chance.number(("count", place), 900))
        year = str(EPOCHS[1].year)
        return {"outlet": self.outlet.name, "year": year, "topic": self.topic, "count": count, "author": authors[0]}


Builder = Callable[[Setting, str], Element]
"""Makes an element for a page; the string says where it stands, so that two of a kind differ."""


def titles(publications: tuple[Publication, ...]) -> tuple[Line, ...]:
    """Return headlines as links."""
    return tuple(Line(text=p.story.title, href=p.path) for p in publications)


def related(setting: Setting, place: str) -> Element:
    """Offer two to four other articles under a label."""
    count = 2 + setting.chance.number(("related", place), 3)
    label = Line(text=setting.say("related", "labels", place))
    lines = titles(setting.neighbours(place, count))
    return Element(kind="related", category="related", label=label, lines=lines, listed=True)


def widget(setting: Setting, place: str) -> Element:
    """Offer other articles in a box outside the text."""
    label = Line(text=setting.say("related", "widget", place))
    lines = titles(setting.neighbours(place, 4))
    return Element(kind="widget", category="related", label=label, lines=lines, listed=True)


def inline(setting: Setting, place: str) -> Element:
    """Point to one other article in a line of its own."""
    (other,) = setting.neighbours(place, 1)
    text = setting.say("related", "inline", place, title=other.story.title)
    line = Line(text=text, href=other.path, linked=other.story.title)
    return Element(kind="inline", category="related", lines=(line,), joint="")


def latest(setting: Setting, place: str) -> Element:
    """List the newest articles."""
    lines = titles(tuple(p for p in setting.latest if p is not setting.publication)[:6])
    label = Line(text=setting.outlet.words.latest)
    return Element(kind="latest", category="related", label=label, lines=lines, listed=True, rank=place)


def donation(setting: Setting, place: str) -> Element:
    """Ask for money, in one paragraph or several."""
    appeal = setting.chance.pick(("appeal", place), setting.phrases.groups("donation", "appeals"))
    lines = tuple(Line(text=setting.fill(text, place)) for text in appeal)
    button = setting.linked("donation", "buttons", place, "https://patron.example/")
    return Element(kind="donation", category="donation", lines=lines, buttons=(button,))


def newsletter(setting: Setting, place: str) -> Element:
    """Ask for an address."""
    line = Line(text=setting.say("newsletter", "lines", place))
    button = Line(text=setting.say("newsletter", "buttons", place))
    hint = setting.say("newsletter", "placeholder", place)
    return Element(kind="newsletter", category="newsletter", lines=(line,), buttons=(button,), placeholder=hint)


def follow(setting: Setting, place: str) -> Element:
    """Ask readers to follow the outlet elsewhere."""
    line = setting.linked("follow", "lines", place, f"https://social.example/{setting.outlet.id}")
    return Element(kind="follow", category="follow", lines=(line,), joint="")


def share(setting: Setting, place: str) -> Element:
    """Offer services on which to pass the article on."""
    label = Line(text=setting.say("share", "labels", place))
    services = setting.phrases.all("share", "services")
    count = f" {setting.chance.number('shared', 3000)}" if setting.restless else ""
    lines = tuple(
        Line(text=f"{name}{count}", href=f"https://social.example/share/{i}") for i, name in enumerate(services[:5])
    )
    return Element(kind="share", category="share", label=label, lines=lines, listed=True)


def counter(setting: Setting, place: str) -> Element:
    """Say how often the page was seen; the number grows with each request."""
    before = 0 if setting.outlet.account else setting.chance.number("visits before", 4000)
    line = ticking(
        setting.chance.pick(place, setting.phrases.all("counter", "lines")),
        count=before + setting.visits,
        today=setting.visits,
    )
    return Element(kind="counter", category="counter", lines=(line,))


def tags(setting: Setting, place: str) -> Element:
    """Name the article's tags."""
    names = setting.publication.story.tags if setting.publication else ()
    lines = tuple(Line(text=name, href=f"/tag/{quote(name)}/") for name in names)
    label = Line(text=setting.say("tags", "labels", place))
    return Element(kind="tags", category="tags", label=label, lines=lines, listed=True)


def comments(setting: Setting, place: str) -> Element:
    """Show what readers wrote and a form to write more."""
    items = setting.chance.order(("comments", place), setting.phrases.all("comments", "items"))
    lines = tuple(Line(text=text) for text in items[: 2 + setting.chance.number("comments", 2)])
    form = tuple(Line(text=text) for text in setting.phrases.all("comments", "form"))
    label = Line(text=setting.say("comments", "heading", place, count=str(len(lines))))
    return Element(kind="comments", category="comments", label=label, lines=lines, buttons=form)


def cookie(setting: Setting, place: str) -> Element:
    """Ask for consent."""
    text = Line(text=setting.say("cookie", "text", place))
    buttons = tuple(Line(text=b) for b in setting.phrases.all("cookie", "buttons"))
    return Element(kind="cookie", category="cookie", lines=(text,), buttons=buttons)


def photo(setting: Setting, place: str) -> Element:
    """Show a picture with its caption and credit."""
    name = setting.publication.slug if setting.publication else place
    caption = Line(text=setting.say("photo", "captions", place))
    credit = Line(text=setting.say("photo", "credits", place), category="caption-credit")
    return Element(kind="photo", category=FURNITURE, lines=(caption, credit), rank=f"/media/{name}.svg")


def phrase(kind: str, category: str, table: str, key: str = "lines") -> Builder:
    """Return the builder of an element that is one phrase."""

    def build(setting: Setting, place: str) -> Element:
        line = Line(text=setting.say(table, key, place))
        return Element(kind=kind, category=category, lines=(line,))

    return build
