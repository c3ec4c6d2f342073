"""``thresher verify``: check that a corpus is sound, and that cleaning gives what is stored."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import corpus_option
from crawler.commands.progress import measured

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from crawler.verification import Verdict
    from pipelines.soundness import Finding

_ALL = "all"


def _number(_ctx: click.Context, _param: click.Parameter, value: str) -> int | None:
    """Read a number, or None for all."""
    if value == _ALL:
        return None
    if not value.isascii() or not value.isdigit():
        raise click.BadParameter(f"{value!r} is no number; write for example 200, or all")
    return int(value)


@click.command("verify")
@click.option(
    "--sample",
    "number",
    metavar="N|all",
    default="200",
    show_default=True,
    callback=_number,
    help="How many captures, articles and rejections are looked at, by chance.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed looks at others.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes clean. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@corpus_option
def command(corpus: Path, number: int | None, *, as_json: bool, quiet: bool, **chosen: Any) -> int:
    """Check that nothing in a corpus is damaged or missing, and that cleaning gives what is stored.

    Looked at: the database file and its references, the full-text index against the articles, the accounts of URLs, articles,
    rejections and revisions; and of a sample, the archive's records against their digests, and everything stored of an
    article against what the same rules make of its capture. Nothing is changed. A line for each finding says what to do.
    Exit code 65: something is damaged or missing; 4: something differs that cleaning again sets right.

    \b
    Example:
      thresher verify
      thresher verify --sample all --json
    """  # noqa: D301 - click wants the control character
    from crawler.verification import run_verify  # noqa: PLC0415 - quick help
    from pipelines.verifying import Samples  # noqa: PLC0415

    def showing(ones: Iterable[Finding | None], total: int) -> Iterable[Finding | None]:
        return ones if quiet or as_json else measured(ones, total, "Checking")

    verdict = run_verify(
        corpus, Samples(number=number, seed=chosen["seed"]), workers=chosen["jobs"] or 0, showing=showing
    )
    if as_json:
        click.echo(json.dumps(_document(verdict), ensure_ascii=False, indent=2))
        return verdict.exit_code
    for finding in verdict.findings:
        click.echo(finding.told())
    if verdict.unnamed:
        click.echo(f"and {verdict.unnamed:,} more")
    if verdict.findings or not quiet:
        click.echo(summary(verdict))
    return verdict.exit_code


def summary(verdict: Verdict) -> str:
    """Return what was looked at, and how it stands, in one line."""
    seen = verdict.seen
    parts = [f"{seen.captures:,} captures read, {seen.compared:,} articles and rejections compared"]
    if others := sum(seen.other_versions.values()):
        most = sorted(seen.other_versions.items(), key=lambda pair: -pair[1])[:3]
        named = ", ".join(f"{version} ({number:,})" for version, number in most)
        parts.append(f"{others:,} were made by other rules, {named}: 'thresher reclean' compares those")
    if seen.without_capture:
        parts.append(f"{seen.without_capture:,} have no capture")
    number = len(verdict.findings) + verdict.unnamed
    parts.append(f"{number:,} findings" if number else "sound")
    return "; ".join(parts) + "."


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "sound": not verdict.findings,
        "exit_code": verdict.exit_code,
        "seen": asdict(verdict.seen),
        "findings": [asdict(finding) for finding in verdict.findings],
        "unnamed": verdict.unnamed,
    }
