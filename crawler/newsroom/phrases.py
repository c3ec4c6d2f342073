"""The boilerplate of the newsroom as written in ``boilerplate/*.toml``, by language. What goes on which page is decided elsewhere."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one language, by table and key."""

    language: str
    tables: dict[str, dict[str, Any]] = field(repr=False)

    def all(self, table: str, key: str) -> tuple[str, ...]:
        """Return the phrases under a key; a single string counts as one."""
        value = self.tables[table][key]
        return (value,) if isinstance(value, str) else tuple(value)

    def groups(self, table: str, key: str) -> tuple[tuple[str, ...], ...]:
        """Return the groups of phrases under a key, each meant to stand together."""
        return tuple((group,) if isinstance(group, str) else tuple(group) for group in self.tables[table][key])


@cache
def phrases(language: str) -> Phrases:
    """Read the phrases of a language."""
    raw = tomllib.loads((files(__package__) / "boilerplate" / f"{language}.toml").read_text("utf-8"))
    return Phrases(language, {name: table for name, table in raw.items() if isinstance(table, dict)})
