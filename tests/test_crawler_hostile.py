"""Hostile pages through the true command: it says what became of them, and nothing in them steers the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.shelf import SENTENCES, html
from tests.terminals import on_terminal

if TYPE_CHECKING:
    from pathlib import Path


def cleaned(file: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-m", "crawler", "clean", str(file), *options]
    return subprocess.run(words, capture_output=True, timeout=100, check=False)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"<i>x</i>" * 500_001, b"Rejected  too-large\nEvidence  500,001 tags, more than 500,000\n"),
        (b"<p>" + b"x" * 20_000_000, b"Rejected  too-large\nEvidence  20,000,001 bytes, more than 20,000,000\n"),
    ],
)
def test_page_that_is_too_large_says_so(tmp_path: Path, content: bytes, shown: bytes) -> None:
    (tmp_path / "a.html").write_bytes(content)
    done = cleaned(tmp_path / "a.html")
    assert (0, b"") == (done.returncode, done.stderr)
    assert done.stdout.startswith(shown)


def test_article_at_the_bottom_of_300_000_elements_is_found(tmp_path: Path) -> None:
    page = html(0).replace("<article>", "<article>" + "<div>" * 300_000)
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    done = cleaned(tmp_path / "a.html")
    assert done.returncode == 0
    assert all(sentence.encode() in done.stdout for sentence in SENTENCES)


def test_page_cannot_steer_the_terminal(tmp_path: Path) -> None:
    steering = "\x1b[2J\x1b]0;owned\x07\x9b31m\x08\x0d\u202e&#27;[5m&#155;2J"
    page = html(0, f"<p>{steering}{SENTENCES[0]}</p><p>Read also: {steering} Bridge closed").replace(
        "<title>", f"<title>{steering}"
    )
    (tmp_path / "a.html").write_text(page.replace("<p>", f'<p class="{steering} related">', 1), encoding="utf-8")
    words = [sys.executable, "-m", "crawler", "clean", str(tmp_path / "a.html"), "--outside"]
    screen, ended = on_terminal(words, "stdout", "stderr", env=os.environ | {"NO_COLOR": ""})
    assert ended.returncode == 0
    assert SENTENCES[0].encode() in screen
    for sequence in (b"\x1b[2J", b"\x1b]0", b"\x07", b"\x08", b"\x1b[5m", "\x9b".encode(), "\u202e".encode()):
        assert sequence not in screen
