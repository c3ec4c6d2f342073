"""Puts every rule's example and look-alike alone, inside and after a story of its language, all rules on, and counts.

First as blocks that only the rules judge, then as whole pages on the real road, block model and all. Examples are what the rules
were written with: the figures say that rules do not hinder each other, not how they fare on other wordings.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from trials import Trial, trials

from cleaning.article import Rejection, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.clean import clean
from cleaning.rules import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cleaning.rules import RuleBook

MUSTS = {"leak": 0.03, "lost": 0.01, "ordinary": 0.0}
"""At most: the shares of example lines that stay and of look-alikes that go, and the story's paragraphs that go."""
TOTAL = "all"
_CUT = 90
_Outcome = tuple[list[str], list[str]]
"""The trial's own lines that stay, and the story's that go."""


@dataclass(slots=True)
class Tally:
    """What was counted in one language, or in all."""

    lines: int = 0
    leaked: int = 0
    alike: int = 0
    lost: int = 0
    ordinary: int = 0
    """Paragraphs of the story that went, in all trials."""

    def figures(self) -> dict[str, float]:
        """Return what the musts bound."""
        leak, lost = self.leaked / max(1, self.lines), self.lost / max(1, self.alike)
        return {"leak": leak, "lost": lost, "ordinary": float(self.ordinary)}

    def add(self, trial: Trial, stay: int, ordinary: int) -> None:
        """Count one trial of which so many lines stay, and paragraphs around it go."""
        number = len(trial.own)
        self.ordinary += ordinary
        if trial.goes:
            self.lines, self.leaked = self.lines + number, self.leaked + stay
        else:
            self.alike, self.lost = self.alike + number, self.lost + number - stay


def by_rules(trial: Trial, book: RuleBook | None = None) -> _Outcome:
    """Let only the rules judge."""
    blocks = strip(trial.blocks(), Context(language=trial.language), book=book)
    stay = [b.text for b in blocks if b.position in trial.own and b.verdict is Verdict.KEPT]
    gone = [b.text for b in blocks if b.position not in trial.own and b.verdict is not Verdict.KEPT]
    return stay, gone


def by_others(trial: Trial) -> _Outcome:
    """Let the rules judge without the one whose example it is."""
    return by_rules(trial, load().without(trial.rule.id))


def on_page(trial: Trial) -> _Outcome:
    """Take the road every page takes."""
    made = clean(trial.page())
    article = made.article if isinstance(made, Rejection) else made
    kept = {block.text for block in (article.blocks if article else ()) if block.verdict is Verdict.KEPT}
    return [text for text in trial.lines if text in kept], [text for text in trial.story if text not in kept]


def measured(road: Callable[[Trial], _Outcome], chosen: Iterable[Trial], *, show: bool = False) -> dict[str, Tally]:
    """Return a tally a language, and one of all together."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for trial in chosen:
        stay, gone = road(trial)
        for name in (trial.language, TOTAL):
            tallies[name].add(trial, len(stay), len(gone))
        if show:
            _show(trial, stay, gone)
    return tallies


def _show(trial: Trial, stay: list[str], gone: list[str]) -> None:
    lost = [] if trial.goes else [text for text in trial.lines if text not in stay]
    for word, texts in (("leaks", stay if trial.goes else []), ("lost", lost), ("ordinary", gone)):
        for text in texts:
            print(f"{word:9}{trial.place:7}{trial.rule.id}: {text[:_CUT]}")


def report(tallies: Mapping[str, Tally], *, title: str) -> None:
    """Print a line a language."""
    print(f"\n{title}\n{'':5}{'lines':>7}{'leak %':>8}{'alike':>7}{'lost %':>8}{'ordinary lost':>15}")
    for name, tally in sorted(tallies.items(), key=lambda pair: (pair[0] == TOTAL, pair[0])):
        figures = tally.figures()
        shares = f"{tally.lines:7}{figures['leak']:8.1%}{tally.alike:7}{figures['lost']:8.1%}"
        print(f"{name:5}{shares}{tally.ordinary:15}")


def broken(tallies: Mapping[str, Tally], *, title: str) -> list[str]:
    """Return a line for every figure that is past its must."""
    return [
        f"{title}: {name} {value:.4f}, must be at most {MUSTS[name]:.4f}"
        for name, value in tallies[TOTAL].figures().items()
        if value > MUSTS[name]
    ]


@click.command()
@click.option("--check", is_flag=True, help="Fail where more leaks or is lost than may.")
@click.option("--language", "languages", multiple=True, help="Only these languages.")
@click.option("--pages/--no-pages", default=True, help="Whole pages too; they take minutes.")
@click.option("--show", is_flag=True, help="Print every line that leaks or is lost.")
def main(*, check: bool, languages: tuple[str, ...], pages: bool, show: bool) -> None:
    """Measure the shipped rules on their own examples."""
    known = languages or tuple(rule.language or "en" for rule in load().rules)
    chosen = list(trials(set(known)))
    past = []
    for title, road in (("rules on blocks", by_rules), ("whole pages", on_page)):
        if road is by_rules or pages:
            asked = [trial for trial in chosen if trial.story or road is by_rules]
            tallies = measured(road, asked, show=show)
            report(tallies, title=title)
            past += broken(tallies, title=title)
    report(measured(by_others, chosen), title="rules on blocks, the example's own rule off")
    print("\nat most:", ", ".join(f"{name} {most}" for name, most in MUSTS.items()))
    for line in past:
        print(f"BROKEN: {line}", file=sys.stderr)
    sys.exit(1 if past and check else 0)


if __name__ == "__main__":
    main()
