"""Ways to spoil a page's bytes; each takes a random source, the page and another page, and knows nothing of cleaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random


_TAG: Final = re.compile(rb"<[^<>]{1,300}>")
_ENTITIES: Final = (
    b"&amp;",
    b"&#0;",
    b"&#x110000;",
    b"&#xD800;",
    b"&bogus;",
    b"&",
    b"&#128;",
    b"&nbsp",
    b"&lt;",
    b"&#13;",
)
_ATTRIBUTES: Final = (b" hidden", b' style="display:none"', b' class="author date"', b" class='", b' id="<p>"', b" \x00=\xff", b' role="x', b" a=b=c",
                      b' itemprop="datePublished"', b' class="related share comments"')  # fmt: skip
_PIECES: Final = (b"<!--", b"-->", b"<script>", b"</script>", b"<p>", b"</div>", b"<table>", b"<li>", b"<title>", b"<svg>", b"</body>", b"<![CDATA[",
                  b"<textarea>", b"<template>", b'"', b"'", b">", b"<", b"</", b"<a href=x>", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\x1b[31m")  # fmt: skip
_CHARSETS: Final = (
    "utf-8",
    "utf-16",
    "utf-16-be",
    "cp1251",
    "cp1252",
    "shift_jis",
    "koi8-u",
    "gb18030",
    "utf-8-sig",
    "iso2022_jp",
    "utf-7",
)


def _span(random: Random, data: bytes, longest: int = 20_000) -> slice:
    start = random.randrange(len(data) + 1)
    return slice(start, start + random.randrange(1, longest))


def flipped(random: Random, data: bytes, _: bytes) -> bytes:
    changed = bytearray(data)
    for _i in range(random.choice((1, 10, 1_000))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def truncated(random: Random, data: bytes, _: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def deleted(random: Random, data: bytes, _: bytes) -> bytes:
    gone = _span(random, data)
    return data[: gone.start] + data[gone.stop :]


def doubled(random: Random, data: bytes, _: bytes) -> bytes:
    piece, at = data[_span(random, data)], random.randrange(len(data) + 1)
    return data[:at] + piece * random.choice((1, 2, 30)) + data[at:]


def moved(random: Random, data: bytes, _: bytes) -> bytes:
    taken = _span(random, data)
    rest, at = data[: taken.start] + data[taken.stop :], random.randrange(len(data) + 1)
    return rest[:at] + data[taken] + rest[at:]


def spliced(random: Random, data: bytes, other: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + other[_span(random, other, 50_000)] + data[at:]


def souped(random: Random, data: bytes, other: bytes) -> bytes:
    """Put tags of another page in the places of this one's."""
    tags = _TAG.findall(other) or [b"<p>"]
    rate = random.choice((0.01, 0.1, 1.0))
    return _TAG.sub(lambda found: random.choice(tags) if random.random() < rate else found[0], data)


def dressed(random: Random, data: bytes, _: bytes) -> bytes:
    rate, added = random.choice((0.01, 0.3)), random.choice(_ATTRIBUTES)
    return _TAG.sub(lambda found: found[0][:-1] + added + b">" if random.random() < rate else found[0], data)


def peppered(random: Random, data: bytes, _: bytes) -> bytes:
    """Put entities, tags and odd bytes anywhere."""
    for _i in range(random.choice((1, 20, 300))):
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice(_ENTITIES + _PIECES) + data[at:]
    return data


def recoded(random: Random, data: bytes, _: bytes) -> bytes:
    text = data.decode(random.choice(("utf-8", "cp1252", "cp1251")), "replace")
    return text.encode(random.choice(_CHARSETS), "replace")


def nested(random: Random, data: bytes, _: bytes) -> bytes:
    at, opening = (
        random.randrange(len(data) + 1),
        random.choice((b"<div>", b"<b>", b"<ul><li>", b"<table><tr><td>", b"<a>", b"<p><span>")),
    )
    return data[:at] + opening * random.choice((10, 600, 5_000)) + data[at:]


def nulled(random: Random, data: bytes, _: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + b"\0" * random.choice((1, 100)) + data[at:]


ALL: Final = (flipped, truncated, deleted, doubled, moved, spliced, souped, dressed, peppered, recoded, nested, nulled)


def mutated(random: Random, data: bytes, other: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Spoil a page in one to four ways, and name them."""
    ways = random.choices(ALL, k=random.choice((1, 1, 2, 4)))
    for way in ways:
        data = way(random, data, other)
    return data, tuple(way.__name__ for way in ways)
