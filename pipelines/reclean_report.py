"""What cleaning again would change, counted by rule with examples: for people to look at before anything is taken over. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pipelines.article_state import DATE_FIELDS, FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.article_state import Row, State

EXAMPLES: Final = 3
_LONGEST: Final = 160
OUTSIDE: Final = "outside"
"""In the place of a rule: the block model, or a site's rules, took a block for page furniture, or no longer do."""
_METADATA: Final = tuple(
    name
    for name in FIELDS
    if name not in DATE_FIELDS
    and name not in ("text", "title", "outline", "word_count", "words_removed", "words_outside")
)


@dataclass(slots=True)
class Change:
    """One kind of change: how often, in how many articles, and a few examples."""

    number: int = 0
    words: int = 0
    articles: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, example: dict[str, Any], *, words: int = 0) -> None:
        """Count one."""
        self.number += 1
        self.words += words
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)


@dataclass(slots=True)
class Report:
    """All changes that wait; memory grows with the number of rules, not of articles."""

    changed: int = 0
    """Articles that come out otherwise in whatever the database keeps of them."""
    text: int = 0
    """Articles whose text is another: these and ``title`` become revisions."""
    title: int = 0
    dates: int = 0
    sources: dict[str, int] = field(default_factory=dict)
    """Changed articles by source."""
    removed: dict[str, Change] = field(default_factory=dict)
    """By rule, what it newly takes out of texts."""
    kept: dict[str, Change] = field(default_factory=dict)
    """By the rule that took it out, what now stays in texts."""
    moved: int = 0
    """Blocks of no text, before or after, that another rule takes out, or none."""
    dated: dict[str, Change] = field(default_factory=dict)
    """By what chose the publication date, before and now where that is not the same."""
    fields: dict[str, Change] = field(default_factory=dict)
    """Other columns by name."""
    rejected: dict[str, Change] = field(default_factory=dict)
    """By reason, articles that today's rules reject; they stay."""
    found: Change = field(default_factory=Change)
    """Rejected pages that are articles now."""
    failed: dict[str, Change] = field(default_factory=dict)
    """By what was wrong, captures that could not be cleaned."""

    @property
    def waiting(self) -> int:
        """How many changes there are to take over."""
        return self.changed + sum(change.number for change in self.rejected.values()) + self.found.number

    def document(self) -> dict[str, Any]:
        """Return it as plain values, the most frequent first."""
        said = asdict(self)
        for name in ("removed", "kept", "dated", "fields", "rejected", "failed"):
            said[name] = dict(sorted(said[name].items(), key=lambda pair: (-pair[1]["number"], pair[0])))
        return said | {"waiting": self.waiting}

    def differ(self, url: str, source: str, before: State, after: State) -> None:
        """Count one article that comes out otherwise."""
        self.changed += 1
        self.sources[source] = self.sources.get(source, 0) + 1
        self.text += before.row["text"] != after.row["text"]
        self.title += before.row["title"] != after.row["title"]
        self._blocks(url, before, after)
        self._date(url, before, after)
        for name in ("title", *_METADATA):
            if before.row[name] != after.row[name]:
                example = {"url": url, "before": _short(before.row[name]), "after": _short(after.row[name])}
                self.fields.setdefault(name, Change()).add(example)

    def reject(self, url: str, reason: str, evidence: str) -> None:
        """Count an article that today's rules reject."""
        self.rejected.setdefault(reason, Change()).add({"url": url, "evidence": _short(evidence)})

    def find(self, url: str, after: State) -> None:
        """Count a rejected page that is an article now."""
        self.found.add({"url": url, "title": _short(after.row["title"])}, words=after.row["word_count"])

    def fail(self, url: str, said: str) -> None:
        """Count a capture that could not be cleaned."""
        what, _, detail = said.partition(": ")
        self.failed.setdefault(what, Change()).add({"url": url, "detail": detail})

    def _blocks(self, url: str, before: State, after: State) -> None:
        old, new = _lines(before.row["text"]), _lines(after.row["text"])
        gone, come = old - new, new - old
        rules = {True: _by_text(after.removed), False: _by_text(before.removed)}
        for lines, into, is_after in ((gone, self.removed, True), (come, self.kept, False)):
            touched = set()
            for line in lines.elements():
                rule = rules[is_after].get(line, OUTSIDE)
                into.setdefault(rule, Change()).add({"url": url, "text": _short(line)}, words=len(line.split()))
                touched.add(rule)
            for rule in touched:
                into[rule].articles += 1
        ruled = [Counter((row["text"], row["rule"]) for row in state.removed) for state in (before, after)]
        ever = old | new
        self.moved += sum(
            n for (text, _), n in ((ruled[1] - ruled[0]) | (ruled[0] - ruled[1])).items() if text not in ever
        )

    def _date(self, url: str, before: State, after: State) -> None:
        differing = [name for name in sorted(DATE_FIELDS) if before.row[name] != after.row[name]]
        if not differing:
            return
        self.dates += 1
        old, new = _chosen(before.dates), _chosen(after.dates)
        how = new if old == new else f"{old} -> {new}"
        said = {name: [before.row[name], after.row[name]] for name in differing}
        self.dated.setdefault(how, Change()).add({"url": url, "changed": said})


def _lines(text: str) -> Counter[str]:
    return Counter(line for line in text.split("\n") if line)


def _by_text(removed: Iterable[Row]) -> dict[str, str]:
    return {row["text"]: row["rule"] for row in removed}


def _chosen(dates: Iterable[Row]) -> str:
    """Name what chose the publication date."""
    row = next((row for row in dates if row["chosen"] and row["role"] == "published"), None)
    return f"{row['place']} ({row['rule']})" if row else "none"


def _short(value: Any) -> Any:
    if not isinstance(value, str) or len(value) <= _LONGEST:
        return value
    return value[: _LONGEST - 1] + "…"
