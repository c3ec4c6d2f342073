"""``thresher browse``: Datasette on a corpus folder, in this process. What its pages look like lives in the package ``browse``."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import threading
import webbrowser
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaning.errors import AddressError
from crawler.commands import corpus_option

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
PORT = 8001


@click.command("browse")
@click.option(
    "--host", default=HOST, show_default=True, help="Address to listen on; others than this machine see it too."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port to listen on; 0 for any free one.",
)
@click.option("--public", is_flag=True, help="With the settings for others to see: no SQL, no facets, no streamed CSV.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the page in the web browser.")
@corpus_option
def command(corpus: Path, host: str, port: int, *, public: bool, open_browser: bool) -> None:
    """Read and search the corpus in a web browser, also while a crawl writes.

    \b
    Example:
      thresher browse --open
      thresher browse -C demo-corpus --port 8080
      thresher browse --public --host 0.0.0.0
    """  # noqa: D301 - click wants the control character
    serve(corpus, host=host, port=port, public=public, ready=show if open_browser else None)


def serve(
    folder: Path,
    *,
    host: str = HOST,
    port: int = PORT,
    public: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a corpus folder until interrupted, and print where; ``ready`` is called with the URL.

    Raises InputError or StorageError for a folder that cannot be read, AddressError for an address that cannot be bound.
    """
    import rich  # noqa: PLC0415 - quick help
    import uvicorn  # noqa: PLC0415

    check(folder)
    rich.reconfigure(quiet=True)  # Datasette would print a traceback with every local value for each 404
    with listen(host, port) as listener, contextlib.chdir(folder):
        server = uvicorn.Server(uvicorn.Config(application(public=public).app(), lifespan="on", log_level="warning"))
        url = address(listener)
        click.echo(f"{folder} is at {url} (Ctrl-C stops)")
        if ready:
            ready(url)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def check(folder: Path) -> None:
    """Raise what is wrong with a corpus folder before anything is served."""
    from pipelines.store import Corpus  # noqa: PLC0415 - quick help

    Corpus.open(folder, readonly=True).close()


def application(database: Path = Path("corpus.db"), *, public: bool = False) -> Any:
    """Return the Datasette that serves a database, with the settings for home or for a published copy.

    The path goes into a URI unquoted, so a folder of any name is served as the current one.
    """
    from datasette.app import Datasette  # noqa: PLC0415 - quick help
    from datasette.utils import parse_metadata  # noqa: PLC0415

    ours = Path(str(files("browse")))
    return Datasette(
        [str(database)],
        metadata=parse_metadata((ours / "metadata.yaml").read_text(encoding="utf-8")),
        settings=json.loads((ours / f"settings{'-public' * public}.json").read_text(encoding="utf-8")),
        template_dir=str(ours / "templates"),
        plugins_dir=str(ours / "plugins"),
        static_mounts=[("static", str(ours / "static"))],
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raise AddressError, in words, when it cannot."""
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise AddressError(f"cannot listen on {host}: {error.strerror}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen()
    except OSError as error:
        listener.close()
        raise AddressError(_why(host, port, error)) from error
    return listener


def address(listener: socket.socket) -> str:
    """Return the URL of a listening socket.

    A socket on all addresses is shown as the loopback one, which a browser here can open.
    """
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": HOST, "::": "::1"}.get(host, host)  # noqa: S104 - only shown
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _why(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use; choose another with --port, or --port 0 for any free one"
    if error.errno == errno.EACCES:
        return f"port {port} on {host} may not be used without more rights; choose one above 1023 with --port"
    return f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}"


def show(url: str) -> None:
    """Open the browser from a thread: one that runs in the terminal would keep the server from starting."""
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
