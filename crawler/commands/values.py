"""Values of the command line, checked as ``sources.toml`` would check them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crawler.fields import FieldError, contact

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from crawler.commands import Function


def checked(check: Callable[[object], str]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Make a callback of click of the check of a field."""

    def callback(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
        try:
            return value if value is None else check(value)
        except FieldError as error:
            raise click.BadParameter(str(error)) from error

    return callback


def contact_option(function: Function) -> Function:
    """Give a command ``--contact``."""
    said = "Where site owners reach you; needed once, if not --local."
    return click.option("--contact", callback=checked(contact), help=said)(function)


def instant(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Read an ISO 8601 instant, in UTC where it has no offset."""
    from crawler.stored import moment  # noqa: PLC0415 - quick help

    try:
        return moment(value) if value else None
    except ValueError:
        raise click.BadParameter(f"'{value}' is no instant; write it like 2026-03-01T10:15:00+02:00") from None
