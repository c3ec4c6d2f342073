"""When a host turns us away: a burst of refusals, challenges, or walls among its last answers. Pure; no clock, no storage.

Of a host's last WINDOW answers each refusal (403, 429) and each redirect to a login or consent page counts one, each
challenge three. From BURST on the host has banned us. A host that never gave anything must refuse WINDOW times, for it
may simply be closed; one that has just come out of a pause needs only two refusals or one challenge. What stands
for nothing (server errors, timeouts) is not counted. Each ban in a row makes the pause longer; WINDOW good answers in a
row end the row.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

WINDOW = 8
BURST = 5
_AFTER_PAUSE = 2
_PAUSES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
_GATES = re.compile(
    r"(?:^|[/.])(?:log-?in|sign-?in|sso|consent|cookie-?(?:wall|consent)|privacy-?(?:gate|wall)|captcha|challenge|"
    r"blocked|access-?denied|verify-?(?:human|you)?)(?:[/.]|$)"
)


class Sign(StrEnum):
    """What an answer says about whether we are welcome."""

    FINE = "fine"
    REFUSAL = "refusals"
    WALL = "redirects to a login or consent page"
    CHALLENGE = "challenges"


_WEIGHTS = {Sign.FINE: 0, Sign.REFUSAL: 1, Sign.WALL: 1, Sign.CHALLENGE: 3}


class Asked(NamedTuple):
    """The URL an answer was to, and its source."""

    url: str
    source: str


@dataclass(slots=True)
class Standing:
    """A host's last answers."""

    known: bool = False
    """Whether it ever gave what was asked for."""
    strikes: int = 0
    """Bans in a row until now."""
    last: deque[tuple[Sign, Asked]] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def note(self, sign: Sign, asked: Asked) -> str | None:
        """Take in one answer, and return why the host has banned us, or None."""
        self.last.append((sign, asked))
        if sign is Sign.FINE:
            self.known = True
            if len(self.last) == WINDOW and self._weight() == 0:
                self.strikes = 0
            return None
        return self._reason() if self._weight() >= self._most() else None

    def ban(self) -> tuple[timedelta, tuple[Asked, ...]]:
        """Begin anew after a ban; return how long to stay away, and the URLs that were turned away, the last too."""
        away = tuple(asked for sign, asked in self.last if sign is not Sign.FINE)
        self.last.clear()
        self.strikes += 1
        return _PAUSES[min(self.strikes, len(_PAUSES)) - 1], away

    def _weight(self) -> int:
        return sum(_WEIGHTS[sign] for sign, _ in self.last)

    def _most(self) -> int:
        if self.strikes:
            return _AFTER_PAUSE
        return BURST if self.known else WINDOW

    def _reason(self) -> str:
        signs = [sign for sign, _ in self.last if sign is not Sign.FINE]
        worst = max(signs, key=lambda sign: (_WEIGHTS[sign], signs.count(sign)))
        return f"{worst}: {len(signs)} of the last {len(self.last)} answers"


def is_gate(location: str) -> bool:
    """Tell whether a redirect leads to where one must log in, consent, or prove to be human.

    >>> is_gate("https://consent.courier.example/collect?back=1"), is_gate("/2026/03/signing-of-the-pact")
    (True, False)
    """
    parts = urlsplit(location[:2000])
    return bool(_GATES.search(f"{parts.netloc}{parts.path}".lower()))
