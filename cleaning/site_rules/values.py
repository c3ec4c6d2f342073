"""What one file of site rules says, as values: its directives line by line, and what in it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaning.site_rules.directives import YES
from cleaning.site_rules.hosts import SUFFIX

if TYPE_CHECKING:
    from cleaning.site_rules.xpath import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One directive, and where it stands."""

    file: str
    number: int
    """1-based."""
    name: str
    value: str
    argument: str = ""
    """What stood in parentheses behind the name."""
    expression: Expression | None = None
    """The compiled value of a directive that takes XPath."""
    condition: Expression | None = None
    """``if_page_contains`` on the line below: the directive counts only on pages where this finds something."""

    @property
    def place(self) -> str:
        """File and line as messages name them."""
        return f"{self.file}, line {self.number}"

    @property
    def rule(self) -> str:
        """The id under which a block it removes is recorded."""
        return f"site/{self.file.removesuffix(SUFFIX)}/{self.name}/{self.number}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was passed over, and why."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A string of the markup and what stands in its place before the page is parsed."""

    find: str
    replace: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteRules:
    """The directives of a file, or of several joined."""

    name: str
    """The file's name without ``.txt``: ``courier.example``, or ``.courier.example`` for its sub-domains."""
    digest: str = ""
    """SHA-256 of the files' bytes, hexadecimal."""
    final: bool = False
    """They are the user's own, not a collection's: nothing speaks against them."""
    lines: tuple[Line, ...] = ()
    """In the order of the file."""
    replacements: tuple[Replacement, ...] = ()
    faults: tuple[Fault, ...] = ()
    named: dict[str, tuple[Line, ...]] = field(default_factory=dict, repr=False)
    """The lines by directive, as they were asked for."""

    def of(self, name: str) -> tuple[Line, ...]:
        """Return the lines of one directive, in order."""
        if name not in self.named:
            self.named[name] = tuple(line for line in self.lines if line.name == name)
        return self.named[name]

    def says(self, name: str, *, default: bool) -> bool:
        """Return what a yes-or-no directive says; the first line counts."""
        return next((line.value.lower() in YES for line in self.of(name)), default)
