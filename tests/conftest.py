"""What holds for every test: no other machine is ever spoken to. And a corpus to write to, and the benchmarks' modules."""

from __future__ import annotations

import importlib
import ipaddress
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk import Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import ModuleType

    from tests.browser import Browser


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_other_machine() -> Any:
    """Refuse every connection that does not stay on loopback."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, *, real: Any = real) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address):
                raise RuntimeError(f"a test wanted to speak to {address}; only loopback is allowed")
            return real(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import one of the benchmarks' modules, which are no package's."""
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parent.parent / "benchmarks"), *sys.path])
    return importlib.import_module


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a corpus to look at, for the tests of a module to share."""
    from tests.browsed import fill  # noqa: PLC0415 - Datasette takes its time, and few tests want it

    return fill(tmp_path_factory.mktemp("corpus"))


@pytest.fixture
async def datasette(database: Path) -> AsyncIterator[Any]:
    """What shows that corpus."""
    from tests.browsed import served  # noqa: PLC0415

    async with served(database) as made:
        yield made


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real browser, for a session's tests to share; without one they are skipped."""
    from tests.browser import available, launched  # noqa: PLC0415 - few tests want it

    available()
    with launched(tmp_path_factory.mktemp("downloads")) as made:
        yield made


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where ``thresher browse`` serves such a corpus, as a process of its own."""
    from tests.browsed import fill  # noqa: PLC0415
    from tests.serving import running  # noqa: PLC0415

    with running(fill(tmp_path_factory.mktemp("served")).parent) as (_, url):
        yield url.rstrip("/")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A corpus with one run; what must hold whatever was committed is checked at the end."""
    made = Desk(tmp_path)
    yield made
    made.check()
    made.corpus.close()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name gzipped bytes by their length: they hold the second they were made in, and workers must agree on names."""
    return f"gzip of {len(val)} bytes" if isinstance(val, bytes) and b"\x1f\x8b" in val else None
