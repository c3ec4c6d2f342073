"""Serves the newsroom in the foreground for a person with a browser."""

from __future__ import annotations

import signal
import sys

import click

from cleaning.errors import AddressError
from crawler.newsroom.server import PORT, Newsroom
from crawler.newsroom.world import EDITIONS

STOP = frozenset({signal.SIGINT, signal.SIGTERM})


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
@click.option("--faults", is_flag=True, help="Link the page of 50 MB too.")
def main(port: int, edition: int, seed: int, *, faults: bool) -> None:
    """Serve seven news sites on 127.0.0.2 to 127.0.0.8 until interrupted."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # before any thread starts, so that sigwait alone gets them
    try:
        with Newsroom(port, edition=edition, seed=seed, faults=faults) as room:
            for outlet in room.world.outlets:
                click.echo(f"{room.home(outlet.id):26} {outlet.id:9} {outlet.language}  {outlet.name}")
            signal.sigwait(STOP)
    except AddressError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
