"""SHA256SUMS of a folder, as ``sha256sum -c`` reads it: written for a release, and checked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from cleaning.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NAME: Final = "SHA256SUMS"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_files(folder: Path) -> dict[str, str]:
    """Return the digests of all files of a folder by their names, in that order."""
    return {name: digest(folder / name) for name in _files(folder)}


def write(folder: Path, known: Mapping[str, str]) -> str:
    """Write the sums of all files of a folder, reading those not ``known``; return the digest of what was written."""
    lines = [f"{known.get(name) or digest(folder / name)}  {name}\n" for name in _files(folder)]
    (folder / NAME).write_text("".join(lines), encoding="utf-8")
    return digest(folder / NAME)


def faults(folder: Path) -> Iterator[str]:
    """Yield what is not as SHA256SUMS says: files changed, missing or not listed. Raises InputError where there is none."""
    listed = dict(_listed(folder))
    for name, wanted in listed.items():
        path = folder / name
        if not path.is_file():
            yield f"{name}: missing"
        elif digest(path) != wanted:
            yield f"{name}: changed"
    yield from (f"{name}: not listed in {NAME}" for name in _files(folder) if name not in listed)


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{folder} is no release: it has no {NAME} that can be read") from error
    for line in lines:
        wanted, gap, name = line.partition("  ")
        if not gap or len(wanted) != 64 or name.startswith("/") or ".." in name.split("/"):
            raise InputError(f"{folder / NAME}: {line!r} is no line of sums: 64 hex digits, two blanks, a file's name")
        yield name, wanted


def _files(folder: Path) -> list[str]:
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in paths if name != NAME)
