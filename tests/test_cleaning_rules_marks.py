"""Elements betray boilerplate by their roles, schema.org terms, labels and components, as by their classes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning.article import Block, Verdict
from cleaning.boilerplate import Context, strip
from cleaning.document import Document, parse
from cleaning.rules import load
from cleaning.rules.marks import marks

PROSE = "".join(
    f"<p>The council of Port Ellis approved the repair of pier {n} on Monday night, and said that work would begin soon.</p>"
    for n in range(1, 7)
)


def document(markup: str) -> Document:
    made = parse(f"<body><div class=text>{PROSE}{markup}</div></body>")
    assert made is not None
    return made


def cleaned(markup: str) -> list[Block]:
    """Return the blocks behind the prose, all judged as article text before."""
    made = document(markup)
    context = Context(language="en", marks=marks(made, range(len(made.blocks))))
    return list(strip([replace(b, verdict=Verdict.KEPT) for b in made.blocks], context))[6:]


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<div role=navigation>Council <a href=/c>Piers</a></div>", "structure/navigation"),
        ("<div role=search>Find a report</div>", "structure/navigation"),
        ("<div role=contentinfo>Ellis Post Ltd</div>", "structure/navigation"),
        ("<div role=tooltip>What a pier is</div>", "structure/navigation"),
        ("<div role=button>Show</div>", "structure/button"),
        ("<div role=complementary><a href=/a>Ferry goes back to its owner</a></div>", "structure/beside"),
        ("<div itemscope itemtype='https://schema.org/WPFooter'>Ellis Post Ltd</div>", "structure/navigation"),
        ("<div itemscope itemtype='http://schema.org/WPSideBar'>Weather</div>", "structure/navigation"),
        (
            "<ul itemscope itemtype='https://schema.org/SiteNavigationElement'><li>Sport</li></ul>",
            "structure/navigation",
        ),
        ("<div itemtype='https://schema.org/WPAdBlock'>Paint for piers</div>", "structure/advert"),
        ("<div itemprop=author>Ann Lee</div>", "structure/byline"),
        ("<div itemprop='publisher' itemscope>The Ellis Post</div>", "structure/byline"),
        ("<div itemprop=datePublished>May third</div>", "structure/byline"),
        ("<div itemprop=comment itemscope><p>At last, said nobody at all.</p></div>", "structure/comments"),
        ("<li itemprop='relatedLink'>Ferry sold</li>", "structure/related"),
        ("<div itemprop=keywords>piers, ferries</div>", "structure/tags"),
        ("<div itemprop=interactionStatistic>12</div>", "structure/counter"),
        ("<div aria-label='Share this article'>Post it</div>", "structure/share"),
        ("<section aria-label='Diesen Artikel teilen'>Per Post</section>", "structure/share"),
        ("<section aria-label='Werbung'>Farbe für Stege</section>", "structure/advert"),
        ("<section aria-label='Related stories'><p>Ferry sold</p></section>", "structure/related"),
        ("<section data-testid='related-articles'><p>Ferry sold</p></section>", "structure/related"),
        ("<section data-component='NewsletterSignup'><p>Every Monday</p></section>", "structure/newsletter"),
        ("<section data-widget='taboola'><p>One odd trick</p></section>", "structure/related"),
    ],
)
def test_element_with_a_mark_loses_its_lines(markup: str, rule: str) -> None:
    assert {rule} == {b.rule for b in cleaned(markup)}


@pytest.mark.parametrize(
    "markup",
    [
        "<div role=region>The vote was close</div>",
        "<div role=note>The vote was close</div>",
        "<div role=complementary>The mayor, who is no sailor, called the piers the lungs of the town</div>",
        "<div role=doc-endnotes>See the minutes of the council</div>",
        "<div itemprop=articleBody>The vote was close</div>",
        "<div itemprop=text>The vote was close</div>",
        "<div aria-label='Share of the vote by ward'>The vote was close</div>",
        "<div data-testid='shareholders-table'>The vote was close</div>",
        "<div data-component='paragraph'>The vote was close</div>",
        "<div itemtype='https://schema.org/NewsArticle'>The vote was close</div>",
    ],
)
def test_other_marks_betray_nothing(markup: str) -> None:
    assert [Verdict.KEPT] == [b.verdict for b in cleaned(markup)]


def test_element_that_holds_much_of_the_page_is_no_widget() -> None:
    made = parse(f"<body><main><div role=contentinfo>{PROSE}</div><p>The vote was close.</p></main></body>")
    assert made is not None
    context = Context(marks=marks(made, range(len(made.blocks))))
    kept = strip([replace(b, verdict=Verdict.KEPT) for b in made.blocks], context)
    assert all(b.verdict is Verdict.KEPT for b in kept)


def test_reason_shows_the_mark() -> None:
    (gone,) = cleaned("<div role=search>Find a report</div>")
    assert gone.reason == "inside <div[role=search]>: navigation"


def test_stored_path_has_no_marks() -> None:
    (gone,) = cleaned("<div class=find role=search>Find a report</div>")
    assert gone.path.endswith("/div.find")


def test_marks_are_those_within_the_stretch_and_never_of_the_page_s_frame() -> None:
    made = parse("<body role=document><main role=main><p role=note>One</p><p role=note>Two</p></main></body>")
    assert made is not None
    assert {0, 1} == marks(made, range(2)).keys()
    assert {1} == marks(made, range(1, 2)).keys()
    assert ("role=note",) == marks(made, range(2))[0][0].terms


def test_rule_that_is_switched_off_sees_no_marks() -> None:
    made = document("<div role=search>Find a report</div>")
    context = Context(marks=marks(made, range(len(made.blocks))))
    book = load().without("structure/navigation")
    assert (
        strip([replace(b, verdict=Verdict.KEPT) for b in made.blocks], context, book=book)[-1].verdict is Verdict.KEPT
    )


@pytest.mark.timeout(10)
def test_deep_and_many_marks_take_no_long_time() -> None:
    made = parse("<div role=note>" * 200 + "<p role=note>One two</p>" * 3000 + "</div>" * 200)
    assert made is not None
    found = marks(made, range(len(made.blocks)))
    assert max(map(len, found.values())) <= 12


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<div id='chat-gpt-launches-an-app-banner'><p>The vote was close</p></div>", True),
        ("<div id='app-banner'><p>The vote was close</p></div>", False),
        ("<h3 id='related-articles' class=x>Related works</h3>", True),
        ("<pre class='code-block'>pier = 6</pre>", True),
        ("<div class='paywall-content'><p>The vote was close</p></div>", True),
        ("<div class='menu-item'><p>Fish soup</p></div>", True),
        ("<div class='kommentar'><p>The vote was close</p></div>", True),
    ],
)
def test_class_and_id_words_spare_what_they_only_resemble(markup: str, *, kept: bool) -> None:
    assert kept == all(b.verdict is Verdict.KEPT for b in cleaned(markup))


VENDORS = """
jp-relatedposts sharedaddy wpdiscuz newspack-donate gh-signup trc_related_container OUTBRAIN ob-smartfeed disqus_thread
coral-container viafoura-comments hyvor-talk openweb-conversation addtoany_share_save_container a2a_kit sharethis-inline-share-buttons
mc_embed_signup subscription-widget-wrap beehiiv-embed sailthru-overlay google-preferred-source apple-news-button
dw-chart-footer tp-modal poool-widget piano-template didomi-host cky-overlay remark42 vuukle-comments
""".split()


@pytest.mark.parametrize("name", VENDORS)
def test_widgets_of_the_large_vendors_are_known(name: str) -> None:
    assert cleaned(f"<div class='{name}'><p>Something else</p></div>")[0].verdict is Verdict.REMOVED
