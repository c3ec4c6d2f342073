"""Which outlet publishes which story, when and where: stories laid out over outlets and days. Nothing of pages here."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.newsroom.stories import Story, stories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.newsroom.chance import Chance
    from crawler.newsroom.outlets import Outlet

EPOCHS = {1: datetime(2026, 3, 2, 18, tzinfo=UTC), 2: datetime(2026, 3, 3, 18, tzinfo=UTC)}
"""The newsroom's present in each edition; everything an edition adds happened on the day before."""
SPAN = timedelta(days=17)
"""Days before the first epoch over which its stories are spread."""
SHARED = 20
"""So many of the English stories, the first ones, are the courier's, with all of the second edition; the rest are the repost site's."""
REPOSTS = 6


@dataclass(frozen=True)
class Publication:
    """A story as one outlet publishes it."""

    outlet: Outlet
    story: Story
    number: int
    """The outlet's own count of its articles."""
    published: datetime
    """Aware, in the outlet's zone."""
    updated: datetime | None = None
    """When the first version was touched again; None: never."""
    corrected: datetime | None = None
    """When the second edition's correction was made."""
    origin: Publication | None = None
    """Whose article this one repeats word for word."""

    @property
    def slug(self) -> str:
        """The story's slug, which names the publication within its outlet."""
        return self.story.slug

    @cached_property
    def path(self) -> str:
        """Path of the article on its outlet's host."""
        section = section_slug(self.outlet, self.story.section)
        return self.outlet.article.format(slug=self.slug, number=self.number, section=section, date=self.published)

    @property
    def people(self) -> tuple[str, ...]:
        """The people of the byline; empty where an account stands for everybody."""
        return () if self.outlet.account else tuple(a for a in self.story.authors if a not in self.outlet.agencies)

    def modified(self, edition: int) -> datetime | None:
        """Return when the version an edition shows was last changed, if it was."""
        return self.corrected if self.story.corrected(edition) else self.updated


def section_slug(outlet: Outlet, section: str) -> str:
    """Return a section as it stands in URLs: its ASCII letters, or its number where it has none."""
    letters = unicodedata.normalize("NFKD", section.lower()).encode("ascii", "ignore").decode()
    return letters.replace(" ", "-") or f"r{sections(outlet).index(section) + 1}"


def sections(outlet: Outlet) -> tuple[str, ...]:
    """Return the outlet's sections in the order in which its language's stories name them."""
    return tuple(dict.fromkeys(story.section for story in stories(outlet.language)))


def own_stories(outlet: Outlet) -> tuple[Story, ...]:
    """Return what an outlet itself writes."""
    if outlet.language != "en":
        return stories(outlet.language)
    ours = outlet.id == "courier"
    return tuple(s for i, s in enumerate(stories("en")) if ours == (i < SHARED or s.edition == 2))


def schedule(outlet: Outlet, chance: Chance) -> tuple[Publication, ...]:
    """Publish an outlet's own stories over the days before each edition."""
    published: list[Publication] = []
    for edition in EPOCHS:
        fresh = chance.order("day", [s for s in own_stories(outlet) if s.edition == edition], _slug)
        for place, story in enumerate(fresh):
            instant = _instant(outlet, edition, (place, len(fresh)), chance.within(story.slug))
            published.append(_publication(outlet, story, instant, len(published)))
    return tuple(_touched(p, chance.within(p.slug)) for p in published)


def repost(outlet: Outlet, originals: Sequence[Publication], chance: Chance) -> tuple[Publication, ...]:
    """Repeat some articles of another outlet a few hours after it published them."""
    lasting = [p for p in originals if p.story.edition == 1 and not p.story.correction and not p.story.withdrawn]
    chosen = chance.order("repost", lasting, lambda p: p.slug)[:REPOSTS]
    return tuple(_again(outlet, p, 100 + i, chance.within(p.slug)) for i, p in enumerate(chosen))


def _again(outlet: Outlet, origin: Publication, number: int, chance: Chance) -> Publication:
    later = timedelta(minutes=95 + chance.number("lag", 400), seconds=chance.number("lag second", 60))
    instant = (origin.published + later).astimezone(outlet.zone)
    return Publication(outlet, origin.story, number, instant, origin=origin)


def _publication(outlet: Outlet, story: Story, instant: datetime, count: int) -> Publication:
    return Publication(outlet, story, 1041 + 7 * count, instant)


def _instant(outlet: Outlet, edition: int, place: tuple[int, int], chance: Chance) -> datetime:
    index, count = place
    back = timedelta(days=1) + SPAN * index / count if edition == 1 else timedelta(0)
    day = (EPOCHS[edition] - back).astimezone(outlet.zone)
    second = chance.number("second", 60) if outlet.seconds else 0
    hour = 6 + chance.number("hour", 12 if edition == 1 else 8)
    return day.replace(hour=hour, minute=chance.number("minute", 60), second=second, microsecond=0)


def _touched(publication: Publication, chance: Chance) -> Publication:
    outlet, story = publication.outlet, publication.story
    later = timedelta(minutes=20 + chance.number("update", 200))
    updated = publication.published + later if chance.happens("updated", 30) else None
    lag = timedelta(hours=3 + chance.number("correction", 15), minutes=chance.number("correction minute", 60))
    corrected = (EPOCHS[1] + lag).astimezone(outlet.zone) if story.correction else None
    return Publication(outlet, story, publication.number, publication.published, updated, corrected)


def _slug(story: Story) -> str:
    return story.slug
