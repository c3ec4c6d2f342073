"""A page under every charset label there is, right and wrong: in the header, in a meta tag, against a byte order mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LABELS = """
unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 866 cp866 csibm866 ibm866 csisolatin2 iso-8859-2 iso-ir-101 iso8859-2
iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2 csisolatin3 iso-8859-3 iso-ir-109 latin3 csisolatin4 iso-8859-4 latin4 csisolatincyrillic cyrillic
iso-8859-5 iso-ir-144 arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i csisolatingreek
ecma-118 elot_928 greek greek8 iso-8859-7 sun_eu_greek csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e visual csiso88598i iso-8859-8-i
logical csisolatin6 iso-8859-10 l6 latin6 iso-8859-13 iso-8859-14 csisolatin9 iso-8859-15 l9 iso-8859-16 cskoi8r koi koi8 koi8-r koi8_r koi8-ru
koi8-u csmacintosh mac macintosh x-mac-roman dos-874 iso-8859-11 tis-620 windows-874 cp1250 windows-1250 x-cp1250 cp1251 windows-1251 x-cp1251
ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 l1 latin1 us-ascii windows-1252 x-cp1252 cp1253 windows-1253 cp1254
csisolatin5 iso-8859-9 l5 latin5 windows-1254 cp1255 windows-1255 cp1256 windows-1256 cp1257 windows-1257 cp1258 windows-1258 x-mac-cyrillic
x-mac-ukrainian chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030 big5 big5-hkscs cn-big5 csbig5 x-x-big5
cseucpkdfmtjapanese euc-jp x-euc-jp csiso2022jp iso-2022-jp csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis cseuckr
csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 csiso2022kr hz-gb-2312 iso-2022-cn
iso-2022-cn-ext iso-2022-kr replacement unicodefffe utf-16be csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le x-user-defined
utf-7 utf-32 punycode idna base64 rot13 zip undefined unicode_escape bogus \u00e9
""".split()
"""All labels of the WHATWG Encoding Standard §4.2 but a few spellings, and names that only Python knows."""

_TEXTS = {
    "utf-8": "Міст закрито до весни. ",
    "utf-16": "Міст закрито до весни. ",
    "shift_jis": "橋は春まで閉鎖される。",
    "cp1251": "Мост закрыт до весны. ",
    "gb18030": "大桥将关闭至春天。",
    "euc_kr": "다리는 봄까지 폐쇄된다. ",
    "iso2022_jp": "橋は春まで閉鎖される。",
    "cp1252": "Le pont est fermé jusqu'à l'été. ",
}


def bodies(page: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield name, bytes and content type of the page under each label, with text in an encoding of its own."""
    for encoding, text in _TEXTS.items():
        for label in LABELS:
            meta = f"<meta charset='{label}'>".encode()
            body = (page + f"<p>{text * 30}").encode(encoding)
            yield f"{encoding} declared {label} by the server", body, f"text/html; charset={label}"
            yield f"{encoding} declared {label} by the page", meta + body, ""
