from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.decode import decode

TEXTS = {
    "de": "Der Bürgermeister erklärte am Montag, die Brücke müsse gesperrt werden, größere Schäden seien möglich.",
    "fr": "Le conseil a approuvé lundi la réparation du pont ; les travaux débuteront après l’été, dit-il « à regret ».",
    "pl": "Rada miasta zdecydowała wczoraj, że most zostanie zamknięty, choć część mieszkańców żąda objazdu.",
    "hu": "A városi tanács hétfőn jóváhagyta a híd felújítását, a munkák tavasszal kezdődnek, őszig tartanak.",
    "tr": "Belediye meclisi pazartesi günü köprünün onarımını onayladı, işler ilkbaharda başlayacak.",
    "uk": "Сьогодні на засіданні міська рада ухвалила рішення про ремонт моста через річку, її підтримали всі.",
    "ru": "Сегодня городской совет принял решение о ремонте моста через реку, работы начнутся весной.",
    "el": "Το δημοτικό συμβούλιο ενέκρινε τη Δευτέρα την επισκευή της γέφυρας πάνω από το ποτάμι.",
    "ar": "وافق مجلس المدينة يوم الاثنين على إصلاح الجسر فوق النهر وستبدأ الأعمال في الربيع.",
    "he": "מועצת העיר אישרה ביום שני את תיקון הגשר מעל הנהר, והעבודות יחלו באביב.",
    "th": "สภาเทศบาลอนุมัติการซ่อมแซมสะพานข้ามแม่น้ำเมื่อวันจันทร์",
    "ja": "市議会は月曜日、川にかかる橋の修理を承認した。工事は春に始まる予定だ。",
    "ko": "시의회는 월요일 다리 보수를 승인했다. 공사는 봄에 시작될 예정이다.",
    "zh": "市议会星期一批准了大桥的维修工程，工程将于春季开始。",
    "zh-hant": "市議會星期一批准了大橋的維修工程，工程將於春季開始。",
}
ENCODINGS = [
    ("de", "cp1252"), ("de", "iso-8859-1"), ("fr", "cp1252"), ("pl", "cp1250"), ("pl", "iso-8859-2"), ("hu", "cp1250"),
    ("tr", "cp1254"), ("uk", "cp1251"), ("uk", "koi8-u"), ("ru", "koi8-r"), ("ru", "cp1251"), ("ru", "iso-8859-5"),
    ("el", "cp1253"), ("el", "iso-8859-7"), ("ar", "cp1256"), ("he", "cp1255"), ("th", "tis-620"), ("ja", "shift_jis"),
    ("ja", "euc-jp"), ("ja", "iso-2022-jp"), ("ko", "euc-kr"), ("zh", "gb2312"), ("zh-hant", "big5"),
]  # fmt: skip
BEYOND_LATIN = [(language, name) for language, name in ENCODINGS if language not in ("de", "fr", "pl", "hu", "tr")]


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>x</title></head><body>{f'<p>{text}</p>' * 6}</body></html>"


@pytest.mark.parametrize("language", TEXTS)
def test_utf8_is_read_whatever_is_declared(language: str) -> None:
    text = page(TEXTS[language], '<meta charset="windows-1251">')
    found = decode(text.encode(), "text/html; charset=iso-8859-1")
    assert (text, "utf-8", "utf-8") == (found.text, found.encoding, found.how)


@pytest.mark.parametrize(("language", "name"), ENCODINGS)
def test_right_header_is_believed(language: str, name: str) -> None:
    text = page(TEXTS[language])
    assert text == decode(text.encode(name), f"text/html; charset={name}").text


@pytest.mark.parametrize(("language", "name"), ENCODINGS)
def test_right_meta_is_believed(language: str, name: str) -> None:
    text = page(TEXTS[language], f'<meta http-equiv="Content-Type" content="text/html; charset={name}">')
    assert text == decode(text.encode(name)).text


@pytest.mark.parametrize(("language", "name"), ENCODINGS)
def test_undeclared_encoding_is_detected(language: str, name: str) -> None:
    text = page(TEXTS[language])
    assert text == decode(text.encode(name)).text


@pytest.mark.parametrize(("language", "name"), ENCODINGS)
def test_wrongly_declared_utf8_is_not_believed(language: str, name: str) -> None:
    text = page(TEXTS[language], '<meta charset="utf-8">')
    assert text == decode(text.encode(name), "text/html; charset=UTF-8").text


@pytest.mark.parametrize(("language", "name"), BEYOND_LATIN)
def test_wrongly_declared_latin_1_is_not_believed_of_another_script(language: str, name: str) -> None:
    text = page(TEXTS[language])
    assert text == decode(text.encode(name), "text/html; charset=ISO-8859-1").text


@pytest.mark.parametrize(("language", "name"), ENCODINGS)
def test_meta_goes_before_a_header_of_latin_1(language: str, name: str) -> None:
    text = page(TEXTS[language], f'<meta charset="{name}">')
    assert text == decode(text.encode(name), "text/html; charset=iso-8859-1").text


@pytest.mark.parametrize("label", ["latin1", "iso-8859-1", "US-ASCII", "windows-1252", "cp1252"])
def test_latin_1_is_read_as_browsers_read_it(label: str) -> None:
    found = decode("<p>„Gänsefüßchen“ – 5 €</p>".encode("cp1252"), f"text/html; charset={label}")
    assert (found.text, found.encoding, found.how) == ("<p>„Gänsefüßchen“ – 5 €</p>", "cp1252", "header")


@pytest.mark.parametrize(("bom", "name"), [
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
])  # fmt: skip
def test_byte_order_mark_decides_and_is_no_text(bom: bytes, name: str) -> None:
    found = decode(bom + "<p>Міст</p>".encode(name), "text/html; charset=windows-1251")
    assert ("<p>Міст</p>", name, "bom") == (found.text, found.encoding, found.how)


def test_few_broken_bytes_do_not_cost_the_page_its_utf8() -> None:
    body = page(TEXTS["uk"]).encode().replace(b"<title>x", b"<title>\xff\xc3")
    found = decode(body, "text/html; charset=iso-8859-1")
    assert TEXTS["uk"] in found.text
    assert found.how == "replaced"


def test_few_broken_bytes_do_not_cost_the_page_its_declaration() -> None:
    body = page(TEXTS["de"]).encode("cp1252") * 12 + b"\x81"
    found = decode(body, "text/html; charset=windows-1252")
    assert (TEXTS["de"] in found.text, "header") == (True, found.how)


def test_page_cut_within_a_character_is_still_utf8() -> None:
    assert TEXTS["ja"] in decode((page(TEXTS["ja"]) + "橋").encode()[:-1], "text/html; charset=utf-8").text


@pytest.mark.parametrize(
    "label", ["utf-16", "utf-32", "utf-7", "hex", "rot13", "unicode_escape", "idna", "nonsense", "x" * 500]
)
def test_label_that_is_no_charset_of_pages_is_ignored(label: str) -> None:
    text = page(TEXTS["ru"], f'<meta charset="{label}">')
    assert text == decode(text.encode("cp1251"), f"text/html; charset={label}").text


def test_meta_is_found_behind_a_long_head() -> None:
    text = page(TEXTS["pl"], f"<script>{'x' * 9000}</script><meta charset=iso-8859-2>")
    assert decode(text.encode("iso-8859-2")).how == "meta"


LABELS = st.sampled_from(["", "utf-8", "iso-8859-1", "gb2312", "iso-2022-jp", "big5", "koi8-r", "utf-16", "кои-8"])


@given(st.binary(), LABELS, LABELS)
def test_decode_never_raises(body: bytes, header: str, meta: str) -> None:
    found = decode(f'<meta charset="{meta}">'.encode() + body, f"text/html; charset={header}")
    assert isinstance(found.text, str)


@given(st.text(alphabet=st.characters(codec="utf-8")), LABELS)
def test_valid_utf8_always_survives(text: str, header: str) -> None:
    if "\x1b$" not in text and not text.startswith("\ufeff"):
        assert text == decode(text.encode(), f"text/html; charset={header}").text
