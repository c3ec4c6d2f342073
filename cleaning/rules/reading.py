"""Rule files (TOML) become rules; whatever is wrong with one is said with file, rule id and field. Applying lives elsewhere."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaning.article import Category
from cleaning.errors import RuleError
from cleaning.rules.model import Appeal, Match, Need, Phrase, Position, Rule, Take, Tier, Voice, Widget
from cleaning.rules.patterns import checked, expand, spelled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_TEXT, _NUMBER, _SHARE, _FLAG, _LIST = str, int, (int, float), bool, list
_CONDITIONS = {
    "match": Match,
    "max_words": _NUMBER,
    "min_link_share": _SHARE,
    "position": Position,
    "needs": Need,
    "takes": Take,
    "in_link": _FLAG,
    "items": _FLAG,
    "past": _FLAG,
    "own_language": _FLAG,
    "opens": _FLAG,
}
_TESTS = {"examples": _LIST, "look_alikes": _LIST}
_ABOUT = {"category": Category, "description": _TEXT}
_SECTIONS: dict[str, dict[str, Any]] = {
    "family": _ABOUT | _CONDITIONS,
    "phrase": _ABOUT | _CONDITIONS | _TESTS | {"family": _TEXT, "patterns": _LIST},
    "appeals": {"description": _TEXT, "score": _NUMBER, "voices": _NUMBER, "max_words": _NUMBER},
    "appeal": _TESTS | {"strong": _LIST, "weak": _LIST},
    "widget": _ABOUT
    | {
        "words": _LIST,
        "tags": _LIST,
        "marks": _LIST,
        "min_link_share": _SHARE,
        "max_share": _SHARE,
        "max_words": _NUMBER,
    },
    "habit": _ABOUT | {"tier": Tier},
}
_REQUIRED = {
    "family": ("category", "description"),
    "phrase": ("patterns", "examples", "look_alikes"),
    "appeals": ("description",),
    "appeal": ("strong", "weak", "examples", "look_alikes"),
    "widget": ("category", "description"),
    "habit": ("category", "description", "tier"),
}
_VOICE = ("reader", "outlet", "speech", "past")


@dataclass(slots=True)
class Shelf:
    """Everything read so far, before it is a book."""

    rules: list[Rule] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Source:
    """One parsed file with what all files share."""

    name: str
    data: Mapping[str, Any]
    families: Mapping[str, Mapping[str, Any]]
    appeals: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, str]
    trusted: bool = False
    """Its patterns were tried when it was made, by the tests, and need not be tried again."""

    @property
    def language(self) -> str | None:
        found = self.data.get("language")
        return None if found in (None, "any") else str(found)

    def fail(self, rule: str, key: str, problem: str) -> RuleError:
        return RuleError(f'{self.name}: {rule}: field "{key}": {problem}')


def parse(name: str, raw: bytes) -> dict[str, Any]:
    """Return the tables of one rule file; RuleError when it is not UTF-8 TOML."""
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise RuleError(f"{name}: not a TOML file: {problem}") from problem


def shelve(files: Mapping[str, Mapping[str, Any]], *, trusted: Collection[str] = ()) -> Shelf:
    """Turn parsed files into rules and voices, in the order of their names; patterns of ``trusted`` files are not tried."""
    shelf = Shelf()
    families, appeals, words = (_merged(files, key) for key in ("family", "appeals", "words"))
    sources = [
        _Source(name, files[name], families, appeals, words | dict(files[name].get("words", {})), name in trusted)
        for name in sorted(files)
    ]
    for source in sources:
        _check_top(source)
    for source in sources:
        for section, make in _MAKERS.items():
            shelf.rules += [make(source, key, table) for key, table in _tables(source, section)]
        shelf.voices += _voices(source)
    _check_unique(shelf.rules)
    rank = {family: place for place, family in enumerate(families)}
    shelf.rules.sort(key=lambda rule: rank.get(rule.family, -1) if isinstance(rule, Phrase) else -1)
    return shelf


def _merged(files: Mapping[str, Mapping[str, Any]], section: str) -> dict[str, Any]:
    """Families and appeals hold for every file; words only those of files without a language of their own."""
    shared = (data for data in files.values() if section != "words" or data.get("language") in (None, "any"))
    return {key: value for data in shared for key, value in dict(data.get(section, {})).items()}


def _check_top(source: _Source) -> None:
    known = {"language", "words", "voice", *_SECTIONS}
    for key in source.data:
        if key not in known:
            raise source.fail("file", key, f"unknown; known are {', '.join(sorted(known))}")
    for key, table in _tables(source, "family"):
        _check(source, "family", key, table)
    for key, table in _tables(source, "appeals"):
        _check(source, "appeals", key, table)


def _tables(source: _Source, section: str) -> Iterable[tuple[str, dict[str, Any]]]:
    tables = source.data.get(section, {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise source.fail("file", section, f"write [{section}.NAME] tables")
    return tables.items()


def _check(source: _Source, section: str, rule: str, table: Mapping[str, Any]) -> None:
    allowed = _SECTIONS[section]
    for key, value in table.items():
        if key not in allowed:
            raise source.fail(rule, key, f"unknown; known are {', '.join(sorted(allowed))}")
        _check_value(source, rule, key, value)
    for key in _REQUIRED[section]:
        if not table.get(key):
            raise source.fail(rule, key, "missing or empty")


def _check_value(source: _Source, rule: str, key: str, value: object) -> None:
    kind = {name: kind for table in _SECTIONS.values() for name, kind in table.items()}[key]
    if kind is _LIST:
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise source.fail(rule, key, "a list of non-empty strings is wanted")
    elif isinstance(kind, type) and issubclass(kind, (Category, Match, Need, Position, Take, Tier)):
        if value not in list(kind):
            raise source.fail(rule, key, f"{value!r} is none of {', '.join(repr(str(k)) for k in kind)}")
    elif not isinstance(value, kind) or (kind is not _FLAG and isinstance(value, bool)):
        raise source.fail(rule, key, f"{value!r} has the wrong type")


def _phrase(source: _Source, name: str, table: dict[str, Any]) -> Phrase:
    rule = f"phrase/{source.language or 'any'}/{name}"
    _check(source, "phrase", rule, table)
    merged = {**_family(source, rule, name, table), **table}
    category = Category(merged.pop("category"))
    kinds = {"match": Match, "position": Position, "needs": Need, "takes": Take}
    return Phrase(
        id=f"phrase/{source.language or 'any'}/{category}/{name}",
        tier=Tier.PHRASE,
        category=category,
        language=source.language,
        patterns=tuple(_pattern(source, rule, raw) for raw in merged.pop("patterns")),
        **_tupled({k: kinds[k](v) if k in kinds else v for k, v in merged.items()}),
    )


def _family(source: _Source, rule: str, name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a phrase shares with its family; one that says its own category and description needs none."""
    family = str(table.get("family", name))
    if family not in source.families and not ("family" not in table and _ABOUT.keys() <= table.keys()):
        raise source.fail(rule, "family", f"no [family.{family}] in any rule file")
    return {"family": family, **source.families.get(family, {})}


def _pattern(source: _Source, rule: str, raw: str) -> str:
    try:
        pattern = expand(raw, source.words)
        return spelled(pattern) if source.trusted else checked(pattern)
    except ValueError as problem:
        raise source.fail(rule, "patterns", str(problem)) from problem


def _appeal(source: _Source, name: str, table: dict[str, Any]) -> Appeal:
    rule = f"appeal/{source.language or 'any'}/{name}"
    _check(source, "appeal", rule, table)
    if name not in list(Category) or name not in source.appeals:
        raise source.fail(rule, "appeal", f"no [appeals.{name}] in any rule file")
    return Appeal(
        id=rule,
        tier=Tier.APPEAL,
        category=Category(name),
        language=source.language,
        **source.appeals[name],
        **_tupled(table),
    )


def _widget(source: _Source, name: str, table: dict[str, Any]) -> Widget:
    rule = f"structure/{name}"
    _check(source, "widget", rule, table)
    if not table.get("words") and not table.get("marks"):
        raise source.fail(rule, "words", "missing or empty, and so is marks")
    return Widget(id=rule, tier=Tier.STRUCTURE, **_tupled({**table, "category": Category(table["category"])}))


def _habit(source: _Source, name: str, table: dict[str, Any]) -> Rule:
    _check(source, "habit", name, table)
    tier = Tier(table["tier"])
    return Rule(id=f"{tier}/{name}", tier=tier, category=Category(table["category"]), description=table["description"])


_MAKERS = {"phrase": _phrase, "appeal": _appeal, "widget": _widget, "habit": _habit}


def _tupled(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _voices(source: _Source) -> list[Voice]:
    table = source.data.get("voice")
    if table is None:
        return []
    for key in _VOICE:
        if not table.get(key):
            raise source.fail("voice", key, "missing or empty")
    for key, value in table.items():
        if key not in (*_VOICE, "address") or not isinstance(value, list):
            raise source.fail("voice", key, f"lists are wanted, known are {', '.join((*_VOICE, 'address'))}")
    return [Voice(language=source.language or "any", **_tupled(table))]


def _check_unique(rules: list[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"{rule.id}: two rules have this id")
        seen.add(rule.id)
