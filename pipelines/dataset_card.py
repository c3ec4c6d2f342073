"""The card of an exported dataset: YAML front matter as Hugging Face reads it, and what each field means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.export import described
from pipelines.markdown import cell, words
from pipelines.selecting import check, condition

if TYPE_CHECKING:
    from pipelines.selecting import Selection
    from pipelines.store import Corpus

_LANGUAGES = "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL AND ({}) ORDER BY language"
_SOURCES = "SELECT id, name, home FROM sources WHERE id IN (SELECT source FROM articles WHERE {}) ORDER BY id"


def card(corpus: Corpus, name: str, selection: Selection) -> str:
    """Return the README.md of a dataset made of the chosen articles; the rights stay with their publishers, and it says so.

    Raises InputError as ``export.rows`` does.
    """
    where, values = condition(selection)
    with corpus.snapshot() as db:
        check(db.conn, selection)
        languages = [language for (language,) in db.conn.execute(_LANGUAGES.format(where), values)]
        sources = db.conn.execute(_SOURCES.format(where), values).fetchall()
    front = ["---", f"pretty_name: {_quoted(name)}", "license: other", "license_name: publishers"]
    front += ["language:", *(f"- {language}" for language in languages)] if languages else []
    front += [
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        "    path: data/train-*",
        "---",
    ]
    told = [
        f"# {name}",
        "",
        "News articles collected and cleaned by Thresher. The rights in the texts are their publishers'.",
    ]
    if chosen := selection.stated():
        told += [
            "",
            "Not all articles of the corpus are in it. Chosen were those with:",
            "",
            "| filter | value |",
            "|---|---|",
        ]
        told += [f"| {cell(key.replace('_', ' '))} | {cell(words(value))} |" for key, value in chosen.items()]
    told += ["", "| source | name | home |", "|---|---|---|"]
    told += [f"| {cell(key)} | {cell(called)} | {cell(home)} |" for key, called, home in sources]
    told += [
        "",
        "| field | meaning |",
        "|---|---|",
        *(f"| {field} | {cell(text)} |" for field, text in described().items()),
    ]
    return "\n".join([*front, "", *told, ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
