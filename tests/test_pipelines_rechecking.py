"""A page seen again under other rules: what is the rules' change, and what the publisher's (DESIGN §3.6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cleaning.article import Article
from pipelines import tasks
from pipelines.archive import Archive
from pipelines.outcomes import Outcome
from pipelines.rechecking import Recheck
from pipelines.running import Run
from pipelines.told import facts_digest, standard
from pipelines.workshop import Workshop
from tests.specimens import delivered, page, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.delivery import Delivery
    from tests.desk import Desk

SENTENCES = [
    f"The council said on day {n} that the bridge will open after the winter, and not before." for n in range(12)
]
OTHER = [*SENTENCES[:6], "A judge stopped the work on Monday, and the council will appeal against it.", *SENTENCES[6:]]


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop(1, warm=tasks.warm) as opened:
        yield opened


def body(lines: list[str], notice: str = "") -> bytes:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html lang=en><title>Bridge opens</title><body><article><h1>Bridge opens</h1>{text}{notice}</article>".encode()


def delivery(run: Run, lines: list[str], **page_fields: object) -> Delivery:
    """A page fetched, archived and cleaned."""
    of = page(1, body=body(lines, str(page_fields.pop("notice", ""))))
    made = tasks.cleaned(of)
    assert isinstance(made, Article)
    whole = delivered(of, made.text, capture=run.archive.write(of))
    return replace(whole, result=replace(made, **page_fields))


@pytest.fixture
def run(desk: Desk, workshop: Workshop) -> Iterator[Run]:
    with Archive(desk.corpus.folder) as archive:
        yield Run(corpus=desk.corpus, archive=archive, workshop=workshop, run_id=desk.run)


def kinds(desk: Desk) -> list[str]:
    return [str(kind) for kind in desk.rows("revisions", "kind")]


class TestAPageSeenAgain:
    async def test_under_the_same_rules_is_not_cleaned_twice(self, desk: Desk, run: Run) -> None:
        desk.commit(delivery(run, SENTENCES))
        assert (await Recheck(run).process_item(delivery(run, OTHER))).before is None  # type: ignore[union-attr]

    async def test_that_only_other_rules_read_otherwise_is_unchanged(self, desk: Desk, run: Run) -> None:
        old = delivery(run, SENTENCES, text="As other rules had it.", cleaning_version="old")
        desk.commit(replace(old, text_hash="old"))
        again = await Recheck(run).process_item(delivery(run, SENTENCES, notice="<!-- another counter: 17 -->"))
        desk.commit(again)
        assert (["first"], "As other rules had it.") == (kinds(desk), desk.row("articles")["text"])
        assert desk.outcome(1)[1] == Outcome.UNCHANGED

    async def test_that_was_edited_too_has_both_changes_apart(self, desk: Desk, run: Run) -> None:
        old = delivery(run, SENTENCES, text="As other rules had it.", cleaning_version="old")
        desk.commit(replace(old, text_hash="old"))
        desk.commit(await Recheck(run).process_item(delivery(run, OTHER)))
        assert ["first", "recleaned", "body"] == kinds(desk)
        texts = desk.rows("revisions", "text")
        assert ["As other rules had it.", "\n".join(SENTENCES), "\n".join(OTHER)] == texts
        assert (3, texts[2]) == (desk.row("articles")["revision"], desk.row("articles")["text"])

    async def test_whose_capture_is_gone_is_compared_as_it_stands(self, desk: Desk, run: Run) -> None:
        desk.commit(replace(delivery(run, SENTENCES, cleaning_version="old"), text_hash="old"))
        run.archive.close()
        for file in (desk.corpus.folder / "archive").iterdir():
            file.unlink()
        assert (await Recheck(run).process_item(delivery(run, OTHER))).before is None  # type: ignore[union-attr]

    async def test_that_comes_out_as_it_is_by_todays_rules_is_not_cleaned_again(self, desk: Desk, run: Run) -> None:
        item = delivery(run, OTHER)
        assert isinstance(item.result, Article)
        by = standard(item.result.cleaning_version, facts_digest(item.page.source))
        desk.commit(replace(delivery(run, SENTENCES, cleaning_version="old"), text_hash="old"))
        row = {"run_id": desk.run, "what": "article", "source": "courier", "standard": by, "since": ""}
        desk.corpus.db["recleanings"].insert(row | {"upto": 1, "last_capture": 1})
        assert (await Recheck(run).process_item(item)).before is None  # type: ignore[union-attr]
        desk.corpus.db["recleanings"].update((desk.run, "article", by), {"last_capture": 0})
        assert (await Recheck(run).process_item(item)).before is not None  # type: ignore[union-attr]

    async def test_that_is_no_article_passes(self, run: Run) -> None:
        gone = settled(1, Outcome.GONE, status=410)
        assert gone is await Recheck(run).process_item(gone)
