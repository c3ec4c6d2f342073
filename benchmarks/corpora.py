"""Which corpus a benchmark measures on, and what happens where there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from crawler.annotated import PAGES, Folder

VARIABLE = "THRESHER_BENCH_CORPUS"
DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "dev"


def found(script: str, *, require: bool) -> Folder:
    """Return the corpus; where there is none, leave the process: loudly, and as a failure if it is required."""
    path = Path(os.environ.get(VARIABLE) or DEFAULT)
    if (path / PAGES).is_file():
        return Folder(path)
    print(f"SKIPPED: {script} measured nothing: no corpus at {path} (set {VARIABLE})", file=sys.stderr)
    sys.exit(1 if require else 0)
