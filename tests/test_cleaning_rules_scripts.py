"""Scripts in which words are joined, marked or ordered unlike in Latin ones: folding, counting, labels, edges, names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning.article import Block, Category, Kind, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.rules import load
from cleaning.rules.sheet import Sheet
from cleaning.rules.wording import count, fold, tokens, unquoted
from tests.storyline import line, page, stories, story


def removed(blocks: list[Block], language: str) -> dict[str, Block]:
    found = strip(blocks, Context(language=language))
    return {block.text: block for block in found if block.verdict is Verdict.REMOVED}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("相關閱讀：港口", "相关阅读: 港口"),
        ("【関連記事】港の話。", "[関连记事]港の话. "),
        ("《港湾日报》公众号", "港湾日报公众号"),
        ("写真・山田", "写真|山田"),
        ("ﾆｭｰｽ", "ニュース"),
        ("می‌خوانید ۱۲", "ميخوانيد 12"),
        ("ذات صلة ٣", "ذات صله 3"),
        ("שָׁלוֹם", "שלום"),
        ("צה״ל", "צה'ל"),
        ('ארה"ב', "ארה'ב"),
        ('אמר: "שלום"', 'אמר: "שלום"'),
        ("ये भी पढ़ेंः", "ये भी पढें:"),
        ("हिन्दी", "हिंदी"),
        ("१२३।", "123."),
        ("bạn và bàn và ban", "bạn va ban va ban"),
        ("đọc nhiều", "dọc nhiều"),
    ],
)
def test_fold_unites_the_spellings_of_a_script(text: str, folded: str):
    assert folded == fold(text)
    assert folded == fold(folded)


def test_vietnamese_words_that_differ_in_a_mark_of_their_own_stay_apart():
    assert fold("bạn") != fold("ban")
    assert fold("nơi") != fold("nói")
    assert fold("ĐỌC").lower() == fold("đọc")


@pytest.mark.parametrize(
    ("text", "number"),
    [("港湾镇议会表决", 4), ("続きを読む", 3), ("관련 기사 보기", 3), ("อ่านต่อที่นี่", 3), ("और पढ़ें", 2), ("đọc thêm", 2)],
)
def test_count_measures_every_script_in_words(text: str, number: int):
    assert number == count(text)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("请支持我们吧", "支持我们"),
        ("ご支援ください", "ください"),
        ("구독해 주세요", "해주세요"),
        ("กดติดตามเรา", "ติดตาม"),
    ],
)
def test_wordings_are_heard_inside_joined_words(text: str, wording: str):
    assert tokens(fold(wording)) in tokens(fold(text))


def test_corner_quotes_are_quotation_marks():
    assert "" == unquoted(fold("「支援してください」")).strip()


def test_a_hebrew_abbreviation_opens_no_quotation():
    assert "תרמו" in unquoted(fold('תושבי ארה"ב, תרמו לנו'))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("相关阅读：港口罢工", "港口罢工"),
        ("相关阅读 港口罢工", "港口罢工"),
        ("【相关阅读】港口罢工", "港口罢工"),
        ("相关阅读｜港口罢工", "港口罢工"),
        ("相关阅读", ""),
    ],
)
def test_a_label_ends_at_whatever_stands_between_joined_words(text: str, rest: str):
    label = load().get("phrase/zh/related/read-also")
    [folded] = [found.text for found in Sheet([line(text)], load(), Context()).lines]
    found = load().automata.phrasing.split(label, folded)
    assert found is not None
    assert rest == found.rest


def test_a_label_that_goes_on_as_a_word_is_none():
    assert load().automata.phrasing.split(load().get("phrase/zh/related/read-also"), "相关阅读能力测试") is None


def test_doubt_is_measured_on_pages_without_blanks():
    scores = [0.999] * 5 + [0.2]
    blocks = [
        replace(block, score=score) for block, score in zip(story("港口的猫", language="zh"), scores, strict=True)
    ]
    assert 3 == Sheet(blocks, load(), Context(language="zh")).lines[-1].doubt


@pytest.mark.parametrize(
    ("language", "heading", "biography"),
    [
        ("zh", "# 关于作者", "王小明，港湾日报，住在北岸。"),
        ("he", "# על הכותב", "דן לביא, תושב הנמל."),
        ("hi", "# लेखक के बारे में", "रवि सागर, पवन नगर निवासी।"),
    ],
)
def test_a_name_before_a_comma_begins_a_biography_in_scripts_without_case(language: str, heading: str, biography: str):
    texts = stories()[language]
    gone = removed(page(texts[0], heading, biography, *texts[1:]), language)
    assert {heading[2:], biography} == set(gone)
    assert {Category.AUTHOR_BOX} == {block.category for block in gone.values()}


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "he", "fa", "hi", "id", "vi", "th", "ar"])
def test_a_story_is_prose_in_every_script(language: str):
    sheet = Sheet(story(language=language), load(), Context(language=language))
    assert sheet.prose()
    assert all(found.block.kind is Kind.PARAGRAPH and found.words > 8 for found in sheet.lines)


@pytest.mark.parametrize(
    ("language", "appeal"),
    [
        ("zh", "这篇文章免费。我们靠读者的捐款支付记者的工资，请支持我们。"),
        ("ja", "この記事は無料です。私たちは読者の寄付で取材を続けています。ご支援ください。"),
        ("ko", "이 기사는 무료입니다. 저희는 독자 여러분의 후원으로 취재합니다. 후원해 주세요."),
        ("th", "บทความนี้ฟรี เราอยู่ได้ด้วยเงินบริจาคจากผู้อ่าน โปรดสนับสนุนเรา"),
    ],
)
def test_an_appeal_without_pronouns_goes_wherever_it_stands(language: str, appeal: str):
    texts = stories()[language]
    for blocks in (page(*texts[:2], appeal, *texts[2:]), page(*texts, appeal)):
        assert {appeal} == set(removed(blocks, language))
