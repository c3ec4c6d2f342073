"""How good are predictions against an annotated corpus: the figures of article extraction, defined once. Pure.

body    4-word-shingle precision, recall and F1 as means over pages (the article-extraction-benchmark's measure), exact
        (same words in the same order), word F1 (macro, bag of case-folded words: WCXB's measure) and micro precision
        and recall over all pages
with    share of must-have snippets found; leak: share of must-not snippets found; seg F1 of both (trafilatura's)
title   exact after folding; date: same calendar day; time: same instant to the minute where one is annotated;
authors mean F1 of folded name sets
"""

from __future__ import annotations

import hashlib
import re
import statistics
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Annotation = dict[str, Any]
"""One line of ``pages.jsonl``."""
Figures = dict[str, float | int | None]

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def half(page: Annotation) -> str:
    """Return ``even`` or ``odd``, by the last bit of sha1(domain or id): a site is never on both sides."""
    key = page["domain"] or page["id"]
    return ("even", "odd")[hashlib.sha1(key.encode(), usedforsecurity=False).digest()[-1] % 2]


def fold(text: str | None) -> str:
    """Fold text for comparing as the corpus's annotators do: NFKC, case, curly quotes, white space."""
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().translate(_QUOTES).split())


def score(pages: Sequence[Annotation], predictions: Mapping[str, Mapping[str, Any]]) -> Figures:
    """Score predictions (by page id) against annotations; a page without prediction counts as empty."""
    tally = Tally()
    for page in pages:
        tally.add(page, predictions.get(page["id"]) or {})
    return tally.figures()


@dataclass(slots=True)
class Tally:
    """What is summed over pages; a few numbers a page, never a text."""

    pages: int = 0
    shingle_p: list[float] = field(default_factory=list)
    shingle_r: list[float] = field(default_factory=list)
    exact: list[float] = field(default_factory=list)
    word_f1: list[float] = field(default_factory=list)
    authors: list[float] = field(default_factory=list)
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, page: Annotation, guess: Mapping[str, Any]) -> None:
        """Score one page's prediction, which may be empty."""
        text = guess.get("text") or ""
        self.pages += 1
        if page["body"]:
            self._body(page["body"], text)
        self._snippets(page, fold(text))
        self._facts(page, guess)

    def _body(self, annotated: str, text: str) -> None:
        a, b = _WORD.findall(annotated), _WORD.findall(text)
        tp, fp, fn = _overlap(_shingles(a), _shingles(b))
        if fp == fn == 0:
            self.shingle_p.append(1.0)
            self.shingle_r.append(1.0)
        else:
            if tp + fp:  # the measure gives no precision to a page without any text
                self.shingle_p.append(tp / (tp + fp))
            self.shingle_r.append(_ratio(tp, tp + fn) or 0.0)
        self.exact.append(float(a == b))
        tp, fp, fn = _overlap(Counter(w.lower() for w in a), Counter(w.lower() for w in b))
        self.word_f1.append(_f1(_ratio(tp, tp + fp), _ratio(tp, tp + fn)))
        self.sums.update(tp=tp, fp=fp, fn=fn)

    def _snippets(self, page: Annotation, folded: str) -> None:
        self.sums.update(
            with_all=len(page["with"]),
            with_hit=sum(fold(s) in folded for s in page["with"]),
            without_all=len(page["without"]),
            without_hit=sum(fold(s) in folded for s in page["without"]),
        )

    def _facts(self, page: Annotation, guess: Mapping[str, Any]) -> None:
        if page["title"]:
            self.sums.update(title_all=1, title_hit=fold(page["title"]) == fold(guess.get("title")))
        if page["published"]:
            self._date(page["published"], guess.get("published") or "")
        if page["authors"]:
            right = {fold(a) for a in page["authors"]}
            given = {fold(a) for a in guess.get("authors") or () if isinstance(a, str)}
            common = len(right & given)
            self.authors.append(_f1(_ratio(common, len(given)), _ratio(common, len(right))))

    def _date(self, annotated: str, given: str) -> None:
        self.sums.update(date_all=1, date_any=bool(given), date_hit=given[:10] in _days(annotated))
        instant = _instant(annotated)
        if instant and len(annotated) > len("2026-03-01T"):
            self.sums.update(time_all=1, time_hit=_within_a_minute(_instant(given), instant))

    def figures(self) -> Figures:
        """Return every figure; None where nothing was annotated for it."""
        n = self.sums
        p, r = _mean(self.shingle_p), _mean(self.shingle_r)
        found, clean = _ratio(n["with_hit"], n["with_all"]), _ratio(n["with_hit"], n["with_hit"] + n["without_hit"])
        return {
            "pages": self.pages,
            "shingle_p": p,
            "shingle_r": r,
            "shingle_f1": round(_f1(p, r), 4) if p else None,
            "exact": _mean(self.exact),
            "word_f1": _mean(self.word_f1),
            "micro_p": _ratio(n["tp"], n["tp"] + n["fp"]),
            "micro_r": _ratio(n["tp"], n["tp"] + n["fn"]),
            "with": found,
            "leak": _ratio(n["without_hit"], n["without_all"]),
            "seg_f1": _f1(clean, found) if n["with_all"] else None,
            "title": _ratio(n["title_hit"], n["title_all"]),
            "date": _ratio(n["date_hit"], n["date_all"]),
            "date_cover": _ratio(n["date_any"], n["date_all"]),
            "time": _ratio(n["time_hit"], n["time_all"]),
            "authors": _mean(self.authors),
        }


def _shingles(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + _SHINGLE]) for i in range(max(1, len(tokens) - _SHINGLE + 1)))


def _overlap(right: Counter[Any], given: Counter[Any]) -> tuple[int, int, int]:
    """Count true positives, false positives and false negatives of a multiset."""
    tp = (right & given).total()
    return tp, given.total() - tp, right.total() - tp


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(p: float | None, r: float | None) -> float:
    return 2 * p * r / (p + r) if p and r else 0.0


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return round(statistics.mean(listed), 4) if listed else None


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _within_a_minute(given: datetime | None, right: datetime) -> bool:
    return given is not None and abs((given - right).total_seconds()) < 60


def _days(annotated: str) -> set[str]:
    """Return the calendar day as annotated and, where it has an offset, in UTC too."""
    instant = _instant(annotated)
    return {annotated[:10]} | ({instant.date().isoformat()} if instant else set())
