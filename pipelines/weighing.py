"""How sure it is that a recurring wording is no text of an article, and what speaks against it. Pure; docs/learning.md explains.

The score adds up what speaks for boilerplate; a doubt keeps a block from being accepted by itself, whatever its score.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, Final

from cleaning.learned import Place
from cleaning.recurrence import GAP, NUMBER
from pipelines.recurring import LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

THRESHOLD: Final = 0.65
"""Score from which ``--auto`` accepts a block without a doubt; set with benchmarks/learn.py."""

_DAYS: Final = 14
_WEEKS: Final = 3
_OFTEN: Final = 0.5
"""Share of the articles of its time from which a wording is part of the template, wherever it stands."""
_SELDOM: Final = 0.1
_SHORT: Final = 4
_STEADY: Final = 0.9
_NEAR: Final = 3
"""Other lines between a wording and the end of the text that it keeps near."""
_MOST: Final = 0.9
"""Share of its articles on which a wording is so near: the others may be such as quote it."""


class Doubt(StrEnum):
    """Why a block is only proposed."""

    BRIEF = "brief"
    """All its articles are of less than two weeks, or of fewer than three."""
    SELDOM = "seldom"
    """It stands on less than a tenth of the articles of its time."""
    ONE_TOPIC = "one-topic"
    """Its articles share what the others have not: a running story, a series, live coverage, an agency's reports."""
    AMID = "amid"
    """It stands amid ordinary paragraphs, or before them, and not on half of the articles."""
    VARIES = "varies"
    """What changes in it may be news: it stands among ordinary paragraphs, and not always at the end."""
    SHORT = "short"
    """Fewer than four words."""
    FORM = "form"
    """A heading or a quotation."""
    CREDIT = "credit"
    """It credits an agency."""
    UNSTEADY = "unsteady"
    """It stands under different paths, or cleaning does not keep it on every page any more."""
    UNSEEN = "unseen"
    """Its captures cannot be read: where it stands on the page is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one recurring wording."""

    kind: str
    words: tuple[str, ...]
    articles: int
    pages: int
    days: int
    """From the first to the last."""
    weeks: int
    """In which it was seen."""
    before: Sequence[int]
    behind: Sequence[int]
    """Other lines before and behind it, by article."""
    one_topic: bool = False
    credits: bool = False
    varies: bool = False
    """Numbers or names in it differ from page to page."""
    looked_at: int = 0
    """Captures that were cleaned again."""
    kept: int = 0
    """Those of them in which it is kept."""
    steady: float = 0.0
    """Share of these in which it stands under its commonest paths."""
    apart: bool = False
    """No other kept line stands where it does."""

    @property
    def share(self) -> float:
        """Articles it stands on among those of its time."""
        return self.articles / max(1, self.pages)


def placed(evidence: Evidence) -> tuple[Place, int]:
    """Return the end that a wording keeps near on nearly all articles, and how near; of both, the nearer one."""
    behind, before = _quantile(evidence.behind), _quantile(evidence.before)
    if min(behind, before) > _NEAR:
        return Place.ANY, 0
    return (Place.END, behind) if behind <= before else (Place.START, before)


def score(evidence: Evidence) -> float:
    """Return how sure it is that a wording is boilerplate, 0 to 1."""
    place, _ = placed(evidence)
    points = 0.4 * min(1.0, evidence.share / _OFTEN)
    points += 0.15 * min(1.0, evidence.days / (2 * _DAYS)) + 0.1 * min(1.0, evidence.weeks / (2 * _WEEKS))
    points += 0.15 * evidence.steady
    points += 0.1 if evidence.apart else 0.0
    points += 0.1 if place is Place.END else 0.05 if place is Place.START else 0.0
    return round(points, 3)


def doubts(evidence: Evidence) -> tuple[Doubt, ...]:
    """Return what keeps a wording from being accepted by itself, in the order of ``Doubt``."""
    place, _ = placed(evidence)
    often = evidence.share >= _OFTEN
    found = {
        Doubt.BRIEF: evidence.days < _DAYS or evidence.weeks < _WEEKS,
        Doubt.SELDOM: evidence.share < _SELDOM or evidence.articles <= LEAST,
        Doubt.ONE_TOPIC: evidence.one_topic,
        Doubt.AMID: not often and not evidence.apart and place is not Place.END,
        Doubt.VARIES: evidence.varies and not evidence.apart and not (often and place is not Place.ANY),
        Doubt.SHORT: sum(word not in (GAP, NUMBER) for word in evidence.words) < _SHORT,
        Doubt.FORM: evidence.kind in ("heading", "quotation"),
        Doubt.CREDIT: evidence.credits,
        Doubt.UNSEEN: not evidence.looked_at,
        Doubt.UNSTEADY: bool(evidence.looked_at)
        and (evidence.steady < _STEADY or evidence.kept < _STEADY * evidence.looked_at),
    }
    return tuple(doubt for doubt in Doubt if found[doubt])


def certain(points: float, against: Sequence[str]) -> bool:
    """Tell what ``--auto`` accepts."""
    return points >= THRESHOLD and not against


def _quantile(values: Sequence[int]) -> int:
    ordered = sorted(values)
    return ordered[ceil(_MOST * len(ordered)) - 1] if ordered else 0
