"""Bait for every rule and for every regular expression in the code: what nearly matches may not cost more than its length."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from random import Random
from typing import TYPE_CHECKING, Any, Final

import click
from samples import repeated, units

from cleaning.rules import load
from cleaning.rules.model import Appeal, Phrase
from cleaning.rules.wording import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaning.rules import Rule, RuleBook

LONG: Final = 50_000
"""Characters of bait for a pattern that is given texts of any length."""
BOUNDS: Final = {
    "cleaning.bylines": 500,
    "cleaning.model": 60,  # names of columns
    "cleaning.date_hints": 70,
    "cleaning.date_spans": 300,
    "cleaning.quality._DATA": 1,  # matched at the first byte only
    "cleaning.signers": 160,
    "cleaning.slugs": 500,
    "cleaning.titles": 500,
    "cleaning.urls": 2_048,
    "crawler": 500,
    "pipelines.date": 120,
    "pipelines.date_order._HTML_LANG": LONG,
}
"""The longest text that a module's patterns are given, where it is bounded; some of them take its square."""
MOST: Final = 0.25
"""Seconds that a pattern may take over the worst bait of its length."""
_RULE_LENGTHS: Final = (400, 800, 1_600)
_RULE_MOST: Final = 0.02
_STEEP: Final = 8.0
"""How much more four times the text may cost a rule."""


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the regular expressions that the modules of the program hold, with their names, each once."""
    seen: set[re.Pattern[Any]] = set()
    for package in ("cleaning", "pipelines", "crawler"):
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if "newsroom" in module.name or module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                found = [p for p in _within(value) if p not in seen]
                seen.update(found)
                yield from ((f"{module.name}.{name}", pattern) for pattern in found)


def _within(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, dict)) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _within(inner, depth - 1)


def bound(name: str) -> int:
    """Return how long the texts are that a pattern is given."""
    return BOUNDS[max((known for known in BOUNDS if name.startswith(known)), key=len, default="")] if any(map(name.startswith, BOUNDS)) else LONG  # fmt: skip


def worst(name: str, pattern: re.Pattern[Any], random: Random) -> tuple[float, str]:
    """Return the most seconds that a pattern takes over bait of its length, and of what the bait is made."""
    slowest = (0.0, "")
    for unit in sorted(units(pattern, random)):
        text: Any = repeated(unit, bound(name))
        if isinstance(pattern.pattern, bytes):
            text = text.encode("utf-8", "replace")
        slowest = max(slowest, (_seconds(lambda text=text: [None for _ in pattern.finditer(text)]), unit))
        if slowest[0] > 4 * MOST:
            break
    return slowest


def _seconds(act: Callable[[], object], tries: int = 1) -> float:
    best = float("inf")
    for _ in range(tries):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best


def near(rule: Rule) -> Iterator[str]:
    """Yield units of a rule's own words: all of them, the first, the last, without the last letter."""
    wordings = (
        (*rule.patterns,)
        if isinstance(rule, Phrase)
        else (*rule.strong, *rule.weak)
        if isinstance(rule, Appeal)
        else ()
    )
    found = [re.findall(r"[^\W\d_]+", re.sub(r"\\.\{?", " ", wording)) for wording in wordings]
    for listed in found:
        if listed:
            yield from {f"{' '.join(listed)} ", f"{' '.join(listed)[:-1]} ", f"{listed[0]} ", f"{listed[-1]}: "}


def rule_costs(book: RuleBook, rule: Rule) -> tuple[float, float, str]:
    """Return the most seconds a rule takes over near-matches, how much more than over a quarter of it, and the unit."""
    slowest = (0.0, 0.0, "")
    for unit in near(rule):
        texts = [repeated(unit, length) for length in _RULE_LENGTHS]
        times = [_seconds(lambda text=text: _asked(book, rule, text), tries=2) for text in texts]
        slowest = max(slowest, (times[-1], times[-1] / max(times[0], 1e-5), unit))
    return slowest


def _asked(book: RuleBook, rule: Rule, text: str) -> None:
    book.phrases(text)
    book.hear(tokens(text))
    if isinstance(rule, Phrase):
        book.automata.phrasing.split(rule, text)


@click.command()
@click.option("--check", is_flag=True, help="Exit code 1 when a pattern takes too long.")
def main(*, check: bool) -> None:
    """Try every pattern and every rule on bait made of its own parts."""
    wrong, book, random = [], load(), Random(1)
    book.phrases("warm")
    rated = [(*rule_costs(book, rule), rule.id) for rule in book.rules]
    for seconds, steep, unit, name in sorted(rated, reverse=True)[:5]:
        print(f"{seconds * 1000:8.2f} ms, {steep:4.1f} times a quarter  {name}  {unit[:40]!r}")
    wrong += [
        f"{name}: {seconds:.3f} s" for seconds, steep, _, name in rated if seconds > _RULE_MOST and steep > _STEEP
    ]
    print(f"{len(rated):,} rules")
    found = [(*worst(name, pattern, random), name) for name, pattern in patterns()]
    for seconds, unit, name in sorted(found, reverse=True)[:12]:
        print(f"{seconds * 1000:8.2f} ms over {bound(name):,}  {name}  {unit[:40]!r}")
    wrong += [f"{name}: {seconds:.2f} s over {unit[:40]!r}" for seconds, unit, name in found if seconds > MOST]
    print(f"{len(found):,} patterns")
    for line in wrong:
        print(f"WRONG {line}")
    sys.exit(1 if check and wrong else 0)


if __name__ == "__main__":
    main()
