"""Accounts as tables, lines, JSON values and a summary: whatever the form, the sums agree."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipelines import report
from pipelines.accounts import Account
from pipelines.outcomes import Outcome

COURIER = Account(
    source="courier",
    name="East Bank Courier",
    pending=2,
    leased=1,
    outcomes={
        ("stored", ""): 20,
        ("unchanged", ""): 3,
        ("listing", ""): 4,
        ("rejected", "no-text"): 2,
        ("rejected", "not-an-article"): 1,
        ("failed", "http-500"): 1,
        ("gone", ""): 1,
    },
    removed={"share": 12, "related": 30},
)
TRIBUNE = Account(source="tribune", outcomes={("stored", ""): 5})

pairs = st.sampled_from([(o.value, r) for o in Outcome if o is not Outcome.DEFERRED for r in ("", "x")])
accounts = st.builds(
    Account,
    source=st.from_regex(r"[a-z]{3,8}", fullmatch=True),
    pending=st.integers(0, 99),
    leased=st.integers(0, 9),
    outcomes=st.dictionaries(pairs, st.integers(1, 99)),
    removed=st.dictionaries(st.sampled_from(["related", "share", "tags"]), st.integers(1, 99)),
)


def printed(what: object, width: int = 120) -> str:
    screen = io.StringIO()
    Console(file=screen, width=width).print(what)
    return screen.getvalue()


def rows(text: str) -> dict[str, list[str]]:
    """First word to the words after it, of each printed line."""
    return {words[0]: words[1:] for line in text.splitlines() if (words := line.split())}


def test_the_table_has_a_row_a_source_and_the_total() -> None:
    found = rows(printed(report.table([COURIER, TRIBUNE])))
    assert ["discovered", "listings", "stored", "rejected", "failed", "moved", "pending", "removed"] == found["source"]
    assert ["35", "4", "23", "3", "1", "1", "3", "42"] == found["courier"]
    assert ["5", "0", "5", "0", "0", "0", "0", "0"] == found["tribune"]
    assert ["40", "4", "28", "3", "1", "1", "3", "42"] == found["total"]


def test_one_source_alone_has_no_total() -> None:
    assert "total" not in rows(printed(report.table([COURIER])))


@pytest.mark.parametrize("width", [80, 100, 200])
def test_numbers_are_never_broken_over_lines(width: int) -> None:
    assert ["40", "4", "28", "3", "1", "1", "3", "42"] == rows(printed(report.table([COURIER, TRIBUNE]), width))[
        "total"
    ]


@given(st.lists(accounts, min_size=1, max_size=5, unique_by=lambda a: a.source))
def test_discovered_is_the_sum_of_the_columns(given_accounts: list[Account]) -> None:
    for cells in list(rows(printed(report.table(given_accounts), 200)).values())[1:]:
        if cells:
            numbers = [int(cell) for cell in cells]
            assert numbers[0] == sum(numbers[1:-1])


@given(st.lists(accounts, min_size=1, max_size=5, unique_by=lambda a: a.source))
def test_discovered_is_the_sum_of_the_parts_of_a_line(given_accounts: list[Account]) -> None:
    for line in report.lines(given_accounts):
        head, _, parts = line.partition(";")[0].partition(" = ")
        plain = re.sub(r"\([^)]*\)", "", parts)
        assert int(head.rpartition(" ")[2]) == sum(int(n) for n in re.findall(r" (\d+)", plain))


def test_the_breakdown_names_each_reason_and_category_by_source() -> None:
    text = printed(report.breakdown([COURIER, TRIBUNE]))
    assert re.search(r"rejected +no-text +2 +0 +2", text)
    assert re.search(r"not-an-article +1 +0 +1", text)
    assert re.search(r"removed +related +30 +0 +30", text)
    assert re.search(r"share +12 +0 +12", text)


def test_with_many_sources_the_breakdown_shows_the_total_alone() -> None:
    many = [Account(source=f"s{n}", outcomes={("rejected", "empty"): 2}) for n in range(20)]
    text = printed(report.breakdown(many))
    assert re.search(r"rejected +empty +40\s", text)
    assert "s7" not in text


def test_a_name_in_square_brackets_is_shown_as_it_is() -> None:
    assert "[red]paper" in printed(report.tables([Account(source="[red]paper")], title="Now"))


def test_a_line_tells_everything_about_a_source() -> None:
    expected = (
        "courier: discovered 35 = listings 4 + stored 23 + rejected 3 (no-text 2, not-an-article 1) + refused 0"
        " + failed 1 (http-500 1) + moved 1 (gone 1) + pending 3; removed blocks 42 (related 30, share 12)"
    )
    assert [expected] == report.lines([COURIER])


def test_the_document_is_json_and_its_sums_agree() -> None:
    found = json.loads(json.dumps(report.document([COURIER, TRIBUNE])))
    assert ["courier", "tribune"] == [entry["source"] for entry in found["sources"]]
    for entry in [*found["sources"], found["total"]]:
        assert entry["discovered"] == entry["pending"] + entry["leased"] + entry["done"]
        assert entry["done"] == sum(entry["outcomes"].values())
        assert entry["outcomes"]["rejected"] == sum(entry["reasons"]["rejected"].values())


@pytest.mark.parametrize(
    ("given_accounts", "expected"),
    [
        ([], "0 new"),
        ([TRIBUNE], "5 new"),
        ([COURIER], "20 new, 3 unchanged, 3 rejected, 1 failed, 1 gone, 4 listings read, 2 put off"),
        ([COURIER, TRIBUNE], "25 new, 3 unchanged, 3 rejected, 1 failed, 1 gone, 4 listings read, 2 put off"),
    ],
)
def test_the_summary_names_what_happened_in_one_line(given_accounts: list[Account], expected: str) -> None:
    assert expected == report.summary(given_accounts)
