"""How fast a host answers, against how fast it usually does: the rule by which a strained host is left more time.

Seconds until an answer begins are what counts; the size of a page does not. Two figures are kept for each host:

- *usual*, a moving average over about fifty answers, kept from run to run. While the host is strained it learns at a
  quarter of that speed: a bad hour does not become the norm, a slower server in time does;
- *now*, the median of the last five answers, so that one slow page means nothing.

A host is strained when *now* is at least twice *usual* and at least a fifth of a second above it. Then REST times the
seconds it takes longer than usual are added to its delay, at most MOST; nothing is added as soon as it is strained no
more. The delay declared for the host or asked for by its robots.txt is never undercut, and never read here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median

REST = 4.0
"""Seconds of rest for each second an answer takes longer than usual."""
MOST = 30.0
"""Seconds that are added to a delay at most."""
SPAN = 5
_MEMORY = 50
_CLEARLY = 2.0
_NOTICEABLE = 0.2


@dataclass(slots=True)
class Latency:
    """What is known of one host's answers."""

    usual: float | None = None
    """Seconds until an answer usually begins; None until one was seen."""
    seen: int = 0
    """Answers that made up ``usual``, as far as they still weigh."""
    last: deque[float] = field(default_factory=lambda: deque(maxlen=SPAN))

    @classmethod
    def known(cls, usual: float | None) -> Latency:
        """Take up what an earlier run learned."""
        return cls(usual=usual, seen=0 if usual is None else _MEMORY)

    def note(self, seconds: float) -> None:
        """Take in one answer."""
        self.last.append(seconds)
        self.seen = min(self.seen + 1, _MEMORY)
        weight = 4 * _MEMORY if self.extra() else self.seen
        self.usual = seconds if self.usual is None else self.usual + (seconds - self.usual) / weight

    def extra(self) -> float:
        """Return the seconds to add to the host's delay; 0 unless it is strained."""
        if self.usual is None or len(self.last) < SPAN:
            return 0.0
        now = median(self.last)
        above = now - self.usual
        if now < _CLEARLY * self.usual or above < _NOTICEABLE:
            return 0.0
        return min(REST * above, MOST)
