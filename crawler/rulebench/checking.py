"""Whether a drafted rule may join the book: its own trials, the look-alikes of other rules, and what removes its line already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from cleaning.article import Verdict
from cleaning.boilerplate import Context, strip
from cleaning.errors import RuleError
from cleaning.rules import examples, load, merged
from cleaning.rules.model import Phrase
from cleaning.rules.wording import core, fold
from crawler.rulebench.drafting import Draft, paragraphs
from crawler.rulebench.trials import failures, trials
from crawler.rulebench.writing import file_for, with_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleaning.rules import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A rule in the book it would make, and the file it would stand in."""

    draft: Draft
    rule: Phrase
    book: RuleBook
    before: RuleBook
    """The book without it."""
    name: str
    """The file's name, such as ``rules/uk.toml``."""
    content: bytes
    """What the file would then hold."""


def candidate(draft: Draft, files: Mapping[str, bytes], *, is_named: bool = False) -> Candidate:
    """Make the book that the user's files and a draft would give; RuleError where the draft cannot be used.

    A name that is taken gets a number behind it, unless ``is_named`` says that it was wanted just so.
    """
    before = merged(files) if files else load()
    draft = _with_look_alike(draft if is_named else _numbered(draft, before), before)
    name = file_for(draft, files)
    content = with_rule(files.get(name), draft, name)
    book = merged({**files, name: content})
    rule = book.get(draft.id)
    if not isinstance(rule, Phrase):
        raise RuleError(f"{name}: {draft.id}: cannot be found again; choose another name with --name")
    return Candidate(draft=draft, rule=rule, book=book, before=before, name=name, content=content)


def _numbered(draft: Draft, book: RuleBook) -> Draft:
    names = chain([draft.name], (f"{draft.name}-{number}" for number in count(2)))
    return next(named for name in names if not book.get((named := replace(draft, name=name)).id))


def _with_look_alike(draft: Draft, book: RuleBook) -> Draft:
    """Give a draft without look-alikes one that stays so far; RuleError where the other rules take all we can think of."""
    if draft.look_alikes:
        return draft
    for text in paragraphs(draft):
        if all(
            block.verdict is Verdict.KEPT
            for block in strip(examples.blocks(text), Context(language=draft.language), book=book)
        ):
            return replace(draft, look_alikes=(text,))
    raise RuleError(f"{draft.id}: give it a line that looks alike and must stay, with --like")


def objections(made: Candidate) -> Iterator[str]:
    """Yield what speaks against a rule; nothing where it may be written."""
    for block in strip(examples.blocks(made.rule.examples[0]), _context(made.rule), book=made.before):
        if block.verdict is Verdict.REMOVED:
            yield f"the line goes already, by {block.rule} ({block.reason})"
    for trial in trials(made.rule):
        yield from map(str, failures(trial, made.book))
    yield from _eaten(made)


def _eaten(made: Candidate) -> Iterator[str]:
    """Yield the look-alikes of other rules that this one removes."""
    for other in made.before.rules:
        if made.rule.language not in (None, other.language):
            continue
        for text in other.look_alikes:
            if any(made.rule in made.book.phrases(core(fold(b.text))) for b in examples.blocks(text)):
                gone = strip(examples.blocks(text), _context(made.rule), book=made.book)
                yield from (f"look-alike of {other.id}: it goes: {b.text}" for b in gone if b.rule == made.rule.id)


def _context(rule: Phrase) -> Context:
    return Context(language=rule.language)
