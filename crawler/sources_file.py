"""Reads ``sources.toml`` into sources; a fault is refused with file, source, field and cure. Nothing is fetched or written."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

from cleaning.errors import ConfigError, InputError
from cleaning.urls import host
from crawler.fields import CHECKS, FieldError, contact, is_private, proxy
from crawler.meant import meant
from crawler.shelves import with_shelves
from crawler.sources import Config, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "sources.toml"
_REQUIRED = ("id", "home")
_LISTINGS = ("feeds", "sitemaps", "pages")


def load(folder: Path) -> Config:
    """Read the ``sources.toml`` of a corpus folder; raises InputError where there is none, ConfigError for any fault."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(
            f"'{folder}' is no corpus folder: it has no {FILE}; write it with 'thresher add URL'"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    return with_shelves(parse(text, path))


def begun(folder: Path) -> Config:
    """Read the ``sources.toml`` of a folder; where there is none yet, nothing is declared."""
    return load(folder) if (folder / FILE).exists() else Config(path=folder / FILE)


def parse(text: str, path: Path) -> Config:
    """Read the text of a ``sources.toml``, a byte order mark or none before it; ``path`` is for the messages."""
    try:
        whole = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        where = str(error).replace("end of document", f"the end, line {len(text.splitlines())}")
        raise ConfigError(
            f"{path}: is not TOML: {where}; strings need quotes, a source begins with [[source]]"
        ) from error
    _known(whole, ("contact", "proxy", "site_rules", "source"), f"{path}: ")
    tables = whole.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{path}: 'source' is not a list of tables; begin each source with [[source]]")
    sources = tuple(_source(table, f"{path}: {_called(table, n)}") for n, table in enumerate(tables, 1))
    _agree(sources, path)
    return Config(
        path=path,
        contact=_contact(whole, sources, path),
        proxy=_proxy(whole, path),
        site_rules=_checked("site_rules", whole["site_rules"], f"{path}:") if "site_rules" in whole else (),
        sources=sources,
    )


def _called(table: dict[str, Any], number: int) -> str:
    return f"source '{table['id']}'" if isinstance(table.get("id"), str) else f"source number {number}"


def _known(table: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in names:
            known = "known are: " + ", ".join(names)
            raise ConfigError(f"{where}field '{key}' is not known; {meant(key, names, known)}")


def _source(table: dict[str, Any], where: str) -> Source:
    _known(table, tuple(CHECKS), f"{where}, ")
    for key in _REQUIRED:
        if key not in table:
            example = {"id": "courier", "home": "https://news.example/"}[key]
            raise ConfigError(f"{where}, field '{key}': is missing; write for example {key} = \"{example}\"")
    values = {key: _checked(key, value, f"{where},") for key, value in table.items()}
    source = Source(**{"name": host(values["home"]), **values})
    for field, fault, cure in contradictions(source):
        raise ConfigError(f"{where}, field '{field}': {fault}; {cure}")
    return source


def _checked(key: str, value: object, where: str) -> Any:
    try:
        return CHECKS[key](value)
    except FieldError as error:
        raise ConfigError(f"{where} field '{key}': {error}") from error


def contradictions(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield what contradicts itself within one source: the field, the fault, and what to write instead."""
    if source.enabled and not source.listings:
        yield "enabled", "there is nothing to poll", "write feeds, sitemaps or pages, or enabled = false"
    if source.poll_min_minutes > source.poll_max_minutes:
        yield "poll_max_minutes", f"is less than poll_min_minutes ({source.poll_min_minutes:g})", "write more"
    for pattern in source.allow:
        if pattern in source.deny:
            yield "deny", f"{pattern!r} is in allow and in deny", "keep it in one of them"
    for field, urls in (("home", (source.home,)), *((name, getattr(source, name)) for name in _LISTINGS)):
        private = [url for url in urls if is_private(host(url))]
        if private and not source.local:
            yield field, f"'{private[0]}' is a private address", "write local = true if meant"


def _agree(sources: tuple[Source, ...], path: Path) -> None:
    """Refuse two sources that claim the same thing: a URL belongs to one of them."""
    claims = [
        ("id", Counter(source.id for source in sources)),
        ("home", Counter(source.home for source in sources)),
        *((name, Counter(url for s in sources for url in getattr(s, name))) for name in _LISTINGS),
    ]
    for field, counts in claims:
        for value, count in counts.items():
            if count > 1:
                who = ", ".join(
                    f"'{s.id}'" for s in sources if value == getattr(s, field) or value in getattr(s, field)
                )
                raise ConfigError(
                    f"{path}: source {who}, field '{field}': '{value}' stands {count} times; keep it in one source"
                )


def _proxy(whole: dict[str, Any], path: Path) -> str | None:
    try:
        return proxy(whole["proxy"]) if "proxy" in whole else None
    except FieldError as error:
        raise ConfigError(f"{path}: field 'proxy': {error}") from error


def _contact(whole: dict[str, Any], sources: tuple[Source, ...], path: Path) -> str | None:
    if "contact" in whole:
        try:
            return contact(whole["contact"])
        except FieldError as error:
            raise ConfigError(f"{path}: field 'contact': {error}") from error
    public = next((source for source in sources if not source.local), None)
    if public is None:
        return None
    raise ConfigError(
        f"{path}: field 'contact': is missing, and source '{public.id}' is not local; site owners must be able to "
        'reach you: write contact = "mailto:you@example.org" above the first source'
    )
