"""Whose a page is that was brought in: a declared source by its hosts, else one made from the host, for which nothing is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.urls import host
from crawler.proposal import identifier
from crawler.sources import Source, facts, hosts

if TYPE_CHECKING:
    from cleaning.article import SourceFacts
    from crawler.sources import Config
    from pipelines.ingests import Ingests


class Owners:
    """The sources of one ingest: those declared, those that earlier ones made, and those that this one makes."""

    def __init__(self, config: Config, ingests: Ingests, *, own_rules: str = "", everything: str | None = None) -> None:
        """``everything`` is the id of the source that all pages are of; ``own_rules`` the folder of the user's own."""
        self._config = config
        self._declared = {source.id: source for source in config.sources}
        self._hosts = {name for source in config.sources for name in hosts(source)}
        self._ingests = ingests
        self._own_rules = own_rules
        self._everything = everything
        self._ids = {name for name, _, _ in ingests.sources()}
        self._by_host = {_bare(host(home)): name for name, _, home in ingests.sources()}
        self._names = {name: shown for name, shown, _ in ingests.sources()}
        self.made: list[str] = []
        """Ids of the sources that were made."""

    def owner(self, url: str) -> str:
        """Return the id of the source of a URL that is not known; where there is none, one is made."""
        if self._everything:
            if self._everything not in self._ids:
                self._make(self._everything, url)
            return self._everything
        if host(url) in self._hosts and (declared := self._config.source_of(url)):
            return declared.id
        name = _bare(host(url))
        if name not in self._by_host:
            self._by_host[name] = self._make(identifier(url, name, self._ids), url)
        return self._by_host[name]

    def facts(self, name: str, *, day_first: bool | None = None) -> SourceFacts:
        """Return what cleaning needs to know of a source; of one that nobody declared, its name and the rules that go for all."""
        made = Source(
            id=name, name=self._names.get(name, name), home="", own_rules=self._own_rules,
            site_rules=self._config.site_rules, enabled=False,
        )  # fmt: skip
        return facts(self._declared.get(name, made), day_first=day_first)

    def _make(self, name: str, url: str) -> str:
        shown = _bare(host(url)) if name != self._everything else name
        self._ingests.make_source({"id": name, "name": shown, "home": f"{url.partition('://')[0]}://{host(url)}/"})
        self._ids.add(name)
        self._names[name] = shown
        self.made.append(name)
        return name


def _bare(name: str) -> str:
    return name.removeprefix("www.")
