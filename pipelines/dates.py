"""When an article appeared: every candidate is read, one is chosen by a named rule, and what is doubtful is flagged. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Final

from cleaning.article import DateCandidate, Role
from pipelines.date_choice import HINTED, STRUCTURED, choose, conflicting, is_ancient, is_future
from pipelines.date_completing import completed
from pipelines.date_library import dateparser_date, htmldate_date
from pipelines.date_offsets import with_offsets
from pipelines.date_order import guessed_day_first, settle
from pipelines.date_reading import read
from pipelines.date_values import Setting
from pipelines.date_zones import time_zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cleaning.article import Article, Page
    from pipelines.date_choice import Choice

_CHANGED: Final = (*STRUCTURED, "json-ld-other", *HINTED, "time", "dated", "text", "labelled")
_TRIES: Final = 4
"""Strings that dateparser is asked about, at most."""


def date(article: Article, page: Page) -> Article:
    """Fill an article's dates from the candidates cleaning found, and flag what is doubtful.

    ``fetched_at`` is the only "now": without it relative dates stay unknown. ``published_at`` is None unless a time
    of day and its offset are known; ``published_on`` is None unless a day is. The same page gives the same dates.
    A time without offset takes the source's zone, and 03/04 the order that other pages of the source have shown
    (``site_order``); the candidate's rule says so.
    """
    setting = _setting(article, page)
    candidates = _read(article.dates, setting, known=page.source.day_first)
    if not any(_is_answer(c) for c in candidates):
        candidates = _asked(candidates, setting=setting, page=page)
    choice = choose(candidates, page.fetched_at)
    if choice:
        chosen = replace(choice.candidate, chosen=True, rule=f"{choice.rule}/{choice.candidate.rule}")
        candidates[choice.index] = chosen
    return replace(
        article,
        dates=tuple(candidates),
        published_on=choice.candidate.day if choice else None,
        published_at=choice.candidate.instant if choice else None,
        published_offset=choice.candidate.offset if choice else None,
        published_precision=choice.candidate.precision if choice else None,
        published_source=choice.candidate.place if choice else None,
        modified_at=_modified(candidates),
        quality=tuple(sorted({*article.quality, *_flags(choice, candidates, fetched_at=page.fetched_at)})),
    )


def _setting(article: Article, page: Page) -> Setting:
    zone = time_zone(page.source.timezone)
    language = article.language or page.source.language
    base = page.fetched_at.astimezone(zone or UTC) if page.fetched_at else None
    name = page.source.timezone if zone else None
    return Setting(language=language, zone=name, base=base, day_first=guessed_day_first(language, page))


def _read(candidates: tuple[DateCandidate, ...], setting: Setting, *, known: bool | None) -> list[DateCandidate]:
    settled = settle([read(c.raw, setting) for c in candidates], setting.base, known=known)
    readings = [ordered.reading for ordered in settled]
    readings = readings if setting.zone else with_offsets(readings, [c.role for c in candidates])
    return [
        replace(completed(candidate, reading, zone=setting.zone), ambiguous=ordered.ambiguous)
        for candidate, reading, ordered in zip(candidates, readings, settled, strict=True)
    ]


def _is_answer(candidate: DateCandidate) -> bool:
    return candidate.role is Role.PUBLISHED and candidate.day is not None


def _asked(candidates: list[DateCandidate], *, setting: Setting, page: Page) -> list[DateCandidate]:
    """Let the slow libraries have a try: dateparser at what nobody could read, then htmldate at a page that tells nothing."""
    unread = [i for i, c in enumerate(candidates) if c.role is Role.PUBLISHED and c.precision is None]
    for index in unread[:_TRIES]:
        reading = dateparser_date(candidates[index].raw, setting)
        candidates[index] = completed(candidates[index], reading, zone=setting.zone)
    told = any(c.day for c in candidates if c.place != "http")
    found = None if told else htmldate_date(page)
    if found is None:
        return candidates
    raw, reading = found
    candidate = DateCandidate(role=Role.PUBLISHED, place="htmldate", raw=raw)
    return [*candidates, completed(candidate, reading, zone=setting.zone)]


def _modified(candidates: list[DateCandidate]) -> datetime | None:
    for place in _CHANGED:
        for candidate in candidates:
            if candidate.role is Role.MODIFIED and candidate.place == place and candidate.instant:
                return candidate.instant
    return None


def _flags(choice: Choice | None, candidates: list[DateCandidate], *, fetched_at: datetime | None) -> Iterator[str]:
    if choice is None:
        yield "date-missing"
        return
    if is_future(choice.candidate, fetched_at):
        yield "date-future"
    if is_ancient(choice.candidate):
        yield "date-ancient"
    if choice.candidate.ambiguous:
        yield "date-ambiguous"
    if conflicting(choice, candidates):
        yield "date-conflict"
