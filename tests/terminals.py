"""What a command shows on a terminal, for the tests that give it one of its own."""

from __future__ import annotations

import os
import pty
import subprocess
from functools import partial
from typing import Any


def on_terminal(
    command: list[str], *streams: str, typed: bytes = b"", **options: Any
) -> tuple[bytes, subprocess.CompletedProcess[str]]:
    """Run a command with some of its streams on a terminal of its own; return what that showed, and how it ended."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, **options, **dict.fromkeys(streams, theirs)) as process:
        os.close(theirs)
        os.write(ours, typed)
        screen = shown(ours)
        output = process.communicate(timeout=60)[0]
    return screen, subprocess.CompletedProcess(command, process.returncode, output)


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
