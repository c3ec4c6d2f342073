"""The page's machine-readable facts, gathered in one pass over the tree: meta tags, links, microdata, bylines, times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from lxml.etree import Element, iterwalk

from cleaning.jsonld import Node, nodes
from cleaning.text import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

_LONGEST = 2_000
_MOST = 200
_FEW = 12
_NAMES = 2_000
"""Different names of metas, links or properties that are kept."""
_LOOKS = 5_000
"""Elements, named after authors or dates or with a property, whose text is looked at; they may stand in each other."""
_NAME = 60
_AUTHOR_PAGE = re.compile(
    r"/(?:author|autor|auteur|autore|contributor|writer|journalist|redakteur|columnist)(?:s|en|es|in)?/[^/]",
    re.IGNORECASE,
)
_NAMELESS = (None, None)
_SHORTEST = len("/autor/x")
"""Letters of the shortest address of an author's page."""
_HEADERS = frozenset(("meta", "link", "title"))
_BYLINE_WORDS = ("author", "byline", "autor", "auteur", "verfasser")
_SPEAKING = re.compile(r"aut(?:h?or|eur)|byline|verfasser|dat(?:e|um)|time|published|posted|modified|fecha")
"""What is in the class or id of an element that is looked at: any of the two lists of words."""
_DOUBLED = re.compile("[\u00c2-\u00f4][\u0080-\u009f]")
_NAMING = 300
_SHOWN = 300
_DATED = 120
_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg"))
_INLINE = frozenset("a abbr b bdi bdo cite code em font i mark q s small span strong sub sup time u wbr".split())
_APART = frozenset("time small button h2 h3 h4 h5 h6".split())
_APART_WORDS = (
    "kicker", "dachzeile", "topline", "top-line", "overline", "roofline", "supertitle", "suptitle", "pretitle", "pre-title", "eyebrow",
    "subtitle", "sub-title", "subline", "subhead", "untertitel", "oberzeile", "unterzeile", "spitzmarke", "surtitre", "sur-titre",
    "antetitulo", "volanta", "cintillo", "occhiello", "badge", "label", "sr-only", "visually-hidden", "visuallyhidden", "screen-reader",
    "headerlink", "permalink",
)  # fmt: skip
"""How pages name the parts of a heading that are not the title."""
_DATE_WORDS = ("date", "time", "published", "datum", "fecha", "posted", "pubdate", "timestamp", "updated", "modified")


@dataclass(slots=True)
class Head:
    """Facts as the page states them, unjudged; values keep the order of the page."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Lower-case ``name``, ``property`` or ``http-equiv`` to contents."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """``rel`` to href, for link elements and for ``rel=author`` anchors' text."""
    props: dict[str, list[str]] = field(default_factory=dict)
    """Microdata and RDFa: property to value."""
    times: list[tuple[str, str]] = field(default_factory=list)
    """``<time>``: (datetime attribute or text, classes)."""
    dated: list[tuple[str, str]] = field(default_factory=list)
    """Short texts of elements whose class or id speaks of a date: (text, classes)."""
    bylines: list[str] = field(default_factory=list)
    """Texts of elements whose class or id speaks of an author."""
    author_links: list[str] = field(default_factory=list)
    """Short texts of links to a page about an author, such as ``/author/ann-lee/``."""
    h1s: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    jsonld: list[Node] = field(default_factory=list)
    language: str = ""
    """``lang`` of the root element."""
    looks: int = 0
    """Elements whose text was looked at."""

    def first(self, *names: str) -> str:
        """Return the first non-empty content among the named metas, or an empty string."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def read_head(tree: HtmlElement) -> Head:
    """Gather the facts of a page in one walk; long values are cut and long lists bounded."""
    head = Head(jsonld=nodes(tree), language=tree.get("lang") or tree.get("xml:lang") or "")
    namings: dict[tuple[str | None, str | None], str] = {}
    for element in tree.iter(Element):
        tag, get = element.tag, element.get
        if tag in _READERS:
            _READERS[tag](head, element)
            if tag in _HEADERS:
                continue
        if prop := get("itemprop") or get("property"):
            _property(head, element, [name.rsplit(":", 1)[-1] for name in prop.split()])
        called = (get("class"), get("id"))
        if called != _NAMELESS:
            naming = namings.get(called)
            if naming is None:
                naming = namings[called] = _speaking(*called)
            if naming:
                _named(head, element, naming)
    return head


def _speaking(classes: str | None, name: str | None) -> str:
    """Return class and id if they speak of an author or a date, else nothing."""
    naming = f"{classes or ''} {name or ''}".lower()
    return naming[:_NAMING].strip() if _SPEAKING.search(naming, 0, _NAMING) else ""


def _read(text: str) -> str:
    """Tidy a text, and undo a doubled encoding, which shows in controls that no text has (UTF-8 read as Latin-1)."""
    if not text.isascii() and _DOUBLED.search(text):
        try:
            text = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return tidy(text)
    return tidy(text)


def _put(store: dict[str, list[str]], name: str, value: str | None) -> None:
    if value and (name in store or len(store) < _NAMES) and len(values := store.setdefault(name, [])) < _MOST:
        values.append(_read(value[:_LONGEST]))


def _content(element: HtmlElement, *, longest: int = _LONGEST, without: Sequence[HtmlElement] = ()) -> str:
    """Return an element's visible text, cut to a bounded length; elements that break the line part words."""
    if not len(element):
        return _read((element.text or "")[:longest]) if element.tag not in _UNSEEN else ""
    parts: list[str] = []
    room = longest
    walk = iterwalk(element, events=("start", "end"))
    for event, inner in islice(walk, 2 * _MOST):
        is_shown = inner.tag not in _UNSEEN and inner not in without
        if inner.tag not in _INLINE:
            parts.append(" ")
        if event == "start" and not is_shown:
            walk.skip_subtree()
        text = (inner.text if is_shown else None) if event == "start" else inner.tail if inner is not element else None
        parts.append((text or "")[:room])
        room -= len(parts[-1])
        if room <= 0:
            break
    return _read("".join(parts))


def _heading(element: HtmlElement) -> str:
    """Return a heading's text without what its markup sets apart (a kicker, a subtitle, a date), and once if it stands twice."""
    apart = [e for e in islice(element.iterdescendants(), _MOST) if _is_apart(e)]
    shown = _content(element, without=apart) or _content(element)
    half = shown[: len(shown) // 2]
    return half if " " in half and f"{half} {half}" == shown else shown


def _is_apart(element: HtmlElement) -> bool:
    if element.tag in _APART:
        return True
    naming = _naming(element)
    return any(word in naming for word in _APART_WORDS)


def _meta(head: Head, element: HtmlElement) -> None:
    content = element.get("content") or element.get("value")
    named = [element.get("name"), *(element.get("property") or "").split(), element.get("http-equiv")]
    for name in filter(None, named):
        _put(head.meta, name.strip().lower(), content)
    if prop := element.get("itemprop"):
        _put(head.props, prop.strip(), content)


def _link(head: Head, element: HtmlElement) -> None:
    for rel in (element.get("rel") or "").lower().split():
        _put(head.links, rel, element.get("href"))
    if prop := element.get("itemprop"):
        _put(head.props, prop.strip(), element.get("href"))


def _title(head: Head, element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None and parent.tag in ("head", "html", "body"):
        head.titles.append(_content(element))


def _h1(head: Head, element: HtmlElement) -> None:
    if len(head.h1s) < _MOST:
        head.h1s.append(_heading(element))


def _time(head: Head, element: HtmlElement) -> None:
    if len(head.times) < _MOST and (value := _read((element.get("datetime") or "")[:200]) or _content(element)):
        head.times.append((value, _naming(element)))


def _a(head: Head, element: HtmlElement) -> None:
    for rel in (element.get("rel") or "").lower().split():
        if rel == "author" and len(head.links.get("author-name", ())) < _MOST:
            _put(head.links, "author-name", _content(element))
        elif rel.endswith("license"):
            _put(head.links, "license", element.get("href"))
    href = element.get("href") or ""
    if len(href) >= _SHORTEST and len(head.author_links) < _FEW and _AUTHOR_PAGE.search(href, 0, _LONGEST):
        head.author_links += [shown for shown in (_content(element),) if 0 < len(shown) <= _NAME]


def _named(head: Head, element: HtmlElement, naming: str) -> None:
    """Keep the text of an element whose class or id speaks of an author or a date."""
    head.looks += 1
    if head.looks > _LOOKS:
        return
    shown = _content(element, longest=_SHOWN)
    if len(head.bylines) < _MOST and "comment" not in naming and any(w in naming for w in _BYLINE_WORDS):
        head.bylines.append(shown)
    if len(head.dated) < _MOST and len(shown) <= _DATED and any(w in naming for w in _DATE_WORDS):
        head.dated.append((shown, naming))


def _property(head: Head, element: HtmlElement, names: Sequence[str]) -> None:
    head.looks += 1
    if head.looks <= _LOOKS and any(len(head.props.get(name, ())) < _MOST for name in names):
        value = element.get("content") or element.get("datetime") or _name_inside(element)
        for name in names:
            _put(head.props, name, value)


def _name_inside(element: HtmlElement) -> str:
    """Return a microdata item's own name, where it has one; else its text."""
    if element.get("itemscope") is not None:
        for inner in islice(element.iter(), _MOST):
            if isinstance(inner.tag, str) and inner.get("itemprop") == "name":
                return inner.get("content") or _content(inner)
    return _content(element)


def _naming(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()[:_NAMING]


_READERS = {"meta": _meta, "link": _link, "title": _title, "h1": _h1, "time": _time, "a": _a}
