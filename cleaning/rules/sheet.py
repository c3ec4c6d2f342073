"""The kept lines of one page as the tiers see them: folded, counted, matched, and marked when they go."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from cleaning.article import Category, Kind, Verdict
from cleaning.blocks import judged, removed
from cleaning.language import primary
from cleaning.lazy import lazy
from cleaning.rules.model import Match
from cleaning.rules.wording import core, count, fold, tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaning.article import Block
    from cleaning.rules.book import RuleBook
    from cleaning.rules.context import Context
    from cleaning.rules.model import Phrase, Rule
    from cleaning.rules.signs import Heard

_STOP = re.compile(r"(?<=[.!?]) +")
_CALL_WORDS, _CALL_LENGTH, _QUESTION_WORDS = 40, 90, 8
_CALLS = frozenset(
    {
        Category.DONATION, Category.NEWSLETTER, Category.SUBSCRIBE, Category.FOLLOW, Category.SHARE, Category.APP,
        Category.COMMENTS, Category.CORRECTION_FORM, Category.PAYWALL_NOTICE,
    }
)  # fmt: skip
_CONTROLS = _CALLS | {Category.COUNTER, Category.TAGS, Category.NAVIGATION}
_BAR_WORDS, _BAR_PARTS = 40, 12
"""Words and parts of the longest bar of controls."""
LINKED = 0.5
"""Link share from which a line counts as a link."""
_REACH = 60
_PROSE_WORDS, _SHORT_PROSE_WORDS = 20, 9
_PROSE = frozenset({Kind.PARAGRAPH, Kind.QUOTATION, Kind.ITEM})
_SURE = 0.95
"""Median score of the prose from which lower scores say something about a line, and not about the page."""
_MOST_DOUBT, _LEAST = 3, 0.0001
_BUTTON_WORDS, _FULLY_LINKED = 6, 0.97
_ENDS = (".", "!", "?", '"', "'", ")")


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
    language: str | None = None
    """The page's."""
    removal: Removal | None = None

    def remove(self, rule: Rule, reason: str) -> None:
        """Mark it as removed; the first rule that does keeps the credit."""
        self.removal = self.removal or Removal(rule, reason)

    @lazy
    def folded(self) -> str:
        """Return the text in comparable spelling."""
        return fold(self.block.text).strip()

    @lazy
    def text(self) -> str:
        """Return the folded text without ornaments at its ends."""
        return core(self.folded)

    @lazy
    def words(self) -> int:
        """Count its words."""
        return count(self.block.text)

    @lazy
    def phrases(self) -> tuple[Phrase, ...]:
        """Return the phrases whose wording it has."""
        return self.book.phrases(self.text, language=self.language)

    @lazy
    def openings(self) -> tuple[Phrase, ...]:
        """Return the calls its first sentence is, or else its last, where every other one speaks to the reader or asks shortly."""
        if self.words > _CALL_WORDS or '"' in self.folded:
            return ()
        first, *more = _STOP.split(self.folded)
        return (self._calls(first, more) or self._calls(more[-1], [first, *more[:-1]])) if more else ()

    @lazy
    def controls(self) -> tuple[Phrase, ...]:
        """Return the phrases its first part is, where bars part it and each part is a control or a counter."""
        parts = self.folded.split("|") if self.words <= _BAR_WORDS else []
        if not 1 < len(parts) <= _BAR_PARTS:
            return ()
        first, *others = ([p for p in self._whole(part) if p.category in _CONTROLS] for part in parts)
        return tuple(first) if all(others) else ()

    def _whole(self, part: str) -> tuple[Phrase, ...]:
        return tuple(
            p for p in self.book.phrases(core(part.strip()), language=self.language) if p.match is not Match.LABEL
        )

    def _calls(self, sentence: str, others: Sequence[str]) -> tuple[Phrase, ...]:
        if len(sentence) > _CALL_LENGTH:
            return ()
        found = self.book.phrases(core(sentence), language=self.language)
        calls = [phrase for phrase in found if phrase.category in _CALLS]
        return tuple(phrase for phrase in calls if all(self._calls_on(phrase, other) for other in others))

    def _calls_on(self, phrase: Phrase, sentence: str) -> bool:
        if sentence.endswith("?") and count(sentence) <= _QUESTION_WORDS:
            return True
        heard = self.book.hear(tokens(sentence))
        addressed = heard.has("reader", phrase.language) or heard.has("outlet", phrase.language)
        return addressed or any(p.category in _CALLS for p in self.book.phrases(core(sentence), language=self.language))

    @lazy
    def said(self) -> str:
        """Return the bare words, for comparing."""
        return tokens(self.folded)

    @lazy
    def heard(self) -> Heard:
        """Return what sounds in it, quotations left out."""
        return self.book.hear(tokens(unquoted(self.folded)) if '"' in self.folded else self.said)

    @lazy
    def doubt(self) -> int:
        """Tell how much less sure the block model is of it than of the page's prose, from 0 to 3; 0 where it is not sure of that."""
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

    @lazy
    def sentence(self) -> bool:
        """Tell whether it ends as a sentence does."""
        return self.folded.endswith(_ENDS)

    @lazy
    def headline(self) -> bool:
        """Tell whether it could be a headline that points elsewhere: a link, or a short line without a full stop."""
        return self.words <= 30 if self.linked else self.words <= 18 and not self.folded.endswith((".", ":", '"'))


class Sheet:
    """The lines of one page in order."""

    def __init__(self, blocks: Sequence[Block], book: RuleBook, context: Context) -> None:
        language = primary(context.language) if context.language else None
        self.context = replace(context, language=language)
        self.book = book
        sure, opening = _surety(blocks), _opening(blocks)
        self.lines = [
            Line(i, block, book, sure if i > opening else None, language=language) for i, block in enumerate(blocks)
        ]

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
    lengths = {b.position: count(b.text) for b in prose}
    ranked = sorted((b for b in prose if lengths[b.position] >= _PROSE_WORDS), key=lambda b: b.score or 0, reverse=True)
    half, seen = sum(lengths[b.position] for b in ranked) / 2, 0
    for block in ranked:
        seen += lengths[block.position]
        if seen >= half:
            return block.score
    return None


def _opening(blocks: Sequence[Block]) -> int:
    """Return where the first long paragraph stands: the model doubts every standfirst."""
    return next((i for i, b in enumerate(blocks) if count(b.text) >= _SHORT_PROSE_WORDS and b.link_share < LINKED), 0)


def _log_odds(score: float) -> float:
    within = min(max(score, _LEAST), 1 - _LEAST)
    return math.log(within / (1 - within))


def _is_prose(line: Line, least: int) -> bool:
    return line.words >= least and line.block.kind in _PROSE and not line.linked and not line.phrases


def decided(line: Line) -> Block:
    """Return the line's block with its verdict."""
    block = line.block
    if line.removal is not None:
        rule = line.removal.rule
        return removed(block, rule.category, rule.id, line.removal.reason)
    if block.verdict is Verdict.KEPT:
        return block
    return judged(block, Verdict.KEPT, block.score)
