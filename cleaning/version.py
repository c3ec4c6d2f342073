"""What decides about an article, as one short string: our code, the rules, and the libraries that have a say."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from unicodedata import unidata_version

DECIDING = (
    "beautifulsoup4",
    "dateparser",
    "google-re2",
    "htmldate",
    "lxml",
    "numpy",
    "resiliparse",
    "trafilatura",
    "tzdata",
    "w3lib",
)
"""Libraries whose version can change an article."""


@cache
def cleaning_version() -> str:
    """Return a digest over code, rules and library versions; equal versions mean equal articles (DESIGN §3.3)."""
    digest = hashlib.sha256()
    for package, suffixes in (("cleaning", (".py", ".toml", ".npz")), ("pipelines", (".py", ".toml"))):
        for name, data in sorted(_sources(package, suffixes)):
            digest.update(name.encode() + b"\0" + data + b"\0")
    for library in DECIDING:
        digest.update(f"{library}={version(library)}".encode())
    digest.update(f"unicode={unidata_version}".encode())
    return digest.hexdigest()[:12]


def version_under(*digests: str) -> str:
    """Return the version of an article made under a site's or the user's rules, by their digests: ``1f0c9a7e22b4+5e8813d0``."""
    return "+".join([cleaning_version(), *(digest[:8] for digest in digests)])


def _sources(package: str, suffixes: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Return name and content of every file of a package, folders within it included, that ends so."""
    found, folders = [], [(package, files(package))]
    while folders:
        where, folder = folders.pop()
        for entry in folder.iterdir():
            name = f"{where}/{entry.name}"
            if entry.is_dir():
                folders.append((name, entry))
            elif entry.name.endswith(suffixes):
                found.append((name, entry.read_bytes()))
    return found
