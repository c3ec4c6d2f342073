"""Writing sources.toml: the user's bytes stay, the block says no more than needed, and it is all or nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Extractor
from cleaning.errors import ConfigError, StorageError
from crawler.declaring import add_block, add_contact, block
from crawler.sources import Config, Source
from crawler.sources_file import load, parse

USERS = """\
# My newspapers.
# Ask Olena before removing one.

contact = "mailto:me@example.org"   # read daily

[[source]]      # the first
id = "tribune"
home = "https://tribune.example/"
feeds = [
    "https://tribune.example/feed",  # the short one
]
  # a last word"""
COURIER = Source(
    id="courier",
    name='The "Courier"',
    home="https://courier.example/",
    feeds=("https://courier.example/a", "https://courier.example/b"),
    sitemaps=("https://courier.example/s.xml",),
    timezone="Europe/Kyiv",
    deny=(r"/\d+/'x'",),
    extractor=Extractor.BLOCKS,
)
LOCAL = Source(id="loop", name="Loop", home="http://127.0.0.2/", pages=("http://127.0.0.2/",), local=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / "sources.toml"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_a_block_holds_the_name_the_home_and_what_differs_from_the_defaults() -> None:
    expected = """\
[[source]]
id = "courier"
name = "The \\"Courier\\""
home = "https://courier.example/"
feeds = [
    "https://courier.example/a",
    "https://courier.example/b",
]
sitemaps = ["https://courier.example/s.xml"]
timezone = "Europe/Kyiv"
deny = ["/\\\\d+/'x'"]
extractor = "blocks"
# language: unknown
"""
    assert expected == block(COURIER, ["language: unknown"])


def test_the_users_text_stays_byte_for_byte(path: Path) -> None:
    add_block(written(path, USERS), COURIER)
    assert f"{USERS}\n\n{block(COURIER)}".encode() == path.read_bytes()


def test_the_answer_is_what_the_file_now_says(path: Path) -> None:
    config = add_block(written(path, USERS), COURIER)
    assert config == load(path.parent)
    assert config.get("courier") == COURIER


def test_a_new_file_is_made_with_its_folder_and_the_contact(path: Path) -> None:
    add_block(path, COURIER, contact="mailto:you@example.org")
    assert Config(path=path, contact="mailto:you@example.org", sources=(COURIER,)) == load(path.parent)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_contact_that_is_there_is_kept(path: Path) -> None:
    config = add_block(written(path, USERS), COURIER, contact="mailto:other@example.org")
    assert config.contact == "mailto:me@example.org"


def test_a_block_and_a_contact_can_be_added_below_a_byte_order_mark(path: Path) -> None:
    add_block(written(path, "\ufeff# mine\n"), COURIER, contact="mailto:you@example.org")
    assert Config(path=path, contact="mailto:you@example.org", sources=(COURIER,)) == load(path.parent)
    assert path.read_bytes().startswith("\ufeff# mine\n".encode())


def test_the_contact_goes_below_the_opening_comment(path: Path) -> None:
    add_contact(written(path, f"# one\n# two\n{block(LOCAL)}"), "mailto:you@example.org")
    assert f'# one\n# two\ncontact = "mailto:you@example.org"\n{block(LOCAL)}' == path.read_text()


@pytest.mark.parametrize("text", ["", "# only a comment", "\n\n", "\ufeff# with a mark\n"])
def test_a_contact_can_be_added_to_any_beginning(path: Path, text: str) -> None:
    assert add_contact(written(path, text), "mailto:you@example.org").contact == "mailto:you@example.org"


def test_line_ends_of_the_file_are_used(path: Path) -> None:
    add_block(written(path, USERS.replace("\n", "\r\n")), COURIER)
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("text", "source", "match"),
    [
        ("contact = ", COURIER, "not TOML"),
        (USERS, Source(id="tribune", home="https://x.example/", enabled=False), "stands 2 times"),
        ("", COURIER, "field 'contact'"),
        (f'source = []\ncontact = "{"mailto:you@example.org"}"\n', COURIER, "not TOML"),
    ],
)
def test_a_fault_changes_nothing(path: Path, text: str, source: Source, match: str) -> None:
    written(path, text)
    with pytest.raises(ConfigError, match=match):
        add_block(path, source)
    assert (text, [path]) == (path.read_text(), list(path.parent.iterdir()))


def test_a_dry_run_finds_the_faults_and_writes_nothing(path: Path) -> None:
    written(path, USERS)
    assert COURIER in add_block(path, COURIER, write=False).sources
    with pytest.raises(ConfigError):
        add_block(path, Source(id="tribune", home="https://x.example/", enabled=False), write=False)
    assert path.read_text() == USERS


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("a file in the folder's place")
    with pytest.raises((StorageError, ConfigError), match=r"sources\.toml"):
        add_block(tmp_path / "corpus" / "sources.toml", LOCAL)


def test_a_link_stays_a_link_and_the_mode_stays(path: Path, tmp_path: Path) -> None:
    real = written(tmp_path / "elsewhere" / "mine.toml", USERS)
    real.chmod(0o600)
    path.parent.mkdir()
    path.symlink_to(real)
    add_block(path, COURIER)
    assert (path.is_symlink(), stat.S_IMODE(real.stat().st_mode)) == (True, 0o600)
    assert COURIER in parse(real.read_text(), real).sources


@given(st.text(min_size=1, max_size=30).map(str.strip).filter(lambda name: name.isprintable() and name))
def test_any_name_survives_being_written(name: str) -> None:
    source = Source(id="a", name=name, home="http://127.0.0.1/", pages=("http://127.0.0.1/",), local=True)
    assert (source,) == parse(block(source), Path("sources.toml")).sources
