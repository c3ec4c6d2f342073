"""Signals outside the time when Scrapy's loop hears them: while a run starts, and while it closes its books."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.stopping import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from crawler.stopping import Stop


@contextmanager
def interrupts(stop: Stop) -> Iterator[None]:
    """Let SIGTERM and SIGINT ask the run to end, instead of ending the process; give the signals back at the end."""

    def asked(number: int, frame: FrameType | None) -> None:
        del frame
        stop.rest(signal.Signals(number).name.lower())

    before = {number: signal.signal(number, asked) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
