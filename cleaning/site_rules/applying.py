"""A page read under its site's rules: from markup to blocks, with everything the rules find on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.document import Document, tree_of, walked
from cleaning.site_rules.finding import Findings, find, rewritten
from cleaning.site_rules.marking import apart

if TYPE_CHECKING:
    from cleaning.site_rules.values import SiteRules


def read_under(rules: SiteRules, text: str, base: str = "") -> tuple[Document, Findings] | None:
    """Parse a page's markup under a site's rules; None when there is no element in it at all.

    ``base`` is the page's URL. What the rules name within a line of text is a block of its own in the document.
    """
    tree = tree_of(rewritten(text, rules))
    if tree is None:
        return None
    findings = find(tree, rules, base)
    bodies = [element for _, elements in findings.bodies for element in elements]
    with apart(bodies, out=(element for element, _ in findings.stripped)):
        return walked(tree), findings
