"""What a site's rules mean for the blocks of a page: which are inside the body, which are stripped, and when to mistrust them.

A file of the user's own is final. One from a collection may have been written for an older design of the site: its body
counts only if it holds a fair part of what the extractor takes for the article, within it the extractor's bar is lower,
and what it strips may not be most of the article. What was set aside so is said in ``missed``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cleaning.article import Block, Verdict
from cleaning.blocks import BY_MODEL, judged
from cleaning.text import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lxml.html import HtmlElement

    from cleaning.article import Category
    from cleaning.document import Document
    from cleaning.site_rules.finding import Findings
    from cleaning.site_rules.values import Line

_LEAST: Final = 0.25
"""Share of the extractor's words that a body must hold; this and what follows set on the even half of the corpus."""
_MOST: Final = 0.5
"""Share of the extractor's words that may be stripped."""
_LIKELY: Final = 0.2
"""Score from which the block model's word is enough inside a body."""
_SHOWN: Final = 80

_Lines = tuple["Line | None", ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruling:
    """A site's rules as they hold for one page."""

    body: Line | None = None
    """The directive whose elements are the body."""
    inside: tuple[bool, ...] = ()
    """For each block whether it is in the body; empty where no directive found one."""
    stripped: _Lines = ()
    """For each block the directive that strips it."""
    missed: bool = False
    """The body, or what is stripped, was set aside: the general road decides."""
    final: bool = False
    whole: bool = False
    """The body is taken as it stands, without a rule that removes boilerplate."""

    @property
    def vouches(self) -> bool:
        """Whether the user's own rules say that the page is an article."""
        return self.final and self.body is not None

    def opinion(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """Return the extractor's blocks as the site's rules would have them, kept or outside."""
        return tuple(
            b if (b.verdict is Verdict.KEPT) is (keeps := self._keeps(b)) else replace(b, verdict=_VERDICTS[keeps])
            for b in blocks
        )

    def _keeps(self, block: Block) -> bool:
        if self.stripped[block.position]:
            return False
        if not self.inside:
            return block.verdict is Verdict.KEPT
        likely = self.final or block.verdict is Verdict.KEPT or (block.score or 0.0) >= _LIKELY
        return self.inside[block.position] and likely

    def settled(
        self, blocks: Sequence[Block], stretch: range, category: Callable[[Block], Category]
    ) -> tuple[Block, ...]:
        """Return the blocks with the site's word put over the other rules'.

        ``stretch`` is where the article stands; ``category`` tells that of a removed block which no other rule names.
        """
        settled = [self._settled(b, amid=b.position in stretch) for b in blocks]
        return tuple(
            replace(b, category=category(b)) if b.verdict is Verdict.REMOVED and b.category is None else b
            for b in settled
        )

    def _settled(self, block: Block, *, amid: bool) -> Block:
        at = block.position
        inside = bool(self.inside) and self.inside[at]
        if line := self.stripped[at]:
            return _removed(block, line, f"{_said(line)} strips it") if amid or inside else _outside(block)
        by_extractor = block.verdict is Verdict.REMOVED and (block.rule or "").startswith(BY_MODEL)
        if self.final and inside and (self.whole or by_extractor):
            return judged(block, Verdict.KEPT, block.score)
        if self.body and not inside and by_extractor:
            return _removed(block, self.body, f"{_said(self.body)} leaves it out")
        return block


_VERDICTS: Final = {True: Verdict.KEPT, False: Verdict.OUTSIDE}


def ruling(findings: Findings, document: Document, blocks: Sequence[Block]) -> Ruling:
    """Weigh what was found against the extractor's blocks of the same document, in order."""
    rules, size = findings.rules, [len(b.text.split()) for b in blocks]
    kept = [n if b.verdict is Verdict.KEPT else 0 for n, b in zip(size, blocks, strict=True)]
    stripped = _spread(document, findings.stripped)
    too_much = not rules.final and _sum(kept, map(bool, stripped)) > _MOST * sum(kept)
    if too_much:
        stripped = (None,) * len(blocks)
    left = [0 if line else n for n, line in zip(size, stripped, strict=True)]
    wanted = [min(n, k) for n, k in zip(left, kept, strict=True)]
    for line, elements in findings.bodies:
        inside = tuple(map(bool, _spread(document, ((e, line) for e in elements))))
        if _sum(left, inside) and (rules.final or _sum(wanted, inside) >= _LEAST * sum(wanted)):
            return Ruling(
                body=line,
                inside=inside,
                stripped=stripped,
                missed=too_much,
                final=rules.final,
                whole=not rules.says("prune", default=True),
            )
    missed = too_much or bool(findings.bodies) or any(line.condition is None for line in rules.of("body"))
    nothing = missed and not rules.says("autodetect_on_failure", default=True)
    return Ruling(inside=(False,) * len(blocks) if nothing else (), stripped=stripped, missed=missed)


def _spread(document: Document, found: Iterable[tuple[HtmlElement, Line]]) -> _Lines:
    """Return for each block the line whose element holds it: that of the nearest element, of several lines the first."""
    lines: dict[HtmlElement, Line] = {}
    for element, line in found:
        lines.setdefault(element, line)
    return _by_block(document, lines)


def _by_block(document: Document, lines: Mapping[HtmlElement, Line]) -> _Lines:
    if not lines:
        return (None,) * len(document.blocks)
    held: list[Line | None] = []
    for container in document.containers:
        above = held[container.parent] if container.parent >= 0 else None
        held.append(lines.get(container.element) or above)
    return tuple(held[owner] for owner in document.owners)


def _sum(numbers: Sequence[int], chosen: Iterable[bool]) -> int:
    return sum(n for n, yes in zip(numbers, chosen, strict=True) if yes)


def _said(line: Line) -> str:
    return f"{line.name} in {line.place} ({tidy(line.value)[:_SHOWN]})"


def _removed(block: Block, line: Line, reason: str) -> Block:
    return replace(block, verdict=Verdict.REMOVED, rule=line.rule, reason=reason)


def _outside(block: Block) -> Block:
    return judged(block, Verdict.OUTSIDE, block.score)
