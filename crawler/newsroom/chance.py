"""Seeded choice without state: the same key gives the same answer in any order and any process. No clock, no ``random``."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """A source of choices named by its key; every choice carries a label, so adding one leaves the others as they were."""

    key: str

    def within(self, *names: object) -> Chance:
        """Return the source of a narrower scope."""
        return Chance("/".join((self.key, *map(str, names))))

    def number(self, label: object, below: int) -> int:
        """Return a whole number from 0 up to, not including, ``below``."""
        digest = blake2b(f"{self.key}#{label}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % below

    def happens(self, label: object, percent: int) -> bool:
        """Say yes in about ``percent`` of a hundred cases."""
        return self.number(label, 100) < percent

    def pick(self, label: object, choices: Sequence[T]) -> T:
        """Return one of ``choices``, which must not be empty."""
        return choices[self.number(label, len(choices))]

    def order(self, label: object, items: Sequence[T], name: Callable[[T], str] = str) -> tuple[T, ...]:
        """Return ``items`` shuffled; taking one away leaves the order of the others."""
        return tuple(sorted(items, key=lambda item: (self.number(f"{label}/{name(item)}", 2**48), name(item))))
