"""Boilerplate knowledge as data (the TOML files beside this one) and the machinery that applies it.

``families.toml`` holds the conditions phrases share, ``structure.toml`` class vocabularies, ``any.toml`` what holds in every
language, and each ``<language>.toml`` the wordings of one language with their examples and look-alikes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cleaning.errors import RuleError
from cleaning.rules.book import RuleBook
from cleaning.rules.model import Rule, Tier
from cleaning.rules.reading import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Rule", "RuleBook", "Tier", "load", "merged", "read"]


@cache
def load() -> RuleBook:
    """Return the shipped rules; read once, RuleError when a file cannot be used."""
    return RuleBook.of(_shipped(), trusted=_shipped())


def merged(own: Mapping[str, bytes]) -> RuleBook:
    """Return the shipped rules and the user's own together, those of files given by name.

    The user's are asked first. They may use the shipped families and words, and add to them, but not change them.
    """
    shipped, given = _shipped(), {name: parse(name, content) for name, content in own.items()}
    for name, tables in given.items():
        _keep_apart(name, tables, shipped)
    return RuleBook.of(dict(shipped) | given, trusted=shipped.keys() - given.keys())


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    folder = files(__name__)
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return {name: parse(name, (folder / name).read_bytes()) for name in names}


def _keep_apart(name: str, tables: Mapping[str, Any], shipped: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse what would change the meaning of shipped rules."""
    for section in ("family", "appeals"):
        known = {key for file in shipped.values() for key in file.get(section, {})}
        for key in known & set(tables.get(section, {})):
            raise RuleError(f"{name}: [{section}.{key}] is shipped; choose another name")
    if tables.get("language") in (None, "any") and "words" in tables:
        raise RuleError(f"{name}: [words] of a file for all languages would hold for shipped rules; give it a language")


def read(raw: dict[str, bytes]) -> RuleBook:
    """Return the rules of files given by name; RuleError names file, rule and field."""
    return RuleBook.of({name: parse(name, content) for name, content in raw.items()})
