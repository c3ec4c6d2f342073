"""The pinned figures: what a corpus, known by its digest, must at least reach. They may only rise, unless told otherwise."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import tomlkit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipelines.score import Figures

PINNED = ("shingle_f1", "exact", "word_f1", "with", "leak", "title", "date", "time", "authors", "ratio")
CEILINGS = frozenset({"leak"})
"""Figures of which less is better."""
_DIGITS = 4


class Floors:
    """The floors of one corpus in a file of several: a table a set or half, a value a figure."""

    def __init__(self, path: Path, digest: str, *, of: str = "") -> None:
        """Find the floors of a corpus in a file; ``of`` names what else than quality is measured on it."""
        self._path = path
        self._file = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        self._key = f"sha256:{digest.removeprefix('sha256:')}{' ' if of else ''}{of}"

    @property
    def known(self) -> bool:
        """Tell whether anything is pinned for this corpus."""
        return self._key in self._file

    def broken(self, scores: Mapping[str, Figures]) -> Iterator[str]:
        """Yield a line for every figure that is worse than its floor, or no longer measured."""
        for group, figures in self._file.get(self._key, {}).items():
            if not isinstance(figures, dict):
                continue
            for name, floor in figures.items():
                value = scores.get(group, {}).get(name)
                if value is None:
                    yield f"{group} {name}: not measured, must be {_bound(name)} {floor:.4f}"
                elif _worse(name, value, floor):
                    yield f"{group} {name}: {value:.4f}, must be {_bound(name)} {floor:.4f}"

    def pin(self, scores: Mapping[str, Figures], *, name: str, lower: bool = False) -> list[str]:
        """Move floors to the figures and write the file; those that would fall stay, unless ``lower``.

        Returns a line a floor that moved.
        """
        corpus = self._file.setdefault(self._key, tomlkit.table())
        corpus["name"] = name
        moved = [line for group, figures in scores.items() for line in _pin(corpus, group, figures, lower=lower)]
        self._path.write_text(tomlkit.dumps(self._file), encoding="utf-8")
        return moved


def judged(floors: Floors, scores: dict[str, Figures], *, require: bool) -> int:
    """Compare with the floors, say what is broken, and return the exit code; nothing pinned fails where it is required."""
    if not floors.known:
        print("NOT CHECKED: no floors are pinned for this corpus; pin them with --raise", file=sys.stderr)
        return 1 if require else 0
    broken = list(floors.broken(scores))
    for line in broken:
        print(f"BELOW THE FLOOR: {line}", file=sys.stderr)
    if not broken:
        print("\nevery floor holds")
    return 1 if broken else 0


def _pin(corpus: tomlkit.items.Table, group: str, figures: Figures, *, lower: bool) -> Iterator[str]:
    pinned = corpus.setdefault(group, tomlkit.table())
    for name in PINNED:
        value = figures.get(name)
        if value is None:
            continue
        new, old = _rounded(name, value), pinned.get(name)
        if old is None or _worse(name, old, new) or (lower and old != new):
            pinned[name] = new
            yield f"{group} {name}: {'new' if old is None else f'{old:.4f}'} -> {new:.4f}"


def _rounded(name: str, value: float) -> float:
    """Round to the side that the figure itself meets."""
    scaled = round(value * 10**_DIGITS, 6)
    whole = math.ceil(scaled) if name in CEILINGS else math.floor(scaled)
    return float(whole / 10**_DIGITS)


def _worse(name: str, value: float, floor: float) -> bool:
    return value > floor if name in CEILINGS else value < floor


def _bound(name: str) -> str:
    return "at most" if name in CEILINGS else "at least"
