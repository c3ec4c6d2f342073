"""Digests by which the articles of two releases are compared, as functions of SQL. URLs are not given away by theirs.

A short URL can be guessed and tried: whoever knows it finds it, which is what a tombstone is for.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def url_digest(url: str) -> bytes:
    """Return the first 16 bytes of the SHA-256 of a URL.

    >>> url_digest("http://courier.example/1").hex()
    'd5140bcbf7f4d947cf470253fdcd84e3'
    """
    return hashlib.sha256(url.encode()).digest()[:16]


def values_digest(*values: str | float | None) -> bytes:
    """Return 8 bytes that differ where any of the values does.

    >>> values_digest("a", None) == values_digest("a", ""), values_digest("ab", "c") == values_digest("a", "bc")
    (False, False)
    """
    return hashlib.blake2b(json.dumps(values).encode(), digest_size=8).digest()


def register(db: sqlite3.Connection) -> None:
    """Let a connection call ``url_digest(url)`` and ``values_digest(…)``."""
    db.create_function("url_digest", 1, url_digest, deterministic=True)
    db.create_function("values_digest", -1, values_digest, deterministic=True)
