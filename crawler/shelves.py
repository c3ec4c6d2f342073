"""Where rules lie on this machine: the user's own in the corpus folder, and the collections of site rules that sources.toml names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleaning.errors import ConfigError
from pipelines.site_rules import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.sources import Config


def own_rules(corpus: Path) -> str:
    """Return the folder of the user's own rules in a corpus folder, phrases and single sites, absolute; empty where there is none."""
    folder = corpus / OWN
    return str(folder.resolve()) if folder.is_dir() else ""


def with_shelves(config: Config) -> Config:
    """Find the folders that go for each source; raises ConfigError where one that is named is not there.

    A path that is not absolute begins at the folder of the configuration.
    """
    base = config.path.parent
    own, common = own_rules(base), tuple(_there(config.site_rules, base, f"{config.path}:"))
    sources = []
    for source in config.sources:
        nearer = _there(source.site_rules, base, f"{config.path}: source '{source.id}',")
        sources.append(replace(source, own_rules=own, site_rules=tuple(dict.fromkeys((*nearer, *common)))))
    return replace(config, site_rules=common, sources=tuple(sources))


def _there(named: Iterable[str], base: Path, where: str) -> Iterator[str]:
    for name in named:
        folder = (base / _home(name)).resolve()
        if not folder.is_dir():
            raise ConfigError(
                f"{where} field 'site_rules': there is no folder '{folder}'; write the path of a checkout of "
                "ftr-site-config"
            )
        yield str(folder)


def _home(name: str) -> Path:
    """Put the home folder in place of a leading tilde; a user that there is not stays as written."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)
