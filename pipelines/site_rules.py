"""Site rules on disk: folders of files in the ftr-site-config format, and which of them goes for a host.

A folder is listed once in a process, and a file read when a page of its host comes by.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cleaning.errors import ConfigError
from cleaning.site_rules import GLOBAL, LARGEST, SUFFIX, SiteRules, for_all, joined, names, parse
from cleaning.urls import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import Page

OWN = "rules"
"""The folder of the user's own rules within the corpus folder."""
WITHIN = "sites"
"""A folder in that, for users who keep their site rules apart from others."""


class Shelf:
    """One folder of site rules."""

    def __init__(self, folder: Path, *, final: bool = False) -> None:
        """List the folder; ``final`` when it is the user's own. Raises ConfigError where it cannot be listed."""
        self.folder = folder
        self._final = final
        self._known: dict[str, SiteRules | None] = {}
        try:
            files = sorted(f for f in folder.iterdir() if f.name.endswith(SUFFIX))
        except OSError as error:
            raise ConfigError(f"'{folder}' is no folder of site rules: {error.strerror or error}") from error
        self._files = {file.name.removesuffix(SUFFIX).lower(): file for file in files}

    def get(self, name: str) -> SiteRules | None:
        """Return the rules of a file by its name without ``.txt``; None where there is no such file, or it cannot be read."""
        if name not in self._files:
            return None
        if name not in self._known:
            self._known[name] = _read(self._files[name], name, final=self._final)
        return self._known[name]

    def all(self) -> Iterator[SiteRules]:
        """Yield the rules of every file, by name."""
        yield from filter(None, map(self.get, self._files))


@cache
def shelf(folder: str) -> Shelf:
    """Return the shelf of a collection's folder, the same one for the life of the process."""
    return Shelf(Path(folder))


def shelves_of(own: str, collections: Sequence[str]) -> tuple[Shelf, ...]:
    """Return the shelves of the user's own folder, which may be empty, and of collections, in the order in which they go."""
    return (*_own(own), *map(shelf, collections))


def rules_for(page: Page) -> SiteRules | None:
    """Return the rules that go for a page's host: the nearest file of the first folder that has one, and ``global.txt``."""
    shelves = shelves_of(page.source.own_rules, page.source.site_rules)
    wanted = names(host(page.final_url or page.url))
    own = next((rules for s in shelves for name in wanted if (rules := s.get(name))), None)
    general = next((rules for s in shelves if (rules := s.get(GLOBAL))), None)
    if own and general:
        return joined(own, general)
    return own or (for_all(general) if general else None)


@cache
def _own(folder: str) -> tuple[Shelf, ...]:
    """Return the shelves of the user's own rules."""
    folders = (Path(folder), Path(folder) / WITHIN) if folder else ()
    return tuple(Shelf(path, final=True) for path in folders if path.is_dir())


def _read(file: Path, name: str, *, final: bool) -> SiteRules | None:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError:
        return None
    return parse(data, name, final=final)
