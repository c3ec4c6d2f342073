"""The user's rule files: which one takes a new rule, and what that then holds, all else left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

from cleaning.errors import RuleError
from cleaning.rules.reading import parse
from pipelines.phrase_rules import SUFFIX
from pipelines.site_rules import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.rulebench.drafting import Draft

_HEAD = "# Cleaning rules of this corpus, in the notation of the shipped ones: see 'thresher rules --json'.\n"


def file_for(draft: Draft, files: Mapping[str, bytes]) -> str:
    """Return the name of the file that takes a rule: the first of its language, else a new one named after that."""
    language = draft.language or "any"
    for name, content in files.items():
        if parse(name, content).get("language", "any") == language:
            return name
    name = f"{OWN}/{language}{SUFFIX}"
    if name in files:
        raise RuleError(f"{name}: is for another language; set its language to {language!r}, or rename it")
    return name


def with_rule(content: bytes | None, draft: Draft, name: str) -> bytes:
    """Return a file's content with a rule at its end; RuleError where it has one of that name."""
    if content is None:
        language = f"language = {tomlkit.string(draft.language).as_string()}\n" if draft.language else ""
        content = f"{_HEAD}{language}".encode()
    elif draft.name in parse(name, content).get("phrase", {}):
        raise RuleError(f"{name}: there is a [phrase.{draft.name}] already; choose another name with --name")
    return content.rstrip(b"\r\n") + b"\n\n" + block(draft).encode()


def block(draft: Draft) -> str:
    """Return a rule as the text of its table."""
    table = tomlkit.table()
    for key, value in draft.table().items():
        table.add(key, _lines(value) if isinstance(value, list) else value)
    document = tomlkit.document()
    document.add("phrase", tomlkit.table(is_super_table=True).add(draft.name, table))
    return tomlkit.dumps(document)


def _lines(values: list[str]) -> tomlkit.items.Array:
    """Write texts one to a line, without escapes where they can do without."""
    array = tomlkit.array().multiline(multiline=True)
    for value in values:
        plain = "'" not in value and value.isprintable()
        array.append(tomlkit.string(value, literal=plain))
    return array
