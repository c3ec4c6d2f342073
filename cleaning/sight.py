"""What a page looks like when one asks whether it is an article: its prose, headings, teasers, players. No verdicts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from cleaning.article import Reason, Verdict
from cleaning.jsonld import ARTICLE_TYPES, Node, nodes, text, types
from cleaning.text import fold, tidy, words
from cleaning.urls import host

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from cleaning.article import Block, Page
    from cleaning.document import Document
    from cleaning.metadata import Metadata

SENTENCE: Final = 8
"""Words of the shortest sentence that counts as prose."""
FLASH: Final = 50
"""Words in sentences from which a page is a news flash rather than a film, a picture or a stub."""
BARE: Final = 30
"""Words in sentences of what is hardly an article."""
ERROR: Final = 12
"""Words of the longest heading that is an error's."""
ENDS: Final = tuple('.!?…"”»。！？؟।')
_LINKED: Final = 0.8
_HEADLINE: Final = range(3, 26)
_NAMES, _LONGEST = 6, 300
"""Titles that are listened to, and characters of each."""
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Letters of scripts that put no blank between words."""
_PLAYERS: Final = re.compile(
    r"youtube(?:-nocookie)?\.com/embed|player\.vimeo|dailymotion\.com/(?:embed|player)|players\.brightcove|jwplayer|kaltura|"
    r"rutube\.ru/play|vk\.com/video_ext|ok\.ru/videoembed|facebook\.com/plugins/video|player\.twitch|bitchute\.com/embed"
)
_PLAYER_NAMES: Final = re.compile(
    r"video-?player|player-?video|jw-?player|video-js|vjs-|brightcove|plyr|flowplayer", re.IGNORECASE
)
_CARD: Final = 120
"""Words of the largest card: a headline with its summary."""
_FEWEST: Final = 4
"""Cards alike that make a list of them."""
_CLIMB: Final = 8
_LISTED: Final = 3000
"""Lines of the page among which linked headlines are looked for."""
_ROW: Final = 3
_LINES: Final = 400
"""Kept lines that are looked for in cards."""


Finding = tuple[Reason, str]
"""A reason for rejecting a page, and one line of evidence."""


@dataclass(frozen=True, eq=False)
class Sight:
    """A page with its verdicts, looked at as a whole; whatever costs something is found when it is asked for."""

    blocks: Sequence[Block]
    metadata: Metadata
    document: Document
    page: Page

    @cached_property
    def kept(self) -> tuple[Block, ...]:
        """The blocks of the text."""
        return tuple(b for b in self.blocks if b.verdict is Verdict.KEPT)

    @cached_property
    def prose(self) -> int:
        """How many words of the text stand in sentences."""
        return sum(length(b.text) for b in self.kept if is_prose(b))

    def has_prose(self, least: int) -> bool:
        """Tell whether so many words of the text stand in sentences; stops counting there."""
        found = 0
        for block in self.kept:
            found += length(block.text) if is_prose(block) else 0
            if found >= least:
                return True
        return False

    @property
    def runs_on(self) -> bool:
        """Whether three lines of prose stand in a row somewhere, as they do in a text and hardly in a list of teasers."""
        row, last = 0, -1
        for block in self.kept:
            row = (row + 1 if block.position == last + 1 else 1) if is_prose(block) else 0
            last = block.position
            if row == _ROW:
                return True
        return False

    @property
    def amount(self) -> str:
        """How much text there is, as evidence puts it."""
        return f"{self.prose} words in sentences" if self.prose else "no sentence of text"

    @cached_property
    def words(self) -> int:
        """How many words the page shows."""
        return sum(length(b.text) for b in self.blocks)

    @property
    def address(self) -> str:
        """Where the page was found in the end."""
        return self.page.final_url or self.page.url

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """What the page is called: its title, its ``<title>`` and its main headings."""
        own = islice(self.document.tree.iter("title", "h1"), _NAMES)
        named = (self.metadata.title or "", *(e.text_content()[:_LONGEST] for e in own))
        return tuple(dict.fromkeys(filter(None, map(tidy, named))))

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The page's JSON-LD."""
        return tuple(nodes(self.document.tree))

    @cached_property
    def types(self) -> frozenset[str]:
        """What the page says it is: JSON-LD types, and og:type after ``og:``."""
        said = (e.get("content", "") for e in self.document.tree.iter("meta") if e.get("property") == "og:type")
        return frozenset(t for node in self.nodes for t in types(node)) | {f"og:{t.strip().lower()}" for t in said}

    @cached_property
    def stories(self) -> int:
        """How many articles of different headlines the page's JSON-LD names."""
        return len({fold(text(n.get("headline"))) for n in self.nodes if types(n) & ARTICLE_TYPES} - {""})

    @cached_property
    def teasers(self) -> tuple[str, ...]:
        """Addresses of the other pages of the site to which a headline is linked."""
        return tuple(dict.fromkeys(self.linked.values()))

    @cached_property
    def linked(self) -> dict[int, str]:
        """Positions of the headlines that are linked to another page of the site, and where they lead."""
        found: dict[int, str] = {}
        own = self.address.partition("#")[0]
        for b in self.blocks[:_LISTED]:
            if b.link_share >= _LINKED and length(b.text) in _HEADLINE:
                href = _joined(own, _href(self.document.element(b)))
                if href != own and host(href) == host(own):
                    found[b.position] = href
        return found

    @cached_property
    def cards(self) -> frozenset[int]:
        """Positions of kept lines that stand with one linked headline in a small element, four or more of which are alike."""
        inside = {b.position: card for b in self.kept[:_LINES] if (card := self._card(b.position)) is not None}
        alike = Counter(self.document.containers[card].step.partition("#")[0] for card in set(inside.values()))
        few = {
            card for card in inside.values() if alike[self.document.containers[card].step.partition("#")[0]] < _FEWEST
        }
        return frozenset(position for position, card in inside.items() if card not in few)

    def _card(self, position: int) -> int | None:
        """Return the number of the smallest element that holds a line and a linked headline, where it holds little else."""
        number = self.document.owners[position]
        for _ in range(_CLIMB):
            box = self.document.containers[number]
            held = range(box.first, min(box.end, box.first + _CARD))
            if heads := {self.linked[i] for i in held if i in self.linked}:
                small = len(heads) == 1 and sum(length(self.blocks[i].text) for i in held) <= _CARD
                return number if small else None
            if box.parent < 0:
                break
            number = box.parent
        return None

    @cached_property
    def player(self) -> str:
        """What shows moving pictures, in a word; empty where nothing does."""
        return next(self._players(), "")

    def _players(self) -> Iterator[str]:
        for element in self.document.tree.iter("video", "iframe", "div", "figure", "amp-youtube"):
            if element.tag in ("video", "amp-youtube"):
                yield f"<{element.tag}>"
            elif element.tag == "iframe":
                source = element.get("src") or element.get("data-src") or ""
                if _PLAYERS.search(source, 0, 300):
                    yield f"<iframe {host(_joined(self.address, source))}>"
            elif _PLAYER_NAMES.search(element.get("class") or "", 0, 300):
                yield f"<{element.tag} class={(element.get('class') or '')[:40]!r}>"

    @cached_property
    def pictures(self) -> int:
        """How many figures and large pictures stand outside of links."""
        return sum(e.tag == "figure" or _is_large(e) for e in self.document.tree.iter("figure", "img"))


def is_prose(block: Block) -> bool:
    """Tell a line that is a sentence and no link."""
    text = block.text
    return block.link_share < 0.5 and text.endswith(ENDS) and (text.count(" ") > SENTENCE or length(text) >= SENTENCE)


def length(text: str) -> int:
    """Return about how many words a text has; two letters count as a word where a script does not part words."""
    if text.isascii():
        return len(words(text))
    unspaced = len(_UNSPACED.findall(text))
    return len(words(_UNSPACED.sub(" ", text))) + unspaced // 2


def _joined(base: str, href: str) -> str:
    """Return a link's whole address without its fragment; nothing for one that is none."""
    try:
        return urljoin(base, href).partition("#")[0] if href else base
    except ValueError:
        return base


def _href(element: HtmlElement) -> str:
    """Return where a line's first link leads: one inside the element, or one around it."""
    inside = element.find(".//a")
    around = element if element.tag == "a" else inside if inside is not None else next(element.iterancestors("a"), None)
    return (around.get("href") or "").strip() if around is not None else ""


def _is_large(picture: HtmlElement) -> bool:
    if next(picture.iterancestors("figure", "a", "nav", "header", "footer"), None) is not None:
        return False
    sizes = [s for name in ("width", "height") if (s := (picture.get(name) or "").removesuffix("px")).isdecimal()]
    return all(int(s[:6]) >= 200 for s in sizes)
