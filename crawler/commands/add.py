"""``thresher add``: looks at a site, shows what was found, and writes its block into ``sources.toml``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import ConfigError, InputError
from cleaning.urls import host
from crawler.commands import corpus_option
from crawler.commands.values import checked, contact_option
from crawler.fields import CHECKS, is_private, web_address
from crawler.sources_file import begun

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.sources import Config, Source
    from crawler.survey import Survey


def _address(value: object) -> str:
    return web_address(value if "://" in str(value) else f"https://{value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposal:
    """What would be written, and what it rests on."""

    source: Source
    remarks: tuple[str, ...]
    survey: Survey


@click.command("add")
@click.argument("url", callback=checked(_address))
@click.option("--local", is_flag=True, help="Let the site be on this machine or in a private network.")
@click.option("--id", callback=checked(CHECKS["id"]), help="Short name of the source. [default: from the host]")
@click.option("--name", callback=checked(CHECKS["name"]), help="The outlet's name. [default: what it calls itself]")
@contact_option
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON; does not ask.")
@corpus_option
def command(url: str, corpus: Path, **given: Any) -> None:
    """Declare a news site: finds its feeds and sitemaps and writes them into sources.toml.

    Looks at the page, at robots.txt and at the usual places, and obeys robots.txt. What you wrote in the file stays.

    \b
    Example:
      thresher add https://news.example/ --contact mailto:you@example.org
      thresher add http://127.0.0.2:8000/ --local
    """  # noqa: D301 - click wants the control character
    config = begun(corpus)
    _allowed(config, url, local=given["local"])
    who = config.reached_at(given["contact"], local=given["local"])
    proposal = _propose(config, url, who, given)
    if given["as_json"]:
        added = _write(config, proposal, who, wanted=not given["dry_run"])
        click.echo(json.dumps(_document(config, proposal, added=added), ensure_ascii=False, indent=2))
        return
    _show(proposal)
    if _write(config, proposal, who, wanted=not given["dry_run"] and _agreed(given=given["yes"])):
        click.echo(f"Added to {config.path}. Next: thresher crawl")
    else:
        click.echo("Nothing was written.")


def _agreed(*, given: bool) -> bool:
    """Ask on a terminal; elsewhere there is nobody to ask, and the command was given to be done."""
    return given or not (sys.stdin.isatty() and sys.stdout.isatty()) or click.confirm("Add it?", default=True)


def _propose(config: Config, url: str, who: str | None, given: dict[str, Any]) -> _Proposal:
    """Survey the site and fill in what the user gave."""
    from crawler.proposal import source_of  # noqa: PLC0415 - Scrapy takes its time, and --help should not
    from crawler.spiders.scout import scout  # noqa: PLC0415

    survey = scout(url, contact=who, local=given["local"], proxy=config.proxy)
    taken = [known.id for known in config.sources]
    source, remarks = source_of(survey, datetime.now(UTC), taken=taken, local=given["local"])
    source = replace(source, **{field: given[field] for field in ("id", "name") if given[field]})
    _allowed(config, source.home, local=source.local)
    return _Proposal(source=source, remarks=remarks, survey=survey)


def _allowed(config: Config, url: str, *, local: bool) -> None:
    """Refuse what is declared already, and private addresses that were not asked for."""
    if source := config.holder(url):
        raise ConfigError(f"{config.path}: source '{source.id}' has {url} already")
    if is_private(host(url)) and not local:
        raise InputError(f"{url} is a private address; say --local if that is meant")


def _write(config: Config, proposal: _Proposal, who: str | None, *, wanted: bool) -> bool:
    """Write the block; where that is not wanted, find out all the same whether it could be."""
    from crawler.declaring import add_block  # noqa: PLC0415 - tomlkit takes its time too

    add_block(config.path, proposal.source, contact=who, remarks=proposal.remarks, write=wanted)
    return wanted


def _show(proposal: _Proposal) -> None:
    source = proposal.source
    click.echo(f"{source.name} (id: {source.id})")
    rows = [("home", source.home, "polled: there is no feed and no sitemap" if source.pages else "")]
    polled = [found for found in proposal.survey.found if found.url in source.listings]
    rows += [(found.kind, found.url, _counted(len(found.listing.links), found.kind)) for found in polled]
    rows += [("host", name, "") for name in source.hosts]
    rows += [("language", source.language or "-", ""), ("timezone", source.timezone or "-", "")]
    width = max(len(value) for _, value, _ in rows)
    for label, value, remark in rows:
        click.echo(f"  {label:<9} {value:<{width}}  {remark}".rstrip())
    for remark in proposal.remarks:
        click.echo(f"  note      {remark}")


def _counted(number: int, kind: str) -> str:
    return (
        f"{number} {'entry' if number == 1 else 'entries'}"
        if kind == "sitemap"
        else f"{number} article{'s' * (number != 1)}"
    )


def _document(config: Config, proposal: _Proposal, *, added: bool) -> dict[str, Any]:
    survey = proposal.survey
    return {
        "added": added,
        "file": str(config.path),
        "source": asdict(proposal.source),
        "found": [{"kind": one.kind, "url": one.url, "links": len(one.listing.links)} for one in survey.found],
        "remarks": list(proposal.remarks),
        "requests": list(survey.asked),
    }
