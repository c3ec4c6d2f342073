"""The ``thresher`` command: finds the command asked for, and turns errors into one line and an exit code (DESIGN §6)."""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import click

from cleaning.errors import StorageError, ThresherError
from crawler.commands import COMMANDS, Session, group_corpus_option
from crawler.meant import meant

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

INTERRUPTED = 130
READER_GONE = 141
FULL = (errno.ENOSPC, errno.EDQUOT)


class Thresher(click.Group):
    """The group of all commands, which imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order a newcomer needs them."""
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        entry = next((e for e in COMMANDS if e.name == cmd_name), None)
        if entry is None:
            near = meant(cmd_name, self.list_commands(ctx))
            ctx.fail(f"there is no command '{cmd_name}'" + (near and f", {near}"))
        command = importlib.import_module(entry.module).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the registry, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in COMMANDS])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader of its output that has left is no error of ours, so nothing is said."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(_reader_gone())


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    """Show the installed version, or ``unknown`` in a bare checkout."""
    if value:
        try:
            click.echo(f"thresher {version('thresher')}")
        except PackageNotFoundError:
            click.echo("thresher unknown")
        ctx.exit()


@click.command(cls=Thresher, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@group_corpus_option
def thresher() -> None:
    """Turn news sites into a clean, dated, deduplicated corpus in one SQLite file.

    \b
    Example:
      thresher add https://news.example/ --contact mailto:you@example.org
      thresher crawl
      thresher browse
    """  # noqa: D301 - click wants the control character


def main() -> None:
    """Run the command line and leave with its exit code; an error the user can mend is one line on stderr."""
    session = Session()
    sys.excepthook = partial(_report_bug, session)
    try:
        code = thresher.main(prog_name="thresher", standalone_mode=False, obj=session)
        sys.stdout.flush()
    except ThresherError as error:
        code = _say(error, error.exit_code)
    except click.ClickException as error:
        code = _usage(error)
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except OSError as error:
        code = _storage(error)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.ClickException) -> int:
    """Say what was wrong in one line, and where the help is; a bare ``thresher`` is answered with the help itself."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    else:
        ctx = getattr(error, "ctx", None)
        where = f" (see '{ctx.command_path} --help')" if ctx else ""
        click.echo(f"thresher: {error.format_message().rstrip()}{where}", err=True)
    return error.exit_code


def _storage(error: OSError) -> int:
    """Answer for a disk that is full and a reader that has left; anything else is a bug."""
    if isinstance(error, BrokenPipeError):
        return _reader_gone()
    if error.errno in FULL:
        return _say(error, StorageError.exit_code)
    raise error


def _reader_gone() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the flush at exit would complain
    return READER_GONE


def _say(error: Exception, code: int) -> int:
    click.echo(f"thresher: {error}", err=True)
    return code


def _report_bug(session: Session, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write the traceback of a bug to the log of the corpus, or to stderr where there is none, and say so in a line."""
    story = "".join(traceback.format_exception(kind, error, trace))
    what = f"{kind.__name__}: {error}".splitlines()[0]
    log = session.corpus / "thresher.log"
    if any((session.corpus / name).is_file() for name in ("sources.toml", "corpus.db")) and _append(log, story):
        click.echo(f"thresher: a bug: {what} (traceback in {log})", err=True)
    else:
        click.echo(f"{story}thresher: a bug: {what} (traceback above)", err=True)


def _append(log: Path, story: str) -> bool:
    try:
        with log.open("a", encoding="utf-8") as out:
            out.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {' '.join(sys.argv)}\n{story}")
    except OSError:
        return False
    return True
