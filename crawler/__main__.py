"""Lets ``python -m crawler`` stand for the ``thresher`` script."""

from __future__ import annotations

from crawler.cli import main

if __name__ == "__main__":
    main()
