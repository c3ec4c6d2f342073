"""The world behind the newsroom: who publishes, corrects and withdraws what and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.newsroom import World
from crawler.newsroom.outlets import ORDER
from crawler.newsroom.publications import EPOCHS, REPOSTS

if TYPE_CHECKING:
    from crawler.newsroom.publications import Publication

WORLD = World()
EDITIONS = (1, 2)
PAGES = [(name, p, edition) for name in ORDER for edition in EDITIONS for p in WORLD.publications(name, edition)]
IDS = [f"{name}-{edition}-{publication.slug}" for name, publication, edition in PAGES]


def test_the_world_has_about_120_articles_in_six_languages():
    counts = {outlet.id: len(WORLD.publications(outlet.id)) for outlet in WORLD.outlets}
    assert 115 <= sum(counts.values()) <= 140
    assert min(counts.values()) >= 16
    assert {"en", "uk", "de", "fr", "es", "ar"} == {outlet.language for outlet in WORLD.outlets}


@pytest.mark.parametrize("name", ORDER)
def test_articles_are_published_over_the_days_before_the_epoch(name: str):
    published = [p.published for p in WORLD.publications(name)]
    assert published == sorted(published, reverse=True)
    assert EPOCHS[1] - timedelta(days=20) < published[-1]
    assert published[0] < EPOCHS[1]
    assert len({instant.date() for instant in published}) > 8


@pytest.mark.parametrize("name", ORDER)
def test_second_edition_is_published_between_the_epochs(name: str):
    fresh = [p for p in WORLD.publications(name, 2) if p.story.edition == 2]
    assert (0 if name == "repost" else 2) == len(fresh)
    assert all(EPOCHS[1] < p.published < EPOCHS[2] for p in fresh)


@pytest.mark.parametrize(("name", "publication", "edition"), PAGES, ids=IDS)
def test_change_comes_after_publication_and_before_the_present(name: str, publication: Publication, edition: int):
    modified = WORLD.truth(name, publication.slug, edition).modified
    if modified is not None:
        assert publication.published < modified < EPOCHS[edition]


@pytest.mark.parametrize("language", ["en", "uk", "de", "fr", "es", "ar"])
def test_second_edition_corrects_two_stories_and_withdraws_one_per_language(language: str):
    names = [outlet.id for outlet in WORLD.outlets if outlet.language == language]
    shown = [p for name in names for p in WORLD.publications(name, 2) if not p.origin]
    assert sum(p.story.corrected(2) is not None for p in shown) == 2
    assert sum(len(WORLD.withdrawn(name, 2)) for name in names) == 1


def corrected_publications() -> list[tuple[str, Publication]]:
    return [(name, p) for name, p, edition in PAGES if edition == 2 and p.story.corrected(2)]


@pytest.mark.parametrize(("name", "publication"), corrected_publications(), ids=lambda v: getattr(v, "slug", v))
def test_correction_changes_one_paragraph_and_says_so(name: str, publication: Publication):
    before, after = (WORLD.truth(name, publication.slug, edition) for edition in EDITIONS)
    differing = [i for i, (old, new) in enumerate(zip(before.kept, after.kept, strict=True)) if old != new]
    correction = publication.story.correction
    assert [correction.paragraph + 1] == differing  # the standfirst stands before the paragraphs
    assert " ".join(correction.notice.split()) in after.furniture
    assert after.modified > EPOCHS[1]
    assert before.modified is None or before.modified < EPOCHS[1]
    assert before.path == after.path


def test_all_other_articles_stay_word_for_word_the_same():
    for name in ORDER:
        for publication in WORLD.publications(name, 2):
            if publication.story.edition == 1 and not publication.story.correction:
                before, after = (WORLD.truth(name, publication.slug, edition) for edition in EDITIONS)
                assert (before.kept, before.modified, before.published) == (after.kept, after.modified, after.published)


def test_reposts_repeat_the_courier_word_for_word_some_hours_later():
    reposts = [p for p in WORLD.publications("repost") if p.origin]
    assert len(reposts) == REPOSTS
    for publication in reposts:
        ours, theirs = WORLD.truth("repost", publication.slug), WORLD.truth("courier", publication.origin.slug)
        assert (theirs.kept, theirs.title, theirs.path) == (
            ours.kept,
            ours.title,
            WORLD.truth("courier", ours.origin).path,
        )
        assert timedelta(hours=1) < ours.published - theirs.published < timedelta(hours=12)


def test_other_articles_of_the_repost_site_are_its_own():
    slugs = {p.slug for p in WORLD.publications("courier", 2)}
    own = {p.slug for p in WORLD.publications("repost") if not p.origin}
    assert len(own) == 10
    assert not slugs & own


def test_account_of_the_repost_site_is_no_author():
    assert {()} == {WORLD.truth("repost", p.slug).authors for p in WORLD.publications("repost")}


@pytest.mark.parametrize("name", [name for name in ORDER if name != "repost"])
def test_authors_are_people_and_one_byline_names_an_agency_too(name: str):
    truths = [WORLD.truth(name, p.slug) for p in WORLD.publications(name)]
    agencies = WORLD.outlet(name).agencies
    assert all(truth.authors and not set(truth.authors) & set(agencies) for truth in truths)
    assert any(len(truth.authors) > 1 for truth in truths)
    assert any(agency in p.story.authors for p in WORLD.publications(name) for agency in agencies)


def test_truth_of_what_an_edition_does_not_show_is_refused():
    (withdrawn,) = WORLD.withdrawn("diario", 2)
    fresh = next(p for p in WORLD.publications("diario", 2) if p.story.edition == 2)
    for slug, edition in ((withdrawn.slug, 2), (fresh.slug, 1), ("no-such-story", 1)):
        with pytest.raises(KeyError):
            WORLD.truth("diario", slug, edition)


def test_unknown_outlet_is_refused():
    with pytest.raises(KeyError):
        WORLD.outlet("times")
