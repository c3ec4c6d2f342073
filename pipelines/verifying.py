"""A sample of what is stored, held against where it came from: records against their digests, articles against what cleaning gives."""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cleaning.errors import StorageError
from pipelines import article_state
from pipelines.candidates import NO_ARTICLE, What, sample
from pipelines.dedupe import text_hash
from pipelines.delivery import Capture
from pipelines.remaking import Job, Remade, remade
from pipelines.rows import by_name, json_list
from pipelines.soundness import Finding, measured
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.archive import Archive
    from pipelines.article_state import State
    from pipelines.candidates import Candidate, Facts
    from pipelines.coverage import Coverage
    from pipelines.store import Corpus
    from pipelines.workshop import Workshop

_CAPTURE: Final = """
SELECT url, warc_file AS file, warc_offset AS offset, warc_length AS length, digest, revisit_of FROM captures WHERE id = ?
"""
_WAITS: Final = "SELECT 1 FROM recleaned WHERE capture_id = ?"
_REASON: Final = "SELECT reason FROM rejections WHERE id = ?"
TABLES: Final = {What.ARTICLE: "articles", What.REJECTION: "rejections"}
"""Where the results stand that are compared."""
_AGAIN: Final = "'thresher reclean --all' sets it right"
_LOST: Final = "restore the archive from a backup; what was made of it stays in corpus.db"


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Which rows are looked at: so many of each table, or all."""

    number: int | None
    """None: all."""
    seed: int = 0

    def of(self, corpus: Corpus, table: str) -> list[int]:
        """Return the numbers of the chosen rows in rising order; the same for the same rows and seed."""
        ids = [number for (number,) in corpus.db.execute(f"SELECT id FROM {table} ORDER BY id")]  # noqa: S608 - our own
        if self.number is None or self.number >= len(ids):
            return ids
        return sorted(random.Random(self.seed).sample(ids, self.number))  # noqa: S311 - chance, not secrets


@dataclass(slots=True)
class Seen:
    """What was looked at."""

    captures: int = 0
    compared: int = 0
    """Articles and rejections cleaned again by the very rules that made them."""
    other_versions: dict[str, int] = field(default_factory=dict)
    """Those that other rules made, which only 'thresher reclean' can compare, by version."""
    without_capture: int = 0

    def note_version(self, version: str) -> None:
        """Count a result of other rules."""
        self.other_versions[version] = self.other_versions.get(version, 0) + 1


def records(corpus: Corpus, archive: Archive, ids: list[int], seen: Seen) -> Iterator[Finding | None]:
    """Read captures where the database says they lie, and yield for each whether it is what the digest says."""
    for number in ids:
        (row,) = by_name(corpus.db.execute(_CAPTURE, (number,)))
        url = row.pop("url")
        seen.captures += 1
        try:
            archive.read(Capture(**row), url=url)
        except StorageError as error:
            yield Finding(check="archive", where=url, says=f"capture {number}: {error}", cure=_LOST)
        else:
            yield None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Compares articles and rejections with what cleaning makes of their captures now."""

    corpus: Corpus
    archive: Archive
    workshop: Workshop
    facts: Facts
    known: Coverage
    seen: Seen

    def compare(self, what: What, ids: list[int]) -> Iterator[Finding | None]:
        """Yield for each what is wrong with it, if anything; one that other rules made is only counted."""
        findings: list[Finding | None] = []
        drawn: deque[Candidate] = deque()
        for result in self.workshop.map(remade, self._jobs(what, ids, drawn, findings)):
            yield from findings
            findings.clear()
            yield self._finding(drawn.popleft(), result)
        yield from findings

    def _jobs(
        self, what: What, ids: list[int], drawn: deque[Candidate], findings: list[Finding | None]
    ) -> Iterator[Job]:
        for candidate in sample(self.corpus.db.conn, what, ids, self.facts):
            if what is What.ARTICLE:
                findings += self._sums(candidate)
            if candidate.capture is None:
                self.seen.without_capture += 1
                findings.append(None)
            elif not self._is_todays(candidate):
                self.seen.note_version(candidate.standard.partition("/")[0] or "unknown")
                findings.append(None)
            else:
                try:
                    page = candidate.page(self.archive)
                except StorageError as error:
                    findings.append(_bad("archive", candidate, str(error), _LOST))
                    continue
                drawn.append(candidate)
                yield Job(page, candidate.text_hash)

    def _is_todays(self, candidate: Candidate) -> bool:
        """Tell whether a result is as today's rules make it: they made it, or came to the same."""
        now = candidate.now_by()
        if candidate.standard == now:
            return True
        waits = self.corpus.db.execute(_WAITS, (candidate.capture_id,)).fetchone()
        return not (waits or candidate.is_flagged) and self.known.covers(candidate, now)

    def _sums(self, candidate: Candidate) -> Iterator[Finding]:
        state = article_state.read(self.corpus.db.conn, candidate.id)
        text = state.row["text"]
        wrong = list(measured(text, state.row, (block["text"] for block in state.removed)))
        if text_hash(text) != candidate.text_hash:
            wrong.append("text_hash is not that of the text")
        yield from (_bad("sums", candidate, says, _AGAIN) for says in wrong)

    def _finding(self, candidate: Candidate, result: Remade | WorkshopError) -> Finding | None:
        self.seen.compared += 1
        if isinstance(result, WorkshopError):
            return _bad("cleaning", candidate, f"cannot be cleaned: {result}", "see thresher.log, and report it")
        says = (
            self._of_article(candidate, result) if candidate.what is What.ARTICLE else self._of_other(candidate, result)
        )
        return _bad("cleaning", candidate, says, _AGAIN) if says else None

    def _of_article(self, candidate: Candidate, result: Remade) -> str | None:
        if result.refused:
            return f"is stored, but the rules that made it reject it ({result.refused.reason})"
        stored = _unflagged(article_state.read(self.corpus.db.conn, candidate.id))
        wrong = _differing(stored, result.state)
        return f"differs from what the rules that made it give: {', '.join(wrong)}" if wrong else None

    def _of_other(self, candidate: Candidate, result: Remade) -> str | None:
        (reason,) = self.corpus.db.execute(_REASON, (candidate.id,)).fetchone()
        now = result.refused.reason if result.refused else "an article"
        return None if now == reason else f"was rejected ({reason}), but the same rules make it {now}"


def _bad(check: str, candidate: Candidate, says: str, cure: str) -> Finding:
    where = f"{candidate.what} {candidate.id} ({candidate.url})"
    return Finding(check=check, where=where, says=says, cure=cure, is_damage=check == "archive")


def _unflagged(state: State) -> State:
    """Return an article's state without the flag that later rules gave it."""
    flags = json_list([flag for flag in json.loads(state.row["quality"]) if flag != NO_ARTICLE])
    return replace(state, row=state.row | {"quality": flags})


def _differing(stored: State, made: State | None) -> list[str]:
    """Name what differs: columns, and the tables beside."""
    if made is None:
        return ["everything"]
    names = [name for name, value in made.row.items() if stored.row[name] != value]
    beside = {"removed_blocks": (stored.removed, made.removed), "date_candidates": (stored.dates, made.dates)}
    return [*names, *(name for name, (before, now) in beside.items() if before != now)]
