"""From bytes to text: which character encoding a page really has. Declarations are checked, never just believed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from bs4.dammit import EncodingDetector, UnicodeDammit
from resiliparse.parse.encoding import detect_encoding
from w3lib.encoding import resolve_encoding

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_PACKED = re.compile("[^\x00-\x7f]{4,}")
_C1 = re.compile("[\x80-\x9f]")
# Labels that neither Python nor w3lib knows.
_LABELS = {
    "utf8mb4": "utf-8",
    "windows-949": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "x-euc-jp": "euc_jp",
    "x-mac-cyrillic": "mac_cyrillic",
}
# What a page is really in that claims the left one, but uses bytes which there are control characters.
_SIBLINGS = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257",
}
# UTF-16 and the like without a BOM are never believed, as browsers do not (HTML §13.2.3.2); the rest is no charset.
_REFUSED = ("utf-16", "utf-32", "utf-7", "unicode", "raw", "punycode", "idna", "undefined", "charmap")
_ANYTHING = "cp1252"
"""Decodes nearly every byte, so that a claim of it proves nothing; servers make it by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A page's text, the encoding it was read with, and what decided."""

    text: str
    encoding: str
    how: str
    """bom, utf-8, header, meta, detected or replaced."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a page: BOM, strict UTF-8, the header's charset, the meta tag's, then detection; never raises.

    UTF-8 may have a few broken bytes. Any other declaration counts only if the bytes really decode under it, and one
    of Latin-1, under which anything decodes, only if the result looks like Latin script; it comes last. What no
    encoding fits is read as UTF-8 with replacement characters.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(text=body[len(bom) :].decode(name, "replace"), encoding=name, how="bom")
    if b"\x1b$" in body and (text := _strict(body, "iso2022_jp")) is not None:  # seven bits, so valid UTF-8 too
        return Decoded(text=text, encoding="iso2022_jp", how="detected")
    if (text := _strict(body, "utf-8")) is not None:
        return Decoded(text=text, encoding="utf-8", how="utf-8")
    if (text := _damaged_utf8(body)) is not None:
        return Decoded(text=text, encoding="utf-8", how="replaced")
    return _claimed(body, content_type) or _detected(body)


def _claimed(body: bytes, content_type: str) -> Decoded | None:
    """Try what header and meta tag declare, the header first unless it proves nothing."""
    header = _CHARSET.search(content_type)
    meta = EncodingDetector.find_declared_encoding(body[:16384], is_html=True, search_entire_document=True)
    names = ((header[1] if header else "", "header"), (str(meta or ""), "meta"))
    claims = [(codec, how) for name, how in names if (codec := _codec(name))]
    for codec, how in sorted(claims, key=lambda claim: claim[0] == _ANYTHING):
        text = _lenient(body, codec)
        if text is not None and (codec != _ANYTHING or _is_latin(text)):
            return Decoded(text=text, encoding=codec, how=how)
    return None


def _detected(body: bytes) -> Decoded:
    sample = body[:200_000]
    for name in (detect_encoding(sample), UnicodeDammit(sample, is_html=True).original_encoding, _ANYTHING):
        codec = _codec(str(name or ""))
        codec = "koi8-u" if codec == "koi8-r" else codec  # differs in box drawings only, which pages do not draw
        if codec and (text := _lenient(body, codec)) is not None:
            return Decoded(text=text, encoding=codec, how="detected")
    return Decoded(text=body.decode("utf-8", "replace"), encoding="utf-8", how="replaced")


def _damaged_utf8(body: bytes) -> str | None:
    """Read UTF-8 with a few broken bytes in it: at least ten good multi-byte characters for each bad one."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return text if _beyond_ascii(text) - bad >= 10 * bad else None


def _lenient(body: bytes, codec: str) -> str | None:
    """Decode, with at most one character in two hundred beyond ASCII replaced; else None."""
    text = _strict(body, codec)
    if text is None:
        text = body.decode(codec, "replace")
        if text.count("\ufffd") * 200 > _beyond_ascii(text):
            return None
    sibling = _SIBLINGS.get(codec)
    return _strict(body, sibling) or text if sibling and _C1.search(text) else text


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeError:
        return None


def _codec(name: str) -> str:
    """Return Python's name for what browsers read under a label (WHATWG Encoding); empty for what is no charset."""
    codec = _LABELS.get(name.lower()) or (resolve_encoding(name) if name else None)
    if not codec or codec.startswith(_REFUSED):
        return ""
    is_text: bool = codecs.lookup(codec)._is_text_encoding  # noqa: SLF001 - the only place Python says so
    return codec if is_text else ""


def _beyond_ascii(text: str) -> int:
    return sum(map(len, _BEYOND_ASCII.findall(text)))


def _is_latin(text: str) -> bool:
    """Tell Latin script, where letters beyond ASCII stand alone, from another script's bytes read as Latin."""
    return 2 * sum(map(len, _PACKED.findall(text))) <= _beyond_ascii(text)
