"""Lines made of controls: bars part them, and each part is a control or a counter."""

from __future__ import annotations

import pytest

from cleaning.article import Verdict
from cleaning.boilerplate import Context, strip
from tests.storyline import story


@pytest.mark.parametrize(
    ("language", "bar"),
    [
        ("de", "Artikel drucken | Artikel versenden | Sie sind der 4.211. Besucher dieser Seite"),
        ("en", "Print | Share this article | Leave a comment"),
    ],
)
def test_bar_of_controls_goes(language: str, bar: str) -> None:
    *_, last = strip(story(bar, language=language), Context(language=language))
    assert Verdict.REMOVED is last.verdict


@pytest.mark.parametrize(
    "line",
    [
        "Print | The harbour in numbers",
        "Print | Share this article | " + " | ".join(["Monday was the day the harbour froze"] * 3),
        "Rovers 2 | United 1",
    ],
)
def test_bar_with_a_part_that_is_none_stays(line: str) -> None:
    *_, last = strip(story(line), Context(language="en"))
    assert Verdict.KEPT is last.verdict


def test_paragraph_between_an_appeal_and_a_button_stays() -> None:
    """Only short thanks go with an appeal; the paragraph behind it is the article's."""
    appeal = (
        "Please support our independent newsroom: become a member today, from £3 a month. Your donation keeps us going."
    )
    paragraph = "The ferry will sail again on Thursday, the harbour master said, once both engines have been tried at sea twice."
    *_, before_last, _ = strip(story(appeal, paragraph, "[Donate]"), Context(language="en"))
    assert Verdict.KEPT is before_last.verdict
