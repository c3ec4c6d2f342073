"""``thresher eval``: cleans a folder of stored pages with all cores, and scores the result where the pages are annotated."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option, site_rules_option
from crawler.commands.progress import measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.annotated import Folder
    from crawler.evaluation import Account, Prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one call asks for."""

    predictions: Path | None
    jobs: int
    half: str | None
    deadline: float
    site_rules: tuple[str, ...]


@click.command("eval")
@click.argument("folder", metavar="CORPUS", type=click.Path(path_type=Path))
@click.option(
    "--predictions",
    metavar="OUT.jsonl",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was made of each page, a line a page, in the order of the pages.",
)
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="How many processes clean. [default: one a core]")
@click.option("--half", type=click.Choice(["even", "odd"]), help="Only this half; a site is never in both.")
@click.option(
    "--deadline",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="How long one page may take.",
)
@site_rules_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@corpus_option
def command(folder: Path, corpus: Path, *, as_json: bool, **asked: Any) -> None:  # noqa: ARG001 - all take -C
    """Clean a folder of annotated pages and score the result.

    CORPUS holds pages.jsonl and the pages it names; annotations may be missing.

    \b
    Example:
      thresher eval ../shared/corpus/dev --predictions out.jsonl
    """  # noqa: D301 - click wants the control character
    from crawler.annotated import Folder  # noqa: PLC0415 - quick help

    wanted = Asked(jobs=asked.pop("jobs") or 0, **asked)
    pages = Folder(folder)
    total = sum(1 for _ in pages.entries(wanted.half))
    digest = pages.digest()
    began = time.monotonic()
    account = _evaluated(pages, wanted, total)
    facts = _facts(pages, account, digest=digest, seconds=time.monotonic() - began)
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else "\n".join(_report(facts, account)))


def _evaluated(pages: Folder, wanted: Asked, total: int) -> Account:
    from cleaning.model.taught import taught  # noqa: PLC0415
    from crawler.evaluation import Account  # noqa: PLC0415

    account = Account(taught=taught())
    with ExitStack() as stack:
        out = _opened(wanted.predictions, stack)
        predictions = measured(_predictions(pages, wanted, account), total, "Cleaning")
        for made in stack.enter_context(closing(predictions)):
            if out:
                out.write(json.dumps(made, ensure_ascii=False) + "\n")
    return account


def _predictions(pages: Folder, wanted: Asked, account: Account) -> Iterator[Prediction]:
    from crawler.batch import run  # noqa: PLC0415
    from crawler.evaluation import predict  # noqa: PLC0415

    task = partial(predict, site_rules=wanted.site_rules)
    for entry, result in run(task, pages.entries(wanted.half), workers=wanted.jobs, deadline=wanted.deadline):
        yield account.take(entry, result)


def _opened(path: Path | None, stack: ExitStack) -> IO[str] | None:
    """Open the file of predictions; whatever the disk is to blame for becomes a StorageError."""
    from pipelines.faults import storage_errors  # noqa: PLC0415

    if path is None:
        return None
    stack.enter_context(storage_errors(path))
    return stack.enter_context(path.open("w", encoding="utf-8"))


def _facts(pages: Folder, account: Account, *, digest: str, seconds: float) -> dict[str, Any]:
    scores = account.scores()
    number = int(scores["all"]["pages"] or 0)
    return {
        "corpus": str(pages.path),
        "digest": f"sha256:{digest}",
        "pages": number,
        "seconds": round(seconds, 2),
        "pages_per_second": round(number / seconds, 2) if seconds else 0.0,
        "rejected": dict(sorted(account.rejected.items())),
        "failed": [asdict(failed) for failed in account.failed],
        "trained_on": account.trained_on,
        "scores": scores if account.annotated else {},
    }


def _report(facts: dict[str, Any], account: Account) -> Iterator[str]:
    from cleaning.text import tidy  # noqa: PLC0415
    from crawler.evaluation import table  # noqa: PLC0415

    yield f"{facts['pages']:,} pages of {facts['corpus']} ({facts['digest'][:23]}…)"
    yield from table(facts["scores"]) if facts["scores"] else ["nothing is annotated, so there is no score"]
    yield f"{facts['pages']:,} pages in {facts['seconds']:.1f} s, {facts['pages_per_second']:.1f} pages/s"
    yield "rejected: " + (", ".join(f"{n} {reason}" for reason, n in facts["rejected"].items()) or "none")
    yield "failed: " + ("none" if not account.failed else str(len(account.failed)))
    yield from (f"  {tidy(failed.id)}: {failed.what}: {tidy(failed.detail)}" for failed in account.failed)
    yield _training(facts)


def _training(facts: dict[str, Any]) -> str:
    """Say how many of the pages the shipped model has seen: of those, its figures tell nothing."""
    warning = ": the figures above are no measure of it" if facts["trained_on"] else ""
    return f"the shipped model was trained on {facts['trained_on']:,} of these {facts['pages']:,} pages{warning}"
