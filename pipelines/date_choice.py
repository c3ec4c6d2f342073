"""Which candidate dates the article. Every rule has a name; the evidence it passes over is kept, not judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cleaning.article import DateCandidate, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STRUCTURED: Final = ("json-ld", "meta", "microdata")
HINTED: Final = ("news-sitemap", "feed")
RULED: Final = ("site-rules",)
"""Where the site's own rules find the date."""
_SHOWN: Final = ("url", "time", "text", "dated")
_LESS: Final = ("json-ld-other", "meta-other", "opening", "labelled", "attribute", "json-ld-created", "htmldate")
_CHANGED: Final = ("text", "labelled", "dated", "json-ld", "meta", "time", "microdata", "json-ld-other")
_LAST: Final = ("line",)
_TIMED: Final = (*STRUCTURED, *HINTED, "attribute", "text", "time", "dated", "json-ld-other", "meta-other")
"""Places whose time of day can complete another place's day."""
_NEAR: Final = ("time", "text", "dated")
_ONE_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_ANCIENT: Final = date(1995, 1, 1)
_SOON: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate that dates the article, as it is to be stored, and where it stood."""

    index: int
    candidate: DateCandidate
    rule: str


def choose(candidates: Sequence[DateCandidate], fetched_at: datetime | None) -> Choice | None:
    """Choose among read candidates; None when none of them says when the article appeared.

    A date of change is taken only when there is no other; dates before 1995 or after the fetch only when there is no
    better one. A day without a time takes the time of a candidate of the same day.
    """
    known = [c for c in candidates if c.day]
    sound = [c for c in known if not is_future(c, fetched_at) and not is_ancient(c)]
    found = _chosen(sound) or _chosen(known) or _coarse(candidates)
    if found is None:
        return None
    picked, rule = found
    index = next(i for i, c in enumerate(candidates) if c is picked)
    return _completed(Choice(index, picked, rule), candidates)


def is_future(candidate: DateCandidate, fetched_at: datetime | None) -> bool:
    """Say whether a date lies more than 48 hours after the fetch."""
    if fetched_at is None or candidate.day is None:
        return False
    latest = fetched_at + _SOON
    return candidate.instant > latest if candidate.instant else candidate.day > latest.date()


def is_ancient(candidate: DateCandidate) -> bool:
    """Say whether a date lies before there were news sites."""
    return candidate.day is not None and candidate.day < _ANCIENT


def conflicting(choice: Choice, candidates: Iterable[DateCandidate]) -> bool:
    """Say whether a trusted place names a day more than one away from the chosen."""
    trusted = _of(candidates, (*STRUCTURED, *HINTED, "url"))
    day = choice.candidate.day
    return day is not None and any(c.day and abs(c.day - day) > _ONE_DAY for c in trusted)


def _of(
    candidates: Iterable[DateCandidate], places: tuple[str, ...], *, role: Role = Role.PUBLISHED
) -> list[DateCandidate]:
    """Candidates of a role with a day, by the order of the places."""
    fitting = [c for c in candidates if c.role is role and c.day and c.place in places]
    return sorted(fitting, key=lambda c: places.index(c.place))


_Found = tuple[DateCandidate, str]


def _chosen(candidates: Sequence[DateCandidate]) -> _Found | None:
    structured = _of(candidates, STRUCTURED)
    if ruled := _as_ruled(structured, candidates):
        return ruled, "site-rules"
    if structured:
        return (
            _contradicted(structured, candidates)
            or _stamped(structured[0], candidates)
            or _after_change(structured, candidates)
            or (structured[0], "structured")
        )
    if hinted := _of(candidates, HINTED):
        return hinted[0], "announced"
    return _visible(candidates) or _changed(candidates) or next(((c, "line") for c in _of(candidates, _LAST)), None)


def _as_ruled(structured: list[DateCandidate], candidates: Sequence[DateCandidate]) -> DateCandidate | None:
    """Return the date that the site's rules find, or a structured one of its day that knows the time too."""
    for found in _of(candidates, RULED)[:1]:
        return next((c for c in structured if c.day == found.day and c.instant), found)
    return None


def _near_title(candidates: Sequence[DateCandidate]) -> list[date]:
    return [c.day for c in _of(candidates, ("text",))[:3] if c.day]


def _contradicted(structured: list[DateCandidate], candidates: Sequence[DateCandidate]) -> _Found | None:
    """Where structured dates contradict each other by more than a day: the one that the reader is shown."""
    shown, first = _near_title(candidates), structured[0]
    if first.day is None or first.day in shown:
        return None
    apart = (c for c in structured if c.day in shown and c.day and abs(c.day - first.day) > _ONE_DAY)
    return next(((c, "structured-as-shown") for c in apart), None)


def _stamped(first: DateCandidate, candidates: Sequence[DateCandidate]) -> _Found | None:
    """Where the structured date is that of the last change, and the reader is shown an earlier one: the shown one."""
    changed = {c.day for c in _of(candidates, STRUCTURED, role=Role.MODIFIED)}
    marked = {c.day for c in _of(candidates, ("time", "dated"))}
    for shown in _of(candidates, ("text",))[:1]:
        earlier = first.day and shown.day and first.day - shown.day > _ONE_DAY
        if earlier and first.day in changed and (first.instant is None or shown.day in marked):
            return shown, "shown-before-change"
    return None


def _after_change(structured: list[DateCandidate], candidates: Sequence[DateCandidate]) -> _Found | None:
    """Where the structured instant lies after the last change, and another of its day does not: the other."""
    first = structured[0]
    changes = [c.instant for c in _of(candidates, STRUCTURED, role=Role.MODIFIED) if c.instant]
    if first.instant is None or not changes or first.instant <= max(changes):
        return None
    before = (c for c in structured if c.day == first.day and c.instant and c.instant <= max(changes))
    return next(((c, "not-after-change") for c in before), None)


def _visible(candidates: Sequence[DateCandidate]) -> _Found | None:
    """Take what stands in the address, then what the reader sees: a marked date that is repeated near the title first."""
    ranked = [*_of(candidates, _SHOWN), *_of(candidates, _LESS)]
    if not ranked:
        return None
    first = ranked[0]
    if first.place in _NEAR:
        shown = _near_title(candidates)
        repeated = (c for c in _of(candidates, ("time", "dated")) if c.day in shown)
        if marked := next(repeated, None):
            return marked, "shown-near-title"
    return first, "address" if first.place == "url" else "shown" if first.place in _NEAR else first.place


def _changed(candidates: Sequence[DateCandidate]) -> _Found | None:
    return next(((c, "changed-only") for c in _of(candidates, _CHANGED, role=Role.MODIFIED)), None)


def _coarse(candidates: Sequence[DateCandidate]) -> _Found | None:
    for candidate in candidates:
        if candidate.role is Role.PUBLISHED and candidate.precision in ("month", "year"):
            return candidate, "coarse"
    return None


def _completed(choice: Choice, candidates: Sequence[DateCandidate]) -> Choice:
    """Let a day take its time from another candidate of the day, and an instant in UTC the offset it is shown in."""
    chosen = choice.candidate
    peers = [c for c in _of(candidates, _TIMED, role=chosen.role) if c.instant]
    if chosen.instant is None or _is_midnight(chosen):
        timed = next((c for c in peers if c.day == chosen.day and not _is_midnight(c)), None)
        return _instead(choice, timed, candidates=candidates, rule=f"time-from-{timed.place}") if timed else choice
    local = [c for c in peers if c.offset != "+00:00"]
    if chosen.offset != "+00:00" or not chosen.day:
        return choice
    for other in local:
        if other.instant and abs(other.instant - chosen.instant) < _MINUTE:
            restated = replace(chosen, day=other.day, offset=other.offset)
            return Choice(choice.index, restated, f"{choice.rule}/offset-from-{other.place}")
    if mistaken := next((c for c in local if _wall(c) == _wall(chosen)), None):
        return _instead(choice, mistaken, candidates=candidates, rule="local-time-marked-utc")
    return _shown_day(choice, candidates)


def _instead(choice: Choice, other: DateCandidate, *, candidates: Sequence[DateCandidate], rule: str) -> Choice:
    index = next(i for i, c in enumerate(candidates) if c is other)
    return Choice(index, other, f"{choice.rule}/{rule}")


def _wall(candidate: DateCandidate) -> datetime | None:
    """Return the time that the clock showed in the candidate's own offset."""
    if candidate.instant is None or candidate.offset is None:
        return None
    sign = -1 if candidate.offset[0] == "-" else 1
    return candidate.instant + sign * timedelta(hours=int(candidate.offset[1:3]), minutes=int(candidate.offset[4:]))


def _is_midnight(candidate: DateCandidate) -> bool:
    wall = _wall(candidate)
    return wall is not None and not any((wall.hour, wall.minute, wall.second))


def _shown_day(choice: Choice, candidates: Sequence[DateCandidate]) -> Choice:
    """Put an instant in UTC on the day that address or title line show, where some place on earth has that day then."""
    chosen = choice.candidate
    shown = [c.day for c in _of(candidates, ("text", "url"))][:3]
    if chosen.instant is None or not shown or chosen.day in shown:
        return choice
    west, east = chosen.instant - timedelta(hours=10), chosen.instant + timedelta(hours=13)
    for day in shown:
        if day in (west.date(), east.date()):
            return Choice(choice.index, replace(chosen, day=day), f"{choice.rule}/day-as-shown")
    return choice
