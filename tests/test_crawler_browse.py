"""``thresher browse`` as a process: where it listens, how it ends, and what it refuses."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import urllib.error
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cleaning.errors import AddressError, InputError, NewerSchemaError, StorageError
from crawler.commands.browse import address, check, listen
from pipelines.store import Corpus
from tests.browsed import fill
from tests.serving import COMMAND, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("what? 50% #1")).parent


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with running(folder) as (_, url):
        yield url


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_it_serves_a_folder_of_any_name_on_this_machine_only(site: str):
    assert site.startswith("http://127.0.0.1:")
    status, text = get(site)
    assert 200 == status
    assert "East Bank Courier" in text
    assert (200, True) == (get(f"{site}corpus/articles/1")[0], "show-removed" in get(f"{site}corpus/articles/1")[1])


def test_interrupting_it_is_the_normal_end(folder: Path):
    with running(folder) as (process, url):
        assert [404, 400] == [get(f"{url}{path}")[0] for path in ("nothing", "corpus?sql=delete+from+urls")]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert (0, "") == (process.returncode, errors)


def test_ending_it_leaves_no_traceback(folder: Path):
    with running(folder) as (process, _):
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert (-signal.SIGTERM, "") == (process.returncode, errors)


def test_a_port_in_use_is_one_line_and_78(folder: Path):
    with closing(listen("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "-C", str(folder), "--port", port], capture_output=True, text=True, timeout=60, check=False
        )
    wanted = f"thresher: port {port} on 127.0.0.1 is in use; choose another with --port, or --port 0 for any free one\n"
    assert (78, "", wanted) == (done.returncode, done.stdout, done.stderr)


def test_a_folder_that_is_no_corpus_is_one_line_and_65(tmp_path: Path):
    done = subprocess.run([*COMMAND, "-C", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False)
    wanted = f"thresher: {tmp_path} is no corpus folder: it has no corpus.db\n"
    assert (65, "", wanted) == (done.returncode, done.stdout, done.stderr)
    assert [] == list(tmp_path.iterdir())


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(AddressError, match=r"cannot listen on 203\.0\.113\.7"):
        listen("203.0.113.7", 0)


def test_a_host_that_is_no_address_is_refused():
    with pytest.raises(AddressError, match="cannot listen on not an address"):
        listen("not an address", 0)


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")])
def test_the_url_is_one_that_opens_here(host: str, expected: str):
    if ":" in host and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with closing(listen(host, 0)) as listener:
        assert f"http://{expected}:{listener.getsockname()[1]}/" == address(listener)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    (tmp_path / "corpus.db").write_text("not a database, but long enough to be looked at as one " * 100)
    with pytest.raises(StorageError, match=r"corpus\.db"):
        check(tmp_path)


def test_a_database_of_something_else_is_refused(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "corpus.db")) as db:
        db.execute("CREATE TABLE other (id)")
    with pytest.raises(InputError, match="not a Thresher database"):
        check(tmp_path)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path):
    with Corpus.open(tmp_path, create=True) as corpus:
        corpus.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('thresher', 'm999', '')"
        )
        path = corpus.path
    before = path.read_bytes()
    with pytest.raises(NewerSchemaError, match="newer version"):
        check(tmp_path)
    assert before == path.read_bytes()


def test_help_has_an_example():
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, timeout=60, check=True)
    assert "thresher browse --open" in done.stdout
