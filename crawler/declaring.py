"""Adds to ``sources.toml`` and leaves every byte that the user wrote as it is. Reading the file is ``crawler.sources_file``."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING

import tomlkit

from cleaning.errors import ConfigError
from crawler.sources_file import parse
from pipelines.replacing import replace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from crawler.sources import Config, Source

_HEAD = "# What Thresher collects. One block a source; the rest of the fields have defaults.\n"


def add_block(
    path: Path, source: Source, *, contact: str | None = None, remarks: Iterable[str] = (), write: bool = True
) -> Config:
    """Append a source to a ``sources.toml``, which is made if need be, and return what the file then says.

    Only id, name, home and what differs from the defaults is written, then the remarks as comments. ``contact`` is
    written where the file has none. The file is replaced in one step or not at all: raises ConfigError when the old
    or the new text has a fault, StorageError when it cannot be written. ``write=False`` only finds the faults.
    """
    text = _begun(path, contact)
    return _put(path, _joined(text, block(source, remarks)), write=write)


def add_blocks(path: Path, sources: Iterable[Source], *, contact: str | None = None, write: bool = True) -> Config:
    """Append several sources as ``add_block`` would, all in one step or none."""
    text = _begun(path, contact)
    return _put(path, _joined(text, "\n".join(map(block, sources))), write=write)


def add_contact(path: Path, contact: str) -> Config:
    """Write the contact into a ``sources.toml`` that has none, and return what the file now says."""
    return _put(path, _with_contact(_read(path), contact))


def block(source: Source, remarks: Iterable[str] = ()) -> str:
    """Return a source as the text of its block."""
    table = tomlkit.table()
    for field in fields(source):
        value = getattr(source, field.name)
        if value != field.default:
            table.add(field.name, _plain(value))
    for remark in remarks:
        table.add(tomlkit.comment(remark))
    whole = tomlkit.aot()
    whole.append(table)
    document = tomlkit.document()
    document.add("source", whole)
    return tomlkit.dumps(document)


def _plain(value: object) -> object:
    """Return a value as tomlkit takes it; a list of several stands one to a line."""
    if isinstance(value, tuple):
        array = tomlkit.array().multiline(multiline=len(value) > 1)
        array.extend(value)
        return array
    return str(value) if isinstance(value, Enum) else value


def _read(path: Path) -> str:
    """Return the text with its line ends as they are, or the head of a new file."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return _HEAD
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error


def _joined(text: str, addition: str) -> str:
    """Append, a blank line between, in the line ends of the text."""
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text or text.endswith(end * 2) else end if text.endswith(end) else end * 2
    return text + gap + addition.replace("\n", end)


def _with_contact(text: str, contact: str) -> str:
    """Put the contact below the comment that opens the file, so above every table."""
    lines = text.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if not line.startswith(("#", "\ufeff#"))), len(lines))
    end = "\r\n" if "\r\n" in text else "\n"
    head = "".join(lines[:at])
    return (
        f"{head}{'' if not head or head.endswith(end) else end}contact = {tomlkit.string(contact).as_string()}{end}"
        + ("".join(lines[at:]))
    )


def _begun(path: Path, contact: str | None) -> str:
    """Return the text of the file, with the contact where it has none."""
    text = _read(path)
    return _with_contact(text, contact) if contact and parse(text, path).contact is None else text


def _put(path: Path, text: str, *, write: bool = True) -> Config:
    """Write the text if it has no fault and that is wanted."""
    config = parse(text, path)
    if write:
        replace(path, text.encode())
    return config
