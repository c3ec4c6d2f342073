"""What a fault is: a site that answers some paths in its own way, and the end that a crawl must give the URLs it touches.

It is a site of its own with a listing that names some articles. What it does not answer in its own way it answers
soundly. Which faults there are stands in ``faults``; how bytes are made is ``wire``'s business, sockets are ``fault_server``'s.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a dataclass field
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.newsroom import wire
from crawler.newsroom.wire import FEED, FRONT, NEWS, PAGE, SITEMAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.newsroom.wire import Answer, Call

    End = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault and its site."""

    name: str
    meaning: str
    """One sentence."""
    answers: Mapping[str, Answer]
    """By path."""
    ends: Mapping[str, End]
    """State, outcome and reason of each URL it touches; paths of the site, or whole URLs."""
    named: tuple[str, ...] = (PAGE,)
    """What its listing names."""
    listing: str = FEED
    scheme: str = "http"
    unread: bool = False
    """It answers whatever it is sent."""

    def answer(self, call: Call) -> Iterator[bytes]:
        """Answer a request as this fault's site does."""
        if own := self.answers.get(call.path):
            yield from own(call)
        elif call.path == FRONT == self.listing:
            yield wire.whole(wire.front(self.named))
        elif call.path == FEED:
            yield wire.whole(wire.feed(path if ":" in path else call.base + path for path in self.named), kind=wire.RSS)
        elif call.path.startswith(NEWS):
            yield wire.whole(wire.article(call.base + call.path))
        else:
            yield wire.whole(b"no such page", "404 Not Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSite:
    """A fault that is served."""

    fault: Fault
    base: str
    """Scheme, host and port."""

    def url(self, path: str) -> str:
        """Return a whole URL."""
        return self.base + path if path.startswith("/") else path

    def source(self) -> dict[str, Any]:
        """Return it as a source for sources.toml."""
        field = {FEED: "feeds", SITEMAP: "sitemaps", FRONT: "pages"}[self.fault.listing]
        return {"id": self.fault.name, "home": self.url("/"), field: [self.url(self.fault.listing)], "local": True}

    def ends(self) -> dict[str, End]:
        """Return the end of each URL, as stored."""
        return {
            self.url(path): (state, outcome, self.url(reason) if reason else None)
            for path, (state, outcome, reason) in self.fault.ends.items()
        }


STORED: End = ("done", "stored", None)
LISTED: End = ("done", "listing", None)


def failed(reason: str) -> End:
    """Return the end of what is given up."""
    return "done", "failed", reason


def later(reason: str) -> End:
    """Return the end of what is tried again in a later run."""
    return "pending", "deferred", reason


def refused(reason: str) -> End:
    """Return the end of what is never asked for."""
    return "done", "refused", reason


def moved(target: str) -> End:
    """Return the end of what leads elsewhere."""
    return "done", "redirected", target
