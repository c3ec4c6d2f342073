"""Which file of site rules is for a host, by the names that ftr-site-config gives its files."""

from __future__ import annotations

from typing import Final

SUFFIX: Final = ".txt"
GLOBAL: Final = "global"
"""The file that goes for every host, beside the host's own."""
_LONGEST: Final = 253
_LABELS: Final = 2
"""A file for sub-domains needs a domain: none is for all of ``.com``."""


def names(host: str) -> tuple[str, ...]:
    """Return the names a host's file may have, without ``.txt``, the nearest first.

    The host itself, without and with ``www.``; then, for what is neither a domain nor its ``www.``, the files for
    sub-domains, from the longest.

    >>> names("www.sport.courier.example")[:3]
    ('www.sport.courier.example', 'sport.courier.example', '.courier.example')
    """
    host = host.lower().strip(".")
    if not host or len(host) > _LONGEST or "/" in host or "\\" in host:
        return ()
    bare = host.removeprefix("www.")
    labels = bare.split(".")
    above = (f".{'.'.join(labels[i:])}" for i in range(1, len(labels) - _LABELS + 1))
    return tuple(dict.fromkeys((host, bare, *above, f"www.{bare}")))
