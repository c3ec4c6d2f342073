from __future__ import annotations

import time
from typing import TYPE_CHECKING

from crawler.annotated import Folder
from crawler.batch import run
from pipelines.workshop import CrashError, DeadlineError, WorkerLostError
from tests.shelf import echo, line, nothing, shelve, troubled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.annotated import Entry


def test_results_come_in_the_order_of_the_pages(tmp_path: Path) -> None:
    folder = Folder(shelve(tmp_path, [line(n) for n in range(20)]))
    made = list(run(echo, folder.entries(), workers=2, warm=nothing))
    assert [(e.page.id, result) for e, result in made] == [(f"page-{n}", f"page-{n}") for n in range(20)]


def test_page_in_trouble_costs_only_itself(tmp_path: Path) -> None:
    folder = Folder(shelve(tmp_path, [line(n) for n in range(6)]))
    made = dict(enumerate(r for _, r in run(troubled, folder.entries(), workers=2, deadline=1.5, warm=nothing)))
    assert isinstance(made[1], DeadlineError)
    assert isinstance(made[2], WorkerLostError)
    assert isinstance(made[3], CrashError)
    assert "no such rule" in str(made[3])
    assert [made[n]["text"] for n in (0, 4, 5)] == ["read"] * 3  # type: ignore[index]


def test_pages_are_drawn_as_workers_become_free(tmp_path: Path) -> None:
    folder = Folder(shelve(tmp_path, [line(0)]))
    (entry,) = folder.entries()
    drawn = 0

    def endless() -> Iterator[Entry]:
        nonlocal drawn
        while True:
            drawn += 1
            yield entry

    made = run(echo, endless(), workers=1, warm=nothing)
    for _ in range(50):
        next(made)
    made.close()  # type: ignore[attr-defined]
    assert drawn < 70


def test_leaving_early_ends_the_workers(tmp_path: Path) -> None:
    folder = Folder(shelve(tmp_path, [line(n) for n in range(3)]))
    began = time.monotonic()
    made = run(troubled, folder.entries(), workers=1, warm=nothing)
    next(made)
    made.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 30
