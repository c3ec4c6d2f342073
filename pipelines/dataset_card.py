"""The card of an exported dataset: YAML front matter as Hugging Face reads it, and what each field means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.export import described

if TYPE_CHECKING:
    from pipelines.store import Corpus

_LANGUAGES = "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL ORDER BY language"
_SOURCES = (
    "SELECT id, name, home FROM sources WHERE EXISTS (SELECT 1 FROM articles WHERE source = sources.id) ORDER BY id"
)


def card(corpus: Corpus, name: str) -> str:
    """Return the README.md of a dataset made of a corpus; rights in the texts stay with their publishers, and it says so."""
    with corpus.snapshot() as db:
        languages = [language for (language,) in db.conn.execute(_LANGUAGES).fetchall()]
        sources = db.conn.execute(_SOURCES).fetchall()
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
    told += ["", "| source | name | home |", "|---|---|---|"]
    told += [f"| {_cell(key)} | {_cell(called)} | {_cell(home)} |" for key, called, home in sources]
    told += [
        "",
        "| field | meaning |",
        "|---|---|",
        *(f"| {field} | {_cell(text)} |" for field, text in described().items()),
    ]
    return "\n".join([*front, "", *told, ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
