"""Exported rows as JSON Lines, CSV (RFC 4180), Parquet, and the layout of Hugging Face's ``datasets``. Knows no database."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.export import FIELDS, LISTS, OBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

Row = dict[str, Any]

_ROWS_IN_GROUP: Final = 10_000
_TEXT_IN_GROUP: Final = 32 * 2**20
"""Characters of text after which a row group ends, however few its rows are: it is held in memory."""
_ROWS_IN_SHARD: Final = 100_000
_NUMBERS: Final = frozenset({"id", "word_count", "words_removed", "revision"})
_INSTANTS: Final = frozenset({"published_at", "modified_at", "first_seen_at", "last_seen_at"})
_DAYS: Final = frozenset({"published_on"})
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would run (OWASP, CSV injection), wide forms included."""


def json_lines(rows: Iterable[Row], out: BinaryIO) -> int:
    """Write one JSON object a line, in UTF-8; return the number of rows."""
    return sum(bool(out.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")) for row in rows)


def comma_separated(rows: Iterable[Row], out: BinaryIO) -> int:
    """Write CSV with a header; lists as JSON, and an apostrophe before what a spreadsheet would take for a formula."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    number = sum(bool(writer.writerow([_cell(row[name]) for name in FIELDS])) for row in rows)
    text.detach()
    return number


def parquet(rows: Iterable[Row], out: BinaryIO) -> int:
    """Write one Parquet file, zstd-compressed, with typed columns: days as dates, instants as UTC timestamps."""
    number = 0
    with pq.ParquetWriter(out, schema(), compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(_table(group))
            number += len(group)
    return number


def dataset(rows: Iterable[Row], folder: Path, *, card: str) -> int:
    """Write a folder that ``datasets.load_dataset(folder)`` reads: a card and Parquet shards of one split, ``train``."""
    data = folder / "data"
    data.mkdir(parents=True)
    number = 0
    shards: list[Path] = []
    for shard in _shards(iter(rows)):
        path = data / f"train-{len(shards):05}.parquet"
        with path.open("wb") as out:
            number += parquet(shard, out)
        shards.append(path)
    for place, path in enumerate(shards):
        path.rename(data / f"train-{place:05}-of-{len(shards):05}.parquet")
    (folder / "README.md").write_text(card, encoding="utf-8")
    return number


WRITERS: Final[Mapping[str, Callable[[Iterable[Row], BinaryIO], int]]] = {
    "jsonl": json_lines,
    "csv": comma_separated,
    "parquet": parquet,
}
"""Format to what writes it into one stream."""


def schema() -> pa.Schema:
    """Return the Parquet schema of an exported article."""
    return pa.schema([(name, _type(name)) for name in FIELDS])


def _type(name: str) -> pa.DataType:
    if name in LISTS:
        return pa.list_(pa.string())
    if name in _NUMBERS:
        return pa.int64()
    if name in _INSTANTS:
        return pa.timestamp("s", tz="UTC")
    return pa.date32() if name in _DAYS else pa.string()


def _table(group: list[Row]) -> pa.Table:
    columns = {name: [_typed(name, row[name]) for row in group] for name in FIELDS}
    return pa.table(columns, schema=schema())


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in OBJECTS:
        return json.dumps(value, ensure_ascii=False)
    if name in _INSTANTS:
        return datetime.fromisoformat(value).astimezone(UTC)
    return date.fromisoformat(value) if name in _DAYS else value


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    held = 0
    for row in rows:
        group.append(row)
        held += len(row["text"])
        if len(group) == _ROWS_IN_GROUP or held >= _TEXT_IN_GROUP:
            yield group
            group, held = [], 0
    if group:
        yield group


def _shards(rows: Iterator[Row]) -> Iterator[Iterator[Row]]:
    for first in rows:
        yield _with_first(first, islice(rows, _ROWS_IN_SHARD - 1))


def _with_first(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest
