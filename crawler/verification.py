"""One check of a corpus, put together: the lock, the database, the archive and the workers. Changes nothing."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.recleaning import NEEDS_A_LOOK, stored_facts
from crawler.sources_file import begun
from pipelines.archive import ARCHIVE_NAME, Archive
from pipelines.coverage import Coverage
from pipelines.holdings import Holdings
from pipelines.lock import run_lock
from pipelines.soundness import Finding, sound
from pipelines.store import Corpus
from pipelines.tasks import warm
from pipelines.told import facts_from
from pipelines.verifying import TABLES, Comparison, Samples, Seen, records
from pipelines.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from cleaning.article import SourceFacts
    from pipelines.candidates import Facts

DAMAGED = 65
_KEPT = 1000
"""Findings that are named; the rest are counted."""


@dataclass(slots=True)
class Verdict:
    """What a check found."""

    seen: Seen = field(default_factory=Seen)
    findings: list[Finding] = field(default_factory=list)
    unnamed: int = 0
    """Findings beyond those."""
    is_damaged: bool = False

    @property
    def exit_code(self) -> int:
        """0: sound; 4: something differs that cleaning again sets right; 65: something is damaged or missing."""
        if self.is_damaged:
            return DAMAGED
        return NEEDS_A_LOOK if self.findings else 0

    def add(self, finding: Finding) -> None:
        """Take a finding."""
        self.is_damaged = self.is_damaged or finding.is_damage
        if len(self.findings) < _KEPT:
            self.findings.append(finding)
        else:
            self.unnamed += 1


def run_verify(
    folder: Path,
    samples: Samples,
    *,
    workers: int = 0,
    showing: Callable[[Iterable[Finding | None], int], Iterable[Finding | None]] = lambda ones, _: ones,
) -> Verdict:
    """Check a corpus; ``showing`` is given what passes as each row is done, and how many there are, and passes it on.

    Raises LockedError when a run is at work: what is checked must be at rest.
    """
    verdict = Verdict()
    with ExitStack() as stack:
        stack.enter_context(run_lock(folder))
        corpus = stack.enter_context(Corpus.open(folder))
        archive = stack.enter_context(Archive(folder, holdings=Holdings(corpus, 0)))
        for finding in sound(corpus, thorough=samples.number is None):
            verdict.add(finding)
        missing = _missing(corpus, archive)
        for finding in missing.values():
            verdict.add(finding)
        comparison = Comparison(
            corpus=corpus,
            archive=archive,
            workshop=stack.enter_context(Workshop(workers, warm=warm)),
            facts=_as_told(stored_facts(corpus, begun(folder))),
            known=Coverage(corpus.db.conn, 0, since=""),
            seen=verdict.seen,
        )
        chosen = {what: samples.of(corpus, table) for what, table in TABLES.items()}
        captures = samples.of(corpus, "captures")

        def looks() -> Iterator[Finding | None]:
            yield from records(corpus, archive, captures, verdict.seen)
            for what, ids in chosen.items():
                yield from comparison.compare(what, ids)

        for found in showing(looks(), len(captures) + sum(map(len, chosen.values()))):
            if found and not any(name in found.says for name in missing):
                verdict.add(found)
    return verdict


def _as_told(facts: Facts) -> Facts:
    """Return what gives the facts that a result was made by, with the folders of rules that go for the source now."""

    def told_facts(source: str, told: str | None) -> SourceFacts:
        now = facts(source, told)
        return facts_from(told, beside=now) if told else now

    return told_facts


def _missing(corpus: Corpus, archive: Archive) -> dict[str, Finding]:
    """Name the files of the archive that are not there, once for all captures in them."""
    rows = corpus.db.execute("SELECT warc_file, count(*) FROM captures GROUP BY 1").fetchall()
    return {
        name: Finding(
            check="archive",
            where=f"{ARCHIVE_NAME}/{name}",
            says=f"the file is missing, with {number:,} captures in it",
            cure="bring it back from a backup; what was made of them stays in corpus.db",
        )
        for name, number in rows
        if not archive.size(name)
    }
