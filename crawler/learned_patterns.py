"""What a source's own URLs have taught: which shapes of URL were articles there, and which were not. Pure.

It decides about links of front pages where ``patterns`` is unsure. What a feed or sitemap names is never put to it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.patterns import Shape, is_landmark, look, segments, slug_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST: Final = 3
"""URLs of one shape, under the same folders, that must be known before it says anything."""
_LEAST_ELSEWHERE: Final = 5
"""The same for a shape in folders never seen, if it was in two; also before a shape is held to be no article's."""
_LEAST_PLAIN: Final = 20
"""The same for a shape that a section's URL has as well, such as /news/bridge."""
_FOR, _AGAINST, _FOR_PLAIN = 0.8, 0.1, 0.9
_MAX_SEGMENTS = 16
_PLAIN = frozenset(("word", "words", "language"))

_EXTENSION = re.compile(r"\.([a-z][a-z0-9]{1,4})$")
_KINDS = (
    ("year", re.compile(r"(?:19|20)\d\d")),
    ("date", re.compile(r"(?:19|20)\d\d[-_.]?[01]\d(?:[-_.]?[0-3]\d)?")),
    ("two", re.compile(r"\d{1,2}")),
    ("number", re.compile(r"\d+")),
    ("language", re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")),
    ("token", re.compile(r"(?=[a-z]*\d)[a-z0-9]{6,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
)
_ID_BEFORE = re.compile(r"(?:[a-z]{0,3}\d{4,}|(?:19|20)\d\d-[01]\d-[0-3]\d)[-_.,]")
_ID_AFTER = re.compile(r"[-_.,~][a-z]{0,3}\d{3,}$")


@dataclass(frozen=True, slots=True)
class Learned:
    """Shapes with a verdict; the empty one knows nothing."""

    near: frozenset[tuple[str, bool]] = frozenset()
    """Shapes with their folders' names."""
    far: frozenset[tuple[str, bool]] = frozenset()
    """Shapes in any folder."""

    def says(self, url: str) -> bool | None:
        """Tell whether a URL is shaped like the articles of its source, or like what was none; None when unknown."""
        for known, key in zip((self.near, self.far), _keys(url), strict=True):
            for verdict in (True, False):
                if (key, verdict) in known:
                    return verdict
        return None

    def shape(self, url: str, anchor: str = "") -> Shape:
        """Tell what a link most likely leads to: by its look, and where that is unsure by what was learned."""
        found, is_sure = look(url, anchor)
        verdict = None if is_sure else self.says(url)
        if verdict is None:
            return found
        if verdict:
            return Shape.ARTICLE
        return Shape.OTHER if found is Shape.ARTICLE else found


def learn(known: Iterable[tuple[str, bool]]) -> Learned:
    """Learn from URLs of one source, each with whether it was an article.

    >>> taught = learn([(f"https://n.example/a/{n}", True) for n in (11041, 11042, 11043)])
    >>> taught.says("https://n.example/a/11999"), taught.says("https://n.example/b/11999")
    (True, None)
    """
    near: Counter[tuple[str, bool]] = Counter()
    far: Counter[tuple[str, bool]] = Counter()
    folders: dict[str, set[str]] = {}
    for url, was_article in known:
        close, wide = _keys(url)
        near[close, was_article] += 1
        far[wide, was_article] += 1
        folders.setdefault(wide, set()).add(close)
    spread = Counter({key: count for key, count in far.items() if len(folders[key[0]]) > 1})
    return Learned(frozenset(_verdicts(near, LEAST, plain=True)), frozenset(_verdicts(spread, _LEAST_ELSEWHERE)))


def _verdicts(counts: Counter[tuple[str, bool]], least: int, *, plain: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield the shapes that say something; ``plain``: those that a section's URL has as well may be articles'."""
    for key in dict.fromkeys(key for key, _ in counts):
        yes, no = counts[key, True], counts[key, False]
        share = yes / (yes + no)
        if _is_plain(key):
            is_article = plain and yes + no >= _LEAST_PLAIN and share >= _FOR_PLAIN
        else:
            is_article = yes + no >= least and share >= _FOR
        if is_article:
            yield key, True
        elif share <= _AGAINST and yes + no >= _LEAST_ELSEWHERE:
            yield key, False


def _is_plain(key: str) -> bool:
    """Tell whether a shape has nothing that a section's URL would not have."""
    path, _, rest = key.partition("|")
    last, names = path.rpartition("/")[2], rest.partition("|")[2]
    return not names and not last.startswith("<") and not any(kind in path for kind in ("<year>", "<date>", "<number>"))


def _keys(url: str) -> tuple[str, str]:
    """Return a URL's shape with the names of its folders, and without."""
    parts = urlsplit(url)
    path = segments(parts.path)[:_MAX_SEGMENTS]
    extension = _EXTENSION.search(path[-1]) if path else None
    if extension:
        path[-1] = path[-1][: extension.start()]
    names = sorted({pair.partition("=")[0].casefold() for pair in parts.query.split("&") if pair})
    tail = f"|{extension[1] if extension else ''}|{'&'.join(names)}"
    kinds = [_kind(segment) for segment in path]
    far = [s if kind in _PLAIN and is_landmark(s) else kind for s, kind in zip(path, kinds, strict=True)]
    near = [*(s if kind in _PLAIN else kind for s, kind in zip(path[:-1], kinds, strict=False)), *far[-1:]]
    return "/".join(near) + tail, "/".join(far) + tail


def _kind(segment: str) -> str:
    for name, pattern in _KINDS:
        if pattern.fullmatch(segment):
            return name if name in _PLAIN else f"<{name}>"
    before, after = bool(_ID_BEFORE.match(segment)), bool(_ID_AFTER.search(segment))
    if before or after:
        return f"<{'id-' * before}text{'-id' * after}>"
    words = slug_words(segment)
    return "<slug>" if words >= 3 else "words" if words == 2 else "word"
