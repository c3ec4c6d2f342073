"""What learning takes out of pages whose boilerplate no rule knows, and what of their real text that recurs; before and after.

Outlets in several languages are stored as a crawl would, ``thresher learn --auto`` looks at five sevenths of their pages, and all
pages are cleaned again. Real pages are ``learn_real.py``'s business.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from learning import declare, fill
from recurrent import LANGUAGES, Outlet

from cleaning.article import Article, SourceFacts, Verdict
from crawler.learning import Wish, learned
from crawler.shelves import own_rules
from crawler.sources_file import load
from pipelines import tasks
from pipelines.workshop import Workshop, WorkshopError

if TYPE_CHECKING:
    from recurrent import Sheet

    from cleaning.article import Page, Rejection

MUSTS = {"leak": 0.02, "lost": 0.0}
"""At most: the share of boilerplate lines that stay after learning, and the real lines that go with it."""


@click.command()
@click.option("--languages", default=",".join(LANGUAGES), help="Outlets to make, by language.")
@click.option("--pages", default=90, help="Pages an outlet.")
@click.option("--seed", default=1)
@click.option("--check", is_flag=True, help="Exit with 1 where a must is missed.")
@click.option("--verbose", is_flag=True, help="Show what was proposed, what leaks and what is lost.")
def main(languages: str, pages: int, seed: int, *, check: bool, verbose: bool) -> None:
    """Measure, print, and compare with the musts."""
    outlets = [Outlet(language=code, pages=pages, seed=seed) for code in languages.split(",")]
    with tempfile.TemporaryDirectory(prefix="thresher-learn-") as made, Workshop(warm=tasks.warm) as workshop:
        folder = Path(made)
        sheets = {outlet.language: list(outlet.sheets()) for outlet in outlets}
        declare(folder, {o.language: o.home for o in outlets}, {o.language: o.language for o in outlets})
        before = _kept(workshop, sheets, folder)
        _stored(
            workshop,
            folder,
            [sheet.page(_facts(folder, code)) for code, all_of in sheets.items() for sheet in _seen(all_of)],
        )
        found = learned(folder, load(folder), Wish(auto=True))
        after = _kept(workshop, sheets, folder)
    if verbose:
        for one in found:
            for block in one.blocks:
                print(
                    f"  {block.source}/{block.number} {block.state} {block.score:.2f} {block.share:.2f} {block.place}+{block.reach} {','.join(block.doubts)} {' '.join(block.words)[:90]}"
                )
    missed = _report(sheets, before, after, verbose=verbose)
    sys.exit(1 if check and missed else 0)


def _stored(workshop: Workshop, folder: Path, pages: list[Page]) -> None:
    results = list(workshop.map(tasks.finished, pages))
    if troubles := [result for result in results if isinstance(result, WorkshopError)]:
        raise troubles[0]
    fill(folder, zip(pages, results, strict=True))


def _facts(folder: Path, source: str) -> SourceFacts:
    return SourceFacts(id=source, name=source.upper(), language=source, own_rules=own_rules(folder))


def _seen(sheets: list[Sheet]) -> list[Sheet]:
    return [sheet for n, sheet in enumerate(sheets) if n % 7 not in (3, 5) or "/copies/" in sheet.url]


def _kept(workshop: Workshop, sheets: dict[str, list[Sheet]], folder: Path) -> dict[str, list[set[str]]]:
    """Return the lines that are kept of every page, by language."""

    def lines(result: Article | Rejection | WorkshopError) -> set[str]:
        if isinstance(result, WorkshopError):
            raise result
        return {b.text for b in result.blocks if b.verdict is Verdict.KEPT} if isinstance(result, Article) else set()

    return {
        code: [lines(r) for r in workshop.map(tasks.cleaned, [sheet.page(_facts(folder, code)) for sheet in all_of])]
        for code, all_of in sheets.items()
    }


def _report(
    sheets: dict[str, list[Sheet]],
    before: dict[str, list[set[str]]],
    after: dict[str, list[set[str]]],
    *,
    verbose: bool,
) -> bool:
    print(
        f"{'':8}{'pages':>7}{'boilerplate':>13}{'leak before':>13}{'after':>8}{'real lines':>12}{'recurring':>11}{'lost':>6}"
    )
    total: Counter[str] = Counter()
    for code, all_of in sheets.items():
        here: Counter[str] = Counter(pages=len(all_of))
        for sheet, was, now in zip(all_of, before[code], after[code], strict=True):
            here.update(_counted(sheet, was, now, verbose=verbose))
        print(_line(code, here))
        total += here
    print(_line("all", total))
    leak, lost = total["after"] / max(1, total["boilerplate"]), total["lost"]
    return leak > MUSTS["leak"] or lost > MUSTS["lost"] or not total["before"]


def _counted(sheet: Sheet, was: set[str], now: set[str], *, verbose: bool) -> Counter[str]:
    own, real = sheet.boilerplate, [text for text in sheet.real if text in was]
    recurring = [text for text in sheet.recurring if text in was]
    leaked, lost = [text for text in own if text in now], [text for text in real if text not in now]
    if verbose:
        for mark, lines in (("leaks", leaked), ("LOST", lost)):
            for text in lines:
                print(f"  {mark} {sheet.url}: {text[:100]}")
    return Counter(
        recurring=len(recurring),
        boilerplate=len(own),
        before=sum(t in was for t in own),
        after=len(leaked),
        real=len(real),
        lost=len(lost),
    )


def _line(name: str, n: Counter[str]) -> str:
    before, after = n["before"] / max(1, n["boilerplate"]), n["after"] / max(1, n["boilerplate"])
    return f"{name:8}{n['pages']:7}{n['boilerplate']:13}{before:13.1%}{after:8.1%}{n['real']:12}{n['recurring']:11}{n['lost']:6}"


if __name__ == "__main__":
    main()
