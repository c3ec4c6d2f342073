"""What a wrong name was probably meant to be. Which names there are is the caller's to know."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def meant(name: str, names: Iterable[str], otherwise: str = "") -> str:
    """Return a question after the nearest of some names; ``otherwise`` where none is near."""
    close = get_close_matches(name, list(names), n=1)
    return f"did you mean '{close[0]}'?" if close else otherwise
