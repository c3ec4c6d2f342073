"""What the page says twice goes: the title whole or in parts, the kicker above it, the byline in all its shapes."""

from __future__ import annotations

import pytest

from cleaning.article import Verdict
from cleaning.boilerplate import Context, strip
from cleaning.rules.examples import blocks

TITLE = "Council mends the old bridge of Port Ellis"
PROSE = "\n".join(
    f"The council of Port Ellis approved the repair of pier {n} on Monday night, and said that the work would begin soon."
    for n in range(1, 5)
)
CONTEXT = Context(
    title=TITLE,
    language="en",
    authors=("Ann Lee", "Tom Hardy"),
    labels=("Town hall", "Port Ellis", "bridges and piers"),
)


def removed(example: str, context: Context = CONTEXT) -> dict[str, str | None]:
    return {b.text: b.rule for b in strip(blocks(example), context) if b.verdict is Verdict.REMOVED}


@pytest.mark.parametrize(
    "lines",
    [
        [f"# {TITLE}"],
        [TITLE],
        [TITLE.upper()],
        ["# Council mends", "# the old bridge of Port Ellis"],
        ["Council mends", "the old bridge of Port Ellis"],
        ["Council mends", "the old bridge", "of Port Ellis"],
        ["Council mends the", "old bridge of Port Ellis"],
    ],
)
def test_title_above_the_text_goes_whole_or_in_parts(lines: list[str]) -> None:
    found = removed("\n".join([*lines, PROSE]))
    assert {line.removeprefix("# "): "repeat/title" for line in lines} == found


@pytest.mark.parametrize(
    "lines",
    [
        ["Council mends"],
        ["Council mends", "the quay of Port Ellis"],
        ["# The old bridge of Port Ellis", "# Council mends"],
    ],
)
def test_parts_that_do_not_make_up_the_title_stay(lines: list[str]) -> None:
    assert {} == removed("\n".join([*lines, PROSE]))


def test_title_in_parts_is_not_looked_for_amid_the_text() -> None:
    assert {} == removed(
        "\n".join([PROSE, PROSE.replace("pier", "quay"), "Council mends", "the old bridge of Port Ellis"])
    )


@pytest.mark.parametrize("kicker", ["Analysis", "# Town hall:", "Bridges and piers", "PORT ELLIS"])
def test_kicker_above_the_title_goes(kicker: str) -> None:
    found = removed("\n".join([kicker, f"# {TITLE}", PROSE]))
    assert {kicker.removeprefix("# "): "repeat/kicker", TITLE: "repeat/title"} == found


@pytest.mark.parametrize("label", ["Town hall", "Port Ellis", "Bridges and piers"])
def test_section_and_tags_above_the_text_go_without_a_title(label: str) -> None:
    assert {label: "repeat/kicker"} == removed(f"{label}\n{PROSE}")


@pytest.mark.parametrize("line", ["# Analysis", "Nobody is happy.", "# What the council knew of the piers"])
def test_other_short_lines_above_the_text_stay(line: str) -> None:
    assert {} == removed(f"{line}\n{PROSE}")


def test_label_amid_the_text_stays() -> None:
    assert {} == removed("\n".join([PROSE, "# Town hall", PROSE.replace("pier", "quay")]))


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee",
        "Ann Lee, Tom Hardy",
        "Ann Lee and Tom Hardy",
        "Ann Lee, Local Affairs Reporter",
        "Ann Lee in Port Ellis and Tom Hardy in Whitby",
        "Words by Ann Lee, photographs by Tom Hardy",
        "Report Ann Lee, pictures Tom Hardy",
    ],
)
def test_byline_above_the_text_goes(line: str) -> None:
    assert {"repeat/byline": line} == {rule: text for text, rule in removed(f"{line}\n{PROSE}").items()}


@pytest.mark.parametrize(
    ("line", "behind"),
    [
        ("Ann Lee was the first to cross.", False),
        ("# Ann Lee and the ferry of Port Ellis", False),
        ("Ann Lee, mayor of Port Ellis since 2019, and her husband, the ferry's owner, at home", False),
        ("Ann Lee in the harbour of Port Ellis with friends", True),
        ("Lee, mayor of the town", False),
    ],
)
def test_line_about_a_namesake_stays(line: str, *, behind: bool) -> None:
    assert {} == removed("\n".join([PROSE, line] if behind else [line, PROSE]))
