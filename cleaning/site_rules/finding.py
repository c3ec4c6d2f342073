"""What a site's rules find on a page: where the body is, what is stripped, the facts, and the links to the rest of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from lxml.html import HtmlElement

from cleaning.quality import LARGEST
from cleaning.site_rules.xpath import Evaluation, Expression, compiled
from cleaning.text import tidy
from cleaning.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaning.site_rules.values import Line, SiteRules

_LONGEST: Final = 2000
"""Characters of a fact."""
_MOST: Final = 50
"""Authors of a page."""
_NO_QUOTES: Final = str.maketrans("", "", "'\"")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """What the rules of a site find on one page."""

    rules: SiteRules
    bodies: tuple[tuple[Line, tuple[HtmlElement, ...]], ...] = ()
    """For each ``body`` directive that finds elements, those elements."""
    stripped: tuple[tuple[HtmlElement, Line], ...] = ()
    """Elements to be taken out, in document order for each directive, and the directive that says so."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    """As written."""
    single_page: str | None = None
    """Where the whole article stands on one page; canonical, and never the page itself."""
    next_page: str | None = None
    native_ad: bool = False


def rewritten(text: str, rules: SiteRules) -> str:
    """Return a page's markup with the file's strings replaced, one after the other.

    A replacement that would make the page larger than any that is read is passed over.
    """
    for pair in rules.replacements:
        growth = len(pair.replace) - len(pair.find)
        if growth <= 0 or len(text) + growth * text.count(pair.find) <= LARGEST:
            text = text.replace(pair.find, pair.replace)
    return text


def find(tree: HtmlElement, rules: SiteRules, base: str = "") -> Findings:
    """Run a site's rules over a page's tree, which stays as it is; ``base`` is the page's URL."""
    seen = _Seen(tree, rules)
    return Findings(
        rules=rules,
        bodies=tuple(seen.bodies()),
        stripped=tuple(seen.stripped()),
        title=next(seen.texts("title"), None),
        authors=tuple(seen.authors()),
        date=next(seen.texts("date"), None),
        single_page=seen.link("single_page_link", base),
        next_page=seen.link("next_page_link", base),
        native_ad=any(seen.evaluation.value(line.expression) for line in rules.of("native_ad_clue") if line.expression),
    )


class _Seen:
    """One page under the rules."""

    def __init__(self, tree: HtmlElement, rules: SiteRules) -> None:
        self._tree = tree
        self._rules = rules
        self.evaluation = Evaluation(tree)

    def bodies(self) -> Iterator[tuple[Line, tuple[HtmlElement, ...]]]:
        for line, found in self._found("body"):
            if isinstance(found, list) and (elements := tuple(e for e in found if isinstance(e, HtmlElement))):
                yield line, elements

    def stripped(self) -> Iterator[tuple[HtmlElement, Line]]:
        for line, found in self._found("strip"):
            if isinstance(found, list):
                yield from ((e, line) for e in found if isinstance(e, HtmlElement))
        yield from self._stripped_by_name()

    def authors(self) -> Iterator[str]:
        """Yield what the first directive that finds anything finds."""
        for _, found in self._found("author"):
            named = [text for text in map(_text, _listed(found)[:_MOST]) if text]
            if named:
                yield from dict.fromkeys(named)
                return

    def texts(self, name: str) -> Iterator[str]:
        """Yield the first text that each line of a directive finds."""
        for _, found in self._found(name):
            yield from [text for text in map(_text, _listed(found)[:_MOST]) if text][:1]

    def link(self, name: str, base: str) -> str | None:
        """Return the first URL that a directive finds and that is not the page's own."""
        for _, found in self._found(name):
            for node in _listed(found)[:_MOST]:
                raw = (node.get("href") or "") if isinstance(node, HtmlElement) else str(node)
                url = canonical(raw, base) if raw.strip() else None
                if url and url != canonical(base):
                    return url
        return None

    def _found(self, name: str) -> Iterator[tuple[Line, object]]:
        """Run the lines of a directive, in order, as they are asked for."""
        for line in self._live(name):
            if line.expression is not None:
                yield line, self.evaluation.value(line.expression)

    def _live(self, name: str) -> Iterator[Line]:
        for line in self._rules.of(name):
            if line.condition is None or self.evaluation.value(line.condition):
                yield line

    def _stripped_by_name(self) -> Iterator[tuple[HtmlElement, Line]]:
        """Find elements whose class or id contains one of the strings, wherever in it (as XPath's ``contains``)."""
        named = ((line.value.translate(_NO_QUOTES), line) for line in self._live("strip_id_or_class"))
        parts = [(part, line) for part, line in named if part]
        known: dict[tuple[str | None, str | None], Line | None] = {}
        for element in self.evaluation.elements(_named()) if parts else ():
            names = element.get("class"), element.get("id")
            if names not in known:
                known[names] = next((line for part, line in parts if any(n and part in n for n in names)), None)
            if (line := known[names]) is not None:
                yield element, line


@cache
def _named() -> Expression:
    return compiled("//*[@class or @id]")


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else [found]


def _text(node: object) -> str:
    """Return the text of what an expression found: an element's, or of an element without text what it holds for machines."""
    if isinstance(node, HtmlElement):
        text = tidy("".join(node.itertext()))
        return (node.get("datetime") or text or tidy(node.get("content") or ""))[:_LONGEST]
    return tidy(node)[:_LONGEST] if isinstance(node, str) else ""
