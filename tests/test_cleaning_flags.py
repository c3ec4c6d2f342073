from __future__ import annotations

import pytest

from cleaning.article import Article, Block, Category, Kind, Page, Verdict
from cleaning.clean import clean
from cleaning.document import parse
from cleaning.flags import Seen, flags
from cleaning.metadata import Metadata, read
from cleaning.taken import TRANSLATED

SENTENCE = "The council approved the repair of the bridge on Monday. "
GERMAN = "Der Rat hat am Montag die Reparatur der alten Brücke beschlossen, und sie wird nicht vor dem Winter fertig. "
RUSSIAN = "Совет в понедельник одобрил ремонт старого моста, и он не будет готов до зимы. "


def block(text: str, position: int = 0, *, link_share: float = 0.0, **fields: object) -> Block:
    made = {"kind": Kind.PARAGRAPH, "path": "html/body/p", "verdict": Verdict.KEPT, **fields}
    return Block(position=position, text=text, link_share=link_share, **made)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "metadata", "expected"),
    [
        (SENTENCE * 10, Metadata(title="Bridge"), ()),
        (SENTENCE, Metadata(title="Bridge"), ("short",)),
        (SENTENCE * 10, Metadata(), ("title-missing",)),
        (SENTENCE * 10 + "and then …", Metadata(title="Bridge"), ("truncated",)),
        (SENTENCE * 10 + "and then [...]", Metadata(title="Bridge"), ("truncated",)),
        (SENTENCE * 10, Metadata(title="Bridge", access="paywalled"), ("paywalled",)),
        (SENTENCE + "...", Metadata(access="paywalled"), ("paywalled", "short", "title-missing", "truncated")),
        ("市议会星期一批准了大桥的维修工程，工程将于春季开始。" * 8, Metadata(title="桥"), ()),
        ("市议会星期一批准了。", Metadata(title="桥"), ("short",)),
    ],
)
def test_flags_name_what_a_reader_should_know(text: str, metadata: Metadata, expected: tuple[str, ...]) -> None:
    assert expected == flags(text, metadata)


@pytest.mark.parametrize(
    "line",
    [
        "Continue reading",
        "Weiterlesen",
        "Lire la suite",
        "Читати далі",
        "Czytaj dalej",
        "Devamını oku",
        "اقرأ المزيد",
        "続きを読む",
    ],
)
def test_link_to_the_rest_right_behind_a_short_text_cuts_it_short(line: str) -> None:
    kept, rest = block(SENTENCE * 8), block(line, 1, link_share=1.0, verdict=Verdict.OUTSIDE)
    assert ("truncated",) == flags(kept.text, Metadata(title="Bridge"), Seen(blocks=(kept, rest)))


@pytest.mark.parametrize(
    "blocks",
    [
        (block(SENTENCE * 8), block("Read more about the bridge", 1, link_share=1.0, verdict=Verdict.OUTSIDE)),
        (block(SENTENCE * 8), block("Read more", 1, verdict=Verdict.OUTSIDE)),
        (block(SENTENCE * 40), block("Read more", 1, link_share=1.0, verdict=Verdict.OUTSIDE)),
    ],
)
def test_other_lines_behind_a_text_do_not(blocks: tuple[Block, ...]) -> None:
    assert () == flags(blocks[0].text, Metadata(title="Bridge"), Seen(blocks=blocks))


@pytest.mark.parametrize(("stated", "expected"), [(900, ("truncated",)), (250, ()), (None, ())])
def test_word_count_of_the_page_tells_what_is_missing(stated: int | None, expected: tuple[str, ...]) -> None:
    assert expected == flags(SENTENCE * 10, Metadata(title="Bridge", word_count=stated))


@pytest.mark.parametrize(
    ("stated", "expected"), [("900", 900), ('"900"', 900), ('"some"', None), ("-1", None), ("[]", None)]
)
def test_word_count_is_read_from_the_article_s_node(stated: str, expected: int | None) -> None:
    markup = f'<script type="application/ld+json">{{"@type": "NewsArticle", "wordCount": {stated}}}</script><p>x</p>'
    document = parse(markup)
    assert document is not None
    assert expected == read(document, Page(url="https://post.example/a", body=b"")).word_count


def test_paywall_notice_behind_the_text_counts_where_the_page_is_silent() -> None:
    notice = block("For subscribers", 1, verdict=Verdict.REMOVED, category=Category.PAYWALL_NOTICE)
    seen = Seen(blocks=(block(SENTENCE * 10), notice))
    assert ("paywalled",) == flags(SENTENCE * 10, Metadata(title="Bridge"), seen)
    assert () == flags(SENTENCE * 10, Metadata(title="Bridge", access="free"), seen)


def test_note_of_machine_translation_is_flagged() -> None:
    seen = Seen(blocks=(block(SENTENCE * 10), block("Machine translated", 1, verdict=Verdict.REMOVED, rule=TRANSLATED)))
    assert ("machine-translated",) == flags(SENTENCE * 10, Metadata(title="Bridge"), seen)


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ([SENTENCE] * 5, "en", ()),
        ([SENTENCE] * 3 + [GERMAN] * 2, "en", ("mixed-language",)),
        ([SENTENCE] * 3 + [RUSSIAN] * 2, "en", ("mixed-language",)),
        ([SENTENCE] * 12 + [GERMAN], "en", ()),
        ([SENTENCE] * 5 + ["Міст"], "en", ()),
        ([GERMAN] * 5, None, ()),
    ],
)
def test_text_in_two_languages_is_flagged(texts: list[str], language: str | None, expected: tuple[str, ...]) -> None:
    blocks = tuple(block(text.strip() * 2, i) for i, text in enumerate(texts))
    text = "\n".join(b.text for b in blocks)
    assert expected == flags(text, Metadata(title="Bridge"), Seen(blocks=blocks, language=language))


def test_declared_language_stays_on_record_where_the_text_contradicts_it() -> None:
    body = "".join(f"<p>{GERMAN} {GERMAN} Leser {n} schrieb das.</p>" for n in range(4))
    page = Page(
        url="https://post.example/2026/05/a", body=f"<html lang=en><title>Die Brücke</title>{body}</html>".encode()
    )
    made = clean(page)
    assert isinstance(made, Article)
    assert ("de", "en") == (made.language, made.declared_language)
    assert "language-differs" in made.quality
