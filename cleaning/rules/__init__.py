"""Boilerplate knowledge as data (the TOML files beside this one) and the machinery that applies it.

``families.toml`` holds the conditions phrases share, ``structure.toml`` class vocabularies, ``any.toml`` what holds in every
language, and each ``<language>.toml`` the wordings of one language with their examples and look-alikes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cleaning.rules.book import RuleBook
from cleaning.rules.model import Rule, Tier
from cleaning.rules.reading import parse

__all__ = ["Rule", "RuleBook", "Tier", "load", "read"]


@cache
def load() -> RuleBook:
    """Return the shipped rules; read once, RuleError when a file cannot be used."""
    folder = files(__name__)
    return read({item.name: item.read_bytes() for item in folder.iterdir() if item.name.endswith(".toml")})


def read(raw: dict[str, bytes]) -> RuleBook:
    """Return the rules of files given by name; RuleError names file, rule and field."""
    return RuleBook.of({name: parse(name, content) for name, content in raw.items()})
