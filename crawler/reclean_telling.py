"""What cleaning again would change, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaning.text import tidy
from pipelines.reclean_report import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipelines.reclean_report import Change, Report

_RULES = 30
"""So many rules are shown, the most frequent; --json has all."""


def lines(report: Report) -> Iterator[str]:
    """Yield the report, a line a fact, examples indented below."""
    if report.changed:
        yield (
            f"{report.changed:,} articles come out otherwise: {report.text:,} with another text, {report.title:,} with another "
            f"title, {report.dates:,} with another date"
        )
        yield "  " + ", ".join(
            f"{source} {number:,}"
            for source, number in sorted(report.sources.items(), key=lambda pair: (-pair[1], pair[0]))
        )
    yield from _blocks("newly removed", report.removed)
    yield from _blocks("newly kept", report.kept)
    if report.moved:
        yield f"blocks of no text, before or after, that another rule takes out, or none: {report.moved:,}"
    yield from _changes("dates changed", report.dated, "{url}: {changed}")
    yield from _changes("other columns changed", report.fields, "{url}: {before} -> {after}")
    yield from _changes(
        "articles that are none by today's rules; they stay, flagged", report.rejected, "{url}: {evidence}"
    )
    if report.found.number:
        yield f"rejected pages that are articles now: {report.found.number:,}, {report.found.words:,} words"
        yield from _examples(report.found, "{url}: {title}")
    yield from _changes("captures that could not be cleaned", report.failed, "{url}: {detail}")


def _blocks(what: str, rules: Mapping[str, Change]) -> Iterator[str]:
    if not rules:
        return
    number, words = sum(change.number for change in rules.values()), sum(change.words for change in rules.values())
    yield f"blocks {what}: {number:,}, {words:,} words"
    for rule, change in _most(rules):
        name = "by no rule: outside the article" if rule == OUTSIDE else rule
        yield f"  {name}: {change.number:,} in {change.articles:,} articles"
        yield from _examples(change, "{text}")


def _changes(what: str, kinds: Mapping[str, Change], form: str) -> Iterator[str]:
    if not kinds:
        return
    yield f"{what}: {sum(change.number for change in kinds.values()):,}"
    for kind, change in _most(kinds):
        yield f"  {kind}: {change.number:,}"
        yield from _examples(change, form)


def _most(kinds: Mapping[str, Change]) -> list[tuple[str, Change]]:
    return sorted(kinds.items(), key=lambda pair: (-pair[1].number, pair[0]))[:_RULES]


def _examples(change: Change, form: str) -> Iterator[str]:
    for example in change.examples:
        said = {name: _said(value) for name, value in example.items()}
        yield f"    {form.format(**said)}"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(old)} -> {_said(new)}" for name, (old, new) in value.items())
    return "-" if value is None else tidy(str(value))
