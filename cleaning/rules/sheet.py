"""The kept lines of one page as the tiers see them: folded, counted, matched, and marked when they go."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.rules.wording import core, count, fold, tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaning.rules.book import RuleBook
    from cleaning.rules.model import Phrase, Rule
    from cleaning.rules.signs import Heard

_STOP = re.compile(r"(?<=[.!?]) +")
_CALL_WORDS, _CALL_LENGTH = 40, 90
_CALLS = frozenset(
    {
        Category.DONATION, Category.NEWSLETTER, Category.SUBSCRIBE, Category.FOLLOW, Category.SHARE, Category.APP,
        Category.COMMENTS, Category.CORRECTION_FORM, Category.PAYWALL_NOTICE,
    }
)  # fmt: skip
LINKED = 0.5
"""Link share from which a line counts as a link."""
_REACH = 60
_PROSE_WORDS = 20
_SHORT_PROSE_WORDS = 9
_PROSE = frozenset({Kind.PARAGRAPH, Kind.QUOTATION, Kind.ITEM})
_SURE = 0.95
"""Median score of the prose from which lower scores say something about a line, and not about the page."""
_MOST_DOUBT = 3
_LEAST = 0.0001
_BUTTON_WORDS, _FULLY_LINKED = 6, 0.97
_ENDS = (".", "!", "?", '"', "'", ")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What metadata says of the page, as far as boilerplate repeats it."""

    title: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    site_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """Why a line goes."""

    rule: Rule
    reason: str


@dataclass(eq=False)
class Line:
    """One block that may go, with what the tiers ask of it again and again."""

    index: int
    """Among the lines of the sheet."""
    block: Block
    book: RuleBook = field(repr=False)
    sure: float | None = None
    """How sure the block model is of the page's prose."""
    removal: Removal | None = None

    def remove(self, rule: Rule, reason: str) -> None:
        """Mark it as removed; the first rule that does keeps the credit."""
        self.removal = self.removal or Removal(rule, reason)

    @cached_property
    def folded(self) -> str:
        """The text in comparable spelling."""
        return fold(self.block.text).strip()

    @cached_property
    def text(self) -> str:
        """The folded text without ornaments at its ends."""
        return core(self.folded)

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return count(self.block.text)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases whose wording it has."""
        return self.book.phrases(self.text)

    @cached_property
    def openings(self) -> tuple[Phrase, ...]:
        """The calls its first sentence is, where every further one speaks to the reader too."""
        if self.words > _CALL_WORDS or '"' in self.folded:
            return ()
        first, *more = _STOP.split(self.folded)
        if not more or len(first) > _CALL_LENGTH:
            return ()
        calls = [phrase for phrase in self.book.phrases(core(first)) if phrase.category in _CALLS]
        return tuple(phrase for phrase in calls if all(self._calls_on(phrase, core(rest)) for rest in more))

    def _calls_on(self, phrase: Phrase, sentence: str) -> bool:
        heard = self.book.hear(tokens(sentence))
        addressed = heard.has("reader", phrase.language) or heard.has("outlet", phrase.language)
        return addressed or any(other.category in _CALLS for other in self.book.phrases(sentence))

    @cached_property
    def said(self) -> str:
        """The bare words, for comparing."""
        return tokens(self.folded)

    @cached_property
    def heard(self) -> Heard:
        """What sounds in it, quotations left out."""
        return self.book.hear(tokens(unquoted(self.folded)) if '"' in self.folded else self.said)

    @cached_property
    def doubt(self) -> int:
        """How much less sure the block model is of it than of the page's prose, from 0 to 3; 0 where it is not sure of that."""
        score = self.block.score
        if score is None or self.sure is None or self.sure < _SURE:
            return 0
        return max(0, min(_MOST_DOUBT, int(_log_odds(self.sure) - _log_odds(score))))

    @property
    def linked(self) -> bool:
        """Whether it is mostly a link."""
        return self.block.link_share >= LINKED

    @property
    def button(self) -> bool:
        """Whether it is a link of a few words that the model takes for none of the article's."""
        return self.words <= _BUTTON_WORDS and self.block.link_share >= _FULLY_LINKED and self.doubt == _MOST_DOUBT

    @cached_property
    def sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.folded.endswith(_ENDS)

    @cached_property
    def headline(self) -> bool:
        """Whether it could be a headline that points elsewhere: a link, or a short line without a full stop."""
        return self.words <= 30 if self.linked else self.words <= 18 and not self.folded.endswith((".", ":", '"'))


class Sheet:
    """The lines of one page in order."""

    def __init__(self, blocks: Sequence[Block], book: RuleBook, context: Context) -> None:
        self.context = context
        self.book = book
        sure, opening = _surety(blocks), _opening(blocks)
        self.lines = [Line(i, block, book, sure if i > opening else None) for i, block in enumerate(blocks)]

    def live(self) -> Iterator[Line]:
        """Yield the lines that stay so far."""
        return (line for line in self.lines if line.removal is None)

    def following(self, line: Line) -> Iterator[Line]:
        """Yield the lines right after one, up to the first that went before."""
        return takewhile(lambda other: other.removal is None, self._reach(line))

    def _reach(self, line: Line) -> Iterator[Line]:
        """Look no further than a widget is long, so that pages cost linear time."""
        return (self.lines[i] for i in range(line.index + 1, min(len(self.lines), line.index + 1 + _REACH)))

    def words(self) -> int:
        """Count the words of the lines that stay so far."""
        return sum(line.words for line in self.live())

    def prose(self) -> range:
        """Return from the first to past the last line of prose; empty at the start when there is none."""
        for least in (_PROSE_WORDS, _SHORT_PROSE_WORDS):
            found = [line.index for line in self.live() if _is_prose(line, least)]
            if found:
                return range(found[0], found[-1] + 1)
        return range(0)

    def remove(self, lines: Iterable[Line], rule_id: str, reason: str) -> None:
        """Mark lines as removed by a rule of the machinery; nothing happens when it is switched off."""
        rule = self.book.get(rule_id)
        if rule is not None:
            for line in lines:
                line.remove(rule, reason)


def _surety(blocks: Sequence[Block]) -> float | None:
    """Return the score that half of the words in plain paragraphs reach."""
    prose = [b for b in blocks if b.score is not None and b.kind is Kind.PARAGRAPH and b.link_share < LINKED]
    lengths = {b.position: len(b.text.split()) for b in prose}
    ranked = sorted((b for b in prose if lengths[b.position] >= _PROSE_WORDS), key=lambda b: b.score or 0, reverse=True)
    half, seen = sum(lengths[b.position] for b in ranked) / 2, 0
    for block in ranked:
        seen += lengths[block.position]
        if seen >= half:
            return block.score
    return None


def _opening(blocks: Sequence[Block]) -> int:
    """Return where the first long paragraph stands: the model doubts every standfirst."""
    return next(
        (i for i, b in enumerate(blocks) if len(b.text.split()) >= _SHORT_PROSE_WORDS and b.link_share < LINKED), 0
    )


def _log_odds(score: float) -> float:
    within = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(within / (1 - within))


def _is_prose(line: Line, least: int) -> bool:
    return line.words >= least and line.block.kind in _PROSE and not line.linked and not line.phrases


def decided(line: Line) -> Block:
    """Return the line's block with its verdict."""
    block = line.block
    if line.removal is not None:
        rule, reason = line.removal.rule, line.removal.reason
        return replace(block, verdict=Verdict.REMOVED, category=rule.category, rule=rule.id, reason=reason)
    if block.verdict is Verdict.KEPT:
        return block
    return replace(block, verdict=Verdict.KEPT, category=None, rule=None, reason=None)
