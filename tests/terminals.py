"""What a command shows on a terminal, for the tests that give it one of its own."""

from __future__ import annotations

import os
from functools import partial


def shown(terminal: int) -> bytes:
    """Read what a terminal is sent until nobody holds its other end any more, and close it."""
    sent = b"".join(iter(partial(_read, terminal), b""))
    os.close(terminal)
    return sent


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
