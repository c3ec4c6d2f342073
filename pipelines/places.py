"""Where recurring wordings stand on their pages: some captures of each are cleaned again, a few for all that stand on them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaning.errors import StorageError
from cleaning.recurrence import GAP, fits, standing, wording
from cleaning.text import fold
from pipelines import tasks
from pipelines.delivery import Capture
from pipelines.ledger import hints
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaning.article import Page, SourceFacts
    from pipelines.archive import Archive
    from pipelines.store import Corpus
    from pipelines.workshop import Workshop

LOOKED_AT: Final = 8
"""Captures that are looked at for each wording."""
_COVER: Final = 0.95
_PATHS: Final = 4
"""Share of what was looked at that the paths of a rule cover, and how many paths it has at most."""

_CAPTURES: Final = """
SELECT a.id, a.url, c.warc_file, c.warc_offset, c.warc_length, c.digest, c.revisit_of, u.hints
FROM articles a JOIN captures c ON c.id = a.capture_id LEFT JOIN urls u ON u.url = a.url
WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY c.warc_file, c.warc_offset
"""


class Sought(NamedTuple):
    """A wording, and the numbers of the articles it stands on, by day."""

    kind: str
    words: tuple[str, ...]
    articles: Sequence[int]


class Line(NamedTuple):
    """A line that cleaning keeps of a page."""

    kind: str
    text: str
    path: str
    links: float


@dataclass(slots=True, kw_only=True)
class Places:
    """What was seen of one wording in the captures."""

    looked_at: int = 0
    kept: int = 0
    """Captures in which today's rules keep it."""
    paths: Counter[str] = field(default_factory=Counter)
    links: float = 0.0
    """Sum of its link shares."""
    text: str = ""
    article: int | None = None
    """One of the lines, and the article it is of."""
    texts: set[str] = field(default_factory=set)
    """As it stands on the pages, folded."""
    apart: bool = True
    """Nothing else that is kept stands under its paths."""

    def common(self) -> tuple[str, ...]:
        """Return the paths that nearly all of it stands under, the commonest first."""
        found: list[str] = []
        covered, total = 0, sum(self.paths.values())
        for path, times in sorted(self.paths.items(), key=lambda item: (-item[1], item[0]))[:_PATHS]:
            if covered < _COVER * total:
                found.append(path)
                covered += times
        return tuple(found)

    @property
    def steady(self) -> float:
        """Share of what was seen that stands under the two commonest paths."""
        total = sum(self.paths.values())
        return sum(times for _, times in self.paths.most_common(2)) / total if total else 0.0


class Cabinet(NamedTuple):
    """Where captures are, and who cleans them."""

    corpus: Corpus
    archive: Archive
    workshop: Workshop


def places(cabinet: Cabinet, facts: SourceFacts, sought: Sequence[Sought]) -> list[Places]:
    """Return where each wording stands; captures that cannot be read or cleaned are passed over."""
    found = [Places() for _ in sought]
    chosen = _chosen(sought)
    others: Counter[str] = Counter()
    index = _Index(sought)
    for article, lines in _pages(cabinet, facts, sorted(set().union(*chosen.values()) if chosen else ())):
        hits: dict[int, Line] = {}
        for line in lines:
            if (n := index.find(line)) is None:
                others[standing(line.path)] += 1
            else:
                hits.setdefault(n, line)
        for n in (n for n, articles in chosen.items() if article in articles):
            _note(found[n], hits.get(n), article)
    for one in found:
        one.apart = bool(one.paths) and not any(others[path] for path in one.common())
    return found


def _note(place: Places, line: Line | None, article: int) -> None:
    place.looked_at += 1
    if line:
        place.kept += 1
        place.paths[standing(line.path)] += 1
        place.links += line.links
        if place.article is None:
            place.text, place.article = line.text, article
        place.texts.add(fold(line.text))


class _Index:
    """Finds which of the wordings a line is."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        self._exact = {(one.kind, one.words): n for n, one in enumerate(sought) if GAP not in one.words}
        self._open = [(n, one) for n, one in enumerate(sought) if GAP in one.words]

    def find(self, line: Line) -> int | None:
        said = wording(line.text)
        for n, one in self._open:
            if one.kind == line.kind and fits(one.words, said):
                return n
        return self._exact.get((line.kind, said))


def _chosen(sought: Sequence[Sought]) -> dict[int, set[int]]:
    """Return for each wording some of its articles, evenly over time and the last among them, and few in all."""
    pages: set[int] = set()
    chosen: dict[int, set[int]] = {}
    for n, one in enumerate(sought):
        known = [article for article in one.articles if article in pages]
        picked = {one.articles[-1], *_evenly(known, LOOKED_AT - 1)}
        fresh = [article for article in one.articles if article not in picked]
        picked |= set(_evenly(fresh, LOOKED_AT - len(picked)))
        pages |= picked
        chosen[n] = picked
    return chosen


def _evenly(values: Sequence[int], number: int) -> list[int]:
    if number <= 0 or not values:
        return []
    step = max(1.0, len(values) / number)
    return [values[int(i * step)] for i in range(min(number, len(values)))]


def _pages(cabinet: Cabinet, facts: SourceFacts, articles: Sequence[int]) -> Iterator[tuple[int, list[Line]]]:
    """Yield each article whose capture can be read and cleaned, with the lines that today's rules keep."""
    with cabinet.corpus.snapshot() as db:
        rows = db.conn.execute(_CAPTURES, (json.dumps(list(articles)),)).fetchall()
    ids: list[int] = []

    def read() -> Iterator[Page]:
        for article, url, file, offset, length, digest, revisit_of, said in rows:
            capture = Capture(file=file, offset=offset, length=length, digest=digest, revisit_of=revisit_of)
            try:
                page = cabinet.archive.read(capture, url=url)
            except StorageError:
                continue
            ids.append(article)
            yield replace(page, source=facts, hints=hints(said))

    results = cabinet.workshop.map(tasks.standing, read())
    for n, result in enumerate(results):
        if not isinstance(result, WorkshopError):
            yield ids[n], [Line(*line) for line in result]
