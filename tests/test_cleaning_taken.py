"""Standfirst, captions and notes of machine translation go or stay as the source's settings and the house's rules want."""

from __future__ import annotations

import pytest

from cleaning.article import Article, Category, Page, SourceFacts, Verdict
from cleaning.clean import clean
from cleaning.notices import wordings
from cleaning.taken import STANDFIRST, TRANSLATED

STANDFIRST_TEXT = "Eleven years of argument end with one vote, and the ferry goes back to its owner."
PARAGRAPHS = [
    f"The council of Port Ellis approved the repair of pier {n} on Monday night, and said that the work would end before the winter."
    for n in range(1, 7)
]
NOTES = {
    "en": "This article was machine translated from the original.",
    "uk": "Цю статтю перекладено автоматично.",
    "ru": "Этот текст переведен с помощью ИИ, машинный перевод.",
    "be": "Гэты артыкул: машынны пераклад.",
    "bg": "Тази статия е преведена: машинен превод.",
    "pl": "Artykuł został przetłumaczony automatycznie.",
    "cs": "Článek byl strojově přeložen.",
    "sk": "Článok bol strojovo preložený.",
    "de": "Dieser Artikel wurde maschinell übersetzt.",
    "nl": "Dit artikel is automatisch vertaald.",
    "fr": "Cet article a été traduit automatiquement.",
    "es": "Este artículo ha sido traducido automáticamente.",
    "ca": "Aquest article s'ha traduït automàticament.",
    "pt": "Este artigo foi traduzido automaticamente.",
    "it": "Questo articolo è stato tradotto automaticamente.",
    "ro": "Acest articol a fost tradus automat.",
    "el": "Το άρθρο μεταφράστηκε αυτόματα.",
    "hu": "Ez a cikk gépi fordítás.",
    "sv": "Artikeln är maskinöversatt.",
    "da": "Artiklen er maskinoversat.",
    "no": "Artikkelen er maskinoversatt.",
    "fi": "Artikkeli on konekäännetty.",
    "hr": "Ovaj članak je strojno prevedeno djelo.",
    "tr": "Bu haber otomatik olarak çevrilmiştir.",
    "ar": "تمت ترجمة هذا المقال بواسطة الذكاء الاصطناعي",
    "fa": "این مقاله با هوش مصنوعی ترجمه شده است",
    "he": "הכתבה תורגמה: תרגום אוטומטי",
    "zh": "本文由人工智能翻译",
    "ja": "この記事は機械翻訳です",
    "ko": "이 기사는 자동 번역되었습니다. 자동번역",
    "hi": "यह लेख मशीनी अनुवाद है।",
    "id": "Artikel ini diterjemahkan secara otomatis.",
    "vi": "Bài viết này được dịch tự động.",
    "th": "บทความนี้แปลโดยอัตโนมัติ",
}


def article(body: str, *, description: str = "", **settings: bool) -> Article:
    head = f"<title>Port Ellis mends its piers</title><meta name=description content='{description}'>"
    head += "<meta property='og:type' content='article'>"
    markup = f"<html lang=en><head>{head}</head><body><article><h1>Port Ellis mends its piers</h1>{body}</article></body></html>"
    made = clean(
        Page(url="https://post.example/2026/05/a", body=markup.encode(), source=SourceFacts(id="post", **settings))
    )
    assert isinstance(made, Article), made
    return made


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_standfirst_stays_by_default() -> None:
    made = article(paragraphs([STANDFIRST_TEXT, *PARAGRAPHS]), description=STANDFIRST_TEXT)
    assert [STANDFIRST_TEXT, *PARAGRAPHS] == made.text.splitlines()


@pytest.mark.parametrize(
    ("body", "description"),
    [
        (paragraphs([STANDFIRST_TEXT, *PARAGRAPHS]), STANDFIRST_TEXT),
        (paragraphs([STANDFIRST_TEXT, *PARAGRAPHS]), STANDFIRST_TEXT[:50] + "…"),
        (f"<p class=standfirst>{STANDFIRST_TEXT}</p>" + paragraphs(PARAGRAPHS), ""),
        (f"<div class='article__chapo'><p>{STANDFIRST_TEXT}</p></div>" + paragraphs(PARAGRAPHS), ""),
    ],
)
def test_standfirst_goes_where_the_source_wants_it_out(body: str, description: str) -> None:
    made = article(body, description=description, standfirst=False)
    assert PARAGRAPHS == made.text.splitlines()
    (gone,) = [b for b in made.blocks if b.rule == STANDFIRST]
    assert (STANDFIRST_TEXT, Category.REPEATED_TEXT) == (gone.text, gone.category)
    assert gone.reason


def test_first_paragraph_is_no_standfirst_by_its_place_alone() -> None:
    assert (
        PARAGRAPHS == article(paragraphs(PARAGRAPHS), description="Something else", standfirst=False).text.splitlines()
    )


def test_text_of_one_line_is_not_its_own_standfirst() -> None:
    made = article(f"<p>{STANDFIRST_TEXT} {PARAGRAPHS[0]}</p>", description=STANDFIRST_TEXT, standfirst=False)
    assert made.text.startswith(STANDFIRST_TEXT)


CAPTION = "Piers one to six at low tide, seen from the harbour wall"


@pytest.mark.parametrize(("setting", "kept"), [({}, False), ({"captions": False}, False), ({"captions": True}, True)])
def test_captions_stay_where_the_source_wants_them(setting: dict[str, bool], *, kept: bool) -> None:
    figure = f"<figure><img src='/a.jpg'><figcaption>{CAPTION}</figcaption></figure>"
    made = article(paragraphs(PARAGRAPHS[:3]) + figure + paragraphs(PARAGRAPHS[3:]), **setting)
    assert kept == (CAPTION in made.text)


@pytest.mark.parametrize("language", NOTES)
@pytest.mark.parametrize("first", [True, False])
def test_note_of_machine_translation_is_removed_and_flagged(language: str, *, first: bool) -> None:
    texts = [NOTES[language], *PARAGRAPHS] if first else [*PARAGRAPHS, NOTES[language]]
    made = article(paragraphs(texts))
    assert PARAGRAPHS == made.text.splitlines()
    assert "machine-translated" in made.quality
    (gone,) = [b for b in made.blocks if b.text == NOTES[language]]
    assert (Verdict.REMOVED, TRANSLATED) == (gone.verdict, gone.rule)


@pytest.mark.parametrize(
    "line",
    [
        "Machine translation has cost the harbour office three interpreters since the spring, the union says.",
        "The letter had been translated by a clerk who knew the captain and his wife, and nobody else.",
        "Automatic translation at the border will save the ferries half an hour on every crossing to the islands.",
    ],
)
def test_report_on_translation_stays(line: str) -> None:
    made = article(paragraphs([line, *PARAGRAPHS]))
    assert line in made.text
    assert "machine-translated" not in made.quality


def test_notes_are_known_in_every_language_that_has_wordings() -> None:
    assert wordings()["machine-translated"].keys() == wordings()["itself"].keys()
    assert len(wordings()["machine-translated"]) >= 15
