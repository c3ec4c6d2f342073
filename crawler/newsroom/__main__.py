"""Serves the newsroom in the foreground for a person with a browser."""

from __future__ import annotations

import signal
import sys

import click

from cleaning.errors import AddressError
from crawler.meant import meant
from crawler.newsroom.faults import ALL, faults
from crawler.newsroom.server import PORT, Newsroom
from crawler.newsroom.world import EDITIONS

_LIST = "--list-faults names them all"
STOP = frozenset({signal.SIGINT, signal.SIGTERM})


def _names(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    """Read the names of faults; an unknown one is a wrong usage."""
    names = tuple(name for part in value.split(",") if (name := part.strip()))
    for name in names:
        if name not in (ALL, *faults()):
            raise click.BadParameter(f"there is no fault '{name}'; {meant(name, faults(), _LIST)}")
    return names


def _tell(context: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    """Print the table of the faults and leave."""
    if wanted and not context.resilient_parsing:
        for name, fault in faults().items():
            click.echo(f"{name:23} {fault.meaning}")
        context.exit()


@click.command(epilog="Example: python -m crawler.newsroom --edition 2")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port of all outlets; 0 picks a free one.",
)
@click.option(
    "--edition",
    default=EDITIONS[0],
    show_default=True,
    type=click.IntRange(EDITIONS[0], EDITIONS[-1]),
    help="Edition shown.",
)
@click.option("--seed", default=1, show_default=True, help="Another seed lays the pages out anew.")
@click.option(
    "--faults",
    default="",
    metavar="all|NAME[,NAME]",
    callback=_names,
    help="Serve sites with these faults too, from 127.0.9.1 on.",
)
@click.option("--restless", is_flag=True, help="What stands around an article differs with every visit.")
@click.option("--list-faults", is_flag=True, expose_value=False, is_eager=True, callback=_tell, help="Name the faults.")
def main(port: int, edition: int, seed: int, faults: tuple[str, ...], *, restless: bool) -> None:
    """Serve seven news sites on 127.0.0.2 to 127.0.0.8 until interrupted."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # before any thread starts, so that sigwait alone gets them
    try:
        with Newsroom(port, edition=edition, seed=seed, faults=faults) as room:
            room.restless = restless
            for outlet in room.world.outlets:
                click.echo(f"{room.home(outlet.id):26} {outlet.id:9} {outlet.language}  {outlet.name}")
            for name, site in room.faults.items():
                click.echo(f"{site.url(site.fault.listing):34} {name:23} {site.fault.meaning}")
            signal.sigwait(STOP)
    except AddressError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
