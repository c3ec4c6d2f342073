from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning.article import Block, Category, Verdict
from cleaning.document import Document, parse
from cleaning.lists import completed

ITEMS = [f"Item {n} of the list of works on the piers of Port Ellis" for n in range(10)]
KEPT, OUTSIDE, REMOVED = Verdict.KEPT, Verdict.OUTSIDE, Verdict.REMOVED


def listed(tag: str = "ul", item: str = "li", items: list[str] = ITEMS) -> Document:
    inner = "".join(f"<{item}>{text}</{item}>" for text in items)
    document = parse(f"<body><p>Works.</p><{tag}>{inner}</{tag}></body>")
    assert document is not None
    return document


def judged(document: Document, out: dict[int, Block | str | None]) -> list[Block]:
    """Keep all blocks but those listed: outside for None, else removed by the rule."""
    blocks = []
    for b in document.blocks:
        rule = out.get(b.position, "")
        verdict = KEPT if rule == "" else OUTSIDE if rule is None else REMOVED
        category = Category.RELATED if verdict is REMOVED else None
        blocks.append(replace(b, verdict=verdict, rule=rule or None, category=category, reason=rule and "so"))
    return blocks


def verdicts(document: Document, out: dict[int, Block | str | None]) -> list[Verdict]:
    return [b.verdict for b in completed(document, judged(document, out))]


@pytest.mark.parametrize(("tag", "item"), [("ul", "li"), ("ol", "li"), ("dl", "dd")])
@pytest.mark.parametrize("rule", [None, "model/related"])
def test_list_kept_nearly_whole_is_kept_whole(tag: str, item: str, rule: str | None) -> None:
    assert [KEPT] * 11 == verdicts(listed(tag, item), {3: rule, 7: rule})


def test_item_that_a_rule_removed_stays_removed() -> None:
    found = verdicts(listed(), {3: "phrase/en/related/read-also", 7: None})
    assert [REMOVED] == [v for v in found if v is not KEPT]


def test_list_kept_in_parts_stays_as_it_is() -> None:
    found = verdicts(listed(), {3: None, 5: None, 7: None})
    assert 3 == found.count(OUTSIDE)


def test_list_left_out_stays_out() -> None:
    assert 10 == verdicts(listed(), dict.fromkeys(range(1, 11))).count(OUTSIDE)


@pytest.mark.parametrize("document", [listed("table", "tr"), listed("div", "p"), listed(items=ITEMS[:2])])
def test_tables_other_elements_and_pairs_are_no_lists(document: Document) -> None:
    assert 1 == verdicts(document, {1: None}).count(OUTSIDE)


def test_what_comes_back_has_no_rule_left() -> None:
    document = listed()
    back = completed(document, judged(document, {3: "model/related"}))[3]
    assert (KEPT, None, None, None) == (back.verdict, back.category, back.rule, back.reason)


def test_page_without_lists_is_as_it_was() -> None:
    document = listed("div", "p")
    blocks = judged(document, {2: None})
    assert tuple(blocks) == completed(document, blocks)
