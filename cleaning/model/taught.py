"""Which pages taught the shipped model, told without their names: eight bytes of the digest of each id and address."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from cleaning.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

ARRAY: Final = "taught"
"""Its name in the model file."""


def marks(page_id: str, url: str | None) -> frozenset[int]:
    """Return what a page is known by: its id, and its address where it has one."""
    address = canonical(url) if url else None
    return frozenset(map(_mark, [f"id {page_id}", *([f"url {address}"] if address else [])]))


def packed(pages: Iterable[tuple[str, str | None]]) -> npt.NDArray[np.uint64]:
    """Return the marks of pages, given by id and address, as they go into a model file."""
    return np.asarray(sorted(frozenset[int]().union(*(marks(*page) for page in pages))), np.uint64)


@cache
def taught() -> frozenset[int]:
    """Return the marks of the pages the shipped model learned from; none where its file does not say."""
    with (files("cleaning.model") / "blocks.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return frozenset(arrays[ARRAY].tolist()) if ARRAY in arrays else frozenset()


def _mark(said: str) -> int:
    return int.from_bytes(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:8], "big")
