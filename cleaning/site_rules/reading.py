"""From the text of a file to its rules. What cannot be used is passed over and named with file and line; nothing is fatal."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from cleaning.site_rules.directives import CONDITIONAL, DIRECTIVES, NO, WITH_ARGUMENT, YES, Takes
from cleaning.site_rules.hosts import SUFFIX
from cleaning.site_rules.values import Fault, Line, Replacement, SiteRules
from cleaning.site_rules.xpath import Expression, ExpressionError, compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 262_144
"""Bytes of the longest file that is read."""
MOST: Final = 2000
"""Directives of a file that are read."""
_NAME: Final = re.compile(r"[A-Za-z_]+")
_SHOWN: Final = 60


class _LineError(ValueError):
    """A line that cannot be used; the text says why."""


def parse(data: bytes, name: str, *, final: bool = False) -> SiteRules:
    """Read a file in the ftr-site-config format; ``name`` is the file's, without ``.txt``, ``final`` one of the user's own.

    Bytes that are not UTF-8 are replaced, since they stand in comments most often.
    """
    file = _File(f"{name}{SUFFIX}")
    file.read(data[:LARGEST].decode("utf-8-sig", "replace"))
    if len(data) > LARGEST:
        file.fault(1, f"{len(data):,} bytes, of which the first {LARGEST:,} are read")
    return SiteRules(
        name=name,
        digest=hashlib.sha256(data).hexdigest(),
        final=final,
        lines=tuple(file.lines),
        replacements=tuple(file.replacements()),
        faults=tuple(sorted(file.faults, key=lambda fault: fault.line)),
    )


def joined(own: SiteRules, general: SiteRules) -> SiteRules:
    """Let the rules for all hosts go with a host's own, unless that says ``autodetect_on_failure: no``."""
    if not own.says("autodetect_on_failure", default=True):
        return own
    return replace(
        own,
        digest=hashlib.sha256(f"{own.digest} {general.digest}".encode()).hexdigest(),
        lines=own.lines + for_all(general).lines,
        replacements=own.replacements + general.replacements,
        faults=own.faults + general.faults,
        named={},
    )


def for_all(general: SiteRules) -> SiteRules:
    """Return what of ``global.txt`` goes for pages of any host: what it strips and replaces.

    Where title, date and body stand on a page of no host in particular, the general road knows better.
    """
    return replace(general, lines=tuple(line for line in general.lines if line.name.startswith("strip")), named={})


class _File:
    """A file while it is read."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: list[Line] = []
        self.faults: list[Fault] = []

    def fault(self, number: int, message: str) -> None:
        self.faults.append(Fault(self._name, number, message))

    def read(self, text: str) -> None:
        for number, raw in enumerate(text.splitlines(), 1):
            stripped = raw.strip()
            if not stripped or stripped.startswith("#"):
                continue
            if len(self.lines) >= MOST:
                self.fault(number, f"more than {MOST:,} directives; this and all below is not read")
                return
            try:
                self._take(number, stripped)
            except _LineError as error:
                self.fault(number, str(error))

    def _take(self, number: int, text: str) -> None:
        name, argument, value = _parts(text)
        if name not in DIRECTIVES:
            close = get_close_matches(name, DIRECTIVES, n=1)
            raise _LineError(f"directive '{name}' is not known" + (f"; did you mean '{close[0]}'?" if close else ""))
        if argument and name not in WITH_ARGUMENT:
            raise _LineError(f"directive '{name}' takes nothing in parentheses")
        line = Line(file=self._name, number=number, name=name, value=value, argument=argument)
        expression = _checked(line)
        if name == "if_page_contains":
            self._limit(expression)
        else:
            self.lines.append(replace(line, expression=expression))

    def _limit(self, condition: Expression | None) -> None:
        """Let the directive above count only where the condition holds."""
        if not self.lines or self.lines[-1].name not in CONDITIONAL:
            raise _LineError("'if_page_contains' has no directive above it that it could limit")
        self.lines[-1] = replace(self.lines[-1], condition=condition)

    def replacements(self) -> Iterator[Replacement]:
        """Pair each ``find_string`` with the ``replace_string`` behind it."""
        waiting: Line | None = None
        for line in self.lines:
            if line.name == "find_string":
                self._unpaired(waiting)
                waiting = line
            elif line.name == "replace_string" and line.argument:
                yield Replacement(line.argument, line.value)
            elif line.name == "replace_string":
                if waiting is None:
                    self.fault(line.number, "'replace_string' has no 'find_string' above it")
                else:
                    yield Replacement(waiting.value, line.value)
                waiting = None
        self._unpaired(waiting)

    def _unpaired(self, line: Line | None) -> None:
        if line is not None:
            self.fault(line.number, "'find_string' has no 'replace_string' below it")


def _parts(text: str) -> tuple[str, str, str]:
    """Part a line into name, argument and value: ``replace_string(<a): <b`` gives ``replace_string``, ``<a``, ``<b``."""
    match = _NAME.match(text)
    if match is None:
        raise _LineError(f"is no directive: {text[:_SHOWN]}")
    name, rest = match[0].lower(), text[match.end() :].lstrip()
    if rest.startswith("("):
        argument, closed, value = rest[1:].partition("):")
        if closed:
            return name, argument, value.strip()
    if not rest.startswith(":"):
        raise _LineError(f"has no colon behind its name: {text[:_SHOWN]}")
    return name, "", rest[1:].strip()


def _checked(line: Line) -> Expression | None:
    """Look at a directive's value, and compile it where it is XPath."""
    takes = DIRECTIVES[line.name]
    if takes is Takes.FLAG and line.value.lower() not in (*YES, *NO):
        raise _LineError(f"'{line.name}' is yes or no, not '{line.value[:_SHOWN]}'")
    may_be_empty = takes is Takes.NOTHING or line.name == "replace_string"
    if not line.value and not may_be_empty:
        raise _LineError(f"'{line.name}' has no value")
    if takes is not Takes.XPATH:
        return None
    try:
        return compiled(line.value)
    except ExpressionError as error:
        raise _LineError(f"'{line.name}' {error}") from error
