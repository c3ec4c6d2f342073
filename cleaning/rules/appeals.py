"""Tier of appeals: paragraphs in which the outlet asks its reader for money, a subscription or a click, with or without links."""

from __future__ import annotations

from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from cleaning.article import Category, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.rules.sheet import Line, Sheet
    from cleaning.rules.signs import Sound

_RUN_SCORE, _RUN_SUM = 3, 8
_BRIDGE_WORDS, _MOST_SOFT, _HINT = 40, 2, 1
_LONGEST_RUN = 12
_MAX_SHARE = 0.4
_SMALL_PAGE = 250
_FREE_WORDS, _WORDS_PER_POINT = 25, 30
"""Longer lines hold more signs by chance, so each 30 words past the first 25 have to be paid for with a point."""
_MOST_BONUS, _DOUBTED_WORDS = 2, 60
_THANKS_WORDS, _CLEAR_DOUBT = 15, 2
"""A longer paragraph between an appeal and a button is the article's, where the model does not clearly doubt it."""
_CHATTY_WORDS, _CHATTY_SHARE, _CHATTY_LINES, _CHATTY_PENALTY = 8, 0.2, 3, 3


class _Run(NamedTuple):
    category: Category
    lines: list[Line]
    sounds: list[Sound]

    @property
    def language(self) -> str | None:
        return self.sounds[0].appeal.language

    @property
    def total(self) -> int:
        return sum(sound.score for sound in self.sounds) + sum(_bonus(line) for line in self.lines)


def apply(sheet: Sheet) -> None:
    """Remove appeals: a line that says enough by itself, or neighbours that say it together.

    Where they would be much of the page, the page is about giving or subscribing, and all of them stay.
    """
    lines, total = list(sheet.live()), sheet.words()
    penalty = _CHATTY_PENALTY if is_chatty(sheet) else 0
    runs = list(_convincing(lines, penalty))
    held = sum(line.words for run in runs for line in run.lines)
    for run in runs if total <= _SMALL_PAGE or held <= _MAX_SHARE * total else []:
        _remove(run)


def _convincing(lines: list[Line], penalty: int) -> Iterator[_Run]:
    i = 0
    while i < len(lines):
        runs = [run for run in _runs_at(lines, i) if _convinces(run, penalty)]
        best = max(runs, key=lambda run: run.total, default=None)
        if best is not None:
            yield best if penalty else _extended(best, lines, i)
        i += len(best.lines) if best else 1


def _extended(run: _Run, lines: list[Line], start: int) -> _Run:
    """Add the soft lines around a run: appeals begin gently, end with thanks and a button."""
    end = start + len(run.lines)
    before = _lead(run, lines, start)
    after = list(takewhile(partial(_is_soft, run), lines[end : end + _MOST_SOFT]))
    rest = lines[end + len(after)] if end + len(after) < len(lines) else None
    if (
        rest is None
        or not rest.button
        or any(line.words > _THANKS_WORDS and line.doubt < _CLEAR_DOUBT for line in after)
    ):
        after = list(takewhile(lambda line: line.doubt and _hints(run, line), after))
    elif rest.removal is None:
        after.append(rest)
    return run._replace(lines=[*before, *run.lines, *after])


def _lead(run: _Run, lines: list[Line], start: int) -> list[Line]:
    """Return the lines before that speak of the same, or in which outlet and reader meet."""
    before = list(takewhile(partial(_is_soft, run), reversed(lines[max(0, start - _MOST_SOFT) : start])))
    return list(takewhile(partial(_hints, run), before))[::-1]


def _is_soft(run: _Run, line: Line) -> bool:
    """Whether it may go with an appeal: a short paragraph in which nobody is quoted."""
    plain = line.removal is None and line.block.kind is Kind.PARAGRAPH and not line.linked
    return plain and line.words <= _BRIDGE_WORDS and not line.heard.has("speech", run.language)


def _hints(run: _Run, line: Line) -> bool:
    doubt = line.doubt if line.doubt >= _CLEAR_DOUBT else 0
    near = [s for s in line.heard.sounds if s.appeal.category is run.category and s.score + doubt > _HINT]
    reader, outlet = line.heard.has("reader", run.language), line.heard.has("outlet", run.language)
    certain = reader or outlet or doubt or any(sound.strong for sound in near)
    return bool(near and certain) or (reader and outlet)


def _language(sheet: Sheet) -> str | None:
    """Return the page's language if there is a voice for it."""
    return sheet.context.language if sheet.context.language in sheet.book.languages else None


def is_chatty(sheet: Sheet) -> bool:
    """Tell whether the page speaks to its reader all along, as guides and shops do: then an address means little."""
    language = _language(sheet)
    plain = [
        line
        for line in sheet.live()
        if line.words >= _CHATTY_WORDS and not any(_counts(s, line) for s in line.heard.sounds)
    ]
    spoken = sum(line.heard.has("address", language) for line in plain)
    return spoken >= _CHATTY_LINES and spoken > _CHATTY_SHARE * len(plain)


def _remove(run: _Run) -> None:
    rule = max(run.sounds, key=lambda sound: sound.score).appeal
    number = len(run.lines)
    reason = f"{rule.description} of {number} paragraphs" if number > 1 else rule.description
    for line in run.lines:
        line.remove(rule, reason)


def _runs_at(lines: list[Line], start: int) -> list[_Run]:
    """Return, for each category heard in a line, the neighbours in which it is heard too."""
    heard = [sound for sound in lines[start].heard.sounds if _counts(sound, lines[start])]
    return [_grow(lines, start, sound) for sound in heard]


def _grow(lines: list[Line], start: int, first: Sound) -> _Run:
    """Add neighbours, one quiet short line between them allowed."""
    run = _Run(first.appeal.category, [lines[start]], [first])
    end = start + 1
    while end < min(len(lines), start + _LONGEST_RUN):
        heard, bridged = _of(run.category, lines[end]), 0
        if heard is None and end + 1 < len(lines) and _bridges(lines[end]):
            heard, bridged = _of(run.category, lines[end + 1]), 1
        if heard is None:
            break
        run.lines.extend(lines[end : end + 1 + bridged])
        run.sounds.append(heard)
        end += 1 + bridged
    return run


def _bridges(line: Line) -> bool:
    return line.words <= _BRIDGE_WORDS and line.block.kind is not Kind.HEADING


def _of(category: Category, line: Line) -> Sound | None:
    heard = [sound for sound in line.heard.sounds if sound.appeal.category is category and _counts(sound, line)]
    return max(heard, key=lambda sound: sound.score, default=None)


def _counts(sound: Sound, line: Line) -> bool:
    if sound.score + _MOST_BONUS < _RUN_SCORE or sound.voices < sound.appeal.voices:
        return False
    spoken = line.words <= sound.appeal.max_words and line.block.kind not in (Kind.ROW, Kind.PREFORMATTED)
    return spoken and sound.score + _bonus(line) >= _RUN_SCORE + _dues(line)


def _bonus(line: Line) -> int:
    """Return the points that the block model's doubt is worth; long lines have to speak for themselves."""
    return min(line.doubt, _MOST_BONUS) if line.words <= _DOUBTED_WORDS else 0


def _dues(line: Line) -> float:
    return max(0, line.words - _FREE_WORDS) / _WORDS_PER_POINT


def _convinces(run: _Run, penalty: int) -> bool:
    if not any(sound.strong for sound in run.sounds):
        return False
    if len(run.sounds) > 1:
        return run.total >= _RUN_SUM + penalty * len(run.sounds)
    sound, line = run.sounds[0], run.lines[0]
    return sound.score + _bonus(line) >= sound.appeal.score + _dues(line) + penalty
