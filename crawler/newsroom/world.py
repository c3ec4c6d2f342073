"""The world the newsroom shows: outlets, what they publish in each edition, and the truth about every page. No network, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crawler.newsroom.chance import Chance
from crawler.newsroom.composition import Sheet, compose, frame
from crawler.newsroom.furnishing import Setting
from crawler.newsroom.outlets import Outlet, outlets
from crawler.newsroom.phrases import phrases
from crawler.newsroom.publications import EPOCHS, Publication, repost, schedule, section_slug
from crawler.newsroom.truth import Truth, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

EDITIONS = tuple(EPOCHS)


@dataclass(frozen=True)
class World:
    """Everything there is in the newsroom; two worlds of the same seed are the same."""

    seed: int = 1

    @cached_property
    def outlets(self) -> tuple[Outlet, ...]:
        """The outlets, in the order of their addresses."""
        return outlets()

    def outlet(self, name: str) -> Outlet:
        """Return the outlet with an id; KeyError for an unknown one."""
        return {outlet.id: outlet for outlet in self.outlets}[name]

    def publications(self, name: str, edition: int = 1) -> tuple[Publication, ...]:
        """Return what an outlet shows in an edition, newest first."""
        live = (p for p in self._published[name].values() if p.story.live(edition))
        return tuple(sorted(live, key=lambda p: (p.published, p.slug), reverse=True))

    def withdrawn(self, name: str, edition: int) -> tuple[Publication, ...]:
        """Return what an outlet showed before and shows no more."""
        known = (p for p in self._published[name].values() if p.story.edition <= edition)
        return tuple(p for p in known if not p.story.live(edition))

    def sections(self, name: str, edition: int = 1) -> tuple[tuple[str, str], ...]:
        """Return the names and paths of an outlet's sections, sorted by name."""
        outlet = self.outlet(name)
        names = sorted({p.story.section for p in self.publications(name, edition)})
        return tuple((section, outlet.path(f"section/{section_slug(outlet, section)}")) for section in names)

    def truth(self, name: str, story: str, edition: int = 1) -> Truth:
        """Return the truth about the page of a story (its slug) at an outlet; KeyError where the edition has no such page."""
        publication = self._published[name][story]
        if not publication.story.live(edition):
            raise KeyError(story)
        setting = self.setting(name, edition, publication)
        return truth(setting, compose(setting))

    def truths(self, edition: int = 1) -> Iterator[tuple[Outlet, Truth]]:
        """Give the truth about every article page of an edition, outlet by outlet."""
        for outlet in self.outlets:
            for publication in self.publications(outlet.id, edition):
                yield outlet, self.truth(outlet.id, publication.slug, edition)

    def setting(self, name: str, edition: int, publication: Publication | None = None, **served: Any) -> Setting:
        """Return what a page of an outlet is furnished from; ``served`` may hold ``visits``, ``port`` and ``restless``."""
        outlet = self.outlet(name)
        return Setting(
            outlet=outlet,
            phrases=phrases(outlet.language),
            chance=self._chance(name, publication.slug if publication else "frame"),
            sections=self.sections(name, edition),
            latest=self.publications(name, edition),
            publication=publication,
            edition=edition,
            **served,
        )

    def sheet(self, setting: Setting) -> Sheet:
        """Compose the page of a setting."""
        return compose(setting) if setting.publication else frame(setting)

    @cached_property
    def _published(self) -> dict[str, dict[str, Publication]]:
        table = {outlet.id: schedule(outlet, self._chance(outlet.id)) for outlet in self.outlets}
        mirror = self.outlet("repost")
        table["repost"] += repost(mirror, table["courier"], self._chance("repost"))
        return {name: {p.slug: p for p in published} for name, published in table.items()}

    def _chance(self, *names: str) -> Chance:
        return Chance(str(self.seed)).within(*names)
