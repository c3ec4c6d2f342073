"""The features of the block model in a reader's words: groups of columns, and what the block itself allows to say of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaning.article import Kind
from cleaning.features.naming import words_of
from cleaning.features.place import ANCESTORS
from cleaning.model import COLUMNS

if TYPE_CHECKING:
    import numpy.typing as npt

    from cleaning.article import Block
    from cleaning.model import Reading

_NEIGHBOURS: Final = re.compile(r".+([+-]\d|~\d)")
_FURNITURE: Final = frozenset("aside nav footer header form figure details dialog".split())
_NEAR: Final = 24
"""Containers around a block whose names are read."""
_TELLING: Final = 0.3
"""Least vote of a class word that is named."""
_NAMED: Final = 2
_SHORT, _LITTLE, _MUCH = 8, 20, 100
_EDGE: Final = 0.05


_KINDS: Final = {
    Kind.HEADING: "a heading",
    Kind.ITEM: "a list item",
    Kind.QUOTATION: "a quotation",
    Kind.CAPTION: "a caption",
    Kind.ROW: "a table row",
    Kind.PREFORMATTED: "preformatted text",
}


class Seen:
    """One block as the model saw it."""

    def __init__(self, reading: Reading, position: int) -> None:
        self._reading = reading
        self._row = reading.rows[position]
        self.block: Block = reading.document.blocks[position]

    def __getitem__(self, column: str) -> float:
        return float(self._row[_places()[column]])

    def elements(self, *, furniture: bool) -> str:
        """Name the telling elements around it, page furniture or the others."""
        return ", ".join(f"<{tag}>" for tag in ANCESTORS if self[f"in_{tag}"] and (tag in _FURNITURE) is furniture)

    def names(self, *, against: bool) -> str:
        """Return the class words around it that speak loudest against it, or for it."""
        sign = -1 if against else 1
        votes = self._reading.model.votes
        loud = {word: sign * votes[word] for word in self._words() if sign * votes.get(word, 0.0) >= _TELLING}
        return " and ".join(sorted(loud, key=lambda word: (-loud[word], word))[:_NAMED])

    def _words(self) -> set[str]:
        document = self._reading.document
        at, found = document.owners[self.block.position], set[str]()
        for _ in range(_NEAR):
            if at < 0:
                break
            container = document.containers[at]
            found |= words_of(container.naming) - {container.tag}
            at = container.parent
        return found


Sayings = tuple[tuple[str, Callable[["Seen"], object]], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that a reader would call one thing."""

    name: str
    columns: str
    """Their names, parted by blanks."""
    against: Sayings = ()
    """What can be said where the group speaks against the block, each with its condition; the first that holds is said."""
    toward: Sayings = ()
    """The same where it speaks for the block. ``{}`` is what the condition returned."""

    def says(self, seen: Seen, *, against: bool) -> str | None:
        """Say what the group has for or against a block; None where no sentence of ours holds."""
        for text, holds in self.against if against else self.toward:
            if found := holds(seen):
                return text.format(found)
        return None


GROUPS: Final = (
    Group(
        "words in links",
        "link_share link_words",
        against=(
            ("mostly links", lambda s: s["link_share"] > 0.5),
            ("links among its words", lambda s: s["link_share"]),
        ),
        toward=(("no links", lambda s: not s["link_share"]),),
    ),
    Group(
        "length and punctuation",
        "words chars prose commas stops digits uppers ends_sentence ends_colon starts_lower mean_word quoted bar",
        against=(
            ("few words and no end of a sentence", lambda s: s["words"] < _SHORT and not s["ends_sentence"]),
            ("few words", lambda s: s["words"] < _SHORT),
            ("no end of a sentence", lambda s: not s["ends_sentence"]),
        ),
        toward=(("running prose", lambda s: s["prose"]), ("ends as a sentence does", lambda s: s["ends_sentence"])),
    ),
    Group("how often the page has it", "repeats", against=(("repeated on the page", lambda s: s["repeats"]),)),
    Group(
        "words of the title",
        "is_title title_share",
        against=(
            ("repeats the title", lambda s: s["is_title"]),
            ("no words of the title", lambda s: not s["title_share"]),
        ),
        toward=(("words of the title", lambda s: s["title_share"]),),
    ),
    Group(
        "words of the description",
        "description_share",
        against=(("no words of the description", lambda s: not s["description_share"]),),
        toward=(("words of the description", lambda s: s["description_share"]),),
    ),
    Group(
        "the page's own articleBody",
        "in_body",
        against=(("not in the page's own articleBody", lambda s: s["in_body"] < 0),),
        toward=(("in the page's own articleBody", lambda s: s["in_body"] > 0),),
    ),
    Group(
        "its kind of element",
        "kind tag depth heading_level",
        against=(("it is {}", lambda s: _KINDS.get(s.block.kind)),),
        toward=(("it is {}", lambda s: _KINDS.get(s.block.kind, "a paragraph")),),
    ),
    Group(
        "the elements around it",
        " ".join(f"in_{tag}" for tag in ANCESTORS),
        against=(("stands in {}", lambda s: s.elements(furniture=True)),),
        toward=(("stands in {}", lambda s: s.elements(furniture=False)),),
    ),
    Group(
        "its place on the page",
        "index index_share from_h1 before_share prose_before_share prose_after",
        against=(
            ("before the page's prose", lambda s: s["prose_before_share"] < _EDGE),
            ("after the page's prose", lambda s: s["prose_after"] <= _EDGE * s["page_prose"]),
        ),
        toward=(("amid the page's prose", lambda s: _EDGE <= s["prose_before_share"] < 1 - _EDGE),),
    ),
    Group(
        "others like it on the page",
        "path_words_share path_blocks path_mean_words path_link_share",
        against=(
            ("others like it on the page are mostly links", lambda s: s["path_link_share"] > 0.5),
            ("others like it on the page are short", lambda s: s["path_mean_words"] < _SHORT),
        ),
        toward=(("others like it on the page are prose", lambda s: s["path_mean_words"] >= _LITTLE),),
    ),
    Group(
        "what its container holds",
        "own_words own_links own_blocks up1_words up1_links up1_blocks up2_words up2_links up2_blocks only_child first_in last_in",
        against=(
            ("its container is mostly links", lambda s: max(s["own_links"], s["up1_links"]) > 0.5),
            ("little text in its container", lambda s: s["own_words"] < _LITTLE),
        ),
        toward=(("much text in its container", lambda s: max(s["own_words"], s["up1_words"]) > _MUCH),),
    ),
    Group(
        "its way to the densest container",
        "in_densest steps_up steps_down densest_share densest_before densest_after",
        against=(("stands outside the densest container", lambda s: not s["in_densest"]),),
        toward=(("stands in the densest container", lambda s: s["in_densest"]),),
    ),
    Group(
        "the page as a whole",
        "page_words page_links page_blocks page_prose score_page",
        against=(
            ("the page is mostly links", lambda s: s["page_links"] > 0.5),
            ("the page has little prose", lambda s: s["page_prose"] < _MUCH),
        ),
        toward=(("the page has much prose", lambda s: s["page_prose"] > 3 * _MUCH),),
    ),
    Group(
        "what its elements are called",
        "vote_own vote_least vote_most vote_path vote_up",
        against=(("class names say {}", lambda s: s.names(against=True)),),
        toward=(("class names say {}", lambda s: s.names(against=False)),),
    ),
    Group(
        "its neighbours",
        "",
        against=(("its neighbours are not article", lambda s: s["score-1"] + s["score+1"] < 1),),
        toward=(("its neighbours are article", lambda s: s["score-1"] + s["score+1"] >= 1),),
    ),
    Group(
        "what stands in the same containers",
        "score_own score_up1 score_up2 score_up3 score_path",
        against=(("what stands around it is not article", lambda s: _beside(s) < 0.5),),
        toward=(("what stands around it is article", lambda s: _beside(s) >= 0.5),),
    ),
    Group(
        "its place to the article's text",
        "score_before_share from_first to_last",
        against=(
            ("before the article's text", lambda s: s["from_first"] < 0),
            ("after the article's text", lambda s: s["to_last"] < 0),
        ),
        toward=(("amid the article's text", lambda s: s["from_first"] >= 0 and s["to_last"] >= 0),),
    ),
)
"""Columns of no group, such as those of a newer feature, count as its neighbours' where they are named so, else as ``OTHER``."""
OTHER: Final = len(GROUPS)
ITSELF: Final = len(GROUPS) + 1
"""The block's own score on the first reading, which has reasons of its own."""


def _beside(seen: Seen) -> float:
    """Return the mean score around it in the nearest container that holds anything else."""
    near = (seen[column] for column in ("score_own", "score_up1", "score_up2", "score_up3", "score_path"))
    return next((score for score in near if score >= 0), 0.5)


@cache
def groups() -> npt.NDArray[np.intp]:
    """Return the number of each column's group."""
    named = {column: i for i, group in enumerate(GROUPS) for column in group.columns.split()} | {"score": ITSELF}
    around = next(i for i, group in enumerate(GROUPS) if not group.columns)
    return np.asarray([named.get(c, around if _NEIGHBOURS.fullmatch(c) else OTHER) for c in COLUMNS], np.intp)


@cache
def _places() -> dict[str, int]:
    return {column: i for i, column in enumerate(COLUMNS)}
