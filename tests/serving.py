"""``thresher browse`` as a process of its own, for tests that look at it from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = [sys.executable, "-m", "crawler", "browse"]


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command at work, and its URL."""
    given = [*COMMAND, "-C", str(folder), "--port", "0", *options]
    with subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+/", line)
            assert found, f"{line}{process.communicate(timeout=5)}"
            yield process, found[0]
        finally:
            process.kill()
