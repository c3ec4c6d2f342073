"""Screenshots of every kind of page: light, dark, on a phone, right to left; of the demo corpus, or of any other folder.

Run ``python -m tests.screenshots`` after ``make demo``; it needs Chromium and its driver.
"""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.store import Corpus
from tests.browser import CHROMIUM, DESKTOP, DRIVER, MISSING, PHONE, launched
from tests.serving import running

SHOTS = {"light": (DESKTOP, "light"), "dark": (DESKTOP, "dark"), "phone": (PHONE, "light")}
"""Name, size of the window and colour scheme of each view of a page."""
RICH = """
SELECT a.id FROM articles AS a LEFT JOIN revisions AS r ON r.article_id = a.id AND r.number > 1
LEFT JOIN duplicates AS d ON d.article_id = a.id WHERE {} GROUP BY a.id
ORDER BY count(DISTINCT d.other_id) > 0 DESC, length(a.authors) > 2 DESC, a.words_removed DESC LIMIT 1"""
RULE = "SELECT rule FROM rule_sources GROUP BY rule ORDER BY sum(suspects) DESC LIMIT 1"
REVISED = "SELECT article_id || ',' || number FROM revisions WHERE number > 1 ORDER BY kind = 'recleaned', number DESC LIMIT 1"
SOURCE = "SELECT source FROM articles GROUP BY source ORDER BY count(*) DESC LIMIT 1"


def pages(folder: Path) -> dict[str, str]:
    """Return the addresses worth a picture, by name."""
    with Corpus.open(folder) as corpus:
        first = lambda sql: next((str(row[0]) for row in corpus.db.execute(sql)), "")  # noqa: E731 - said four times
        article, right_to_left = first(RICH.format("1")), first(RICH.format("a.language IN ('ar', 'he', 'fa')"))
        rule, revised, source = first(RULE), first(REVISED), first(SOURCE)
    found = {
        "front": "/",
        "search": "/search?q=bridge",
        "articles": "/corpus/articles",
        "article": f"/corpus/articles/{article}",
        "article-removed": f"/corpus/articles/{article}?_removed=on",
        "rules": "/rules?order=suspects",
        "rule": f"/rules/{rule.replace('/', '~2F')}",
        "source": f"/sources/{source}",
        "runs": "/runs",
        "health": "/health",
    }
    found |= {"article-rtl": f"/corpus/articles/{right_to_left}?_removed=on"} if right_to_left else {}
    return found | ({"revision": f"/corpus/revisions/{revised}"} if revised else {})


@click.command()
@click.option("-C", "--corpus", type=click.Path(path_type=Path), default=Path("demo-corpus"), show_default=True)
@click.option("--to", type=click.Path(path_type=Path), default=Path("build/screenshots"), show_default=True)
@click.option("--only", multiple=True, help="Name of a page; all without.")
@click.option("--fold", is_flag=True, help="What the window shows, not the whole page.")
def main(corpus: Path, to: Path, only: tuple[str, ...], *, fold: bool) -> None:
    """Write PNG files, one a page and view."""
    if not (CHROMIUM and DRIVER):
        raise click.ClickException(MISSING)
    if not (corpus / "corpus.db").is_file():
        raise click.ClickException(f"{corpus} is no corpus folder; run make demo, or name one with -C")
    chosen = {name: path for name, path in pages(corpus).items() if not only or name in only}
    with running(corpus) as (_, url), launched() as browser:
        for view, (size, scheme) in SHOTS.items():
            for name, path in chosen.items():
                browser.size(*size)
                browser.scheme(scheme)
                browser.open(f"{url.rstrip('/')}{path}")
                browser.screenshot(to / f"{name}-{view}.png", whole=not fold)
    click.echo(f"{len(chosen) * len(SHOTS)} screenshots in {to}")


if __name__ == "__main__":
    main()
