"""What a change is called, and the way from one text to another, word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.changes import Op, Run, kind_of, words_changed
from pipelines.corrections import is_correction, wordings
from pipelines.outcomes import RevisionKind

LINES = [f"Paragraph {n} tells of the bridge and of what the council decided on day {n}." for n in range(12)]
TEXT = "\n".join(LINES)
TEXTS = st.lists(st.text(alphabet="abc \n", max_size=12), max_size=12).map("".join)


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("Old", TEXT), ("New", TEXT), RevisionKind.HEADLINE),
        ((None, TEXT), ("New", TEXT), RevisionKind.HEADLINE),
        (("A", TEXT), ("A", TEXT.replace("day 3", "day 4")), RevisionKind.BODY),
        (("A", TEXT), ("B", TEXT.replace("day 3", "day 4")), RevisionKind.BODY),
        (("A", TEXT), ("A", f"{TEXT}\nOne more line."), RevisionKind.BODY),
        (("A", TEXT), ("A", f"{TEXT}\nOne more line.\nAnd another."), RevisionKind.GROWN),
        (("A", TEXT), ("A", f"12:40 New.\n12:30 News.\n{TEXT}"), RevisionKind.GROWN),
        (("A", TEXT), ("A", f"{LINES[0]}\nAll new.\nAll else is new.\nReally."), RevisionKind.BODY),
        (("A", TEXT), ("A", f"{TEXT}\nCorrection: the bridge has three arches."), RevisionKind.CORRECTION),
        (
            ("A", TEXT),
            ("A", f"This article was amended on 3 March 2026.\n{TEXT}\nMore.\nAnd more."),
            RevisionKind.CORRECTION,
        ),
        (("A", f"Correction: x.\n{TEXT}"), ("A", f"Correction: x.\n{TEXT}\nMore."), RevisionKind.BODY),
        (("A", TEXT), ("A", ""), RevisionKind.BODY),
    ],
)
def test_a_change_has_a_name(
    before: tuple[str | None, str], after: tuple[str | None, str], expected: RevisionKind
) -> None:
    assert expected == kind_of(before, after)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a b c", [("same", "a b c")]),
        ("a b c", "a x c", [("same", "a"), ("gone", "b"), ("new", "x"), ("same", "c")]),
        ("", "a b", [("new", "a b")]),
        ("a b\nc d", "a b\nc e", [("same", "a b\nc"), ("gone", "d"), ("new", "e")]),
        ("a\nb", "a\nnew\nb", [("same", "a\n"), ("new", "new\n"), ("same", "b\n")]),
    ],
)
def test_the_way_from_text_to_text(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert [(op, words(text)) for op, text in expected] == [
        (run.op, words(run.text)) for run in words_changed(before, after) if words(run.text)
    ]


@given(TEXTS, TEXTS)
def test_the_runs_make_up_both_texts(before: str, after: str) -> None:
    runs = words_changed(before, after)
    assert words(before) == [w for run in runs if run.op is not Op.NEW for w in words(run.text)]
    assert words(after) == [w for run in runs if run.op is not Op.GONE for w in words(run.text)]


@given(TEXTS)
def test_nothing_changed_is_one_run(text: str) -> None:
    assert all(run.op is Op.SAME for run in words_changed(text, text))


def test_long_passages_are_replaced_whole_and_in_time() -> None:
    began = time.process_time()
    runs = words_changed("a b " * 100_000, "b a " * 100_000)
    assert [Op.GONE, Op.NEW] == [run.op for run in runs if run.text.strip()]
    assert time.process_time() - began < 5
    assert isinstance(runs[0], Run)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Correction, 5 March: the bridge",
        "CORRECTION (March 5, 2026): the bridge",
        "05.03.2026 Korekta: most",
        "[정정] 다리",
        "(Correction: the bridge)",
        "Précision du 5 mars 2026 : le pont",
        "訂正：見出し",
        "An earlier version of this article said",
        "This story has been corrected to say",
        "Виправлення: міст",
    ],
)
def test_notices_are_recognised(paragraph: str) -> None:
    assert is_correction(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Corrections officers met.",
        "Correction of the market is due: shares fall",
        "The correction: he said",
        "This book was bought on Monday.",
        "Korrekturen am Haushalt sind nötig",
        "Уточнення бюджету триває",
        "",
    ],
)
def test_news_about_corrections_is_none(paragraph: str) -> None:
    assert not is_correction(paragraph)


@pytest.mark.parametrize("language", sorted(wordings()))
def test_every_wording_is_recognised_with_words_behind_it(language: str) -> None:
    missed = [w for w in wordings()[language] if not is_correction(f"{w.replace('*', 'article')} 3 abc")]
    assert missed == []
