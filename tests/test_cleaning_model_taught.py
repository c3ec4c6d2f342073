"""Behaviour of cleaning.model.taught: pages that taught a model are known again by id or address, without being named."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaning.model.taught import marks, packed, taught

ADDRESS = "https://post.example/2026/03/01/ferry"


def test_page_is_known_by_its_id_and_by_its_address() -> None:
    assert 2 == len(marks("a1", ADDRESS))
    assert marks("a1", None) < marks("a1", ADDRESS)
    assert marks("a1", ADDRESS) & marks("b2", ADDRESS)


def test_address_is_known_in_any_spelling_of_it() -> None:
    assert marks("a1", ADDRESS) == marks("a1", "https://POST.example:443/2026/03/01/ferry?utm_source=x#top")


def test_an_id_that_reads_like_an_address_is_no_address() -> None:
    assert not marks(ADDRESS, None) & marks("a1", ADDRESS)


def test_page_without_a_usable_address_is_known_by_its_id_alone() -> None:
    assert marks("a1", None) == marks("a1", "") == marks("a1", "mailto:desk@post.example")


def test_marks_are_packed_in_eight_bytes_each_whatever_the_order() -> None:
    pages = [("a1", ADDRESS), ("b2", None), ("c3", ADDRESS)]
    made = packed(pages)
    assert (np.dtype(np.uint64), 4) == (made.dtype, len(made))
    assert made.tolist() == packed(pages[::-1]).tolist()
    assert frozenset(made.tolist()) == marks(*pages[0]) | marks(*pages[1]) | marks(*pages[2])


@given(st.text(), st.none() | st.text())
def test_any_id_and_address_have_a_mark(page_id: str, url: str | None) -> None:
    assert all(0 <= mark < 1 << 64 for mark in marks(page_id, url))
    assert marks(page_id, url)


def test_shipped_model_says_by_whom_it_was_taught() -> None:
    assert isinstance(taught(), frozenset)
    assert not marks("an invented page that nobody annotated", "https://nowhere.example/invented") & taught()
