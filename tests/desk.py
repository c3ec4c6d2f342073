"""A corpus with one run, and short ways to commit to it and to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.specimens import corpus, url

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.delivery import Delivery
    from pipelines.outcomes import Settled


class Desk:
    """An open corpus; ``check`` says whether all that must always hold holds."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.run = corpus(folder)

    def commit(self, *items: Delivery | Settled) -> None:
        self.corpus.commit(self.run, items)

    def rows(self, table: str, columns: str = "*") -> list[Any]:
        found = self.corpus.db.conn.execute(f"SELECT {columns} FROM {table}").fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def row(self, table: str, **where: object) -> dict[str, Any]:
        condition = " AND ".join(f"{name} = :{name}" for name in where) or "1"
        (row,) = self.corpus.db[table].rows_where(condition, where)
        return dict(row)

    def outcome(self, number: int) -> tuple[str, str, str | None]:
        row = self.row("urls", url=url(number))
        return row["state"], row["outcome"], row["reason"]

    def check(self) -> None:
        """Everything that must hold whatever was committed."""
        conn = self.corpus.db.conn
        conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert [] == conn.execute("PRAGMA foreign_key_check").fetchall()
        known = conn.execute("SELECT count(*) FROM urls").fetchone()[0]
        assert known == sum(account.discovered for account in self.corpus.accounting())
