"""The log files of a corpus folder without what was taken down: its URLs, and lines that quote it. What is logged is not known here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipelines.faults import storage_errors
from pipelines.replacing import replace
from pipelines.variants import variants

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LOGS: Final = "thresher.log*"
_URL: Final = b"(taken down)"
_LINE: Final = b"(a line that quoted what was taken down)"
# The URL must end here: another page's may begin with it.
_END: Final = rb"(?!/?[\w%~=&?+-])(?!\.\w)"


def redact(folder: Path, urls: Iterable[str], phrases: Iterable[str] = ()) -> int:
    """Take every spelling of the URLs, and every line with one of the phrases, out of the log files; return how many were changed.

    A log that another program goes on writing to keeps its new lines only if it opens the file anew.
    """
    pattern = spelled(urls)
    for left in folder.glob(f".{_LOGS}"):  # by one that was killed
        left.unlink()
    quoted = [form for phrase in phrases for form in forms(phrase)]
    return sum(_redacted(path, pattern, quoted) for path in sorted(folder.glob(_LOGS)) if path.is_file())


def spelled(urls: Iterable[str]) -> re.Pattern[bytes] | None:
    """Return what finds every spelling of some URLs, but no longer URL that begins with one; None for no URLs."""
    found = {v.encode("utf-8", "replace") for url in urls for v in variants(url)}
    found |= {form.replace(b"/", b"\\/") for form in found}  # as some programs write JSON
    longest_first = sorted(found, key=len, reverse=True)
    return re.compile(b"(?:" + b"|".join(map(re.escape, longest_first)) + b")" + _END) if found else None


def forms(phrase: str) -> set[bytes]:
    """Return how a phrase may stand in a file: in UTF-8, in JSON with escapes, and as Python shows bytes."""
    plain = phrase.encode("utf-8", "replace")
    escaped = phrase.encode("ascii", "backslashreplace")
    return {plain, re.sub(rb"\\x([0-9a-f]{2})", rb"\\u00\1", escaped), repr(plain)[2:-1].encode()}


def _redacted(path: Path, pattern: re.Pattern[bytes] | None, quoted: list[bytes]) -> bool:
    with storage_errors(path):
        before = path.read_bytes()
        lines = before.split(b"\n")
        if there := [form for form in quoted if form in before]:
            lines = [_LINE if any(form in line for form in there) else line for line in lines]
        after = b"\n".join(pattern.sub(_URL, line) if pattern else line for line in lines)
        if after == before:
            return False
        replace(path, after)
    return True
