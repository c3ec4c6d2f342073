"""docs/dates.md names every rule and place there is, and none that is not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipelines.date_reading import read
from pipelines.date_values import Setting
from tests.test_pipelines_dates_strings import FETCHED, ROWS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "dates.md").read_text(encoding="utf-8")
NAMES = frozenset(re.findall(r"`([a-z0-9-]+)`", PAGE))
SOURCES = [*sorted((ROOT / "pipelines").glob("date*.py")), *sorted((ROOT / "cleaning").glob("date_*.py"))]


def written(paths: list[Path]) -> frozenset[str]:
    """Every piece of a string constant in these modules that a rule, place or flag may be called by."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    texts = {
        n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    return frozenset(piece for text in texts if len(text) < 40 for piece in text.split("/") if piece)


def named_rules() -> frozenset[str]:
    """What is given as a rule: keywords ``rule=``, and the names beside a candidate in ``date_choice``."""
    found: set[str] = set()
    for path in SOURCES[:-1]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule":
                found |= {
                    n.value.strip("/") for n in ast.walk(node.value) if isinstance(n, ast.Constant) and n.value != "/"
                }
    choice = ast.parse((ROOT / "pipelines/date_choice.py").read_text(encoding="utf-8"))
    pairs = [n for n in ast.walk(choice) if isinstance(n, ast.Tuple) and len(n.elts) == 2]
    found |= {
        n.elts[1].value for n in pairs if isinstance(n.elts[1], ast.Constant) and isinstance(n.elts[1].value, str)
    }
    return frozenset(found - {"microdata", "feed", "month", "year"})


@pytest.mark.parametrize("rule", sorted(named_rules()))
def test_every_rule_is_documented(rule: str) -> None:
    assert rule in NAMES


def test_every_rule_that_reads_a_string_of_the_table_is_documented() -> None:
    rows = [param.values for param in ROWS]
    settings = [(row[0], Setting(language=language, base=FETCHED)) for language, _, row in rows]
    rules = {reading.rule for raw, setting in settings if (reading := read(raw, setting))}
    assert set() == rules - NAMES


def test_nothing_is_documented_that_is_not_there() -> None:
    beside = written([*SOURCES, ROOT / "cleaning" / "site_rules" / "facts.py"])
    columns = {"sitemap", "itemprop"}
    assert set() == NAMES - beside - columns
