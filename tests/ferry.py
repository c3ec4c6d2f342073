"""One invented page, and what becomes of it under the rules of its site; for the tests of site rules."""

from __future__ import annotations

from cleaning.article import Article, Block, Extractor, Page, SourceFacts
from cleaning.clean import clean
from cleaning.site_rules import SiteRules, parse

URL = "https://courier.example/town/ferry"
FIRST = "The harbour council of Great Pell voted on Tuesday to keep the east bank ferry until the new bridge opens next year."
SECOND = "Ines Maar, who runs the ticket office, said the crossing still carries four hundred people on a market day."
THIRD = "Repairs to the landing stage will begin in April and take six weeks, the harbour master told the meeting."
FOURTH = (
    "A group of fishermen had asked for an earlier date, since the herring come in May and the quay is needed then."
)
NOTE = "Tide tables for the east bank: high water at nine on Monday, at ten on Tuesday, and at eleven on Wednesday."
PLUG = "Harbour lights: our weekend supplement with forty walks along the coast, free for every reader this Saturday."
PAGE = f"""<html lang="en"><head><title>Ferry stays until the bridge opens - East Bank Courier</title>
<meta property="og:type" content="article"><meta property="og:title" content="Ferry stays until the bridge opens">
<meta property="article:published_time" content="2026-03-01T10:15:00+02:00"></head><body>
<nav><a href="/">Home</a> <a href="/town">Town</a></nav>
<main><h1>Ferry stays until the bridge opens</h1><p class="by">By Ines Maar</p>
<div class="story"><p>{FIRST}</p><p>{SECOND}</p><p class="plug">{PLUG}</p><p>{THIRD}</p><p>{FOURTH}</p></div>
<div class="tides"><p>{NOTE}</p></div></main>
<p class="all"><a href="/town/ferry?page=all">On one page</a></p>
<footer>East Bank Courier, 1 Quay Street</footer></body></html>"""


def rules(text: str, *, own: bool = False) -> SiteRules:
    return parse(text.encode(), "courier.example", final=own)


def page(markup: str = PAGE, *, extractor: str = "auto") -> Page:
    return Page(url=URL, body=markup.encode(), source=SourceFacts(extractor=Extractor(extractor)))


def article(text: str, *, own: bool = False, markup: str = PAGE, extractor: str = "auto") -> Article:
    result = clean(page(markup, extractor=extractor), rules=rules(text, own=own))
    assert isinstance(result, Article), result
    return result


def block(made: Article, text: str) -> Block:
    return next(b for b in made.blocks if text in b.text)
