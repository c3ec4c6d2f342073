"""Commands that change a corpus, killed for real in the middle of their work: a short kill_corpus.py."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

ARTICLES = 55
STAGED = "SELECT count(*) FROM recleaned"
TAKEN = "SELECT count(*) FROM revisions WHERE number = 3"


def kill_when(module: ModuleType, folder: Path, trial: object, sql: str) -> bool:
    """Kill a call as soon as there is something to count, and tell whether it was still at work."""
    process = module.start(folder, trial)
    db = sqlite3.connect(f"{(folder / 'corpus.db').as_uri()}?mode=ro", uri=True)
    while process.poll() is None and not db.execute(sql).fetchone()[0]:
        time.sleep(0.002)
    db.close()
    was_at_work = process.poll() is None
    process.kill()
    process.communicate()
    return was_at_work


def test_reclean_goes_on_where_it_was_killed(benchmark: Callable[[str], ModuleType], tmp_path: Path) -> None:
    module = benchmark("kill_corpus")
    trial, folder = module.Reclean(words=("reclean", "--jobs", "1")), tmp_path / "corpus"
    trial.prepare(folder, ARTICLES)
    trial.alter(folder, 1)
    assert [] == [*module.finish(folder, trial), *trial.at_end(folder, 1)]
    trial.alter(folder, 2)
    for sql in (STAGED, TAKEN):
        assert kill_when(module, folder, trial, sql)
        assert [] == trial.after_kill(folder, 2)
    assert [] == [*module.finish(folder, trial), *trial.at_end(folder, 2)]
