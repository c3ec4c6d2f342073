"""What the user declares in ``sources.toml``, read into frozen values; a fault is refused with file, source, field and cure.

Nothing here fetches. Writing the file is the business of ``crawler.declaring``.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cleaning.article import Extractor, SourceFacts
from cleaning.errors import ConfigError, InputError
from cleaning.urls import host
from crawler.fields import CHECKS, FieldError, contact, is_private
from crawler.shelves import with_shelves

if TYPE_CHECKING:
    from pathlib import Path

FILE = "sources.toml"
_REQUIRED = ("id", "home")
_LISTINGS = ("feeds", "sitemaps", "pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A news outlet as declared by the user; the fields and defaults of DESIGN §5."""

    id: str
    """Short and stable; made from the host by ``thresher add``."""
    name: str = ""
    """As people write it; the host of ``home`` where the user gave none."""
    home: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Sitemaps, indexes, news sitemaps."""
    pages: tuple[str, ...] = ()
    """Front and section pages whose links are followed."""
    hosts: tuple[str, ...] = ()
    """Further hosts that belong to the source."""
    language: str | None = None
    """ISO 639 code."""
    timezone: str | None = None
    """IANA name, for times without offset."""
    delay: float = 1.0
    """Least seconds between two requests to a host."""
    max_age_days: int = 30
    """Older feed and sitemap entries are noted, not fetched."""
    allow: tuple[str, ...] = ()
    """RE2 patterns, searched in the URL; where there are any, an article's URL must match one."""
    deny: tuple[str, ...] = ()
    extractor: Extractor = Extractor.AUTO
    standfirst: bool = True
    """The standfirst stays in the text."""
    captions: bool = False
    """Captions of pictures stay in the text."""
    site_rules: tuple[str, ...] = ()
    """Folders with collections of site rules; ``load`` adds those of all sources, and makes them absolute."""
    local: bool = False
    """Its own hosts, and no others, may resolve to loopback or private addresses."""
    enabled: bool = True
    own_rules: str = ""
    """Folder of the user's own rules; found by ``load``, never written into the file."""

    @property
    def listings(self) -> tuple[str, ...]:
        """Everything that is polled: feeds, sitemaps, pages."""
        return (*self.feeds, *self.sitemaps, *self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of a ``sources.toml``, with nothing in it that contradicts the rest."""

    path: Path
    contact: str | None = None
    """``mailto:`` or web address; never None when a source is not local."""
    site_rules: tuple[str, ...] = ()
    """Folders with collections of site rules for all sources; a source's own go before them."""
    sources: tuple[Source, ...] = ()

    def get(self, name: str) -> Source:
        """Return the source of an id; raises InputError with the nearest one."""
        for source in self.sources:
            if source.id == name:
                return source
        close = get_close_matches(name, [s.id for s in self.sources], n=1)
        meant = f"did you mean '{close[0]}'?" if close else "there are: " + ", ".join(s.id for s in self.sources)
        raise InputError(f"{self.path}: there is no source '{name}'; {meant}")

    def source_of(self, url: str) -> Source | None:
        """Return the source a URL belongs to: of those with its host, the one whose home is the longest prefix."""
        owners = [source for source in self.sources if host(url) in hosts(source)]
        return max(owners, key=lambda source: _shared_path(source, url), default=None)


def load(folder: Path) -> Config:
    """Read the ``sources.toml`` of a corpus folder; raises InputError where there is none, ConfigError for any fault."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(
            f"'{folder}' is no corpus folder: it has no {FILE}; write it with 'thresher add URL'"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    return with_shelves(parse(text, path))


def parse(text: str, path: Path) -> Config:
    """Read the text of a ``sources.toml``; ``path`` is for the messages."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = str(error).replace("end of document", f"the end, line {len(text.splitlines())}")
        raise ConfigError(
            f"{path}: is not TOML: {where}; strings need quotes, a source begins with [[source]]"
        ) from error
    _known(whole, ("contact", "site_rules", "source"), f"{path}: ")
    tables = whole.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{path}: 'source' is not a list of tables; begin each source with [[source]]")
    sources = tuple(_source(table, f"{path}: {_called(table, n)}") for n, table in enumerate(tables, 1))
    _agree(sources, path)
    return Config(
        path=path,
        contact=_contact(whole, sources, path),
        site_rules=_checked("site_rules", whole["site_rules"], f"{path}:") if "site_rules" in whole else (),
        sources=sources,
    )


def facts(source: Source) -> SourceFacts:
    """Return what cleaning and dating need to know of a source."""
    return SourceFacts(
        id=source.id,
        name=source.name,
        language=source.language,
        timezone=source.timezone,
        extractor=source.extractor,
        standfirst=source.standfirst,
        captions=source.captions,
        own_rules=source.own_rules,
        site_rules=source.site_rules,
    )


def hosts(source: Source) -> frozenset[str]:
    """Return the hosts that are the source's own: of its home with and without ``www.``, of its pages, and as declared."""
    own = host(source.home)
    bare = own.removeprefix("www.")
    beside = (bare,) if is_private(own) else (bare, f"www.{bare}")
    return frozenset((own, *beside, *map(host, source.pages), *source.hosts))


def _called(table: dict[str, Any], number: int) -> str:
    return f"source '{table['id']}'" if isinstance(table.get("id"), str) else f"source number {number}"


def _known(table: dict[str, Any], names: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in names:
            close = get_close_matches(key, names, n=1)
            meant = f"did you mean '{close[0]}'?" if close else "known are: " + ", ".join(names)
            raise ConfigError(f"{where}field '{key}' is not known; {meant}")


def _source(table: dict[str, Any], where: str) -> Source:
    _known(table, tuple(CHECKS), f"{where}, ")
    for key in _REQUIRED:
        if key not in table:
            example = {"id": "courier", "home": "https://news.example/"}[key]
            raise ConfigError(f"{where}, field '{key}': is missing; write for example {key} = \"{example}\"")
    values = {key: _checked(key, value, f"{where},") for key, value in table.items()}
    source = Source(**{"name": host(values["home"]), **values})
    _sound(source, where)
    return source


def _checked(key: str, value: object, where: str) -> Any:
    try:
        return CHECKS[key](value)
    except FieldError as error:
        raise ConfigError(f"{where} field '{key}': {error}") from error


def _sound(source: Source, where: str) -> None:
    """Refuse what contradicts itself within one source."""
    if source.enabled and not source.listings:
        raise ConfigError(
            f"{where}, field 'enabled': there is nothing to poll; write feeds, sitemaps or pages, or enabled = false"
        )
    for pattern in source.allow:
        if pattern in source.deny:
            raise ConfigError(f"{where}, field 'deny': {pattern!r} is also in allow; keep it in one of them")
    for field, urls in (("home", (source.home,)), *((name, getattr(source, name)) for name in _LISTINGS)):
        private = [url for url in urls if is_private(host(url))]
        if private and not source.local:
            raise ConfigError(
                f"{where}, field '{field}': '{private[0]}' is a private address; write local = true if meant"
            )


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


def _shared_path(source: Source, url: str) -> int:
    path = urlsplit(source.home).path
    return len(path) if urlsplit(url).path.startswith(path) else 0
