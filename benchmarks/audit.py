"""Holds what cleaning accounts for against each page: every visible block once, in order, and no text that another parser sees lost."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import click
import corpora
from second_reading import characters, visible

from cleaning.article import Article, Verdict
from cleaning.clean import audit
from cleaning.decode import decode
from cleaning.document import parse
from crawler.batch import run
from crawler.evaluation import cleaned
from pipelines.workshop import WorkshopError

if TYPE_CHECKING:
    from cleaning.article import Page, Rejection
    from crawler.stored import StoredPage

LOST = 0.001
"""Share of the characters of all pages that only the other parser may see: titles in the body, and what stands behind a
``<noscript>`` whose markup is broken, which libxml2 does not read as text."""
EXTRA = 0.005
"""Share that only ours may: scripts that end early for one parser, and what the other takes for a comment."""
_MUCH = 0.05


@dataclass(frozen=True)
class Finding:
    """What a worker says of a page."""

    wrong: tuple[str, ...] = ()
    """What does not add up."""
    words: tuple[int, ...] = (0, 0, 0)
    """Words kept, removed and outside."""
    seen: int = 0
    """Characters that the other parser sees."""
    lost: int = 0
    """Those of them that stand in no block."""
    extra: int = 0


def checked(stored: StoredPage) -> Finding:
    """Clean a page in the worker and hold the result against it."""
    page = stored.read()
    result = cleaned(page)
    article = result if isinstance(result, Article) else result.article
    if article is None:
        return Finding(wrong=() if _unread(result) else ("a rejection without its article",))
    wrong = tuple(faults(article, page))
    ours = characters(block.text for block in article.blocks)
    theirs = characters([visible(decode(page.body, page.header("Content-Type")).text)])
    lost, extra = sum((theirs - ours).values()), sum((ours - theirs).values())
    words = tuple(audit(article.blocks).values())
    return Finding(wrong=wrong, words=words, seen=theirs.total(), lost=lost, extra=extra)


def _unread(result: Article | Rejection) -> bool:
    return not isinstance(result, Article) and result.reason.value in ("empty", "not-html", "too-large", "unparsable")


def faults(article: Article, page: Page | None = None) -> list[str]:
    """Say what does not add up among an article's blocks; with its page, whether they are all of the page's."""
    blocks, wrong = article.blocks, []
    if [b.position for b in blocks] != list(range(len(blocks))):
        wrong.append("positions are not 0 to n-1")
    if article.text != "\n".join(b.text for b in blocks if b.verdict is Verdict.KEPT):
        wrong.append("the text is not the kept blocks")
    if any((b.verdict is Verdict.REMOVED) != bool(b.category and b.rule and b.reason) for b in blocks):
        wrong.append("a removal without category, rule and reason, or these without a removal")
    if any(not b.text.strip() for b in blocks):
        wrong.append("a block of nothing")
    if sum(audit(blocks).values()) != len(" ".join(b.text for b in blocks).split()):
        wrong.append("the words do not sum")
    return wrong if page is None else wrong + _missing(article, page)


def _missing(article: Article, page: Page) -> list[str]:
    document = parse(decode(page.body, page.header("Content-Type")).text)
    expected = [(b.kind, b.text, b.path) for b in document.blocks] if document else []
    actual = [(b.kind, b.text, b.path) for b in article.blocks]
    return (
        [] if expected == actual else [f"{len(actual)} blocks, but the page has {len(expected)}, or in another order"]
    )


@click.command()
@click.option("--pages", default=0, help="Only so many.")
@click.option("--workers", default=0, help="Processes; 0: one a core.")
@click.option("--check", is_flag=True, help="Exit code 1 when anything does not add up.")
@click.option("--require", is_flag=True, help="Fail where there is no corpus.")
def main(pages: int, workers: int, *, check: bool, require: bool) -> None:
    """Check the account of every page of the corpus."""
    folder = corpora.found("audit.py", require=require)
    total, wrong, apart = Finding(), list[str](), Counter[str]()
    for entry, found in islice(run(checked, folder.entries(), workers=workers), pages or None):
        name = entry.page.id
        if isinstance(found, WorkshopError):
            wrong.append(f"{name}: {found}")
            continue
        wrong += [f"{name}: {line}" for line in found.wrong]
        apart[name] = found.lost if found.lost > _MUCH * found.seen else 0
        words = tuple(a + b for a, b in zip(total.words, found.words, strict=True))
        total = replace(total, words=words, seen=total.seen + found.seen, lost=total.lost + found.lost, extra=total.extra + found.extra)  # fmt: skip
    wrong += [] if total.lost <= LOST * total.seen else ["more is lost than may be"]
    wrong += [] if total.extra <= EXTRA * total.seen else ["more is read than the other parser sees"]
    kept, removed, outside = total.words
    print(
        f"{len(apart):,} pages: {kept:,} words kept + {removed:,} removed + {outside:,} outside = {sum(total.words):,}"
    )
    print(f"{total.seen:,} characters by another parser: {total.lost:,} in no block, {total.extra:,} only in ours")
    for name, lost in (+apart).most_common(10):
        print(f"  {lost:,} of {name}")
    for line in wrong:
        print(f"WRONG {line}")
    sys.exit(1 if check and wrong else 0)


if __name__ == "__main__":
    main()
