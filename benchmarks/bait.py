"""Pages made to break a cleaner, each with a name and, where it holds an article, a word that must come out. Nothing runs here."""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bait_encodings import bodies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SENTENCE = "The council said on Sunday that work on the bridge will begin after the winter, and end within a year. "
END = "bottomword"
_PROSE = f"<p>{SENTENCE * 4}{END}</p>"
_MANY = 100_000


@dataclass(frozen=True)
class Bait:
    """A page that is made when its turn comes."""

    name: str
    make: Callable[[], bytes]
    content_type: str = ""
    shows: str = ""
    """A word that a block of the page must hold, if the page is not rejected unread."""


def all_of_them() -> Iterator[Bait]:
    """Yield every page, small ones last."""
    for group in (_nested(), _large(), _attributes(), _heads(), _texts(), _broken(), _patterns(), _encodings()):
        yield from group


def _text(name: str, make: Callable[[], str], shows: str = END) -> Bait:
    return Bait(name, lambda: make().encode("utf-8", "surrogatepass"), shows=shows)


def nest(opening: str, depth: int, closing: str = "") -> str:
    """Return elements within each other with a word in every thousandth, prose at the bottom, and a word after it."""
    opened = "".join(opening + (f"level{i} " if i % 1000 == 0 else "") for i in range(depth))
    return f"<h1>Deep</h1>{opened}{_PROSE}{closing * depth}<p>afterword"


def _nested() -> Iterator[Bait]:
    for tag in ("div", "b", "span", "font", "a", "blockquote", "section", "x-card", "form", "button", "em"):
        yield _text(f"300,000 <{tag}> in each other", lambda tag=tag: nest(f"<{tag}>", 300_000))
    yield _text("300,000 closed <div>", lambda: nest("<div>", 300_000, "</div>"))
    yield _text("100,000 lists", lambda: nest("<ul><li>", _MANY))
    yield _text("100,000 tables", lambda: nest("<table><tr><td>", _MANY))
    yield _text("100,000 misnested", lambda: nest("<b><div></b><i></div>", _MANY))
    yield _text("250,000 ends without a beginning", lambda: nest("<div></x>", 250_000))
    yield _text("100,000 hidden within hidden", lambda: "<div hidden>" * _MANY + "</div>" * _MANY + _PROSE)
    yield _text("100,000 templates", lambda: "<template>" * _MANY + "</template>" * _MANY + _PROSE)
    yield _text("5,000 elements named after authors", lambda: '<div class="author date">' * 5_000 + _PROSE)


def _large() -> Iterator[Bait]:
    yield _text("100 MB of paragraphs", lambda: f"<p>{SENTENCE}</p>" * 920_000)
    yield _text("100 MB of one text", lambda: "<p>" + SENTENCE * 970_000)
    yield _text("100 MB of tags", lambda: "<b>x</b>" * 12_500_000)
    yield _text("19 MB of paragraphs", lambda: f"<p>{SENTENCE}</p>" * 170_000)
    yield _text("19 MB of one text", lambda: "<p>" + SENTENCE * 180_000 + END)
    yield _text("1,000,000 tags", lambda: "<i>x</i>" * 1_000_000 + _PROSE)
    yield _text("490,000 tags", lambda: "<i>x</i>" * 490_000 + _PROSE)
    yield _text("490,000 blocks", lambda: "<p>x" * 490_000 + _PROSE)
    yield _text("29,000 blocks", lambda: "".join(f"<p>{SENTENCE} {i}" for i in range(29_000)) + _PROSE)
    yield _text("29,000 short blocks", lambda: "".join(f"<p>No. {i}" for i in range(29_000)) + _PROSE)
    yield _text("a 10 MB line", lambda: "<p>" + SENTENCE * 95_000 + END)
    yield _text("a 10 MB word", lambda: "<p>" + "x" * 10_000_000 + " " + END)
    yield _text("a block of a million words", lambda: "<p>" + "word " * 1_000_000 + END)
    yield _text("10,000 equal paragraphs", lambda: f"<p>{SENTENCE * 2}</p>" * 10_000 + _PROSE)
    yield _text(
        "100,000 links in one text", lambda: "".join(f'<a href="/{i}">Link {i}</a> ' for i in range(_MANY)) + _PROSE
    )
    yield _text("100,000 links", lambda: "".join(f'<p><a href="/{i}">Link {i}</a>' for i in range(_MANY)) + _PROSE)


def _attributes() -> Iterator[Bait]:
    many = " ".join(f"a{i}=1" for i in range(_MANY))
    yield _text("100,000 attributes", lambda: f"<article {many}>" + _PROSE)
    yield _text("100,000 attributes without values", lambda: f"<p {many.replace('=1', '')}>" + _PROSE)
    yield _text("100,000 attributes on <html>", lambda: f"<html {many}><body>" + _PROSE)
    yield _text("1,000 elements of 1,000 attributes", lambda: f"<p {many[:8_000]}>x" * 1_000 + _PROSE)
    yield _text("100,000 classes", lambda: f'<div class="{many}">' + _PROSE)
    yield _text(
        "20,000 elements of new classes",
        lambda: "".join(f"<div class='a{i} b{i}' id=c{i}>{SENTENCE}</div>" for i in range(20_000)) + _PROSE,
    )
    yield _text("a 10 MB class", lambda: f'<div class="{"x" * 10_000_000}">' + _PROSE)
    yield _text("a 10 MB style", lambda: f'<div style="{"color: red;" * 900_000}">' + _PROSE)
    yield _text("a 10 MB address", lambda: f'<a href="{"x" * 10_000_000}">link</a>' + _PROSE)
    yield _text("a 10 MB tag name", lambda: f"<{'x' * 10_000_000}>" + _PROSE)


def _heads() -> Iterator[Bait]:
    def script(content: str) -> str:
        return f'<script type="application/ld+json">{content}</script>'

    node = {"@type": "NewsArticle", "headline": "Bridge", "author": {"name": "Ann Lee"}, "datePublished": "2026-03-01"}
    yield _text("100,000 JSON-LD blocks", lambda: script(json.dumps(node)) * _MANY + _PROSE)
    yield _text("JSON-LD 100,000 deep", lambda: script('{"a":' * _MANY + "1" + "}" * _MANY) + _PROSE)
    yield _text("JSON-LD of 100,000 lists", lambda: script("[" * _MANY + "]" * _MANY) + _PROSE)
    yield _text("a 50 MB JSON-LD", lambda: script(json.dumps(node | {"articleBody": SENTENCE * 480_000})) + _PROSE)
    yield _text("a 1 MB headline", lambda: script(json.dumps(node | {"headline": "x " * 480_000})) + _PROSE)
    yield _text("JSON-LD of 300,000 empty lists, 20 times", lambda: script("[" + "[]," * 300_000 + "[]]") * 20 + _PROSE)
    yield _text("broken JSON-LD", lambda: script('{"x":"' + "&quot;,,//\n" * 80_000) * 15 + _PROSE)
    yield _text("200,000 metas", lambda: "".join(f"<meta name=m{i} content=v>" for i in range(200_000)) + _PROSE)
    yield _text(
        "200,000 dated metas",
        lambda: "".join(f'<meta name="published{i}" content="2026-03-01">' for i in range(200_000)) + _PROSE,
    )
    yield _text("100,000 titles", lambda: "<title>Bridge to be built | East Bank Courier</title>" * _MANY + _PROSE)
    yield _text(
        "100,000 times", lambda: "".join(f"<time>{i % 28 + 1} March 2026</time>" for i in range(_MANY)) + _PROSE
    )
    yield _text(
        "29,000 dates", lambda: "".join(f"<p>Published {i % 28 + 1} March 2026" for i in range(29_000)) + _PROSE
    )
    yield _text("29,000 bylines", lambda: "".join(f"<p class=byline>By Ann Lee {i}" for i in range(29_000)) + _PROSE)
    yield _text(
        "29,000 first headings",
        lambda: "".join(f"<h1>Bridge {i} to <b>be</b> built</h1>" for i in range(29_000)) + _PROSE,
    )


def _texts() -> Iterator[Bait]:
    floods = {"bidi": "\u202e\u2066\u202a", "zero-width": "\u200b\u200d\ufeff", "combining": "e\u0301\u0301\u0301", "astral": "\U0001d400 ",
              "surrogates": "\ud800\udfff", "noncharacters": "\ufdd0\uffff", "controls": "\x01\x1b[2J\x7f\x85", "ornaments": "•→★ "}  # fmt: skip
    for name, flood in floods.items():
        yield _text(f"a flood of {name}", lambda flood=flood: "<p>" + flood * 1_000_000 + _PROSE)
    yield _text("entities", lambda: "<p>" + "&amp;&#x26;&bogus;&#999999999;" * 200_000 + _PROSE)
    yield _text(
        "an entity bomb",
        lambda: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + "<p>&b;" * 20_000 + _PROSE,
    )
    yield _text("NUL between all bytes", lambda: "\0".join("<html><body>" + _PROSE))
    for place in range(0, 60, 7):
        page = f"<html><body class='x'>{_PROSE}"
        yield _text(f"NUL at {place}", lambda page=page, place=place: page[:place] + "\0" * 1_000 + page[place:])


def _broken() -> Iterator[Bait]:
    for piece in ("<", "<!--", "<!", "<?", "</", "<a ", '<p a="', "<![CDATA[", "<script>", "<style>", "<title>", "<textarea>", "<svg>", "<select>",
                  "<frameset>", "<plaintext>", "<html>", "<body>", "</body>", "<p", "<table>", "<tr>", "<option>", "&", "<x:y>", "</p>", "<a\x01b>"):  # fmt: skip
        yield _text(f"150,000 {piece}", lambda piece=piece: piece * 150_000 + _PROSE, shows="")
        yield _text(f"{piece} amid the text", lambda piece=piece: f"<p>{SENTENCE * 3}{piece}{_PROSE}", shows="")
    unclosed = "".join(f"<{tag}>{SENTENCE}" for tag in "div p b i ul li table tr td section article span a em".split())
    yield _text("unclosed everything", lambda: unclosed * 2_000 + _PROSE)


def _patterns() -> Iterator[Bait]:
    """Yield what regular expressions stumble over, in each place that is read by some, as long and as often as a page can have it."""
    places = {
        "titles": "<title>{0}</title><meta property=og:title content='{0}'><h1>{0}</h1>",
        "bylines": "<p class=byline>By {0}</p><meta name=author content='{0}'><a rel=author href=/author/x>{0}</a>",
        "dates": "<time datetime='{0}'>{0}</time><p class=date>{0}</p><meta name=publishdate content='{0}'>",
        "lines": "<p>{0}</p><li>{0}</li><p>Read also: {0}</p>",
        "addresses": "<link rel=canonical href='/{0}'><a href='/{0}'>{0}</a>",
    }
    for unit in (
        "-",
        ", ",
        "a@",
        "(n@n.",
        " | ",
        "— ",
        "7",
        "2026-03-",
        "1 March ",
        "By Ann, ",
        "chief ",
        "a. ",
        "x-1",
        "&amp;amp;",
        "ab",
        "Aa",
        "م ",
        "中",
    ):
        for place, markup in places.items():
            yield _text(
                f"{unit!r} in {place}", lambda unit=unit, markup=markup: markup.format(unit * 200) * 200 + _PROSE
            )


def _encodings() -> Iterator[Bait]:
    for name, body, content_type in bodies(f"<h1>Bridge</h1>{_PROSE}"):
        yield Bait(name, lambda body=body: body, content_type=content_type, shows=END)
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE):
        yield Bait(f"mark {mark!r} before UTF-8", lambda mark=mark: mark + _PROSE.encode())
