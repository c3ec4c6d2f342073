"""Whether anything but the publisher makes a revision: every page of the newsroom fetched a hundred times, while all around its article changes."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import click

from cleaning.article import Article, Page, SourceFacts
from crawler.newsroom.pages import Asked, answer
from crawler.newsroom.site import Site
from crawler.newsroom.world import World
from pipelines import tasks
from pipelines.dedupe import text_hash
from pipelines.delivery import Delivery
from pipelines.store import Corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.newsroom.publications import Publication

MOST: Final = 0.001
"""Share of the visits that may be taken for an edit."""
_PORT: Final = 8750


def fetched(site: Site, publication: Publication, visit: int) -> Delivery | None:
    """Return a page of one visit, cleaned; None where it is taken for no article."""
    outlet = site.outlet
    asked = Asked(path=publication.path, authority=f"{outlet.host}:{_PORT}", visits=visit, port=_PORT, restless=True)
    facts = SourceFacts(id=outlet.id, language=outlet.language, timezone=outlet.timezone)
    reply = answer(site, asked)
    headers = (("Content-Type", reply.content_type),)
    page = Page(url=asked.base + asked.path, body=reply.body, headers=headers, source=facts)
    made = tasks.finished(page)
    return (
        Delivery(page=page, result=made.lean(), text_hash=text_hash(made.text)) if isinstance(made, Article) else None
    )


def revisited(corpus: Corpus, world: World, visits: int, pages: int) -> Iterator[tuple[str, int, int, int]]:
    """Fetch pages of each outlet again and again; yield the outlet, visits, visits that gave another text, and pages taken for none."""
    run = corpus.begin_run("benchmark", cleaning_version="1")
    for outlet in world.outlets:
        site, texts, lost = Site(world, outlet.id), 0, 0
        listed = site.publications[: pages or None]
        known: dict[str, str] = {}
        for visit in range(1, visits + 1):
            made = [fetched(site, publication, visit) for publication in listed]
            lost += made.count(None)
            kept = [one for one in made if one]
            texts += sum(known.setdefault(one.page.url, one.text_hash) != one.text_hash for one in kept)
            corpus.commit(run, kept)
        yield outlet.id, visits * len(listed), texts, lost


@click.command()
@click.option("--visits", default=100, show_default=True, help="Visits of each page.")
@click.option("--pages", default=0, help="Pages of each outlet; 0: all.")
@click.option("--check", is_flag=True, help="Exit code 1 where more than one visit in a thousand is taken for an edit.")
def main(*, visits: int, pages: int, check: bool) -> None:
    """Visit the newsroom's pages, and count the revisions of articles that nobody edited."""
    total = revisions = 0
    with TemporaryDirectory(prefix="thresher-bench-") as name, Corpus.open(Path(name) / "c", create=True) as corpus:
        world = World(1)
        corpus.sync_sources([{"id": o.id, "name": o.name, "home": f"http://{o.host}:{_PORT}/"} for o in world.outlets])
        for outlet, seen, texts, lost in revisited(corpus, world, visits, pages):
            (now,) = corpus.db.execute("SELECT count(*) FROM revisions WHERE number > 1").fetchone()
            print(
                f"{outlet:9} {seen:6,} visits, {texts:4} gave another text, {now - revisions:3} a revision, {lost} no article",
                flush=True,
            )
            total, revisions = total + seen, now
    print(f"{revisions} of {total:,} visits made a revision")
    sys.exit(1 if check and revisions > MOST * total else 0)


if __name__ == "__main__":
    main()
