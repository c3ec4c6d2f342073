"""The site rules of a corpus, as lines and as a document: each file, what it directs, and what in it cannot be used."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaning.site_rules import SUFFIX
from crawler.shelves import own_rules
from crawler.sources_file import FILE, load
from pipelines.site_rules import shelves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaning.site_rules import SiteRules

Filed = tuple[str, "SiteRules"]
"""A folder, and the rules of one of its files."""


def filed(corpus: Path, folders: Iterable[str] = ()) -> Iterator[Filed]:
    """Yield every file of the corpus folder's own rules, of the collections its ``sources.toml`` names, and of ``folders``."""
    config = load(corpus) if (corpus / FILE).is_file() else None
    named = (folder for source in (config.sources if config else ()) for folder in source.site_rules)
    collections = tuple(dict.fromkeys((*(config.site_rules if config else ()), *named, *folders)))
    for shelf in shelves_of(own_rules(corpus), collections):
        for rules in shelf.all():
            yield str(shelf.folder), rules


def lines(found: Iterable[Filed]) -> Iterator[str]:
    """Yield a line a file, its faults below it, and the sums."""
    files = directives = faults = 0
    for folder, rules in found:
        yield f"{Path(folder) / (rules.name + SUFFIX)}: {_counted(rules)}"
        yield from (f"  {fault}" for fault in rules.faults)
        files, directives, faults = files + 1, directives + len(rules.lines), faults + len(rules.faults)
    yield f"{files:,} files, {directives:,} directives, {faults:,} lines that cannot be used"


def document(found: Iterable[Filed]) -> list[dict[str, Any]]:
    """Return the same for programs."""
    return [
        {
            "host": rules.name,
            "file": str(Path(folder) / (rules.name + SUFFIX)),
            "digest": f"sha256:{rules.digest}",
            "directives": dict(_count(rules)),
            "faults": [{"line": fault.line, "message": fault.message} for fault in rules.faults],
        }
        for folder, rules in found
    ]


def _counted(rules: SiteRules) -> str:
    return ", ".join(f"{name} {count}" for name, count in _count(rules).items()) or "nothing"


def _count(rules: SiteRules) -> Counter[str]:
    return Counter(line.name for line in rules.lines)
