"""What the rules know of the page around its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaning.rules.marks import Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What metadata says of the page, as far as boilerplate repeats it."""

    title: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    description: str | None = None
    site_names: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    """What the page is filed under: its section and tags."""
    marks: Marks = field(default_factory=dict, repr=False)
    """What the elements around the blocks are by their attributes."""
