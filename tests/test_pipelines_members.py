"""Walking a WARC file: what is whole is found, wherever the file was cut."""

from __future__ import annotations

import gzip
import io
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import records
from pipelines.members import measured, members, pages
from pipelines.validators import digest
from tests.specimens import page, url

if TYPE_CHECKING:
    from collections.abc import Sequence


def written(numbers: Sequence[int]) -> tuple[bytes, list[int]]:
    """A file of so many pages, and where each record ends."""
    parts = [records.warcinfo("a.warc.gz", "")]
    for number in numbers:
        body = random.Random(number).randbytes(number * 40_000)
        parts += records.exchange(page(number, body=body), digest(body), "")
    ends = [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
    return b"".join(parts), ends


DATA, ENDS = written([1, 2, 3])


def test_every_member_is_found_with_its_place_and_its_beginning() -> None:
    found = list(members(io.BytesIO(DATA), 0))
    assert [0, *ENDS[:-1]] == [member.offset for member in found]
    assert ENDS == [member.offset + member.length for member in found]
    assert {b"WARC/1.1"} == {member.head[:8] for member in found}


def test_pages_are_found_from_a_byte_on() -> None:
    found = list(pages(io.BytesIO(DATA), ENDS[2]))
    assert [url(2), url(3)] == [one.url for one in found]
    assert [ENDS[2], ENDS[4]] == [one.offset for one in found]
    assert {False} == {one.is_revisit for one in found}


def test_the_name_the_frontier_gave_goes_before_where_it_was_found() -> None:
    asked = page(1, final_url=f"{url(1)}?x=%C3%BC")
    response, _ = records.exchange(asked, digest(asked.body), "")
    assert [url(1)] == [found.url for found in pages(io.BytesIO(response), 0)]
    read = records.page_of(response)
    assert read is not None
    assert (url(1), f"{url(1)}?x=%C3%BC") == (read.url, read.final_url)


@given(st.integers(0, len(DATA)))
def test_a_cut_at_any_byte_costs_the_record_it_is_in(cut: int) -> None:
    end, _ = measured(io.BytesIO(DATA[:cut]), 0)
    assert max((e for e in ENDS if e <= cut), default=0) == end


@pytest.mark.parametrize("tail", [bytes(5000), b"no gzip", gzip.compress(b"x")[:-2], DATA[:30]], ids=range(4))
def test_what_follows_the_last_record_and_is_none_is_left_out(tail: bytes) -> None:
    assert (ENDS[-1], False) == measured(io.BytesIO(DATA + tail), 0)
    assert (ENDS[-1], False) == measured(io.BytesIO(DATA + tail), ENDS[3])


def test_a_file_with_nothing_but_its_first_record_is_empty() -> None:
    assert (ENDS[0], True) == measured(io.BytesIO(DATA[: ENDS[0] + 9]), 0)
    assert (0, True) == measured(io.BytesIO(b""), 0)


def test_a_member_that_is_no_record_is_passed_over() -> None:
    assert [url(1)] == [found.url for found in pages(io.BytesIO(gzip.compress(b"notes") + DATA[: ENDS[2]]), 0)]
    assert {} == records.fields(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n")
