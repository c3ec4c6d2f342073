"""The proof of one cleaned page: what a reader checks, as lines for a terminal and as a document for programs.

Every text of the page passes through ``tidy``, so nothing a page holds can steer the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from click import style

from cleaning.article import Article, Rejection, Verdict
from cleaning.clean import audit
from cleaning.text import tidy
from crawler.evaluation import prediction, published
from crawler.why import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.article import Block, DateCandidate
    from crawler.why import Reasons

_LOOKS: dict[Verdict, dict[str, Any]] = {
    Verdict.KEPT: {},
    Verdict.REMOVED: {"fg": "red"},
    Verdict.OUTSIDE: {"dim": True},
}
_NO_REASONS: Reasons = {}
_MARKS = {Verdict.KEPT: "  ", Verdict.REMOVED: "- ", Verdict.OUTSIDE: ". "}


def lines(result: Article | Rejection, *, outside: bool = False) -> Iterator[str]:
    """Yield the proof line by line, styled by ANSI codes that click leaves out where they cannot be shown."""
    if isinstance(result, Rejection):
        yield from _rejection(result)
        return
    yield from _facts(result)
    yield ""
    yield from _dates(result.dates)
    yield ""
    yield from _text(result.blocks, outside=outside)
    yield ""
    yield words(result)


def document(name: str, result: Article | Rejection, reasons: Reasons = _NO_REASONS) -> dict[str, Any]:
    """Return the proof with the keys of ``thresher eval``, and what stands behind them."""
    made = prediction(name, result) | {"url": result.url, "cleaning_version": result.cleaning_version}
    if isinstance(result, Rejection):
        return made | {"evidence": result.evidence}
    return made | {
        "byline": result.byline,
        "credit": result.credit,
        "section": result.section,
        "tags": list(result.tags),
        "image": result.image,
        "canonical_url": result.canonical_url,
        "access": result.access,
        "licence": result.licence,
        "declared_language": result.declared_language,
        "detected_language": result.detected_language,
        "language_source": result.language_source,
        "quality": list(result.quality),
        "single_page": result.single_page,
        "next_page": result.next_page,
        "dates": [_candidate(date) for date in result.dates],
        "blocks": [_block(block) | {"reasons": facts(reasons, block.position)} for block in result.blocks],
        "words": audit(result.blocks),
    }


def words(article: Article) -> str:
    """Return the word audit as one line: the three parts sum to the page."""
    counts = audit(article.blocks)
    parts = " + ".join(f"{count:,} {verdict}" for verdict, count in counts.items())
    return f"Words     {parts} = {sum(counts.values()):,} on the page"


def _rejection(result: Rejection) -> Iterator[str]:
    yield style(f"Rejected  {result.reason.value}", fg="yellow")
    yield f"Evidence  {tidy(result.evidence)}"
    if result.title:
        yield f"Title     {tidy(result.title)}"
    yield f"Words     {len(result.text.split()):,} in the best text there was"


def _facts(article: Article) -> Iterator[str]:
    people = ", ".join(article.authors)
    byline = f" (read from: {article.byline})" if article.byline not in (None, people) else ""
    facts = {
        "Title": article.title or "none",
        "Byline": (people or "nobody") + byline,
        "Credit": article.credit,
        "Published": published(article) or "unknown",
        "Language": _language(article),
        "Section": article.section,
        "Access": article.access,
        "Licence": article.licence,
        "On 1 page": article.single_page,
        "Next page": article.next_page,
        "Flags": ", ".join(article.quality),
    }
    for label, value in facts.items():
        if value:
            yield f"{label:9} " + (style(tidy(value), bold=True) if label == "Title" else tidy(value))


def _language(article: Article) -> str:
    """Say the language, and what else was said of it."""
    others = {"declared": article.declared_language, "detected": article.detected_language}
    beside = [f"{name} {code or 'none'}" for name, code in others.items() if code != article.language]
    return (article.language or "unknown") + (f" ({', '.join(beside)})" if beside and article.language else "")


def _dates(dates: tuple[DateCandidate, ...]) -> Iterator[str]:
    """Yield a table of the candidates, the chosen ones marked."""
    if not dates:
        yield "Dates     none found"
        return
    rows = [("", "role", "place", "as written", "read as", "rule"), *map(_row, dates)]
    widths = [min(44, max(len(row[i]) for row in rows)) for i in range(len(rows[0]))]
    for row, date in zip(rows, (None, *dates), strict=True):
        line = "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        yield style(line, bold=True) if date and date.chosen else style(line, dim=date is None)


def _row(date: DateCandidate) -> tuple[str, ...]:
    mark = "*" if date.chosen else ""
    return (mark, date.role.value, tidy(date.place), tidy(date.raw), _reading(date), tidy(date.rule or ""))


def _reading(date: DateCandidate) -> str:
    """Say how a candidate was read: an instant in its offset, or as much of a day as it gives."""
    if date.precision is None:
        return "unreadable"
    offset = f" {date.offset}" if date.offset else ""
    instant = f"{date.instant:%Y-%m-%dT%H:%M:%SZ}{offset}" if date.instant else str(date.day or "")
    return f"{instant} ({date.precision}{', ambiguous' if date.ambiguous else ''})".strip()


def _text(blocks: tuple[Block, ...], *, outside: bool) -> Iterator[str]:
    """Yield the page in order: kept text plain, what was removed in its place under the rule that did it."""
    above = ""
    for block in blocks:
        if block.verdict is Verdict.OUTSIDE and not outside:
            continue
        heading = _heading(block) if block.verdict is Verdict.REMOVED else ""
        if heading not in ("", above):
            yield style(heading, fg="cyan")
        above = heading
        yield style(_MARKS[block.verdict] + tidy(block.text), **_LOOKS[block.verdict])


def _heading(block: Block) -> str:
    """Say what is said once above a run of blocks that were removed for the same reason."""
    return f"-- {block.category}: {tidy(block.reason or '')} [{tidy(block.rule or '')}]"


def _candidate(date: DateCandidate) -> dict[str, Any]:
    return {
        "role": date.role.value,
        "place": date.place,
        "raw": date.raw,
        "instant": date.instant.isoformat() if date.instant else None,
        "day": date.day.isoformat() if date.day else None,
        "offset": date.offset,
        "precision": date.precision,
        "ambiguous": date.ambiguous,
        "chosen": date.chosen,
        "rule": date.rule,
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "position": block.position,
        "kind": block.kind.value,
        "verdict": block.verdict.value,
        "category": block.category.value if block.category else None,
        "rule": block.rule,
        "reason": block.reason,
        "score": block.score,
        "link_share": block.link_share,
        "path": block.path,
        "text": block.text,
    }
