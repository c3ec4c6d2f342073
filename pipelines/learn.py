"""Learning what recurs on a source's pages: candidates from the stored articles, their places from the captures, then a weighing.

Nothing is decided here: proposals go to ``site_blocks``. Only what cleaning keeps today can be learned.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from cleaning.article import Category
from cleaning.learned import Place
from cleaning.recurrence import NUMBER, fits, wording
from cleaning.signers import names_agency
from pipelines.looking import sheets
from pipelines.places import Sought, places
from pipelines.recurring import LEAST, recurring
from pipelines.rows import now
from pipelines.site_blocks import PROPOSED, SiteBlock, listed
from pipelines.topics import one_topic, vocabulary
from pipelines.weighing import Evidence, doubts, placed, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaning.article import SourceFacts
    from pipelines.places import Cabinet, Places
    from pipelines.recurring import Recurring, Sheet

_SHARE: Final = 0.02
"""Share of the articles of its time that a wording must be found on to be proposed."""
_DAYS: Final = 3
"""Different days on which its articles were published, at least."""
_MOST: Final = 60
"""Wordings of a source that captures are read for, the commonest first."""
_EXAMPLES: Final = 5
_SLACK: Final = 2
"""How much farther from the end than it was seen a block may stand and still go."""
_SPELLINGS: Final = 20
_ONE_LANGUAGE: Final = 0.95
_LINKS: Final = 0.5
"""Share of a block's text in links from which it is taken for a pointer to other articles."""
_COUNTER: Final = 8
"""Words of the longest line with a number that is taken for a counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What was found on a source's articles."""

    source: str
    articles: int
    """Looked at."""
    blocks: tuple[SiteBlock, ...] = ()
    """The surest first."""

    def having(self, blocks: tuple[SiteBlock, ...]) -> Learned:
        """Return the same with its blocks as they stand in the table."""
        return replace(self, blocks=blocks)


def look(cabinet: Cabinet, facts: SourceFacts) -> Learned:
    """Return what recurs over the stored articles of a source, may be boilerplate, and was not decided yet; writes nothing."""
    with cabinet.corpus.snapshot() as db:
        found = sheets(db.conn, facts.id)
        decided = [block for block in listed(db.conn, facts.id) if block.state != PROPOSED]
    everything = [one for one in (_Candidate(one, found) for one in recurring(found)) if one.deserves_a_look]
    candidates = [one for one in everything if not one.is_among(decided)][:_MOST]
    seen = places(cabinet, facts, [one.sought for one in candidates])
    lines = _lines_of(everything)
    judged = [_block(facts, one, at, lines) for one, at in zip(candidates, seen, strict=True)]
    blocks = sorted(filter(None, judged), key=lambda block: (-block.score, block.words))
    return Learned(source=facts.id, articles=len(found), blocks=tuple(blocks))


def _block(facts: SourceFacts, one: _Candidate, at: Places, lines: Mapping[int, set[int]]) -> SiteBlock | None:
    """Return a candidate as a row; None where today's rules keep it on none of the pages that were looked at."""
    if at.looked_at and not at.kept:
        return None
    source, evidence = facts.id, one.evidence(at, lines, name=facts.name)
    place, reach = placed(evidence)
    span = f"between {one.first} and {one.last}"
    return SiteBlock(
        source=source,
        words=one.found.words,
        text=at.text or " ".join(one.found.words),
        kind=one.found.kind,
        category=_category(evidence, at),
        paths=at.common(),
        place=place,
        reach=reach + _SLACK if place is not Place.ANY else 0,
        articles=evidence.articles,
        pages=evidence.pages,
        share=round(evidence.share, 4),
        first_day=one.first,
        last_day=one.last,
        score=score(evidence),
        doubts=tuple(map(str, doubts(evidence))),
        examples=_examples(one, at),
        reason=f"stands on {evidence.articles} of {evidence.pages} pages of {source} {span}",
        found_at=now(),
    )


def _examples(one: _Candidate, at: Places) -> tuple[int, ...]:
    """Return some of its articles, the one first that its text is of."""
    numbers = [sheet.id for sheet in one.carriers]
    step = max(1, -(-len(numbers) // _EXAMPLES))
    first = [] if at.article is None else [at.article]
    return tuple(dict.fromkeys([*first, *numbers[::step]]))


def _category(evidence: Evidence, at: Places) -> Category:
    """Return what a block that no rule names may be, by its shape."""
    if at.kept and at.links / at.kept >= _LINKS:
        return Category.RELATED
    counts = NUMBER in evidence.words and len(evidence.words) <= _COUNTER
    return Category.COUNTER if counts else Category.REPEATED_TEXT


def _span(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def _week(day: str) -> tuple[int, int]:
    return date.fromisoformat(day).isocalendar()[:2]


class _Candidate:
    """A recurring wording among the articles it was found in."""

    def __init__(self, found: Recurring, among: Sequence[Sheet]) -> None:
        self.found = found
        self._among = among
        self.carriers = [among[i] for i in sorted(found.at)]
        self.first, self.last = self.carriers[0].day, self.carriers[-1].day
        spoken, times = Counter(sheet.language for sheet in self.carriers).most_common(1)[0]
        self._language = spoken if times >= _ONE_LANGUAGE * len(self.carriers) else None

    @property
    def of_its_time(self) -> list[Sheet]:
        """The articles between the first and the last it stands on; where those are of one language, of that language."""
        return [
            sheet
            for sheet in self._among
            if self.first <= sheet.day <= self.last and self._language in (None, sheet.language)
        ]

    @property
    def articles(self) -> int:
        return len({sheet.group for sheet in self.carriers if self._language in (None, sheet.language)})

    @property
    def deserves_a_look(self) -> bool:
        days = {sheet.day for sheet in self.carriers}
        if len(days) < _DAYS or self.articles < LEAST:
            return False
        return self.articles >= _SHARE * len({sheet.group for sheet in self.of_its_time})

    def is_among(self, blocks: Sequence[SiteBlock]) -> bool:
        """Tell whether all it is, as far as some of its lines show, is of the words of blocks in the table."""
        known = [block.words for block in blocks if block.kind == self.found.kind]
        keys = (self._among[i].lines[j] for i, j in islice(self.found.at.items(), _SPELLINGS))
        return all(any(fits(words, key[1]) for words in known) for key in keys if key)

    @property
    def sought(self) -> Sought:
        return Sought(self.found.kind, self.found.words, [sheet.id for sheet in self.carriers])

    def evidence(self, at: Places, lines: Mapping[int, set[int]], *, name: str) -> Evidence:
        """Put together what the articles and the captures show; ``name`` is the outlet's, which titles may end in."""
        of_its_time = self.of_its_time
        distances = list(self.distances(lines))
        mine = {sheet.id for sheet in self.carriers}
        others = [sheet for sheet in of_its_time if sheet.id not in mine]
        return Evidence(
            kind=self.found.kind,
            words=self.found.words,
            articles=self.articles,
            pages=len({sheet.group for sheet in of_its_time}),
            days=_span(self.first, self.last),
            weeks=len({_week(sheet.day) for sheet in self.carriers}),
            before=[before for before, _ in distances],
            behind=[behind for _, behind in distances],
            one_topic=one_topic(self.carriers, others, vocabulary([self.found.words, wording(name)])) is not None,
            credits=names_agency(at.text),
            varies=len(at.texts) > 1,
            looked_at=at.looked_at,
            kept=at.kept,
            steady=at.steady,
            apart=at.apart,
        )

    def distances(self, lines: Mapping[int, set[int]]) -> Iterator[tuple[int, int]]:
        """Yield how many lines that are no candidates' stand before and behind it, by article."""
        for i, j in self.found.at.items():
            others = [n for n in range(len(self._among[i].lines)) if n not in lines[i]]
            yield sum(n < j for n in others), sum(n > j for n in others)


def _lines_of(candidates: Sequence[_Candidate]) -> dict[int, set[int]]:
    lines: dict[int, set[int]] = {}
    for one in candidates:
        for i, j in one.found.at.items():
            lines.setdefault(i, set()).add(j)
    return lines
