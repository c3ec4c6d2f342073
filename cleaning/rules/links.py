"""Links amid the article that no wording betrays: headlines under or behind a label, and tags after the last paragraph.

Only the block model's doubt tells them from links the author set, so pages it did not judge, or is unsure of, keep them all.
"""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

from cleaning.article import Kind
from cleaning.rules.appeals import is_chatty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaning.rules.sheet import Line, Sheet

_FULL = 0.9
_LABEL_WORDS, _HEADLINE_WORDS, _TAG_WORDS = 7, range(4, 31), 4
_LONGEST_LIST, _MOST_LINES, _MOST_INLINE = 6, 14, 4
"""Longer lists, and pages with more of them, are what the article is about: rankings, courses, things to buy."""
_LEAST_HEADLINE = 3
_SLACK = 3
"""Signs by which the unlinked part of a line may differ from its label: spaces, quotation marks."""
_LEAST_SHARE = 0.5
_DOUBTED, _STRONG = 2, 3
_LEADS = (": ", ' "')
_LABEL = (Kind.PARAGRAPH, Kind.HEADING)


def apply(sheet: Sheet) -> None:
    """Remove doubted lines that are a label and one link, lists of links with their labels, and lists of tags."""
    if is_chatty(sheet):
        return
    inline = [line for line in sheet.live() if _label_and_link(line)]
    sheet.remove(inline if len(inline) <= _MOST_INLINE else [], "run/inline-link", "a label and its link, which is all")
    lists = list(_lists(sheet))
    few = sum(len(links) for _, links in lists) <= _MOST_LINES
    for label, links in lists if few else []:
        sheet.remove(
            [*label, *links], "run/link-list", f"{len(links)} links on their own, which the block model doubts"
        )
    sheet.remove(list(_tags(sheet)), "run/tag-list", "short links after the last paragraph")


def _label_and_link(line: Line) -> bool:
    """Whether the words up to the colon or quotation mark are all that stands outside the link."""
    block = line.block
    if (
        block.kind is not Kind.PARAGRAPH
        or not _LEAST_SHARE <= block.link_share < 1
        or line.words > _HEADLINE_WORDS.stop
    ):
        return False
    if line.doubt < _DOUBTED or line.folded.endswith((".", ")")) or "://" in line.folded:
        return False
    unlinked = len(block.text) * (1 - block.link_share)
    labels = [line.folded.partition(lead)[0] for lead in _LEADS if lead in line.folded]
    return any(_wordy(label, line) and abs(len(label) + 2 - unlinked) <= _SLACK for label in labels)


def _wordy(label: str, line: Line) -> bool:
    """Whether a few words without figures stand before a headline."""
    words = len(label.split())
    return words <= _LABEL_WORDS and not any(char.isdigit() for char in label) and line.words - words >= _LEAST_HEADLINE


def _lists(sheet: Sheet) -> Iterator[tuple[list[Line], list[Line]]]:
    """Yield the runs of doubted headlines that are nothing but links, each with the label above it, if one is there."""
    taken = -1
    for line in sheet.live():
        if line.index <= taken or not _headline_link(line):
            continue
        links = [line, *takewhile(_sibling(line), sheet.following(line))]
        taken = links[-1].index
        label = [before for before in sheet.lines[max(0, line.index - 1) : line.index] if _is_label(before)]
        if len(links) + len(label) > 1 and len(links) <= _LONGEST_LIST:
            yield label, links


def _headline_link(line: Line, doubt: int = _STRONG) -> bool:
    listed = line.block.kind in (Kind.ITEM, Kind.PARAGRAPH) and line.words in _HEADLINE_WORDS
    return listed and line.block.link_share >= _FULL and line.doubt >= doubt


def _sibling(first: Line) -> Callable[[Line], bool]:
    """Tell the lines that go on a list: once it began, less doubt is enough."""
    return lambda other: other.block.path == first.block.path and _headline_link(other, _DOUBTED)


def _is_label(line: Line) -> bool:
    plain = line.removal is None and line.block.kind in _LABEL and not line.linked and line.words <= _LABEL_WORDS
    return (
        plain
        and not any(char.isdigit() for char in line.folded)
        and line.doubt >= _DOUBTED
        and not line.folded.endswith((".", "!", '"'))
    )


def _tags(sheet: Sheet) -> Iterator[Line]:
    """Yield the one- to four-word items of links after the prose that the model doubts, where at least two are together."""
    end = sheet.prose().stop
    tags = [line for line in sheet.lines[end:] if end and _is_tag(line)]
    places = Counter(line.block.path for line in tags)
    return (line for line in tags if line.removal is None and places[line.block.path] > 1)


def _is_tag(line: Line) -> bool:
    short = line.block.kind is Kind.ITEM and line.block.link_share >= _FULL and line.words <= _TAG_WORDS
    return short and line.doubt >= _STRONG
