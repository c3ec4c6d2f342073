"""Composes pages out of elements by the outlet's plan: what stands where, seeded by page. Markup is the designs' business."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from crawler.newsroom import bylines, furnishing, shell
from crawler.newsroom.elements import KEPT, Element, Line
from crawler.newsroom.furnishing import Builder, Setting, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.newsroom.chance import Chance

BUILDERS: Mapping[str, Builder] = MappingProxyType(
    {
        "advert": phrase("advert", "advert", "advert", "labels"),
        "app": phrase("app", "app", "app"),
        "author-box": bylines.author_box,
        "breadcrumb": shell.breadcrumb,
        "byline": bylines.byline,
        "comments": furnishing.comments,
        "cookie": furnishing.cookie,
        "copyright": shell.copyright_line,
        "correction-form": phrase("correction-form", "correction-form", "correction_form"),
        "counter": furnishing.counter,
        "donation": furnishing.donation,
        "follow": furnishing.follow,
        "footer": shell.footer,
        "inline": furnishing.inline,
        "jp-related": bylines.jp_related,
        "kicker": bylines.kicker,
        "latest": furnishing.latest,
        "masthead": shell.masthead,
        "navigation": shell.navigation,
        "newsletter": furnishing.newsletter,
        "origin": bylines.origin,
        "paywall": phrase("paywall", "paywall-notice", "paywall"),
        "photo": furnishing.photo,
        "posted": bylines.posted,
        "reading-time": bylines.reading_time,
        "related": furnishing.related,
        "repeated-title": bylines.repeated_title,
        "rule": bylines.rule,
        "search": shell.search,
        "share": furnishing.share,
        "skip": shell.skip,
        "source-link": bylines.origin,
        "standfirst": bylines.standfirst,
        "tags": furnishing.tags,
        "title": bylines.title,
        "updated": bylines.updated,
        "widget": furnishing.widget,
    }
)
MOVING = frozenset(
    "advert app comments cookie correction-form donation follow inline jp-related latest newsletter related share widget".split()
)
"""What differs from visit to visit on a restless page: in which words, where within the text, and whether it is there at all."""
KINDS = MappingProxyType({"## ": "heading", "> ": "quotation", "- ": "items"})
"""What the marker at the start of a paragraph means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as composed, region by region in reading order; ``body`` is the text with whatever interrupts it."""

    top: tuple[Element, ...]
    head: tuple[Element, ...] = ()
    body: tuple[Element, ...] = ()
    tail: tuple[Element, ...] = ()
    after: tuple[Element, ...] = ()
    aside: tuple[Element, ...] = ()
    foot: tuple[Element, ...]

    def elements(self) -> Iterator[Element]:
        """Give all elements in reading order."""
        for region in (self.top, self.head, self.body, self.tail, self.after, self.aside, self.foot):
            yield from region


def frame(setting: Setting) -> Sheet:
    """Compose a page without an article: what stands around everything on the site."""
    plan = setting.outlet.plan
    bare = [name for name in plan.top if not name.startswith("breadcrumb")]
    return Sheet(top=_region(setting, "top", bare), foot=_region(setting, "foot", plan.foot))


def compose(setting: Setting) -> Sheet:
    """Compose an article's page."""
    plan = setting.outlet.plan
    regions = {
        name: _region(setting, name, getattr(plan, name)) for name in ("top", "head", "tail", "after", "aside", "foot")
    }
    return Sheet(body=_body(setting), **regions)


def text(paragraphs: Iterable[str]) -> tuple[Element, ...]:
    """Turn marked paragraphs into elements; neighbouring list items become one list."""
    made: list[Element] = []
    for paragraph in paragraphs:
        marker = next((m for m in KINDS if paragraph.startswith(m)), "")
        kind, line = KINDS.get(marker, "paragraph"), Line(text=paragraph.removeprefix(marker))
        if kind == "items" and made and made[-1].kind == "items":
            made[-1] = Element(kind=kind, category=KEPT, lines=(*made[-1].lines, line), listed=True)
        else:
            made.append(Element(kind=kind, category=KEPT, lines=(line,), listed=kind == "items"))
    return tuple(made)


def _region(setting: Setting, region: str, names: Sequence[str]) -> tuple[Element, ...]:
    chosen = (_choose(_kept(setting, name).chance, f"{region}/{i}", name) for i, name in enumerate(names))
    built = (BUILDERS[name](_kept(setting, name), f"{region}/{i}") for i, name in enumerate(chosen) if name)
    return tuple(e for e in built if e.lines or e.buttons or e.kind == "rule")


def _kept(setting: Setting, entry: str) -> Setting:
    """Return the setting of an entry of the plan: this visit's, if all it names is moving."""
    return setting.moved() if MOVING.issuperset(entry.rstrip("?").split("|")) else setting


def _choose(chance: Chance, place: str, entry: str) -> str:
    if entry.endswith("?") and not chance.happens((place, "stands"), 60):
        return ""
    return chance.pick((place, "which"), entry.rstrip("?").split("|"))


def _body(setting: Setting) -> tuple[Element, ...]:
    if setting.publication is None:
        return ()
    own = text(setting.publication.story.text(setting.edition))
    breaks = _breaks(setting, own)
    body: list[Element] = []
    for i, element in enumerate(own):
        body += [element, *breaks.get(i, ())]
    notice = bylines.notice(setting, "body")
    return (*body, notice) if notice.lines else tuple(body)


def _breaks(setting: Setting, own: Sequence[Element]) -> dict[int, tuple[Element, ...]]:
    """Choose what interrupts the text after which element; never after a subheading or before a list or quotation."""
    amid, chance = setting.outlet.plan.amid, setting.moved().chance
    open_places = [
        i for i, (here, following) in enumerate(itertools.pairwise(own))
        if here.kind != "heading" and following.kind in ("paragraph", "heading")
    ]  # fmt: skip
    names = chance.order("amid", list(enumerate(amid)))[: 2 + chance.number("breaks", 3)]
    places = sorted(chance.order("places", open_places)[: len(names)])
    return {
        at: (BUILDERS[name](_kept(setting, name), f"amid/{i}"),) for at, (i, name) in zip(places, names, strict=False)
    }
