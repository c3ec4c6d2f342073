"""Records cut from WARC files as they are met: one bad record never stops a file, and reading can begin anywhere."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from pipelines.brought import Place
from tests.warcs import framed, packed, record, seen

ONE, TWO, THREE = record(1), record(2), record(3)
GOOD = [("1", ""), ("2", ""), ("3", "")]


def broken(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


@pytest.mark.parametrize(
    "data",
    [
        ONE + TWO + THREE,
        packed(ONE, TWO, THREE),
        packed(ONE + TWO + THREE),
        packed(*((ONE + TWO + THREE)[n : n + 50] for n in range(0, 900, 50))),
    ],
    ids=["plain", "a member a record", "one member", "members of fifty bytes"],
)
def test_every_record_is_found_and_reading_can_go_on_behind_any(data: bytes) -> None:
    found = framed(data)
    assert GOOD == seen(data)
    assert [ONE.partition(b"\r\n\r\n")[2][:-4]] * 3 == [one.block for one in found]
    for number, one in enumerate(found, 1):
        assert GOOD[number:] == seen(data, one.after)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (record(1, length=500) + TWO + THREE, [("1", "wrong-length"), ("2", ""), ("3", "")]),
        (record(1, length=20) + TWO + THREE, [("1", "wrong-length"), ("2", ""), ("3", "")]),
        (record(1, length=10**12) + TWO, [("1", "truncated"), ("2", "")]),
        (
            record(1, Content_Length="many").replace(b"Content-Length: 62", b"X: 1") + TWO,
            [("1", "wrong-length"), ("2", "")],
        ),
        (packed(record(1, length=5000), TWO), [("1", "wrong-length"), ("2", "")]),
        (packed(record(1, length=20), TWO), [("1", "wrong-length"), ("2", "")]),
        (packed(record(1, length=10**14), TWO), [("1", "truncated"), ("2", "")]),
    ],
)
def test_a_record_that_lies_about_its_length_is_named_and_the_next_is_found(
    data: bytes, expected: list[tuple[str, str]]
) -> None:
    assert expected == seen(data)


@pytest.mark.parametrize(
    "data",
    [
        ONE + b"\0\xff garbage\nmore of it\r\n" + TWO,
        packed(ONE) + b"garbage" * 1000 + packed(TWO),
        packed(ONE, b"garbage" * 1000, TWO),
        packed(ONE) + bytes(5000) + packed(TWO),
        packed(ONE, bytes(3_000_000), TWO),
    ],
    ids=["plain", "between members", "a member of it", "zeros between members", "a member of zeros"],
)
def test_what_stands_between_records_is_passed_over_and_counted(data: bytes) -> None:
    assert [("1", ""), ("", "garbage"), ("2", "")] == seen(data)


def test_a_damaged_member_costs_one_record() -> None:
    middle = packed(record(2, bytes(range(256)) * 50))
    for at in (len(middle) // 2, len(middle) - 6):
        assert [("1", ""), ("", "damaged"), ("3", "")] == seen(packed(ONE) + broken(middle, at) + packed(THREE))


@pytest.mark.parametrize("cut", [1, 4, 20, 60])
def test_a_file_cut_off_in_a_record_ends_with_one_that_is_truncated(cut: int) -> None:
    assert [("1", ""), "truncated"] == [seen(packed(ONE, TWO)[:-cut])[0], seen(packed(ONE, TWO)[:-cut])[1][1]]
    assert ["", "truncated"] == [problem for _, problem in seen((ONE + TWO)[: -cut - 4])]


def test_what_was_appended_to_a_torn_file_is_found() -> None:
    assert [("1", ""), "damaged", ("3", "")] == [
        found if found[0] else found[1] for found in seen(packed(ONE) + packed(TWO)[:-30] + packed(THREE))
    ]


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b\x08", b"\x1f\x8b\x08\0" * 5000, b"WARC/1.0\r\n", b"\r\n" * 100_000, gzip.compress(b"")]
)
def test_what_is_no_warc_gives_no_record_and_ends(data: bytes) -> None:
    assert [] == [one for one in framed(data) if one.block]


def test_line_ends_names_in_any_case_and_folded_lines_are_read() -> None:
    data = b"WARC/1.1\nwarc-type: response\nWARC-TARGET-URI: http://a/1\n\t#2\ncontent-length: 3\n\nabc\n\n"
    (one,) = framed(data)
    assert ("response", "http://a/1 #2", b"abc") == (one.kind, one.fields["warc-target-uri"], one.block)


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_huge_record_is_passed_over_in_little_memory(is_packed: bool) -> None:  # noqa: FBT001 - pytest's way
    huge = record(2, bytes(64 * 2**20))
    data = packed(ONE, huge, THREE) if is_packed else ONE + huge + THREE
    del huge
    tracemalloc.start()
    assert [("1", ""), ("2", "too-large"), ("3", "")] == seen(data)
    assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    tracemalloc.stop()


def test_a_place_in_the_midst_of_a_member_is_found_again() -> None:
    assert Place(0, len(ONE)) == framed(packed(ONE + TWO))[1].where
