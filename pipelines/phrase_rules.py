"""The user's own phrase rules on disk: TOML files in the corpus folder, in the notation of the shipped ones, beside site rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cleaning.errors import RuleError
from cleaning.rules import RuleBook, merged

if TYPE_CHECKING:
    from cleaning.article import Page

SUFFIX = ".toml"


def own_files(folder: Path) -> dict[str, bytes]:
    """Return the rule files of a folder by name, such as ``rules/uk.toml``; none where there is no such folder."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == SUFFIX) if folder.is_dir() else []
        return {f"{folder.name}/{file.name}": file.read_bytes() for file in files}
    except OSError as error:
        raise RuleError(f"{folder}: cannot be read: {error.strerror or error}") from error


@cache
def book(folder: str) -> RuleBook | None:
    """Return the shipped rules with those of a folder, read once in a process; None where the folder holds none.

    Raises RuleError, which names file, rule and field, where one cannot be used.
    """
    own = own_files(Path(folder)) if folder else {}
    return merged(own) if own else None


def book_for(page: Page) -> RuleBook | None:
    """Return the rules for a page of a corpus whose user has own ones; None: the shipped ones."""
    return book(page.source.own_rules)
