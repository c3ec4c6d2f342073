"""Which date strings a page offers, from which place, in which role; none is read here."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import DateCandidate, Hint, Page, Role
from cleaning.date_hints import candidates
from cleaning.date_spans import dates_in, is_bare_date, is_date_line, moments_in, opens_with_date, role_of, spaced
from cleaning.document import parse
from cleaning.head import read_head
from cleaning.jsonld import article

URL = "https://paper.example/story"
STORY = (
    "<p>The council said on Sunday that work on the bridge will begin after the winter, and end within the year.</p>"
    * 3
)


def found(body: str = "", head: str = "", **of_page: object) -> tuple[DateCandidate, ...]:
    document = parse(f"<html><head><title>Work on the bridge begins</title>{head}</head><body>{body}</body></html>")
    assert document
    facts = read_head(document.tree)
    page = Page(**({"url": URL, "body": b""} | of_page))
    return candidates(facts, article(facts.jsonld), document, page)


def told(*args: str, **of_page: object) -> list[tuple[str, str, str]]:
    return [(c.role.value, c.place, c.raw) for c in found(*args, **of_page)]


def raws(place: str, *args: str, **of_page: object) -> list[str]:
    return [c.raw for c in found(*args, **of_page) if c.place == place]


def shown(line: str) -> str:
    return f"<h1>Work on the bridge begins</h1>{line}{STORY}"


def test_every_place_gives_its_candidates_in_order_of_trust():
    head = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Work", "datePublished": "2026-03-04T10:15:00Z",
    "dateModified": "2026-03-05T10:15:00Z", "dateCreated": "2026-03-03T10:15:00Z"}</script>
    <script type="application/ld+json">{"@type": "WebPage", "datePublished": "2026-03-04"}</script>
    <meta property="article:published_time" content="2026-03-04T10:16:00Z"><meta name="my-publish-date" content="2026-03-04T10:17">
    <meta property="article:modified_time" content="2026-03-05T10:16:00Z"><meta itemprop="datePublished" content="2026-03-04T10:18">"""
    page = {
        "url": "https://paper.example/2026/03/04/story",
        "headers": (("Last-Modified", "Thu, 05 Mar 2026 00:00:00 GMT"),),
        "hints": (Hint(place="feed", published="Wed, 04 Mar 2026 10:15:30 GMT", modified="2026-03-05"),),
    }
    body = shown('<time datetime="2026-03-04T10:15">today</time><p class=post-date>4 March 2026</p>')
    expected = [
        ("published", "feed", "Wed, 04 Mar 2026 10:15:30 GMT"), ("modified", "feed", "2026-03-05"),
        ("published", "json-ld", "2026-03-04T10:15:00Z"), ("published", "json-ld-created", "2026-03-03T10:15:00Z"),
        ("modified", "json-ld", "2026-03-05T10:15:00Z"), ("published", "meta", "2026-03-04T10:16:00Z"),
        ("modified", "meta", "2026-03-05T10:16:00Z"), ("published", "microdata", "2026-03-04T10:18"),
        ("published", "json-ld-other", "2026-03-04"), ("published", "meta-other", "2026-03-04T10:17"),
        ("published", "time", "2026-03-04T10:15"), ("published", "dated", "4 March 2026"), ("published", "text", "4 March 2026"),
        ("published", "line", "4 March 2026"), ("published", "url", "2026-03-04"),
        ("modified", "http", "Thu, 05 Mar 2026 00:00:00 GMT"),
    ]  # fmt: skip
    assert expected == told(body, head, **page)


def test_a_page_without_dates_gives_none():
    assert [] == told(shown(""))


@pytest.mark.parametrize(
    ("markup", "role", "value"),
    [
        ('<meta name="date" content="2026-03-04">', "published", "2026-03-04"),
        ('<meta name="DC.date.issued" content="2026-03-04">', "published", "2026-03-04"),
        ('<meta name="parsely-pub-date" content="2026-03-04T10:15:00Z">', "published", "2026-03-04T10:15:00Z"),
        ('<meta name="sailthru.date" content="2026-03-04 10:15:00">', "published", "2026-03-04 10:15:00"),
        ('<meta property="og:updated_time" content="1772528400">', "modified", "1772528400"),
        ('<meta name="last-modified" content="2026-03-04">', "modified", "2026-03-04"),
        ('<meta name="article:published_time" value="2026-03-04T10:15:00Z">', "published", "2026-03-04T10:15:00Z"),
    ],
)
def test_metas_say_when_by_their_names(markup: str, role: str, value: str):
    assert [(role, "meta", value)] == told(head=markup)


def test_a_microdata_meta_may_write_its_content_as_value():
    head = '<meta itemprop="dateModified" value="2026-03-04T10:15:00Z">'
    assert [("modified", "microdata", "2026-03-04T10:15:00Z")] == told(head=head)


@pytest.mark.parametrize(
    "name", ["w-published-date", "shareaholic:article_published_time", "datePosted", "DC.date.created", "pub_date"]
)
def test_metas_whose_names_sound_like_a_date_of_publication_come_last(name: str):
    assert ["2026-03-04"] == raws("meta-other", "", f'<meta name="{name}" content="2026-03-04">')


@pytest.mark.parametrize(
    "name",
    [
        "article:publisher",
        "publisher",
        "expiry-published",
        "date-modified-published",
        "event-date-created",
        "author-published",
    ],
)
def test_metas_of_other_things_are_left_alone(name: str):
    assert [] == raws("meta-other", "", f'<meta name="{name}" content="2026-03-04">')


@pytest.mark.parametrize("kind", ["VideoObject", "Comment", "Event", "Product", "Person"])
def test_dates_of_what_is_no_article_are_left_alone(kind: str):
    assert [] == told(
        head=f'<script type="application/ld+json">{{"@type": "{kind}", "datePublished": "2026-03-04"}}</script>'
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://paper.example/2026/03/04/story", ["2026-03-04"]),
        ("https://paper.example/2026/3/4/story", ["2026-03-04"]),
        ("https://paper.example/news/2026-03-04-story", ["2026-03-04"]),
        ("https://paper.example/story-20260304.html", ["2026-03-04"]),
        ("https://paper.example/world/2026/mar/04/story", ["2026-03-04"]),
        ("https://paper.example/energy/2015/08/150803-story", ["2015-08-03"]),
        ("https://paper.example/04-03-2026/story", ["2026-03-04"]),
        ("https://paper.example/2026/03/story", ["2026-03"]),
        ("https://paper.example/2026-03/story", ["2026-03"]),
        ("https://paper.example/2026/03", []),
        ("https://paper.example/2026/13/04/story", []),
        ("https://paper.example/article/202603041234567", []),
        ("https://paper.example/story?from=2026-03-04", []),
        ("https://paper.example/12345678/story", []),
    ],
)
def test_a_day_or_a_month_in_the_address_is_a_candidate(address: str, expected: list[str]):
    assert expected == raws("url", url=address)


def test_the_address_after_redirects_counts():
    assert ["2026-03-04"] == raws("url", url=URL, final_url="https://paper.example/2026/03/04/story")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p>By Ann Lee | Published 3 March 2026 at 14:05</p>", [("published", "3 March 2026 at 14:05")]),
        ("<p>Updated: March 4, 2026, 10:15 a.m. EST</p>", [("modified", "March 4, 2026, 10:15 a.m. EST")]),
        ("<p>Published 3 March 2026, updated 4 March 2026</p>", [("published", "3 March 2026"), ("modified", "4 March 2026")]),
        ("<p>Last updated 4 Jun 2025, originally created 17 Jun 2024</p>", [("modified", "4 Jun 2025"), ("published", "17 Jun 2024")]),
        ("<p>Aktualisiert am 04.03.2026, 10:15 Uhr</p>", [("modified", "04.03.2026, 10:15 Uhr")]),
        ("<p>оновлено 4 березня 2026, 10:15</p>", [("modified", "4 березня 2026, 10:15")]),
        ("<p>onMarch 3, 2026</p>", [("published", "March 3, 2026")]),
        ("<p>3 de mayo de 2022<span>21:25</span></p>", [("published", "3 de mayo de 2022 21:25")]),
        ("<p>Posted 3 hours ago</p>", [("published", "Posted 3 hours ago")]),
        ("<p>vor 3 Stunden</p>", [("published", "vor 3 Stunden")]),
        ("<p>3 comments</p>", []),
        ("<p>Get pre-qualified</p>", []),
    ],
)  # fmt: skip
def test_lines_near_the_title_give_their_dates_without_labels_in_their_role(line: str, expected: list[tuple[str, str]]):
    assert expected == [(role, raw) for role, place, raw in told(shown(line)) if place == "text"]


def test_a_date_far_from_the_title_is_not_near_it():
    body = shown("") + "<p>More of it.</p>" * 20 + "<p>Meeting: 5 May 2027</p>"
    assert [] == raws("text", body)


def test_the_title_is_found_where_the_head_repeats_it():
    teasers = "<h1>The Paper</h1>" + "<h2>Another story</h2><p>1 January 2020</p>" * 20
    body = f"{teasers}<h2>Work on the bridge begins</h2><p>4 March 2026</p>{STORY}"
    assert "4 March 2026" == raws("text", body)[-1]


def test_prose_that_opens_with_a_date_line_gives_it_and_other_prose_gives_none():
    prose = (
        "The council said that work on the bridge will begin after the winter, and end within a year and a half of that. "
        * 2
    )
    assert ["27.1.2026"] == raws("opening", shown(f"<p>27.1.2026 - {prose}</p>"))
    assert ["3 March 2026"] == raws("opening", shown(f"<p>Kyiv, 3 March 2026 – {prose}</p>"))
    assert [] == raws("opening", shown(f"<p>On 3 March 2026 the council met. {prose}</p>"))


def test_a_line_that_says_it_is_the_date_counts_anywhere():
    body = shown("<p>More of it.</p>" * 30) + "<p>Stand: 04.03.2026</p><p>Datum: 05.03.2026</p>"
    assert [("modified", "04.03.2026"), ("published", "05.03.2026")] == [
        (role, raw) for role, place, raw in told(body) if place == "labelled"
    ]


def test_lines_that_are_nothing_but_a_date_are_the_weakest_and_few():
    body = shown("") + "".join(f"<p>{n} March 2026</p>" for n in range(1, 20))
    assert [f"{n} March 2026" for n in range(1, 6)] == raws("line", body)


@pytest.mark.parametrize(
    "markup",
    [
        '<time data-published="2026-03-04 10:15:00Z">March 4</time>',
        '<div class=stamp datetime="2026-03-04 10:15:00Z">March 4</div>',
        '<p><span data-time="2026-03-04 10:15:00Z">4h</span></p>',
    ],
)
def test_attributes_that_scripts_read_are_candidates_near_the_title(markup: str):
    assert ["2026-03-04 10:15:00Z"] == raws("attribute", shown(f"<div>{markup}</div>"))
    assert [] == raws("attribute", shown("<p>More of it.</p>" * 30) + f"<div>{markup}</div>")


@pytest.mark.parametrize(
    ("markup", "role"),
    [
        ('<time class="published" datetime="2026-03-04">x</time>', "published"),
        ('<time class="updated" datetime="2026-03-04">x</time>', "modified"),
        ("<time>Updated: 4 March 2026</time>", "modified"),
        ("<time>4 March 2026</time>", "published"),
    ],
)
def test_time_elements_say_their_role_by_class_or_words(markup: str, role: str):
    assert [role] == [r for r, place, _ in told(shown(markup)) if place == "time"]


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-04", "2026-03-04T10:15:30+02:00", "2026-03-04 10:15", "2026/03/04 10:15", "2026. 03. 04", "04.03.2026 10:15 Uhr",
        "04/03/26", "4-3-2026", "4 March 2026", "4th March 2026", "4. März 2026, 10:15", "4 de marzo de 2026", "4 d'agost de 2026",
        "March 4, 2026", "Mar. 4, 2026 3:05 p.m. ET", "4 mars 2026 à 10h15", "1er août 2025", "2026. március 4", "2026. gada 4. marts",
        "2026年3月4日 10時15分", "令和8年3月4日", "2026년 3월 4일", "4 tháng 3, 2026", "4 มีนาคม 2569", "४ मार्च २०२६", "৪ মার্চ ২০২৬",
        "۱۲ اسفند ۱۴۰۴", "٤ مارس ٢٠٢٦", "13 رمضان 1447", "4 كانون الثاني 2026", "4 березня 2026, 10:15", "4 Μαρτίου 2026", "4 במרץ 2026",
    ],
)  # fmt: skip
def test_the_whole_of_a_date_is_found_between_other_words(line: str):
    text = f"By Ann Lee | {line}"
    spans = dates_in(text)
    assert [line] == [text[start:end] for start, end in spans[:1]]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "10:15",
        "call 555-1234",
        "1,234 views",
        "v1.2.3",
        "192.168.1.10",
        "2026",
        "page 3 of 12",
        "50% of 2026-27",
        "ISBN 978-3-16",
    ],
)
def test_other_figures_are_no_dates(line: str):
    assert [] == dates_in(line)


def test_elements_that_run_together_are_parted():
    assert "on May 3, 2026" == spaced("onMay 3, 2026")
    assert "3 de mayo de 2022 21:25" == spaced("3 de mayo de 202221:25")
    assert "28.09.19 12:17" == spaced("28.09.1912:17")


@pytest.mark.parametrize(("line", "bare", "is_told"), [("yesterday", True, True), ("yesterday", False, False), ("3 days ago", False, True), ("3 days ago " * 9, True, False)])  # fmt: skip
def test_phrases_that_count_from_now_are_taken_whole_and_short(line: str, bare: bool, is_told: bool):  # noqa: FBT001
    assert ([(0, len(line))] if is_told else []) == moments_in(line, bare=bare)


def test_the_last_word_that_speaks_of_it_makes_the_role():
    assert Role.MODIFIED is role_of("published then updated ")
    assert Role.PUBLISHED is role_of("updated, first published ")
    assert [Role.MODIFIED, Role.PUBLISHED] == [role_of("on", Role.MODIFIED), role_of("on")]


def test_lines_about_their_date_are_told_from_prose():
    assert is_date_line("By Ann Lee, 4 March 2026")
    assert not is_date_line(
        "The council met in the town hall to speak of the old bridge over the river on 4 March 2026"
    )
    assert [True, False] == [is_bare_date(line) for line in ("(4 March 2026)", "until 4 March 2026")]
    assert [True, False] == [
        opens_with_date(line) for line in ("4 March 2026 | Kyiv. The council", "4 March 2026 was the day")
    ]


def test_the_list_is_bounded_and_strings_are_cut():
    body = shown(
        "".join(f"<time datetime='2026-03-04T10:{n % 60:02}'>x</time><p>{n} May 2026</p>" for n in range(1000))
    )
    head = "".join(f'<meta name="x{n}-publish-date" content="{n}">' for n in range(1000))
    listed = found(body, head + f'<meta name="date" content="{"9" * 1_000_000}">')
    assert len(listed) <= 60
    assert max(len(c.raw) for c in listed) <= 120


@pytest.mark.parametrize("unit", ["1.1.", "1 a ", "2026 ", "1/1/", "年1月", "4 de ", "10:15 ", "a.b ", "at 1:1 "])
def test_hostile_lines_are_searched_in_no_time(unit: str):
    begin = process_time()
    dates_in(spaced(unit * 100_000))
    assert process_time() - begin < 0.2


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_spans_lie_in_the_line_and_do_not_overlap(line: str):
    spans = dates_in(line)
    assert all(0 <= start < end <= len(line) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_two_json_ld_blocks_about_the_article_are_both_its_own():
    block = '<script type="application/ld+json">{"@type": "%s", "headline": "%s", "datePublished": "%s"}</script>'
    first = block % ("NewsArticle", "Work on the bridge begins", "2026-03-04")
    same, other = ("BlogPosting", "Work on the  bridge begins"), ("NewsArticle", "Ferry stops")
    head = first + block % (*same, "2026-02-01") + block % (*other, "2026-01-01")
    assert ["2026-03-04", "2026-02-01"] == raws("json-ld", shown(""), head)
    assert ["2026-01-01"] == raws("json-ld-other", shown(""), head)


def test_headlines_without_end_are_compared_as_far_as_they_are_read():
    block = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s", "datePublished": "%s"}</script>'
    )
    head = block % ("Work begins " * 400, "2026-03-04") + block % ("Work begins " * 300, "2026-02-01")
    assert ["2026-03-04", "2026-02-01"] == raws("json-ld", shown(""), head)
