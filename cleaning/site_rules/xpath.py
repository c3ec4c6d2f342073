"""XPath 1.0 from files that anybody may have written: compiled once, and weighed before it runs.

Nothing reads a file or the net from here: ``document()`` belongs to XSLT, the EXSLT functions are off, and no prefix is bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final, NamedTuple, cast

from lxml.etree import XPath, XPathError, iterwalk
from lxml.html import HtmlElement

LONGEST: Final = 4000
"""Characters of an expression."""
_BUDGET: Final = 400_000_000.0
"""What all expressions together may look at on one page: nodes, of which libxml2 compares about 100 million a second."""
_LEVELS: Final = (16, 32, 64)
_LITERAL: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_PIECE: Final = re.compile(
    r"(?://?)?(?:following|preceding|ancestor|descendant)(?:-sibling|-or-self)?::|//?|[\[\]()|,=<>+]|[^\s\[\]()|,=<>+/]+"
)
_STRANGE: Final = re.compile(
    r"\$[\w.-]+|(?<![\w.-])[A-Za-z_][\w.-]*:(?!:)[\w.*-]+|(?<![\w.:-])(?!(?:last|position|count|id|local-name|namespace-uri|name"
    r"|string|concat|starts-with|contains|substring-before|substring-after|substring|string-length|normalize-space|translate"
    r"|boolean|not|true|false|lang|number|sum|floor|ceiling|round|comment|text|processing-instruction|node|and|or|mod|div)\s*\()"
    r"[A-Za-z_][\w.-]*\s*\("
)
"""A variable, a prefix, or a function that is none of XPath 1.0's: libxml2 sees them only when it comes to them."""
_OPERATORS: Final = frozenset(("", "[", "(", "|", ",", "=", "<", ">", "+", "-"))
"""What an operand stands behind; so it does behind the words, where these are no names of elements."""
_WORDS: Final = frozenset(("and", "or", "mod", "div"))
_ANYTHING: Final = frozenset(("*", "..", ")"))
"""Ends of steps that narrow nothing down."""
_NAMED: Final = 1 / 10
_CHOSEN: Final = 1 / 200
"""How much less there is to walk from a set that a name, or a predicate, has narrowed down: guesses, for want of the page."""
_SWIFT: Final = 14
"""Comparisons of node with node that take as long as looking at one."""


class ExpressionError(ValueError):
    """An expression that cannot be used; the text says why."""


class Shape(NamedTuple):
    """What makes an expression's cost grow with the page."""

    nested: int = 0
    """How deep predicates stand in each other."""
    again: int = 0
    """Walks over the whole page that a predicate begins anew for every element."""
    beside: int = 0
    """Walks over an element's siblings."""
    chained: float = 0.0
    """Walks from every element of a set to what is below or above it, those from sets that nothing narrows counting more."""
    onward: float = 0.0
    """Walks from every element of a set to the end or the beginning of the page."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    source: str
    run: XPath = field(repr=False, compare=False)
    shape: Shape


def compiled(source: str) -> Expression:
    """Compile XPath 1.0; raises ExpressionError."""
    if len(source) > LONGEST:
        raise ExpressionError(f"XPath of {len(source):,} characters, more than {LONGEST:,}")
    try:
        run = XPath(source, regexp=False, smart_strings=False)
    except (XPathError, ValueError) as error:
        raise ExpressionError(f"is no XPath 1.0 ({error}): {source[:80]}") from error
    if strange := _STRANGE.search(_LITERAL.sub("''", source)):
        raise ExpressionError(
            f"asks for '{strange[0].strip('(').rstrip()}', which XPath 1.0 does not have: {source[:80]}"
        )
    return Expression(source, run, shape(source))


def shape(source: str) -> Shape:
    """Read what an expression asks for, without running it."""
    depth, found, before, earlier = 0, Shape(), "", ""
    for piece in _PIECE.findall(_LITERAL.sub("''", source)):
        depth += (piece == "[") - (piece == "]")
        found = found._replace(nested=max(found.nested, depth))
        begins = before in _OPERATORS or (before == "." and earlier in _OPERATORS)
        found = _with_step(found, piece, before, begins=begins, inside=depth > 0)
        joins = piece in _WORDS and before not in _OPERATORS and not before.endswith(("/", "::"))
        earlier, before = before, "+" if joins else piece
    return found


def _with_step(found: Shape, piece: str, before: str, *, begins: bool, inside: bool) -> Shape:
    """Add the cost of one step; ``begins`` where an operand begins with it, ``inside`` within a predicate."""
    if piece.endswith("-sibling::"):
        return found._replace(beside=found.beside + 1)
    if "following" in piece or "preceding" in piece:
        return found._replace(again=found.again + 1) if inside else found._replace(onward=found.onward + _width(before))
    if piece.startswith("/") and begins:
        return found._replace(again=found.again + 1) if inside and before != "." else found
    if piece == "//" or piece.endswith("::"):
        return found._replace(chained=found.chained + _width(before))
    return found


def _width(before: str) -> float:
    """Guess how much of a page is in the set that a step goes on from."""
    return 1.0 if before in _ANYTHING else _CHOSEN if before == "]" else _NAMED


class Evaluation:
    """The expressions of one page against its tree, until they have cost too much.

    The cost is reckoned, not timed, so that the same page gives the same result on any machine.
    """

    def __init__(self, tree: HtmlElement) -> None:
        """Take a page's tree; it is measured as far as the expressions make it necessary."""
        self._tree = tree
        self._spent = 0.0
        self.refused: list[Expression] = []
        """What was not run, since it would have taken too long, or asks for a function that there is not."""

    def value(self, expression: Expression) -> Any:
        """Return the expression's value: a list of nodes and strings, a string, a number or a truth value.

        One that is refused finds nothing.
        """
        cost = self._cost(expression.shape)
        if self._spent + cost > _BUDGET:
            self.refused.append(expression)
            return []
        self._spent += cost
        try:
            return expression.run(self._tree)
        except XPathError:
            self.refused.append(expression)
            return []

    def elements(self, expression: Expression) -> list[HtmlElement]:
        """Return the elements among the nodes found, in document order."""
        found = self.value(expression)
        return [node for node in found if isinstance(node, HtmlElement)] if isinstance(found, list) else []

    def _cost(self, shape: Shape) -> float:
        """Reckon how many nodes an expression makes libxml2 look at, at worst."""
        count = self._elements
        walk: float = count * self._depth**shape.nested * count**shape.again
        if shape.beside:
            walk *= self._siblings**shape.beside
        pairs = count**2 / _SWIFT
        return walk + shape.chained * pairs * self._depth + shape.onward * pairs * count

    @cached_property
    def _elements(self) -> float:
        return max(1.0, cast("float", _count()(self._tree)))

    @cached_property
    def _depth(self) -> float:
        """About the mean depth of an element; exact only where a page is deeper than any template."""
        level = next((n for n in _LEVELS if not _deeper(n)(self._tree)), 0)
        return level / 2 if level else _mean_depth(self._tree)

    @cached_property
    def _siblings(self) -> float:
        """The mean number of an element's siblings."""
        return max(1.0, sum(float(len(e)) ** 2 for e in self._tree.iter()) / self._elements)


@cache
def _count() -> XPath:
    return XPath("count(//*)")


@cache
def _deeper(level: int) -> XPath:
    return XPath(f"boolean({'/*' * level})")


def _mean_depth(tree: HtmlElement) -> float:
    depth = total = count = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        total, count = (total + depth, count + 1) if event == "start" else (total, count)
    return total / max(1, count)
