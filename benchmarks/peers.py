"""What other extractors made of each page, kept between runs: it changes only with their version, the corpus or the options.

A file a peer: a line a page, written as the pages are done, so that a run that is stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from crawler.batch import run
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractors import Extractor

    from crawler.annotated import Entry, Folder

FAILED: Final = "failed"
"""The key that stands in the place of a prediction: ``deadline``, ``crash`` or ``worker-lost``."""
DEADLINE: Final = 60.0
"""Seconds a peer may take over one page; some need minutes for a few."""
_LONGEST: Final = 160
"""Characters of a failure's words that are kept."""
_TOLD_EVERY: Final = 100

Made = dict[str, Any]


class Kept:
    """The predictions of one peer on one corpus."""

    def __init__(self, cache: Path, extractor: Extractor, digest: str, *, deadline: float = DEADLINE) -> None:
        """Find the file in the folder ``cache``; ``digest`` is that of the corpus."""
        self._extractor, self._deadline = extractor, deadline
        self.release = version(extractor.package)
        said = json.dumps([extractor.name, self.release, digest, extractor.options, deadline])
        self.path = cache / f"{extractor.name}-{self.release}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.jsonl"

    def made(self, folder: Folder, half: str | None, jobs: int) -> Iterator[tuple[Entry, Made]]:
        """Yield each page with its prediction; pages nobody asked about yet are asked about now."""
        known = self._read()
        missing = [entry for entry in folder.entries(half) if entry.page.id not in known]
        if missing:
            known |= self._asked(missing, jobs)
        for entry in folder.entries(half):
            yield entry, known[entry.page.id]

    def _read(self) -> dict[str, Made]:
        """Read what is there; a line that was cut off in the writing is no line."""
        if not self.path.exists():
            return {}
        with self.path.open(encoding="utf-8", newline="\n") as lines:
            whole = [made for line in lines if (made := _made(line)) is not None]
        return {made["id"]: made for made in whole}

    def _asked(self, missing: list[Entry], jobs: int) -> dict[str, Made]:
        found: dict[str, Made] = {}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="\n") as out:
            out.write("\n" if out.tell() else "")  # behind a line that was cut off
            for entry, result in run(
                self._extractor.task, missing, workers=jobs, deadline=self._deadline, warm=_nothing
            ):
                made = _failure(entry, result) if isinstance(result, WorkshopError) else result
                found[entry.page.id] = made
                out.write(json.dumps(made, ensure_ascii=False) + "\n")
                out.flush()
                _tell(self._extractor.name, len(found), len(missing))
        return found


def _made(line: str) -> Made | None:
    try:
        made: Made = json.loads(line)
    except ValueError:
        return None
    return made


def _failure(entry: Entry, error: WorkshopError) -> Made:
    return {"id": entry.page.id, FAILED: error.failure.value, "why": " ".join(str(error).split())[:_LONGEST]}


def _nothing() -> None:
    """Stand in for the loading of our own models, which no peer needs."""


def _tell(name: str, done: int, total: int) -> None:
    """Say how far it is: on a terminal all the time, elsewhere now and then."""
    if sys.stderr.isatty():
        print(f"\r{name}: {done:,} of {total:,} pages", end="\n" if done == total else "", file=sys.stderr, flush=True)
    elif done % _TOLD_EVERY == 0 or done == total:
        print(f"{name}: {done:,} of {total:,} pages", file=sys.stderr, flush=True)
