"""What a server says tells one state of a body from another (RFC 9110 §8.8), bounded and safe to send back. Asks nobody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_LONGEST = 512  # an ETag is a digest or a few numbers; longer ones are forgotten, never cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The validators of the last good answer and the digest of its body; all None: nothing is known."""

    etag: str | None = None
    """As sent, quotes and ``W/`` included."""
    last_modified: str | None = None
    """As sent: a server compares it with its own spelling."""
    digest: str | None = None
    """``sha256:`` and the hexadecimal digest of the decoded body."""


NONE = Validators()


def validators(etag: str, last_modified: str, digest: str) -> Validators:
    """Keep of two headers what can be sent back: one line of printable ASCII, at most 512 characters."""
    return Validators(etag=_sendable(etag), last_modified=_sendable(last_modified), digest=digest)


def digest(body: bytes) -> str:
    """Return ``sha256:`` and the hexadecimal digest, which warcio and FastWARC both verify as WARC-Payload-Digest."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _sendable(value: str) -> str | None:
    text = value.strip()
    return text if 0 < len(text) <= _LONGEST and text.isascii() and text.isprintable() else None
