"""``thresher takedown``: erases pages from every place of the corpus folder and leaves a tombstone, so that they never come back."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import InputError
from crawler.commands import corpus_option
from crawler.commands.progress import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.families import Family
    from pipelines.store import Corpus
    from pipelines.traces import Trace

LEFT = 4
"""Exit code: done, but something of it stands in a file of the folder that is not ours to change."""


@click.command("takedown")
@click.argument("urls", nargs=-1, metavar="[URL]…")
@click.option("--reason", metavar="TEXT", help="Why; kept with the tombstone and told to whoever asks for the page.")
@click.option("--ticket", metavar="TEXT", help="Number or address of the request, kept likewise.")
@click.option("--by", "taken_by", metavar="NAME", help="Who takes it down, kept likewise.")
@click.option(
    "--from", "listed", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE",
    help="Take URLs from a file, one a line; - is standard input. Lines that begin with # are passed over.",
)  # fmt: skip
@click.option(
    "--copies", "with_copies", is_flag=True, help="Take down articles at other URLs with the very same text too."
)
@click.option("--dry-run", is_flag=True, help="List what would go; change nothing.")
@click.option(
    "--every-file", is_flag=True, help="Read every file of the archive, not only those known to hold the page."
)
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing unless something is left to do.")
@corpus_option
def command(urls: tuple[str, ...], corpus: Path, listed: Path | None, **asked: Any) -> int:
    """Erase pages for good: text, revisions, search index, evidence, and the raw captures in the archive.

    With a page go its other spellings (http, www., mobile, AMP), what redirected to it, and what its own site names as the
    same page. A tombstone stays: URL, reason, counts and the digest of the text, without a word of it. None of these URLs is
    ever fetched, ingested or re-cleaned again, also one the corpus has not heard of. There is no --undo: what is erased is
    gone, and a tombstone is not lifted.

    Copies of the database in the corpus folder are cleaned too. Exports and releases are not rewritten: those that hold the
    page are named, and the exit code is 4. The same text at other URLs stays and is named. Needs free disk space for the
    database twice, and for the largest archive file. Killed or out of space, the next command that writes finishes it;
    so does 'thresher takedown' without a URL.

    \b
    Example:
      thresher takedown https://courier.example/2026/03/12/a-name/ --reason "court order 12/26" --dry-run
      thresher takedown --from list.txt --reason "publisher's request" --ticket LEGAL-17 --copies
    """  # noqa: D301 - click wants the control character
    from pipelines.store import Corpus  # noqa: PLC0415 - quick help

    wanted = list(dict.fromkeys([*urls, *(_lines(listed) if listed else ())]))
    if wanted and not (asked["reason"] or asked["dry_run"]):
        raise click.UsageError(
            'say why with --reason; it is what the tombstone tells, e.g. --reason "court order 12/26"'
        )
    if asked["dry_run"]:
        with Corpus.open(corpus, readonly=True) as opened:
            pages = _pages(opened, wanted, with_copies=asked["with_copies"])
            _show(_facts(opened, pages, done=False), asked)
        return 0
    return _take_down(corpus, wanted, asked)


def _take_down(corpus: Path, wanted: list[str], asked: dict[str, Any]) -> int:
    from pipelines.lock import run_lock  # noqa: PLC0415 - quick help
    from pipelines.store import Corpus  # noqa: PLC0415

    with ExitStack() as stack:
        stack.enter_context(run_lock(corpus))
        opened = stack.enter_context(Corpus.open(corpus))
        tell = stack.enter_context(told(wanted=not asked["quiet"]))
        if not wanted:
            return _resume(opened, tell, asked)
        pages = _pages(opened, wanted, with_copies=asked["with_copies"])
        facts = _facts(opened, pages, done=True)
        traces = _Errand(opened, asked, tell).run(pages)
    _show(facts | {"left": [asdict(trace) for trace in traces]}, asked)
    return LEFT if traces else 0


class _Errand:
    """One takedown, whose end is recorded however it ends."""

    def __init__(self, corpus: Corpus, asked: dict[str, Any], tell: Callable[[str], None] | None) -> None:
        self._corpus = corpus
        self._asked = asked
        self._tell = tell

    def run(self, pages: list[Family]) -> list[Trace]:
        """Take the pages down, and return what is left of them in files that are not ours to change."""
        from cleaning.version import cleaning_version  # noqa: PLC0415 - quick help
        from pipelines.released_pages import gathered, in_releases  # noqa: PLC0415 - quick help
        from pipelines.renewal import accounted  # noqa: PLC0415
        from pipelines.takedown import Grounds, begin, finish  # noqa: PLC0415
        from pipelines.traces import traces  # noqa: PLC0415

        corpus, asked = self._corpus, self._asked
        urls = [url for page in pages for url in page.urls]
        grounds = Grounds(**{name: asked[name] for name in ("reason", "ticket", "taken_by")})
        run_id = corpus.begin_run("takedown", cleaning_version=cleaning_version())
        reason, code = "crashed", 1
        try:
            said = begin(corpus, run_id, pages, grounds)
            finish(corpus, run_id, every_file=asked["every_file"], tell=self._tell)
            found = traces(corpus.folder, urls, said.own, accounted(corpus.db.conn))
            left = gathered(found, in_releases(corpus.db.conn, corpus.folder, urls), corpus.folder)
            reason, code = "finished", LEFT if left else 0
        finally:
            corpus.end_run(run_id, finish_reason=reason, exit_code=code, requests=0)
        return left


def _resume(corpus: Corpus, tell: Callable[[str], None] | None, asked: dict[str, Any]) -> int:
    from pipelines.takedown import finish  # noqa: PLC0415 - quick help

    if number := finish(corpus, every_file=asked["every_file"], tell=tell):
        click.echo(f"Finished what was begun: {number} tombstones.", err=True)
        return 0
    raise click.UsageError("name the URL of a page, or a list of them with --from; no takedown is unfinished")


def _lines(path: Path) -> list[str]:
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            lines = [line.strip() for line in file]
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise InputError(f"{path}: there is no URL in it; write one a line")
    return found


def _pages(corpus: Corpus, wanted: list[str], *, with_copies: bool) -> list[Family]:
    """Return the pages to take down, each once; raises before anything is done when one of the URLs cannot be."""
    from pipelines.families import family  # noqa: PLC0415 - quick help

    found: dict[str, Family] = {}
    waiting = list(wanted)
    with corpus.snapshot() as db:
        while waiting:
            page = family(db.conn, waiting.pop(0))
            if not any(page.asked in known.urls for known in found.values()):
                found[page.asked] = page
                waiting += page.copies if with_copies else ()
    return list(found.values())


def _facts(corpus: Corpus, pages: list[Family], *, done: bool) -> dict[str, Any]:
    from pipelines.erasure import counts  # noqa: PLC0415 - quick help
    from pipelines.released_pages import in_releases  # noqa: PLC0415
    from pipelines.takedowns import tombstone  # noqa: PLC0415

    taken = {url for page in pages for url in page.urls}
    with corpus.snapshot() as db:
        listed = [
            {
                "url": page.asked,
                "known": page.known,
                "urls": list(page.urls),
                "before": str(stone) if (stone := tombstone(db.conn, page.asked)) else None,
                "erased": counts(db.conn, page.urls),
                "copies": [url for url in page.copies if url not in taken],
                "releases": [release.name for release in in_releases(db.conn, corpus.folder, page.urls)],
                "naming": [url for url in page.naming if url not in taken],
            }
            for page in pages
        ]
    return {"done": done, "pages": listed, "left": []}


def _show(facts: dict[str, Any], asked: dict[str, Any]) -> None:
    if asked["as_json"]:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    if not asked["quiet"]:
        for page in facts["pages"]:
            click.echo("\n".join(_told(page, done=facts["done"])))
    for trace in facts["left"]:
        click.echo(f"{trace['path']} still holds {trace['what']}; {trace['advice']}", err=True)


def _told(page: dict[str, Any], *, done: bool) -> list[str]:
    lines = [f"{'Taken down' if done else 'Would be taken down'}: {page['url']}"]
    lines += [f"  with it: {url}" for url in page["urls"][1:]]
    erased = ", ".join(f"{number:,} {table.replace('_', ' ')}" for table, number in page["erased"].items())
    if erased:
        lines.append(f"  {'erased' if done else 'to be erased'}: {erased}")
    elif page["before"]:
        lines.append(f"  nothing of it was there: {page['before']}")
    else:
        lines.append(
            "  the corpus holds nothing of it; it is never fetched from now on"
            if done
            else "  the corpus holds nothing of it; it would never be fetched"
        )
    if page["copies"]:
        lines += [f"  the same text stands at {url}" for url in page["copies"]]
        lines.append("  take that down too? thresher takedown with these URLs, or --copies")
    lines += [f"  it is in the release {name}, which is never rewritten" for name in page["releases"]]
    lines += [f"  named as the original, and kept: {url}" for url in page["naming"]]
    return lines
