"""What a host's robots.txt allows (RFC 9309): the reading of one answer. Fetching it is the middleware's business."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "Thresher"  # noqa: S105 - the product token of RFC 9309, not a secret
MAX_BYTES = 500 * 1024  # RFC 9309 §2.5 asks for at least 500 KiB
MAX_REDIRECTS = 5  # RFC 9309 §2.3.1.2
MAX_DELAY = 60.0


_AGENT = re.compile(r"^([ \t]*user[- ]?agent[ \t]*(?::|[ \t])[ \t]*)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_NOBODY = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one robots.txt says to us."""

    allows: Callable[[str], bool]
    """Whether an absolute URL may be fetched."""
    delay: float = 0.0
    """Least seconds between two requests, at most MAX_DELAY."""


def read(status: int, body: bytes) -> Rules | None:
    """Read an answer to a request for robots.txt, redirects already followed.

    A client error means there are no rules (§2.3.1.3). A server error or 429 means nothing may be fetched for now
    (§2.3.1.4): then there are no Rules, but None, so that the caller can ask again later.
    """
    if is_down(status):
        return None
    return parse(body) if status < 300 else Rules(allows=lambda _url: True)


def is_down(status: int) -> bool:
    """Tell whether an answer says nothing of the file: 429 and server errors (§2.3.1.4)."""
    return status == 429 or not 200 <= status < 500


def parse(body: bytes) -> Rules:
    """Read the rules for our product token; what lies beyond MAX_BYTES is ignored, and so is what cannot be read."""
    text = body[:MAX_BYTES].decode("utf-8-sig", errors="replace").replace("\0", "")
    rules = Protego.parse(_AGENT.sub(_named, "\n".join(text.splitlines())))
    return Rules(allows=lambda url: bool(rules.can_fetch(url, TOKEN)), delay=_delay(rules))


def _named(line: re.Match[str]) -> str:
    """Leave in a user-agent line our token or ``*``, and nobody in any other.

    Protego takes part of a token for the token, and a version for part of it; RFC 9309 §2.2.1 compares product tokens.
    """
    value = line[2].partition("#")[0].strip()
    token = re.match(r"[A-Za-z_-]*", value)
    ours = token is not None and token[0].lower() == TOKEN.lower()
    return line[1] + (TOKEN if ours else "*" if value.split()[:1] == ["*"] else _NOBODY)


def _delay(rules: Protego) -> float:
    rate = rules.request_rate(TOKEN)
    wanted = max(rules.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
    return min(max(wanted, 0.0), MAX_DELAY)
