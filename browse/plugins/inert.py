"""Characters that would reorder the text around them are made visible before anything is written into a page."""

from __future__ import annotations

import re
from typing import Any

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")

_STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Unicode's embeddings, overrides and isolates. Markup gives each text its direction, with ``dir`` and ``bdi``."""


def inert(value: Any) -> Any:
    """Put U+FFFD in the place of each such character; anything but a string comes back as it is.

    >>> inert("exe\u202egnp")
    'exe\ufffdgnp'
    """
    if not isinstance(value, str) or value.isascii() or not _STEERING.search(value):
        return value
    return type(value)(_STEERING.sub("\ufffd", value))


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Let every expression of every template pass through ``inert``, Datasette's own too."""
    env.finalize = inert
