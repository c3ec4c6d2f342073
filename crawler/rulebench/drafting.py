"""From one line of boilerplate to a phrase rule: its wording, how much of a block it has to cover, and its tests."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cleaning.article import Category
from cleaning.errors import InputError
from cleaning.rules import examples
from cleaning.rules.model import Match, Take
from cleaning.rules.wording import core, count, fold
from crawler.rulebench.trials import story_of

if TYPE_CHECKING:
    from cleaning.article import Block

_LABEL_WORDS: Final = 6
_NAME_WORDS: Final = 4
_LABEL_LENGTH: Final = 35
"""Words of a line that may stand under a label."""
_SPARE: Final = 3
"""Words a line may be longer than the one the rule was made from: numbers and dates vary."""
_SPECIAL: Final = re.compile(r"[\\.^$*+?()\[\]{}|]")
_VARYING: Final = re.compile(
    r"(?P<address>(?:https?://|www\.)\S+)"
    r"|(?P<mail>\S+@\S+\.\S+)"
    r"|(?P<date>[0-9]{1,2}\.? [^\W\d_]+ [0-9]{4})"
    r"|(?P<number>[0-9]+(?:[.,:/][0-9]+)*)"
)
_GENERAL: Final = {
    "address": r"(?:https?://|www\.)\S+",
    "mail": r"\S+@\S+",
    "date": r"\d+\.? \p{L}+ \d+",
    "number": r"\d+(?:[.,:/]\d+)*",
}
_TAKES: Final = {
    Category.RELATED: Take.LINKS,
    Category.NAVIGATION: Take.LINKS,
    Category.TAGS: Take.SHORT,
    Category.SHARE: Take.SHORT,
}
"""What goes with a label of some category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A phrase rule that is not in a book yet."""

    name: str
    language: str | None
    """None: for all languages."""
    category: Category
    description: str
    match: Match
    max_words: int
    takes: Take = Take.NOTHING
    in_link: bool = False
    pattern: str
    example: str
    look_alikes: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id it gets in the book."""
        return f"phrase/{self.language or 'any'}/{self.category}/{self.name}"

    def table(self) -> dict[str, Any]:
        """Return it as a table of a rule file; what has the default is left out."""
        extras = {"takes": str(self.takes)} if self.takes else {}
        return {
            "category": str(self.category),
            "description": self.description,
            "match": str(self.match),
            "max_words": self.max_words,
            **extras,
            **({"in_link": True} if self.in_link else {}),
            "patterns": [self.pattern],
            "examples": [self.example],
            "look_alikes": list(self.look_alikes),
        }


def draft(
    line: str, *, category: Category, language: str | None, likes: tuple[str, ...] = (), name: str | None = None
) -> Draft:
    """Make a rule of a line in the notation of examples: a label where it has one before a colon or link, else the whole line.

    Numbers, dates and addresses stand for any. Where no look-alike is given there is none, see ``paragraphs``.
    """
    (block,) = _only(line)
    label = _label(line, block)
    wording = _wording(label or block.text)
    if not wording:
        raise InputError(f"there is no wording in {line!r}")
    return Draft(
        name=name or named(wording),
        language=language,
        category=category,
        description=f"line like {_shortened(label or block.text)}",
        match=Match.LABEL if label else Match.WHOLE,
        max_words=_LABEL_LENGTH if label else count(block.text) + _SPARE,
        takes=_TAKES.get(category, Take.NOTHING) if label else Take.NOTHING,
        in_link=label is not None and category is Category.RELATED,
        pattern=pattern(wording),
        example=line.strip(),
        look_alikes=likes,
    )


def pattern(wording: str) -> str:
    """Return a pattern that matches a folded wording, with any numbers, dates and addresses in it."""
    pieces, at = [], 0
    for found in _VARYING.finditer(wording):
        pieces += [_escaped(wording[at : found.start()]), _GENERAL[found.lastgroup or "number"]]
        at = found.end()
    return "".join([*pieces, _escaped(wording[at:])])


def named(wording: str) -> str:
    """Return a name for a rule: its first words."""
    return "-".join(re.findall(r"[^\W\d_]+", wording.lower())[:_NAME_WORDS]) or "line"


def _wording(text: str) -> str:
    """Return a text's core with its letters as written, for they are folded when the rule is read; folded where that differs."""
    composed = unicodedata.normalize("NFC", text)
    written = core("".join(char if char.isalpha() else fold(char) for char in composed))
    folded = core(fold(text))
    return written if fold(written) == folded else folded


def _escaped(text: str) -> str:
    """Escape what means something in a pattern, the brackets of named words included; a backtick may be folded or not."""
    return _SPECIAL.sub(r"\\\g<0>", text).replace("<", "[<]").replace("`", "['`]")


def _only(line: str) -> tuple[Block, ...]:
    blocks = examples.blocks(line)
    if len(blocks) != 1:
        raise InputError(f"one line is wanted, and there are {len(blocks)}")
    return blocks


def _label(line: str, block: Block) -> str | None:
    """Return what stands before a colon, or before the link that ends the line; None where that is no label."""
    before_link = line.partition("[")[0].strip().removeprefix("- ").removeprefix("# ")
    before_colon, colon, rest = block.text.partition(":")
    for label in (
        before_colon if colon and rest.strip() and not rest.startswith("//") else "",
        before_link if "[" in line else "",
    ):
        if 0 < count(label) <= _LABEL_WORDS and not any(char.isdigit() for char in label):
            return label.strip().removesuffix(":")
    return None


def _shortened(text: str) -> str:
    words = text.split()
    return f'"{" ".join(words[:_LABEL_WORDS])}{"…" if len(words) > _LABEL_WORDS else ""}"'


def paragraphs(made: Draft) -> tuple[str, ...]:
    """Return look-alikes for want of better ones: paragraphs of a story that begin with the line's wording.

    No phrase alone may remove a long paragraph.
    """
    (block,) = _only(made.example)
    wording = (_label(made.example, block) or block.text).rstrip(" :.!?")
    return tuple(f"{wording} {paragraph}" for paragraph in story_of(made.language))
