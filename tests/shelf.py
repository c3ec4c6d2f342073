"""Folders of stored pages for tests, and what worker processes are asked to do with them."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.evaluation import Prediction, empty

if TYPE_CHECKING:
    from crawler.stored import StoredPage

QUALITY = Path(__file__).parent / "quality"
"""The small corpus written for the project."""
SENTENCES = (
    "The council approved the repair of the bridge on Monday after a long debate about its cost.",
    "Work will begin in the spring, when the river is low, and is to be finished before the first frost.",
    "The mayor said that the ferry would run every half hour until then, free of charge for pupils.",
    "Nobody spoke against the plan, but two members asked for a second estimate of the price.",
)


def html(number: int = 0, extra: str = "") -> str:
    body = "".join(f"<p>{sentence} This is report number {number}.</p>" for sentence in SENTENCES)
    title = f"Bridge to be mended, part {number}"
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title>"
        f'<meta property="article:published_time" content="2026-03-01T10:15:00+02:00"></head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>{body}{extra}</article></body></html>"
    )


def line(number: int, **fields: Any) -> dict[str, Any]:
    body = "\n".join(f"{sentence} This is report number {number}." for sentence in SENTENCES)
    given = {
        "id": f"page-{number}", "set": "even" if number % 2 == 0 else "odd", "url": f"https://site{number}.example/a",
        "domain": f"site{number}.example", "fetched": None, "body": body, "with": ["repair of the bridge"],
        "without": ["Home"], "title": f"Bridge to be mended, part {number}", "authors": [],
        "published": "2026-03-01T10:15:00+02:00", "html": f"html/page-{number}.html.gz",
    }  # fmt: skip
    return given | fields


def shelve(folder: Path, lines: list[dict[str, Any]], *, extra: str = "") -> Path:
    """Write a folder of annotated pages."""
    (folder / "html").mkdir(parents=True, exist_ok=True)
    for number, values in enumerate(lines):
        if "html" in values:
            (folder / values["html"]).write_bytes(gzip.compress(html(number, extra).encode()))
    (folder / "pages.jsonl").write_text("".join(json.dumps(values) + "\n" for values in lines), encoding="utf-8")
    return folder


def echo(page: StoredPage) -> str:
    return page.id


def nothing() -> None:
    """Warm nothing up."""


def troubled(page: StoredPage) -> Prediction:
    """Sleep, die or raise on the pages whose ids say so."""
    if page.id == "page-1":
        time.sleep(60)
    if page.id == "page-2":
        os.kill(os.getpid(), signal.SIGKILL)
    if page.id == "page-3":
        raise ValueError("no such rule")
    return empty(page.id, None) | {"text": "read"}
