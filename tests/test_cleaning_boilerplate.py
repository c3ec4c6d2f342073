"""The tiers at work: what goes, what it takes along, and what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaning.article import Block, Category, Verdict
from cleaning.boilerplate import Context, strip
from tests.storyline import line, page, stories, story

EN = Context(language="en")
TEXT = stories()["en"]


def removed(blocks: list[Block], context: Context = EN) -> dict[str, Block]:
    return {block.text: block for block in strip(blocks, context) if block.verdict is Verdict.REMOVED}


# ------------------------------------------------------------------------------------------------ phrases and runs


def test_a_label_takes_the_linked_headlines_and_no_paragraph():
    blocks = page(TEXT[0], "Read also:\n- [Ferry sails again]\n- [Mayor to resign]", *TEXT[1:])
    gone = removed(blocks)
    assert {"Read also:", "Ferry sails again", "Mayor to resign"} == set(gone)
    assert 'label "Read also:" with 2 linked headlines' == gone["Read also:"].reason
    assert 'goes with "Read also:"' == gone["Mayor to resign"].reason
    assert {Category.RELATED} == {block.category for block in gone.values()}


def test_a_label_inside_the_text_goes_with_its_headline():
    gone = removed(page(TEXT[0], "Read also: Council delays vote", *TEXT[1:]))
    assert 'label "Read also" before a headline' == gone["Read also: Council delays vote"].reason


def test_a_label_does_not_take_what_another_category_knows():
    gone = removed(story("Read also:\n- [Ferry sails again]\nBecome a patron!\nSource: Harbour Post"))
    assert Category.DONATION is gone["Become a patron!"].category
    assert Category.SOURCE_LINK is gone["Source: Harbour Post"].category


def test_a_linked_button_does_not_take_the_next_card():
    blocks = page(*TEXT, "[Read more]", "# [The next story of the list]", TEXT[1][:-1] + " again.")
    assert {"Read more"} == set(removed(blocks))


@pytest.mark.parametrize(
    "sentence",
    [
        '"Read also the letter," she told the court.',
        "Subscribe to our newsletter or we shall close, the editor told the few who still came to the shop.",
        "Follow us to the river, they said.",
        "Support for our paper was never greater, the minister said, and donations came from readers in nine countries.",
        "The share of readers who donate to independent journalism was nine percent.",
    ],
)
def test_speech_and_story_stay(sentence: str):
    assert {} == removed(page(TEXT[0], sentence, *TEXT[1:]))
    assert {} == removed(story(sentence))


def test_a_phrase_alone_removes_no_long_paragraph():
    long = (
        "Subscribe to our newsletter, says a poster that hangs in the window of the shop, "
        + "and the rain falls on it " * 12
    )
    assert {} == removed(story(long))


def test_a_donation_appeal_without_list_or_link_goes_as_one_run():
    appeal = [
        "You could close this page now, and nobody would blame you.",
        "But our reporting is open to everyone, and it depends on the support of readers like you, who give what they can.",
        "For as little as the price of a coffee a month you can help us keep it that way.",
        "Please consider making a contribution today.",
    ]
    gone = removed(story(*appeal))
    assert set(appeal) == set(gone)
    assert {Category.DONATION} == {block.category for block in gone.values()}
    assert {"donation appeal of 4 paragraphs"} == {block.reason for block in gone.values()}


def test_an_appeal_between_paragraphs_goes_and_they_stay():
    appeal = "We rely on readers like you. Please support our journalism with a small donation, once or every month."
    blocks = page(*TEXT[:2], appeal, *TEXT[2:])
    assert {appeal} == set(removed(blocks))


def test_a_page_that_speaks_to_its_reader_all_along_is_not_an_appeal():
    guide = [
        "You can keep your boat in the harbour if you pay the fee before your first night.",
        "Bring your papers with you, because you will be asked for them at the gate.",
        "If you need help with your sails, our volunteers will support you and your crew every month of the year.",
        "You will find your berth on the map that we gave you.",
        "Leave your keys with our guard, and you can collect them when you come back for your boat.",
    ]
    assert {} == removed(page(*guide))


def test_an_appeal_never_takes_most_of_a_page():
    charity = ["Our members donate what they can, and we thank you for your donation and your support this month."] * 30
    texts = [f"{text} Report {i}." for i, text in enumerate(charity)]
    assert {} == {t: b for t, b in removed(page(*texts)).items() if b.rule and b.rule.startswith("appeal/")}


def test_the_biography_goes_with_its_heading_and_no_paragraph_after_it():
    box = "# About the author\nJane Miller covers courts for the Post.\n[More by Jane Miller]"
    blocks = page(TEXT[0], box, *TEXT[1:])
    gone = removed(blocks)
    assert {"About the author", "Jane Miller covers courts for the Post.", "More by Jane Miller"} == set(gone)
    assert {Category.AUTHOR_BOX} == {block.category for block in gone.values()}


def test_a_biography_without_heading_goes_when_it_names_an_author_of_the_page():
    bio = "Jane Miller is a reporter at the Harbour Post and has covered courts since 2011."
    assert {bio} == set(removed(story(bio), replace(EN, authors=("Jane Miller",))))
    assert {} == removed(story(bio))


def test_short_and_linked_lines_after_the_end_matter_opens_are_cut():
    gone = removed(story("# Comments (3)", "Anna, Tuesday", "[Reply]", "[Older]", "Nice one"))
    assert {"Comments (3)", "Anna, Tuesday", "Reply", "Older", "Nice one"} == set(gone)
    assert "run/end-matter" == gone["Nice one"].rule


def test_the_cut_stops_where_prose_follows():
    last = "The inquiry goes on, and the next hearing is set for the tenth of May in the town hall."
    assert {"Latest news"} == set(removed(page(*TEXT, "# Latest news", last)))


def test_a_heading_whose_content_went_goes_too():
    shares = line("Share this article", "html/body/div.text/div.share-bar/p")
    gone = removed(story("# Spread it further", shares))
    assert "run/empty-label" == gone["Spread it further"].rule
    assert {} == removed(story("# Spread it further", "The boats will be sold in April at the old quay."))


# ------------------------------------------------------------------------------------------------ structure


def test_lines_in_a_widget_go_and_say_where_they_stood():
    path = "html/body/div.post/div.jp-relatedposts/ul/li"
    gone = removed(story(line("A headline without any sign", path), line("Another one", path)))
    assert {"structure/related"} == {block.rule for block in gone.values()}
    assert "inside <div.jp-relatedposts>: list of related articles" == gone["Another one"].reason


@pytest.mark.parametrize(
    ("step", "category"),
    [
        ("div.sharedaddy", Category.SHARE),
        ("div.addtoany_share_save_container.addtoany", Category.SHARE),
        ("div.mc4wp-form", Category.NEWSLETTER),
        ("div#mc_embed_signup", Category.NEWSLETTER),
        ("div.abh_box", Category.AUTHOR_BOX),
        ("div.page-views", Category.COUNTER),
        ("div#taboola-below-article", Category.RELATED),
        ("div.OUTBRAIN", Category.RELATED),
        ("div#disqus_thread", Category.COMMENTS),
        ("div.cookie-notice", Category.COOKIE),
        ("span.tags-links", Category.TAGS),
        ("div.authorBox", Category.AUTHOR_BOX),
        ("div.wp-block-yoast-seo-related-links", Category.RELATED),
    ],
)
def test_widgets_of_common_systems_are_known(step: str, category: Category):
    gone = removed(story(line("Quite an ordinary short line", f"html/body/{step}/p")))
    assert [category] == [block.category for block in gone.values()]


def test_an_element_that_holds_much_of_the_page_is_no_widget():
    texts = TEXT
    blocks = page(*[line(text, "html/body/div.post.related-posts/p") for text in texts])
    assert {} == removed(blocks)


def test_a_long_paragraph_in_a_widget_stays():
    long = " ".join(["The harbour was built by prisoners."] * 30)
    many = [f"{text} This is report {i} of it." for i in range(9) for text in TEXT]
    assert {} == removed(page(*many, line(long, "html/body/div.share-bar/p")))


# ------------------------------------------------------------------------------------------------ repeats


def test_the_title_goes_where_the_text_repeats_it():
    context = replace(EN, title="Harrow Bay closes its old ferry terminal")
    gone = removed(story(head=("# Harrow Bay Closes Its Old Ferry Terminal",)), context)
    assert {"repeat/title"} == {block.rule for block in gone.values()}
    assert {Category.REPEATED_TITLE} == {block.category for block in gone.values()}


def test_a_sentence_that_shares_words_with_the_title_stays():
    context = replace(EN, title="Harrow Bay closes its old ferry terminal")
    assert {} == removed(story("Harrow Bay closes its old ferry terminal in March, for good."), context)


def test_the_second_copy_of_a_paragraph_goes():
    blocks = story(TEXT[1])
    stripped = strip(blocks, EN)
    assert [Verdict.KEPT] * 5 + [Verdict.REMOVED] == [block.verdict for block in stripped]
    assert Category.REPEATED_TEXT is stripped[-1].category


def test_short_refrains_and_list_entries_may_repeat():
    entry = "- " + TEXT[1]
    assert {} == removed(story("That is the law.", "That is the law.", entry, entry))


def test_a_line_of_nothing_but_the_authors_names_goes_at_the_edge_only():
    context = replace(EN, authors=("Jane Miller", "Tom Hart"))
    assert {"Jane Miller, Tom Hart"} == set(removed(story(head=("Jane Miller, Tom Hart",)), context))
    middle = page(TEXT[0], "Jane Miller Tom Hart met", *TEXT[1:])
    assert {} == removed(middle, context)
