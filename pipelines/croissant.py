"""Croissant 1.0 metadata of a release: JSON-LD that ``mlcroissant validate`` accepts. Reads no file and no database.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from pipelines.export import described
from pipelines.export_formats import schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.datasheet import Told


class Facts(NamedTuple):
    """What is told of a release."""

    name: str
    as_of: str
    articles: int
    languages: Sequence[str]
    sums: Mapping[str, str]
    """SHA-256 by the name of the file."""


_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs column extract field fileProperty fileObject fileSet format includes isLiveDataset jsonPath key md5"
            " parentField path recordSet references regex repeated replace samplingRate separator source subField transform"
        ).split()
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
}
_FILES: Final = {
    "articles.parquet": ("application/x-parquet", "The articles as Parquet, a row an article."),
    "articles.jsonl.gz": ("application/gzip", "The articles as JSON Lines, compressed."),
    "corpus.db": ("application/vnd.sqlite3", "Articles, revisions, removed blocks, dates and copies as SQLite."),
    "datasheet.md": ("text/markdown", "What this is, how it was made, what is missing, and whose the rights are."),
    "changes.json": ("application/json", "What is new since the release before."),
}
_LICENCE: Final = "The rights in the texts are their publishers'; see datasheet.md"


def croissant(facts: Facts, told: Told) -> str:
    """Return the metadata as JSON-LD; files are named relative to the release's folder."""
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": facts.name,
        "description": _description(facts, told),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": _LICENCE,
        "url": told.url or f"urn:thresher:{facts.sums['corpus.db']}",
        "creator": {"@type": "sc:Organization", "name": told.creator or "not stated"},
        "datePublished": facts.as_of[:10],
        "version": ".".join(str(int(part)) for part in facts.as_of[:10].split("-")),
        "citeAs": _citation(facts, told),
        "inLanguage": list(facts.languages),
        "keywords": ["news", "corpus"],
        "isLiveDataset": False,
        "distribution": [_file(name, facts.sums[name]) for name in _FILES],
        "recordSet": [_records()],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _description(facts: Facts, told: Told) -> str:
    said = f"{facts.articles:,} news articles, cleaned and dated by Thresher, as of {facts.as_of}."
    return f"{said} {told.purpose}".strip()


def _citation(facts: Facts, told: Told) -> str:
    """Return a BibTeX entry that names the exact bytes."""
    fields = {
        "title": facts.name,
        "author": told.creator,
        "year": facts.as_of[:4],
        "url": told.url,
        "note": f"SHA-256 of corpus.db: {facts.sums['corpus.db']}",
    }
    key = "".join(letter if letter.isalnum() else "-" for letter in facts.name)
    return f"@misc{{{key}, {', '.join(f'{k} = {{{v}}}' for k, v in fields.items() if v)}}}"


def _file(name: str, digest: str) -> dict[str, str]:
    kind, said = _FILES[name]
    about = {"@type": "cr:FileObject", "@id": name, "name": name, "description": said, "contentUrl": name}
    return about | {"encodingFormat": kind, "sha256": digest}


def _records() -> dict[str, Any]:
    said = described()
    return {
        "@type": "cr:RecordSet",
        "@id": "articles",
        "name": "articles",
        "description": "One record an article, in its latest state.",
        "key": {"@id": "articles/id"},
        "field": [_field(column.name, column.type, said[column.name]) for column in schema()],
    }


def _field(name: str, kind: pa.DataType, said: str) -> dict[str, Any]:
    repeated = {"repeated": True} if pa.types.is_list(kind) else {}
    return {
        "@type": "cr:Field",
        "@id": f"articles/{name}",
        "name": name,
        "description": said,
        "dataType": _data_type(kind),
        **repeated,
        "source": {"fileObject": {"@id": "articles.parquet"}, "extract": {"column": name}},
    }


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "sc:Integer"
    return "sc:Date" if pa.types.is_date(kind) else "sc:DateTime" if pa.types.is_timestamp(kind) else "sc:Text"
