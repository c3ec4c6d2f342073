"""Accounts made readable: a table for a terminal, lines for a log, a document for programs. Pure; sums always agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from pipelines.accounts import total
from pipelines.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.accounts import Account

_REASONED = (Outcome.REJECTED, Outcome.REFUSED, Outcome.FAILED)
_ALWAYS = frozenset({"stored", "rejected", "pending"})
_MOST_COLUMNS = 8
_SUMMARY = (
    (Outcome.STORED, "new"),
    (Outcome.REVISED, "revised"),
    (Outcome.UNCHANGED, "unchanged"),
    (Outcome.REJECTED, "rejected"),
    (Outcome.REFUSED, "refused"),
    (Outcome.FAILED, "failed"),
    (Outcome.REDIRECTED, "redirected"),
    (Outcome.GONE, "gone"),
    (Outcome.LISTING, "listings read"),
)


def tables(accounts: Sequence[Account], *, title: str | None = None) -> Group:
    """Return both tables, for printing on a terminal."""
    return Group(table(accounts, title=title), breakdown(accounts))


def table(accounts: Sequence[Account], *, title: str | None = None) -> Table:
    """Return a row a source and their total; ``discovered`` is the sum of the columns up to ``pending``.

    A column in which nothing happened is left out.
    """
    everything = total(accounts)
    names = [name for name, (number, _) in _parts(everything).items() if number or name in _ALWAYS]
    grid = _grid(title, ["source", "discovered", *names, "removed"])
    for account in accounts:
        grid.add_row(*_cells(account, names))
    if len(accounts) != 1:
        grid.add_section()
        grid.add_row(*_cells(everything, names), style="bold")
    return grid


def breakdown(accounts: Sequence[Account]) -> Table:
    """Return what rejected, refused, failed and removed are made of: a row a reason or category, a column a source.

    With many sources the column of the total stands alone.
    """
    shown = [*(accounts if 1 < len(accounts) <= _MOST_COLUMNS else ()), total(accounts)]
    grid = _grid(None, ["", "", *(account.source for account in shown)])
    previous = ""
    for what, why in _details(shown[-1]):
        if previous and what != previous:
            grid.add_section()
        label = "" if what == previous else what
        grid.add_row(Text(label), Text(why), *(str(_details(account).get((what, why), 0)) for account in shown))
        previous = what
    return grid


def lines(accounts: Sequence[Account]) -> list[str]:
    """Return one line a source, and the total when there are several, without colour or padding."""
    rows = list(accounts) if len(accounts) == 1 else [*accounts, total(accounts)]
    return [_line(account) for account in rows]


def document(accounts: Sequence[Account]) -> dict[str, Any]:
    """Return the accounts as JSON values: ``{"sources": [...], "total": {...}}``."""
    return {"sources": [_entry(account) for account in accounts], "total": _entry(total(accounts))}


def summary(accounts: Sequence[Account]) -> str:
    """Return what a run did in one line, the most wanted number first; what did not happen is not named.

    ``accounts`` are those of the run.
    """
    everything = total(accounts)
    said = [f"{n} {word}" for outcome, word in _SUMMARY if (n := everything.count(outcome)) or word == "new"]
    said += [f"{everything.pending} put off"] if everything.pending else []
    return ", ".join(said)


def _parts(account: Account) -> dict[str, tuple[int, Mapping[str, int]]]:
    """Split ``discovered`` into disjoint parts, each with its reasons."""
    parts: dict[str, tuple[int, Mapping[str, int]]] = {
        "listings": (account.count(Outcome.LISTING), {}),
        "stored": (account.articles, {}),
    }
    parts |= {outcome.value: (account.count(outcome), account.reasons(outcome)) for outcome in _REASONED}
    moved = {o.value: n for o in (Outcome.REDIRECTED, Outcome.GONE) if (n := account.count(o))}
    return parts | {"moved": (sum(moved.values()), moved), "pending": (account.pending + account.leased, {})}


def _grid(title: str | None, names: Sequence[str]) -> Table:
    grid = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left", padding=0)
    for position, name in enumerate(names):
        words = position == 0 or not name
        grid.add_column(Text(name), overflow="fold", justify="left" if words else "right", no_wrap=not words)
    return grid


def _cells(account: Account, names: Sequence[str]) -> list[Text]:
    """Return a row's cells, as text: a source's name is the user's and not our markup."""
    parts = _parts(account)
    numbers = [account.discovered, *(parts[name][0] for name in names), sum(account.removed.values())]
    return [Text(account.source), *(Text(str(number)) for number in numbers)]


def _details(account: Account) -> dict[tuple[str, str], int]:
    """Return the number behind each (part, reason) and (removed blocks, category), the parts in order."""
    parts = {name: why for name, (_, why) in _parts(account).items()} | {"removed": _by_size(account.removed)}
    return {(name, reason or "unnamed"): number for name, why in parts.items() for reason, number in why.items()}


def _line(account: Account) -> str:
    parts = [f"{name} {_told(number, why)}" for name, (number, why) in _parts(account).items()]
    removed = _told(sum(account.removed.values()), _by_size(account.removed))
    return f"{account.source}: discovered {account.discovered} = {' + '.join(parts)}; removed blocks {removed}"


def _told(number: int, reasons: Mapping[str, int]) -> str:
    """Return a number with what it is made of.

    >>> _told(3, {"no-text": 2, "empty": 1})
    '3 (no-text 2, empty 1)'
    """
    why = ", ".join(f"{reason or 'unnamed'} {n}" for reason, n in reasons.items())
    return f"{number} ({why})" if why else str(number)


def _by_size(numbers: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))


def _entry(account: Account) -> dict[str, Any]:
    return {
        "source": account.source,
        "name": account.name,
        "discovered": account.discovered,
        "pending": account.pending,
        "leased": account.leased,
        "done": account.done,
        "outcomes": {outcome.value: account.count(outcome) for outcome in Outcome if outcome is not Outcome.DEFERRED},
        "reasons": {outcome.value: account.reasons(outcome) for outcome in _REASONED},
        "removed": _by_size(account.removed),
    }
