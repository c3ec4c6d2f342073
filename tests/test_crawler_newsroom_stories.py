"""What the newsroom is built from: seeded choice, lines and their patterns, and the stories and phrases as written."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.newsroom import Scrap, World
from crawler.newsroom.chance import Chance
from crawler.newsroom.composition import BUILDERS, text
from crawler.newsroom.elements import Element, Line, ticking
from crawler.newsroom.outlets import ORDER, outlet
from crawler.newsroom.phrases import phrases
from crawler.newsroom.publications import section_slug, sections
from crawler.newsroom.stories import Correction, Story, stories
from crawler.newsroom.truth import LONG

LANGUAGES = ("en", "uk", "de", "fr", "es", "ar")
GAPS = {"title", "outlet", "author", "count", "today", "year", "topic", "date"}
NAMES = st.text(max_size=20)


def story(**changes: object) -> Story:
    plain = {"slug": "s", "title": "T", "section": "A", "kicker": "K", "standfirst": "F"}
    lists = {"authors": ("A B",), "paragraphs": ("one", "two", "three"), "tags": ()}
    return Story(**{**plain, **lists, **changes})


@given(NAMES, st.lists(NAMES, unique=True, min_size=1), st.data())
def test_order_of_the_others_stays_when_one_is_taken_away(key: str, items: list[str], data: st.DataObject):
    gone = data.draw(st.sampled_from(items))
    chance = Chance(key)
    whole = chance.order("x", items)
    assert sorted(whole) == sorted(items)
    assert [item for item in whole if item != gone] == list(chance.order("x", [i for i in items if i != gone]))


@given(NAMES, NAMES, st.integers(1, 1000))
def test_choice_depends_on_key_and_label_alone(key: str, label: str, below: int):
    assert Chance(key).number(label, below) == Chance(key).number(label, below) < below
    assert Chance(key).within("a", 1) == Chance(f"{key}/a/1")


def test_choices_spread_over_what_there_is():
    chance = Chance("spread")
    assert {0, 1, 2, 3} == {chance.number(i, 4) for i in range(100)}
    assert 40 < sum(chance.happens(i, 60) for i in range(100)) < 80
    assert [chance.happens("x", percent) for percent in (0, 100)] == [False, True]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_ticking_line_is_recognised_at_any_count(count: int, today: int):
    template = "(Visited {count} times, {today}\u00a0visits today)"
    pattern = ticking(template, count=1, today=1).pattern
    assert re.fullmatch(pattern, " ".join(ticking(template, count=count, today=today).text.split()))
    assert not re.fullmatch(pattern, "(Visited many times, 1 visits today)")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(text="Read also: A title", href="/a", linked="A title"), ("Read also: ", "A title", "")),
        (Line(text="[A title] is here", href="/a", linked="A title"), ("[", "A title", "] is here")),
        (Line(text="A title", href="/a"), ("", "A title", "")),
    ],
)
def test_line_falls_into_what_stands_before_in_and_after_its_link(line: Line, expected: tuple[str, str, str]):
    assert expected == line.pieces


def test_joined_element_is_one_block_and_another_is_a_block_a_line():
    lines, label = (Line(text="a"), Line(text="b", category="other")), Line(text="L:")
    joined = Element(kind="x", category="tags", lines=lines, label=label, joint=", ")
    apart = Element(kind="x", category="tags", lines=lines, label=label, buttons=(Line(text="go"),))
    assert [(line.text, line.category) for line in joined.blocks()] == [("L: a, b", "tags")]
    expected = [("L:", "tags"), ("a", "tags"), ("b", "other"), ("go", "tags")]
    assert expected == [(line.text, line.category) for line in apart.blocks()]


@pytest.mark.parametrize(
    ("scrap", "body", "expected"),
    [
        (Scrap("Share", "share"), "One.\nShare\nTwo.", True),
        (Scrap("Share", "share"), "Share prices fell.", False),
        (Scrap("x" * LONG, "donation"), "One. " + "x" * LONG + " Two.", True),
        (Scrap("visits today)", "counter", r"\(\d+\ visits\ today\)"), "(7 visits today)", True),
        (Scrap("visits today)", "counter", r"\(\d+\ visits\ today\)"), "He counted 7 visits today)", False),
        (Scrap("Read also", "related"), "  Read\u00a0 also ", True),
    ],
)
def test_scrap_is_found_as_a_line_and_a_long_one_within_a_line(scrap: Scrap, body: str, *, expected: bool):
    assert expected == scrap.stands_in(body)


def test_marked_paragraphs_become_what_their_markers_say():
    made = text(["One.", "## Two", "> Three", "- a", "- b", "Four - not a list", "- c"])
    expected = [
        ("paragraph", ["One."]), ("heading", ["Two"]), ("quotation", ["Three"]),
        ("items", ["a", "b"]), ("paragraph", ["Four - not a list"]), ("items", ["c"]),
    ]  # fmt: skip
    assert expected == [(e.kind, [line.text for line in e.lines]) for e in made]


@pytest.mark.parametrize(
    ("made", "lives"),
    [(story(), [True, True]), (story(edition=2), [False, True]), (story(withdrawn=True), [True, False])],
)
def test_story_lives_from_its_edition_until_it_is_withdrawn(made: Story, lives: list[bool]):
    assert lives == [made.live(edition) for edition in (1, 2)]


def test_correction_replaces_one_paragraph_in_the_next_edition():
    made = story(correction=Correction(paragraph=1, text="zwei", notice="n"))
    assert [made.text(edition) for edition in (1, 2)] == [("one", "two", "three"), ("one", "zwei", "three")]
    assert [None, made.correction] == [made.corrected(edition) for edition in (1, 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stories_are_whole(language: str):
    told = stories(language)
    assert len({s.slug for s in told}) == len({s.title for s in told}) == len(told)
    for each in told:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.slug)
        assert all((each.section, each.kicker, each.authors, each.standfirst, each.tags)), each.slug
        assert len(each.paragraphs) >= 4, each.slug
        assert len(" ".join(each.paragraphs).split()) > 150, each.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrected_paragraph_is_a_version_of_the_one_it_replaces(language: str):
    for each in stories(language):
        if each.correction:
            old, new = each.paragraphs[each.correction.paragraph], each.correction.text
            assert old != new
            assert SequenceMatcher(None, old, new, autojunk=False).ratio() > 0.6, each.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_have_only_gaps_that_are_filled(language: str):
    written = str(phrases(language).tables)
    assert set(re.findall(r"\{([a-z]+)\}", written)) <= GAPS
    assert all("{count}" in line for line in phrases(language).all("counter", "lines"))
    assert all("{title}" in line for line in phrases(language).all("related", "inline"))


def test_single_phrase_counts_as_one():
    assert phrases("en").all("navigation", "skip") == (phrases("en").tables["navigation"]["skip"],)


@pytest.mark.parametrize("name", ORDER)
def test_plan_names_only_elements_there_are(name: str):
    plan = outlet(name).plan
    entries = plan.top + plan.head + plan.amid + plan.tail + plan.after + plan.aside + plan.foot
    assert set() == {part for entry in entries for part in entry.rstrip("?").split("|")} - set(BUILDERS)


@pytest.mark.parametrize("name", ORDER)
def test_sections_have_paths_of_their_own_in_plain_letters(name: str):
    slugs = [section_slug(outlet(name), section) for section in sections(outlet(name))]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_addresses_of_the_outlets_are_the_loopback_ones_in_order():
    assert [f"127.0.0.{n}" for n in range(2, 9)] == [each.host for each in World().outlets]
