"""Which articles are taken out of a corpus: a Selection and its SQL. Reading the rows is ``export``, freezing them ``release``."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from cleaning.errors import InputError
from cleaning.urls import canonical
from pipelines.takedowns import refuse_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles; what is left empty does not restrict."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: str | None = None
    """First publication day, YYYY-MM-DD; articles of unknown day are left out."""
    until: str | None = None
    """Last publication day."""
    access: str | None = None
    """``free`` leaves out what its page declares paywalled, ``paywalled`` what it does not."""
    licences: tuple[str, ...] = ()
    """Parts of licences, of which the page must give one; ``any`` for whatever licence."""
    without_rights: tuple[str, ...] = ()
    """Statements about reuse that must not have been made: tdm-reserved, ai-txt, a robots directive, or ``any``."""
    without: tuple[str, ...] = ()
    """Quality flags that an article must not have."""
    unique: bool = False
    """Of exact copies the earliest alone."""
    urls: tuple[str, ...] = ()
    """Only these articles, as ``named`` returns them."""
    where: str | None = None
    """An SQL condition over the columns of ``articles``; other tables of the corpus may be asked in it."""

    def stated(self) -> dict[str, Any]:
        """Return what restricts, by field, as JSON holds it."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items() if v}


def condition(selection: Selection) -> tuple[str, dict[str, Any]]:
    """Return an SQL condition over ``articles`` and the values of its parameters."""
    conditions = [sql for sql, wanted in _CONDITIONS.items() if getattr(selection, wanted)]
    conditions += [f"({selection.where}\n)"] if selection.where else []
    lists = ("sources", "languages", "licences", "without_rights", "without", "urls")
    values = {name: json.dumps(getattr(selection, name)) for name in lists}
    plain = {name: getattr(selection, name) for name in ("since", "until", "access")}
    return " AND ".join(conditions) or "1", values | plain


def named(db: sqlite3.Connection, urls: Iterable[str]) -> tuple[str, ...]:
    """Return the URLs under which articles are stored; raises InputError for one that was taken down, or is none."""
    return tuple(_stored(db, url) for url in urls)


def _stored(db: sqlite3.Connection, url: str) -> str:
    for form in (url, canonical(url)):
        if db.execute("SELECT 1 FROM articles WHERE url = ?", (form,)).fetchone():
            return str(form)
    refuse_taken(db, url)
    raise InputError(f"there is no article {url!r}")


def check(db: sqlite3.Connection, selection: Selection, *, frozen: bool = False) -> None:
    """Raise InputError where a source is unknown, or the user's condition is not one expression that only reads.

    ``frozen`` refuses as well what would say something else at another moment: chance and the clock.
    """
    known = [name for (name,) in db.execute("SELECT id FROM sources ORDER BY id")]
    if unknown := [name for name in selection.sources if name not in known]:
        raise InputError(f"--source {unknown[0]}: no such source; this corpus has {', '.join(known) or 'none'}")
    if selection.where:
        _check_where(db, selection.where, _CLOCK | _CHANCE if frozen else frozenset())


def no_condition(where: str, error: Exception | str) -> InputError:
    """Return the error that says what a condition should have been."""
    return InputError(
        f'--where {where!r}: {error}; write a condition over the columns of articles, such as "word_count > 300"'
    )


def _check_where(db: sqlite3.Connection, where: str, refused: frozenset[str]) -> None:
    """Compile the condition in brackets and without them: only one whole expression is right in both places."""
    said: list[str] = []
    for table in ("articles_fts", "json_each('[]')", "json_tree('[]')"):  # at first use SQLite declares them
        db.execute(f"SELECT 1 FROM {table} LIMIT 0").close()  # noqa: S608 - names of ours
    db.set_authorizer(_reading(refused, said))
    try:
        for form in (f"({where}\n)", where):
            db.execute(f"EXPLAIN SELECT 1 FROM articles WHERE {form}", condition(Selection())[1]).close()  # noqa: S608 - compiled, not run, and by an authorizer
    except (sqlite3.Error, sqlite3.Warning) as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) not in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_AUTH):
            raise
        raise no_condition(where, said[0] if said else error) from error
    finally:
        db.set_authorizer(None)


def _reading(refused: frozenset[str], said: list[str]) -> Callable[..., int]:
    """Return an authorizer that lets a query read and compute; ``said`` takes what was refused."""

    def allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        name = (second or "").lower()
        if action == sqlite3.SQLITE_FUNCTION and name not in refused | _NEVER:
            return sqlite3.SQLITE_OK
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            why = "gives another answer each time" if name in refused else "is not for reading"
            said.append(f"{name}() {why}")
        else:
            said.append(f"it may only read ({first or 'a statement of its own'})")
        return sqlite3.SQLITE_DENY

    return allowed


_NEVER: Final = frozenset({"load_extension", "fts3_tokenizer", "writefile", "edit"})
_CHANCE: Final = frozenset({"random", "randomblob", "changes", "total_changes", "last_insert_rowid"})
_CLOCK: Final = frozenset(
    {"date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff"}
    | {"current_date", "current_time", "current_timestamp"}
)
_RIGHTS: Final = """NOT EXISTS (
  SELECT 1 FROM captures AS said JOIN json_each(:without_rights) AS unwanted
  WHERE said.id = articles.capture_id AND said.rights IS NOT NULL AND (
    unwanted.value = 'any'
    OR (unwanted.value = 'tdm-reserved' AND json_extract(said.rights, '$.tdm.reserved'))
    OR (unwanted.value = 'ai-txt' AND json_extract(said.rights, '$.ai_txt') IS NOT NULL)
    OR EXISTS (
      SELECT 1 FROM json_each(said.rights, '$.directives') AS directive
      WHERE directive.value = unwanted.value OR directive.value LIKE unwanted.value || ':%'
    )
  )
)"""
_CONDITIONS: Final = {
    "source IN (SELECT value FROM json_each(:sources))": "sources",
    "url IN (SELECT value FROM json_each(:urls))": "urls",
    "language IN (SELECT value FROM json_each(:languages))": "languages",
    "published_on >= :since": "since",
    "published_on <= :until": "until",
    "(access IS 'paywalled') = (:access = 'paywalled')": "access",
    "EXISTS (SELECT 1 FROM json_each(:licences) AS part WHERE licence <> '' AND (part.value = 'any' OR instr(lower(licence), lower(part.value))))": "licences",
    _RIGHTS: "without_rights",
    "NOT EXISTS (SELECT 1 FROM json_each(quality) AS flag JOIN json_each(:without) AS unwanted ON flag.value = unwanted.value)": "without",
    "NOT EXISTS (SELECT 1 FROM duplicates WHERE article_id = articles.id AND kind = 'exact')": "unique",
}
"""SQL condition to the field of a Selection that asks for it."""
