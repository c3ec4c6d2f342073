"""What the records of somebody's WARC file are to us: pages, revisits, and what is neither, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaning.article import Page
from cleaning.urls import canonical
from pipelines.brought import BROKEN, PAGE_LIMIT, SKIPPED, Item, Place, Reference
from pipelines.http_payload import DIGEST, TRUNCATED, Message, PayloadError, agrees, bodies, message
from pipelines.warc_framing import TOO_LARGE, records
from pipelines.warc_packed import tape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.warc_framing import Record

_HEADERS = 2**18
"""Bytes of HTTP headers that may come on top of the largest page."""
_PAGES = ("response", "resource", "revisit")
_OTHERS = ("request", "warcinfo", "metadata", "conversion", "continuation")
_HTML = ("text/html", "application/xhtml+xml")
_UNTOLD = ("", "text/plain", "application/xml", "text/xml", "application/octet-stream", "unknown/unknown")
"""Types under which a page may hide."""
_LOOK = 1024
_SIGNS = (b"<html", b"<!doctype html", b"<head", b"<body")
_YEARS = range(1990, 2200)


def items(file: BinaryIO, at: Place, *, limit: int = PAGE_LIMIT) -> Iterator[Item]:
    """Yield what stands in a WARC file from a place on, whatever is damaged in it; pages above ``limit`` bytes are not read."""
    for record in records(tape(file, at), limit + _HEADERS):
        yield _item(record, limit)


def moment(text: str) -> datetime | None:
    """Read a WARC-Date, or any ISO 8601 instant, as aware; None for what is none, or cannot be."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if read.year not in _YEARS:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def is_html(content_type: str, body: bytes) -> bool:
    """Tell whether a body is a page, by its type, and where that does not tell by how it begins."""
    kind, start = _kind(content_type), body[:_LOOK].lower()
    return kind in _HTML or (kind in _UNTOLD and any(sign in start for sign in _SIGNS))


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _item(record: Record, limit: int) -> Item:
    where = f"{record.where.byte}+{record.where.inside}" if record.where.inside else f"{record.where.byte}"
    item = Item(where=where, after=record.after, digest=record.fields.get("warc-payload-digest", ""))
    if record.fields and record.kind not in _PAGES:
        name = record.kind if record.kind in _OTHERS else "other"
        return replace(item, outcome=SKIPPED, reason=name, is_worth_a_row=False)
    target = record.fields.get("warc-target-uri", "").strip("<> ")
    item = replace(item, url=canonical(target) or "")
    if not record.fields or record.problem not in ("", TOO_LARGE):
        return replace(item, outcome=BROKEN, reason=record.problem)
    if not item.url:
        is_other = ":" in target and not target.lower().startswith("http")
        return _ended(item, SKIPPED if is_other else BROKEN, "not-http" if is_other else "no-url", target[:200])
    try:
        return _read(record, item, target, limit)
    except PayloadError as error:
        return _ended(item, BROKEN, error.reason, str(error))


def _read(record: Record, item: Item, target: str, limit: int) -> Item:
    said = _said(record)
    if said is None:
        return _ended(item, BROKEN, "decode", "no HTTP response")
    page = _page(record, said, item.url, target)
    if record.kind == "revisit":
        return replace(item, page=page, refers=_refers(record))
    if no_page := _no_page(record, said, page):
        return _ended(item, *no_page)
    return _with_body(item, page, said, limit)


def _no_page(record: Record, said: Message, page: Page) -> tuple[str, str, str] | None:
    """Return outcome, reason and detail of what need not even be unpacked."""
    kind = page.header("Content-Type")
    if said.status != 200:
        return SKIPPED, f"http-{said.status}", ""
    if _kind(kind) not in (*_HTML, *_UNTOLD):
        return SKIPPED, "not-html", kind[:100]
    if record.problem:
        return BROKEN, record.problem, f"{record.fields['content-length']} bytes"
    if cut := record.fields.get("warc-truncated"):
        return BROKEN, TRUNCATED, f"by whoever archived it: {cut[:100]}"
    return None


def _with_body(item: Item, page: Page, said: Message, limit: int) -> Item:
    body, matched = b"", not item.digest
    for body in bodies(said, limit):
        matched = matched or agrees(item.digest, body)
    if not matched:
        return _ended(item, BROKEN, DIGEST, f"its payload is not {item.digest[:100]}")
    if len(body) > limit:
        return _ended(item, BROKEN, TOO_LARGE, f"{len(body)} bytes")
    if not is_html(page.header("Content-Type"), body):
        return _ended(item, SKIPPED, "not-html", page.header("Content-Type")[:100])
    return replace(item, page=replace(page, body=body))


def _said(record: Record) -> Message | None:
    """Read what a record holds as an HTTP response; a resource is its body alone."""
    kind = record.fields.get("content-type", "")
    if record.kind == "resource":
        return Message(200, (("Content-Type", kind),) if kind else (), record.block)
    if record.kind == "revisit" and not record.block.strip():
        return Message(200, (), b"")
    return message(record.block)


def _page(record: Record, said: Message, url: str, target: str) -> Page:
    is_plain = target.isprintable() and not any(char.isspace() for char in target)
    return Page(
        url=url,
        final_url=target if is_plain and target != url else "",
        status=200 if record.kind == "revisit" else said.status,
        headers=said.headers,
        body=b"",
        fetched_at=moment(record.fields.get("warc-date", "")),
        address=record.fields.get("warc-ip-address", ""),
    )


def _refers(record: Record) -> Reference:
    url = record.fields.get("warc-refers-to-target-uri", "").strip("<> ")
    return Reference(
        digest=record.fields.get("warc-payload-digest", ""),
        url=canonical(url) or "",
        fetched_at=moment(record.fields.get("warc-refers-to-date", "")),
    )


def _ended(item: Item, outcome: str, reason: str, detail: str = "") -> Item:
    changed: dict[str, Any] = {"outcome": outcome, "reason": reason, "detail": detail}
    return replace(item, **changed)
