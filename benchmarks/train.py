"""Grows the block model from a folder of annotated pages and writes it, with its card, where the package looks for it."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import training

from crawler.annotated import Folder

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = Path(__file__).resolve().parents[1] / "cleaning" / "model"
THRESHOLD = 0.3
LICENCES = {
    "wcxb": "WCXB, CC BY 4.0",
    "traf": "trafilatura's evaluation set, Apache-2.0",
    "fundus": "Fundus' test pages, MIT",
}


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.option("--half", type=click.Choice(["even", "odd"]), help="Learn from one half only, to judge by the other.")
@click.option("--out", type=click.Path(path_type=Path), default=MODEL, show_default=False, help="Folder to write to.")
def main(corpus: Path, half: str | None, out: Path) -> None:
    """Train the block model from the annotated pages in CORPUS (pages.jsonl and html/).

    \b
    Example:
      python benchmarks/train.py ../shared/corpus/dev
    """  # noqa: D301 - click wants the control character
    began = time.monotonic()
    folder = Folder(corpus)
    data, examples = learned(folder, half)
    out.mkdir(parents=True, exist_ok=True)
    (out / "blocks.npz").write_bytes(data)
    text = json.dumps(card(examples, folder, data), ensure_ascii=False, indent=1)
    (out / "card.json").write_text(text + "\n", encoding="utf-8")
    click.echo(f"{out / 'blocks.npz'}: {len(data):,} bytes, in {time.monotonic() - began:.0f} s")


def learned(folder: Folder, half: str | None) -> tuple[bytes, list[training.Example]]:
    """Train on a folder or one half of it; return the model file and what it learned from."""
    pages = [entry.annotation for entry in folder.entries(half)]
    examples = training.load_examples(pages, lambda page: _bytes(folder.path, page))
    click.echo(f"{len(examples)} pages, {sum(len(e.document.blocks) for e in examples)} blocks", err=True)
    return training.train(examples, threshold=THRESHOLD), examples


def card(examples: Sequence[training.Example], folder: Folder, data: bytes) -> dict[str, Any]:
    """Return what a reader of the model must know of it."""
    sets = Counter(e.page["set"] for e in examples)
    return {
        "name": "Thresher block model",
        "made": datetime.now(UTC).date().isoformat(),
        "task": "how likely a block of a page is article text",
        "sha256": hashlib.sha256(data).hexdigest(),
        "kind": "two forests of oblivious trees; the second reads the first's scores",
        "threshold": THRESHOLD,
        "settings": training.SETTINGS,
        "corpus": folder.digest(),
        "trained_on": {
            name: {"pages": count, "source": LICENCES.get(name, "")} for name, count in sorted(sets.items())
        },
        "limits": "mostly English and German pages; little of other scripts; its own training pages say nothing of its quality",
        "pages": len(examples),
        "known_by": "eight bytes of the digest of each page's id and address, in the model file",
    }


def _bytes(corpus: Path, page: dict[str, Any]) -> bytes:
    raw = (corpus / page["html"]).read_bytes()
    return gzip.decompress(raw) if page["html"].endswith(".gz") else raw


if __name__ == "__main__":
    main()
