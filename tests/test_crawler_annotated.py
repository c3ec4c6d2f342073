from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cleaning.errors import InputError
from crawler.annotated import Folder
from pipelines.score import half
from tests.shelf import QUALITY, line, shelve

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, *lines: str) -> Folder:
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Folder(folder)


def test_pages_come_in_order_with_what_is_known_of_them(tmp_path: Path) -> None:
    folder = Folder(shelve(tmp_path, [line(0, fetched="2026-03-02T08:00:00Z"), line(1)]))
    first, second = folder.entries()
    assert (first.page.id, first.page.url) == ("page-0", "https://site0.example/a")
    assert first.page.fetched_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert first.page.file == tmp_path / "html/page-0.html.gz"
    assert first.annotation == line(0, fetched="2026-03-02T08:00:00Z")
    assert b"report number 1" in second.page.read().body


def test_bare_line_is_filled_in(tmp_path: Path) -> None:
    (entry,) = written(tmp_path, '{"id": "a", "title": null}').entries()
    assert entry.annotation == {
        "id": "a", "set": "pages", "html": "html/a.html.gz", "url": None, "domain": None, "fetched": None, "body": None,
        "title": None, "published": None, "with": [], "without": [], "authors": [],
    }  # fmt: skip
    assert (entry.page.url, entry.page.fetched_at) == ("", None)


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    assert [e.page.id for e in written(tmp_path, "", '{"id": "a"}', " ", '{"id": "b"}').entries()] == ["a", "b"]


def test_halves_part_the_pages_by_site(tmp_path: Path) -> None:
    folder = Folder(shelve(tmp_path, [line(n, domain=f"site{n // 2}.example") for n in range(20)]))
    even, odd = list(folder.entries("even")), list(folder.entries("odd"))
    assert sorted(e.page.id for e in [*even, *odd]) == sorted(e.page.id for e in folder.entries())
    assert not {e.annotation["domain"] for e in even} & {e.annotation["domain"] for e in odd}
    assert {half(e.annotation) for e in even} == {"even"}


@pytest.mark.parametrize("missing", ["no-such-folder", "."])
def test_folder_without_a_list_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(InputError, match=r"no folder of stored pages: it has no pages\.jsonl"):
        Folder(tmp_path / missing)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 2: is not JSON"),
        ("\xff", "line 2: is not JSON"),
        ("[" * 100_000, "line 2: is not JSON"),
        ("[]", "line 2: is no page: it has no id"),
        ('{"url": "x"}', "line 2: is no page: it has no id"),
        ('{"id": 7}', "line 2: is no page: it has no id"),
        ('{"id": "b", "body": 7}', "line 2: 'body' is neither a text nor null"),
        ('{"id": "b", "with": "x"}', "line 2: 'with' is no list of texts"),
        ('{"id": "b", "authors": [1]}', "line 2: 'authors' is no list of texts"),
        ('{"id": "b", "fetched": "soon"}', "line 2: 'fetched' is no ISO 8601 instant: 'soon'"),
        ('{"id": "b", "html": "../secret"}', "line 2: '../secret' lies outside the folder"),
        ('{"id": "b", "html": "/etc/passwd"}', "line 2: '/etc/passwd' lies outside the folder"),
    ],
)
def test_faulty_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pages.jsonl").write_bytes(b'{"id": "a"}\n' + text.encode("latin-1"))
    with pytest.raises(InputError, match=message):
        list(Folder(tmp_path).entries())


def changed(folder: Path, how: str) -> None:
    if how == "annotation":
        (folder / "pages.jsonl").write_text(json.dumps(line(0, title="Other")) + "\n", encoding="utf-8")
    elif how == "content":
        (folder / "html/page-0.html.gz").write_bytes(b"<p>other</p>")
    elif how == "name":
        (folder / "html/page-0.html.gz").rename(folder / "html/page-9.html.gz")
    else:
        (folder / "html/more.html").write_bytes(b"")


@pytest.mark.parametrize("how", ["annotation", "content", "name", "another"])
def test_digest_changes_with_list_names_and_contents(tmp_path: Path, how: str) -> None:
    folder = Folder(shelve(tmp_path, [line(0)]))
    before = folder.digest()
    assert before == Folder(tmp_path).digest()
    changed(tmp_path, how)
    assert before != folder.digest()


def test_digest_is_that_of_a_copy_elsewhere(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [line(0), line(1)]
    one, other = shelve(tmp_path / "one", lines), shelve(tmp_path / "other", lines)
    for file in (one / "html").iterdir():
        (other / "html" / file.name).write_bytes(file.read_bytes())
    assert Folder(one).digest() == Folder(other).digest()


def test_projects_own_corpus_is_whole() -> None:
    entries = list(Folder(QUALITY).entries())
    assert len(entries) >= 12
    for entry in entries:
        page = entry.page.read().body.decode()
        assert entry.annotation["body"]
        assert all(snippet in page for snippet in entry.annotation["without"]), entry.page.id
        assert not [s for s in entry.annotation["without"] if s in entry.annotation["body"]], entry.page.id
    assert len({e.annotation["domain"] for e in entries}) == len(entries)
