"""The newsroom as an exam of the rules: it was written apart from them, and no line of it stands in a rule."""

from __future__ import annotations

from cleaning.rules import load
from cleaning.text import fold
from crawler.newsroom import World
from crawler.newsroom.phrases import phrases

NAMES = {"admin"}
"""What is a name, not a phrase; the names of networks are too."""


def lines_of_the_rules() -> set[str]:
    found: set[str] = set()
    for rule in load().rules:
        for field in ("examples", "look_alikes"):
            for example in getattr(rule, field, ()):
                found |= {fold(line.strip(" #-![]")) for line in str(example).splitlines()}
    return found


def test_no_boilerplate_line_of_the_newsroom_stands_in_a_rule() -> None:
    written = {
        fold(scrap.text)
        for outlet, truth in World(1).truths(1)
        for scrap in truth.boilerplate
        if scrap.category != "tags" and scrap.text not in NAMES | set(phrases(outlet.language).all("share", "services"))
    }
    assert set() == written & lines_of_the_rules()
