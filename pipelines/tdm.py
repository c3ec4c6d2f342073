"""The TDM Reservation Protocol (TDMRep, W3C Community Group report of 2024-05-10): declarations, and the file of a site.

``tdm-reservation`` is 1 (reserved) or 0 (not); anything else counts as unset. The file is a list of rules; a rule's
``location`` is matched against path and query like a rule of robots.txt (``*``, and ``$`` at the end), and of those that
match the first one counts. A policy is only recorded, never fetched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_MOST_RULES = 1000
_LONGEST = 1000
_RESERVATION, _POLICY = "tdm-reservation", "tdm-policy"


class Rule(NamedTuple):
    """One rule of a tdmrep.json."""

    location: str
    reservation: str
    """As it stood, as text."""
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is declared for one page, and where."""

    place: str
    """meta, header or file."""
    reservation: str
    policy: str = ""
    location: str | None = None
    """The rule's, for one that stood in the file."""

    @property
    def reserved(self) -> bool | None:
        """Whether the rights are reserved; None for a value that means nothing."""
        return {"1": True, "0": False}.get(self.reservation.strip())

    def document(self) -> dict[str, Any]:
        """Return it as JSON values."""
        raw = {_RESERVATION: self.reservation} | ({_POLICY: self.policy} if self.policy else {})
        raw |= {"location": self.location} if self.location is not None else {}
        policy = self.policy or None if self.reserved else None
        return {"reserved": self.reserved, "policy": policy, "from": self.place, "raw": raw}


def declared(place: str, reservation: str, policy: str) -> Declaration | None:
    """Return the declaration of a header or of meta elements; None where there is none."""
    if not reservation:
        return None
    return Declaration(place=place, reservation=reservation[:_LONGEST], policy=policy[:_LONGEST])


def of_file(rules: tuple[Rule, ...], url: str) -> Declaration | None:
    """Return what a site's file declares for a URL."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    rule = next((rule for rule in rules if matches(rule.location, path)), None)
    if rule is None:
        return None
    return Declaration(place="file", reservation=rule.reservation, policy=rule.policy, location=rule.location)


def read(body: bytes) -> tuple[Rule, ...]:
    """Read a tdmrep.json; what is not a rule is passed over, and a file that is none gives none."""
    try:
        said = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    entries = said if isinstance(said, list) else [said]
    return tuple(rule for entry in entries[:_MOST_RULES] if (rule := _rule(entry)))


def matches(location: str, path: str) -> bool:
    """Tell whether a pattern matches a path with its query from the beginning.

    >>> matches("/news/*.html$", "/news/2026/a.html"), matches("/news", "/newsletter"), matches("/a$", "/ab")
    (True, True, False)
    """
    whole = location.endswith("$")
    first, *rest = location.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not rest:
        return not whole or place == len(path)
    for part in rest[:-1]:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    last = rest[-1]
    return (len(path) - len(last) >= place and path.endswith(last)) if whole else path.find(last, place) >= 0


def _rule(entry: object) -> Rule | None:
    if not isinstance(entry, dict):
        return None
    location, reservation, policy = (entry.get(name) for name in ("location", _RESERVATION, _POLICY))
    if not isinstance(location, str) or not location or len(location) > _LONGEST:
        return None
    if not isinstance(reservation, int | str) or isinstance(reservation, bool):
        return None
    text = policy[:_LONGEST] if isinstance(policy, str) else ""
    return Rule(location if location[0] in "/*" else f"/{location}", str(reservation)[:_LONGEST], text)
